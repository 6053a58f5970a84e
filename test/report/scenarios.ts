import type { Occurrence } from '../../src/model/finding.ts';
import type { Report } from '../../src/model/report.ts';
import { Secret } from '../../src/model/secret.ts';
import { alnumKey, hexKey } from '../helpers/keys.ts';
import { captchaRule, fileFinding, finding, id, ignoreRule, occurrence, pemRule, report, tokenRule } from './sample.ts';

const token = new Secret(`ghp_${alnumKey('token', 36)}`);
const captcha = new Secret(alnumKey('captcha'));

const ada = { author: 'Ada Lovelace <ada@example.org>', date: '2025-11-02T09:14:00+01:00' };
const bob = { author: 'Bob Example <bob@example.org>', date: '2026-01-30T22:01:45-05:00' };

const pem = [
  '-----BEGIN PRIVATE KEY-----',
  alnumKey('pem line 1', 64),
  alnumKey('pem line 2', 64),
  '-----END PRIVATE KEY-----',
].join('\n');

/** Escape sequences, line breaks, an override that shows text backwards, and nothing to see. */
const HOSTILE = 'a\x1b[2J\x1b]0;title\x07b\r\nc\u202egnp.exe\u2066\u200b\u009b31m';

const tree = report({
  notOpened: [
    { kind: 'archive', path: `docs/${HOSTILE}.zip`, reason: 'encrypted' },
    { kind: 'archive', path: 'backup.rar', reason: 'there is no reader for this format' },
  ],
  findings: [
    finding({
      rule: tokenRule,
      secret: token,
      fingerprint: id(2, 32),
      score: 1,
      occurrences: [
        occurrence({
          path: 'src/github client.ts',
          line: 1204,
          column: 15,
          endLine: 1204,
          endColumn: 55,
          excerpt: `const token = '${token.mask()}';`,
        }),
      ],
      verification: { status: 'active', reason: 'the service gave the name of an account' },
    }),
    finding({
      confidence: 'medium',
      score: 0.71,
      reasons: [
        { feature: 'bias', weight: -2.5 },
        { feature: 'name.key', weight: 2.113, detail: 'CAPTCHAAI_KEY' },
        { feature: 'sample.place', weight: -1.25, detail: 'tests/' },
        { feature: 'sample.little', weight: 0.3 },
      ],
      occurrences: [
        occurrence({ excerpt: `CAPTCHAAI_KEY = "${captcha.mask()}"  # hörbar` }),
        occurrence({
          path: 'tests/[id]/50%.py',
          line: 3,
          column: 9,
          endLine: 3,
          endColumn: 41,
          excerpt: `solve("${captcha.mask()}")`,
        }),
      ],
      parts: [
        { name: 'account id', secret: new Secret('acme-1234'), isShown: true },
        { name: 'session token', secret: new Secret(hexKey('session')), isShown: false },
      ],
      details: { account: '123456789012', expired: '2023-11-14T22:13:20Z' },
      verification: { status: 'restricted', reason: 'ERROR_IP_NOT_ALLOWED: not from this address', balance: 12.5 },
    }),
    finding({
      rule: pemRule,
      secret: new Secret(pem),
      fingerprint: id(3, 32),
      score: 0.9,
      occurrences: [
        occurrence({ path: 'deploy/key.pem', line: 1, column: 1, endLine: 4, endColumn: 26, excerpt: '****' }),
      ],
    }),
    fileFinding({
      fingerprint: id(4, 32),
      score: 0.95,
      note: 'It is tracked by git and has 3 values.',
      occurrences: [occurrence({ path: '.env', line: 1, column: 1, endLine: 1, endColumn: 1 })],
    }),
  ],
  notices: ['2 submodules are not checked out: their files were not scanned'],
  hidden: { lowConfidence: 3, inline: 1, baseline: 12 },
});

const history = report({
  command: 'history',
  findings: [
    finding({
      occurrences: [
        occurrence({ commit: id(1), blob: id(5), ...ada, refs: [], excerpt: `KEY = "${captcha.mask()}"` }),
        occurrence({
          path: 'bot/keys.py',
          line: 2,
          commit: id(6),
          blob: id(7),
          ...bob,
          refs: ['refs/heads/main', 'HEAD'],
        }),
        occurrence({
          path: 'bot/old.py',
          commit: id(8),
          blob: id(9),
          ...bob,
          refs: ['refs/remotes/origin/dev', 'refs/tags/v1', 'refs/stash', 'refs/pull/7/head'],
        }),
        occurrence({ path: 'bot/older.py', commit: id(8), blob: id(2), ...bob, refs: ['unreachable'] }),
        occurrence({ path: 'bot/oldest.py', blob: id(2), refs: ['unreachable'] }),
      ],
    }),
    finding({
      fingerprint: id(4, 32),
      secret: new Secret(hexKey('staged')),
      occurrences: [
        occurrence({ path: 'bot/next.py', blob: id(4), refs: ['index'] }),
        { kind: 'file', line: 7, column: 1, endLine: 7, endColumn: 33, blob: id(5), refs: ['unreachable'] },
        { kind: 'stdin', line: 1, column: 1, endLine: 1, endColumn: 33 },
      ],
    }),
    finding({
      rule: pemRule,
      secret: new Secret(hexKey('message', 20)),
      fingerprint: id(3, 32),
      confidence: 'low',
      score: 0.2,
      occurrences: [
        {
          kind: 'commit-message',
          line: 3,
          column: 5,
          endLine: 3,
          endColumn: 25,
          commit: id(1),
          blob: id(1),
          ...ada,
          refs: ['HEAD'],
        },
        { kind: 'tag-message', line: 1, column: 1, endLine: 1, endColumn: 21, blob: id(3), refs: ['refs/tags/v1.0'] },
        {
          kind: 'note',
          path: '11/11111111',
          line: 1,
          column: 1,
          endLine: 1,
          endColumn: 21,
          blob: id(4),
          refs: ['refs/notes/commits'],
        },
      ],
    }),
  ],
  notices: ['shallow clone: the history is cut at 3 commits'],
  scanned: { files: 0, blobs: 57_302, commits: 18_204, bytes: 799_000_000, seconds: 3.04 },
});

/** Places that are in no file. */
const namedPlaces: readonly Partial<Occurrence>[] = [
  { kind: 'ref', path: 'refs/heads/feature/x', refs: ['refs/heads/feature/x'], line: 1, column: 20 },
  { kind: 'reflog', path: 'refs/heads/main', refs: ['reflog'], line: 7 },
  { kind: 'commit-header', commit: id(1), blob: id(1), refs: ['HEAD'], line: 1 },
  { kind: 'tag-header', blob: id(2), refs: ['refs/tags/v1'], line: 2 },
  { kind: 'commit-message', path: 'libs/a', commit: id(3), blob: id(3), refs: ['HEAD'], line: 3 },
];

const adaCommit = { id: id(1), ...ada };
const bobCommit = { id: id(6), ...bob };

const lifetimes = report({
  command: 'history',
  findings: [
    // Still there, in many versions of one file.
    finding({
      occurrences: Array.from({ length: 8 }, (_, at) =>
        occurrence({
          line: 14 + (at % 2),
          commit: at === 0 ? id(1) : String(at).padStart(40, '9'),
          blob: String(at).padStart(40, '8'),
          author: ada.author,
          date: `2025-11-0${at + 2}T09:14:00+01:00`,
          refs: at === 7 ? ['HEAD'] : ['refs/heads/main'],
          excerpt: `KEY = "${captcha.mask()}"`,
        }),
      ),
      history: {
        first: adaCommit,
        last: bobCommit,
        heldBy: ['HEAD', 'refs/heads/dev', 'refs/heads/main', 'refs/remotes/origin/main', 'refs/tags/v1'],
        reachedBy: 'refs',
      },
    }),
    // Taken out, by everybody.
    finding({
      fingerprint: id(2, 32),
      occurrences: [occurrence({ commit: id(1), blob: id(5), ...ada, refs: ['refs/heads/main'] })],
      history: { first: adaCommit, last: bobCommit, heldBy: [], reachedBy: 'refs' },
    }),
    // Left on an old branch and in tags, in two files.
    finding({
      fingerprint: id(3, 32),
      occurrences: [
        occurrence({ commit: id(1), blob: id(5), ...ada, refs: ['refs/heads/old'] }),
        occurrence({ path: 'b.py', commit: id(6), blob: id(5), ...bob, refs: ['refs/heads/old'] }),
      ],
      history: {
        first: adaCommit,
        last: bobCommit,
        heldBy: ['refs/heads/old', 'refs/pull/7/head', 'refs/stash', 'refs/tags/v1', 'refs/tags/v2'],
        reachedBy: 'refs',
      },
    }),
    // In a branch that was deleted, in one commit only.
    finding({
      fingerprint: id(4, 32),
      occurrences: [occurrence({ commit: id(1), blob: id(5), ...ada, refs: ['reflog'] })],
      history: { first: adaCommit, last: adaCommit, heldBy: [], reachedBy: 'reflog' },
    }),
    finding({
      fingerprint: id(5, 32),
      occurrences: [occurrence({ blob: id(5), refs: ['unreachable'] })],
      history: { heldBy: [], reachedBy: 'nothing' },
    }),
    finding({
      fingerprint: id(6, 32),
      occurrences: [occurrence({ kind: 'commit-message', commit: id(1), blob: id(1), ...ada, refs: ['HEAD'] })],
      history: { first: adaCommit, last: adaCommit, heldBy: [], reachedBy: 'refs' },
    }),
    ...namedPlaces.map((place, at) =>
      finding({ fingerprint: 'abcde'.charAt(at).repeat(32), occurrences: [occurrence(place)] }),
    ),
    finding({
      fingerprint: id(7, 32),
      occurrences: [occurrence({ blob: id(5), refs: ['index'] })],
      history: { heldBy: ['index'], reachedBy: 'nothing' },
    }),
    // Of a range: what has it now was not looked up.
    finding({
      fingerprint: id(8, 32),
      occurrences: [occurrence({ commit: id(1), blob: id(5), ...ada })],
      history: { first: adaCommit, last: bobCommit },
    }),
  ],
  scanned: { files: 0, blobs: 57_302, commits: 18_204, bytes: 799_000_000, seconds: 3.04 },
});

const interrupted = report({
  command: 'history',
  target: 'repo',
  findings: [
    finding({
      occurrences: [occurrence({ commit: id(1), blob: id(5), ...ada, refs: ['HEAD'] })],
      history: { first: adaCommit, last: bobCommit, heldBy: ['HEAD'], reachedBy: 'refs' },
    }),
  ],
  errors: [
    { code: 'E_INTERRUPTED', subject: 'repo', message: 'stopped after 12,345 of 57,302 objects' },
    { code: 'E_GIT', subject: id(7), message: 'missing: this is a partial clone' },
  ],
  scanned: { files: 0, blobs: 12_000, commits: 18_204, bytes: 79_000_000, seconds: 0.54 },
  interrupted: { done: 12_345, total: 57_302, unit: 'objects' },
});

const hostile = report({
  target: HOSTILE,
  findings: [
    finding({
      secret: captcha,
      note: HOSTILE,
      reasons: [{ feature: 'name.key', weight: 1, detail: HOSTILE }],
      occurrences: [
        occurrence({
          path: `${HOSTILE}/${captcha.reveal()}/x.py`,
          commit: id(1),
          blob: id(2),
          author: `${HOSTILE} <${captcha.reveal()}@example.org>`,
          date: '2026-01-30T22:01:45-05:00',
          refs: [`refs/heads/${HOSTILE}`],
          excerpt: `${HOSTILE} ${captcha.mask()}`,
        }),
        occurrence({ kind: 'path', path: `keys/${captcha.reveal()}`, line: 1, column: 6, endLine: 1, endColumn: 38 }),
        occurrence({ kind: 'link-target', path: HOSTILE }),
      ],
      history: {
        first: { id: id(1), author: `${HOSTILE} <${captcha.reveal()}@example.org>`, date: HOSTILE },
        heldBy: [`refs/heads/${HOSTILE}`, `refs/tags/${captcha.reveal()}`],
        reachedBy: 'refs',
      },
    }),
  ],
  errors: [{ code: 'E_SOURCE', subject: HOSTILE, message: `cannot read ${captcha.reveal()}: ${HOSTILE}` }],
  notices: [HOSTILE],
});

/** One finding in .git only, one in a file as well. */
const inGit = report({
  findings: [
    finding({
      occurrences: [
        occurrence({ kind: 'git-file', path: '.git/COMMIT_EDITMSG', line: 3, column: 7, endLine: 3, endColumn: 39 }),
        occurrence({ path: 'src/solve.py' }),
      ],
    }),
    finding({
      rule: tokenRule,
      secret: token,
      fingerprint: id(2, 32),
      occurrences: [
        occurrence({
          kind: 'git-file',
          path: '.git/config',
          line: 7,
          column: 16,
          endLine: 7,
          endColumn: 56,
          excerpt: `url = https://${token.mask()}@github.com/acme/site.git`,
        }),
      ],
    }),
  ],
});

/** A place of every kind that formats of lines in files cannot hold as it is, and what the services said. */
const kinds = report({
  command: 'history',
  findings: [
    finding({
      rule: tokenRule,
      secret: token,
      fingerprint: id(2, 32),
      occurrences: [
        occurrence({ path: 'dist/app.zip', inside: 'config/=cmd.yml', line: 7, commit: id(1), ...ada, refs: [] }),
      ],
      verification: { status: 'active', reason: 'the service gave the name of an account' },
    }),
    finding({
      rule: tokenRule,
      secret: new Secret(`ghp_${alnumKey('dead', 36)}`),
      fingerprint: id(3, 32),
      occurrences: [occurrence({ path: 'src/old.ts', line: 3, commit: id(1), ...ada, refs: ['HEAD'] })],
      verification: { status: 'inactive', reason: 'Bad credentials' },
    }),
    finding({
      occurrences: [
        { ...occurrence({ kind: 'commit-message', line: 3 }), commit: id(6), blob: id(6), ...bob, refs: ['HEAD'] },
      ],
    }),
    fileFinding({
      fingerprint: id(4, 32),
      note: 'It is tracked by git and has 3 values.',
      occurrences: [occurrence({ path: '.env', line: 1, column: 1, endLine: 1, endColumn: 1, refs: ['HEAD'] })],
    }),
    fileFinding({
      rule: ignoreRule,
      fingerprint: id(5, 32),
      confidence: 'medium',
      note: 'Not ignored: .env, *.pem',
      occurrences: [occurrence({ path: '.gitignore', line: 1, column: 1, endLine: 1, endColumn: 1 })],
    }),
    // Another rule of the same family, so of the same fingerprint.
    finding({ rule: { ...captchaRule, id: 'generic-key', title: 'Key', severity: 'medium', page: 'none' } }),
  ],
});

/** Each is written in every format to golden/. */
export const SCENARIOS: Readonly<Record<string, Report>> = {
  tree,
  'in-git': inGit,
  kinds,
  history,
  lifetimes,
  interrupted,
  hostile,
  clean: report(),
  incomplete: report({
    command: 'history',
    errors: [
      { code: 'E_GIT', subject: id(7), message: 'missing: this is a partial clone' },
      { code: 'E_SOURCE', subject: 'data/big.bin', message: 'EACCES: permission denied' },
    ],
    scanned: { files: 0, blobs: 10, commits: 4, bytes: 4096, seconds: 0.031 },
  }),
  nothing: report({ command: 'staged', scanned: { files: 0, blobs: 0, commits: 0, bytes: 0, seconds: 0.004 } }),
  many: report({
    findings: Array.from({ length: 24 }, (_, at) =>
      finding({
        ...(at % 3 === 0 ? { rule: tokenRule } : {}),
        secret: new Secret(hexKey(`many ${at}`)),
        fingerprint: String(at).padStart(32, '0'),
        confidence: at % 5 === 0 ? 'medium' : 'high',
        occurrences: Array.from({ length: 1 + (at % 4) }, (_, place) =>
          occurrence({
            path: `src/${at}.ts`,
            line: at + 1 + place,
            ...(at % 2 === 0 ? { commit: id(1), ...ada, refs: ['HEAD'] } : {}),
          }),
        ),
        ...(at % 4 === 0 && { history: { first: adaCommit, last: bobCommit, heldBy: at < 8 ? ['HEAD'] : [] } }),
      }),
    ),
    errors: Array.from({ length: 23 }, (_, at) => ({
      code: 'E_SOURCE' as const,
      subject: `bin/${at}`,
      message: 'gone while it was read',
    })),
  }),
};
