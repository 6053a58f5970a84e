import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { HexhoundError } from '../../src/model/errors.ts';
import { fill } from '../../src/rules/generate.ts';
import { escapeForeign } from '../../src/syntax/escape.ts';
import { zip } from '../helpers/archives.ts';
import { actingLines, COMMANDS as CI_COMMANDS } from '../helpers/ci-commands.ts';
import { runCommand } from '../helpers/io.ts';
import { hexKey } from '../helpers/keys.ts';
import { createRepository, type Repository, temporaryFolder } from '../helpers/repository.ts';
import { keyLine } from '../helpers/scan.ts';

/* Each attack as a repository, and every command that could meet it. What one of them is about has a test of its own. */

const KEY = hexKey('matrix');
const TOKEN = fill('{{github:ghp_}}', 'matrix');
const PASSWORD = fill('{{base62:20}}', 'matrix');
/** What nothing may print, whatever it stands in. */
const SECRETS = [KEY, TOKEN, PASSWORD];

/** Marks of direction that reorder what a terminal shows (Unicode, UAX 9). */
const BIDI = '\u202e\u2066\u200f';
const TEXTS = [...CI_COMMANDS.map((text) => text.replaceAll('/', '_')), `${BIDI}gpj`, 'a\rb', '\x9b31m', '\x07'];

/** Builds a repository in which everything is hostile in one way. @param mark a file that whatever runs makes */
const ATTACKS: Readonly<Record<string, (repository: Repository, mark: string) => void>> = {
  'text that acts, in names, messages and contents'(repository) {
    for (const [at, text] of TEXTS.entries()) {
      repository.write(text, `${text}\n${keyLine(KEY)}`).write(`${at}\n${text}/x.py`, `${text} ${keyLine(KEY)}`);
      repository.commit(`${text}\n\n${text}`, `--author=x${text.replace(/[<>\n\r]/g, '')} <a@example.com>`);
    }
    repository.write('a.zip', zip(Object.fromEntries(TEXTS.map((text) => [text, keyLine(KEY)]))));
    repository.write('hexhound.yaml', 'rules: [rules.yaml]\n');
    repository.write('rules.yaml', ownRules(CI_COMMANDS.join('\n'))).write('own.txt', 'acmekey-0a1b2c3d4e5f6a7b\n');
  },
  'keys in names of files, archives, branches and tags'(repository) {
    repository.write(`${TOKEN}.txt`, 'x\n').write(`${TOKEN}/a.py`, keyLine(KEY));
    repository.write('a.zip', zip({ [`${TOKEN}/a.py`]: keyLine(KEY) })).commit(`use ${TOKEN}`);
    repository.git('branch', `x/${TOKEN}`).concat(repository.git('tag', '-a', TOKEN, '-m', keyLine(KEY)));
    repository.git('config', 'remote.origin.url', `https://user:${PASSWORD}@github.com/acme/acme.git`);
    repository.git('config', `branch.${TOKEN}.description`, `https://user:${PASSWORD}@example.org/`);
  },
  'programs in the configuration of git, and hooks'(repository, mark) {
    repository.write('.git/canary', `#!/bin/sh\ntouch '${mark}'\nexit 1\n`).chmod('.git/canary', 0o755);
    const program = join(repository.path, '.git/canary');
    repository.write('.gitattributes', '* filter=shout diff=shout merge=shout\n');
    for (const name of PROGRAMS.split(/\s+/)) repository.git('config', name, program);
    repository
      .git('config', 'remote.origin.url', `ext::${program}`)
      .concat(repository.git('config', 'protocol.ext.allow', 'always'));
    for (const hook of ['pre-commit', 'post-index-change', 'reference-transaction', 'post-checkout', 'pre-push'])
      repository.write(`.git/hooks/${hook}`, `#!/bin/sh\ntouch '${mark}'\n`).chmod(`.git/hooks/${hook}`, 0o755);
  },
  'links, pipes and devices'(repository) {
    for (const [at, target] of ['/dev/zero', '/etc/passwd', '..', 'x'].entries())
      symlinkSync(target, join(repository.path, ['.npmignore', 'Dockerfile', 'up', 'x'][at] ?? ''));
    execFileSync(
      'mkfifo',
      ['package.json', '.dockerignore', 'pipe'].map((name) => join(repository.path, name)),
    );
    symlinkSync('/dev/zero', join(repository.path, '.env'));
    symlinkSync(join(repository.path, '..', 'elsewhere'), join(repository.path, '.hexhound-baseline.json'));
  },
  'small files that are large to read'(repository) {
    const aliases = Array.from({ length: 30 }, (_, at) => `a${at + 1}: &a${at + 1} [${`*a${at},`.repeat(9)}]\n`);
    const yaml = `a0: &a0 [x, x]\n${aliases.join('')}`;
    repository
      .write('.github/workflows/a.yml', yaml)
      .write('docker-compose.yml', yaml)
      .write('.gitlab-ci.yml', '['.repeat(1e5));
    repository.write(
      'hexhound.yaml',
      `ignore: { paths: ["${'*a'.repeat(40)}", "${'**/'.repeat(60)}x"] }\nrules: [rules.yaml]\n`,
    );
    repository
      .write('rules.yaml', ownRules('slow', 'acmekey (?:a|aa){1,200}b'))
      .write('own.txt', `acmekey ${'a'.repeat(3000)}\n`);
    repository
      .write('.gitignore', `${'**/a'.repeat(50)}\n`)
      .write('package.json', '['.repeat(1e5))
      .write('.env', 'A="'.repeat(3e4));
    repository
      .write('long.js', `${'x="'.repeat(1e5)}${keyLine(KEY)}`)
      .write('bomb.zip', zip({ a: zip({ b: Buffer.alloc(1e7) }) }));
  },
  damage(repository) {
    repository.write('big.py', keyLine(KEY).repeat(50)).commit('more');
    repository.git('repack', '-adq');
    const packs = join(repository.path, '.git/objects/pack');
    for (const name of readdirSync(packs)) {
      rmSync(join(packs, name), { force: true });
      writeFileSync(join(packs, name), Buffer.alloc(300, name));
    }
    truncateSync(join(repository.path, '.git/index'), 40);
    repository
      .write('.git/packed-refs', '# pack-refs\n\x1b[31m nothing\n')
      .write('.git/HEAD', `ref: refs/heads/${TOKEN}\n`);
  },
};

/** Settings whose value is a program. */
const PROGRAMS = `core.fsmonitor core.pager core.sshCommand core.gitProxy core.askPass core.editor core.alternateRefsCommand
  pager.log pager.diff credential.helper gpg.program gpg.ssh.program diff.external diff.shout.textconv diff.shout.command
  merge.shout.driver filter.shout.clean filter.shout.smudge filter.shout.process uploadpack.packObjectsHook
  remote.origin.uploadpack trailer.shout.command`;

function ownRules(text: string, pattern = 'acmekey-[0-9a-f]{16}'): string {
  return `provider: ${JSON.stringify(text)}
rules:
  - id: acme-key
    title: ${JSON.stringify(text)}
    severity: high
    risk: ${JSON.stringify(text)}
    fix: { steps: [${JSON.stringify(text)}] }
    keywords: [acmekey]
    pattern: ${JSON.stringify(pattern)}
    window: { before: 0, after: 4000 }
    matches: ['acmekey-0a1b2c3d4e5f6a7b', 'acmekey-1a1b2c3d4e5f6a7b']
    ignores: ['x']
`;
}

/** What moves, hides or reorders text of a terminal; the escape character is looked for with the commands. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
const CONTROLS = /[\u202a-\u202e\u2066-\u2069\u200f\r\x07\x9b]/u;

const COMMANDS = [
  [
    'scan --all',
    'scan --all --format sarif',
    'staged',
    'history --no-cache',
    'history HEAD',
    'audit',
    'audit --format json',
  ],
  ['purge --all', 'rotate --dry-run --env CAPTCHAAI_API_KEY', 'explain a.py:1', 'explain --history 0123abcd'],
  [
    'verify --dotenv .env --env CAPTCHAAI_API_KEY',
    'balance',
    'redact',
    'baseline create --baseline own.json',
    'init --dry-run',
    'doctor',
    'commit-msg a.py',
    'push origin origin',
    'receive',
  ],
].flat();

/** What a command printed; of one that refuses, what `cli.ts` prints. */
async function outcomeOf(repository: Repository, line: string): Promise<{ code: number; output: string }> {
  const [name = '', ...args] = line.split(' ');
  const env = { CAPTCHAAI_URL: 'http://127.0.0.1:9', CAPTCHAAI_API_KEY: KEY, XDG_CACHE_HOME: temporaryFolder() };
  try {
    const given = { env, stdin: `${keyLine(KEY)}Authorization: Bearer ${TOKEN}\n` };
    const { code, stdout, stderr } = await runCommand(name, repository.path, args, given);
    return { code, output: stdout + stderr };
  } catch (thrown) {
    if (!(thrown instanceof HexhoundError)) throw thrown;
    return { code: 2, output: `${escapeForeign(thrown.subject)}: ${escapeForeign(thrown.message)}` };
  }
}

test.each(Object.entries(ATTACKS))('%s: no command runs it, prints it, or does not end', async (_, attack) => {
  const repository = createRepository();
  const mark = join(temporaryFolder(), 'was-run');
  repository.write('a.py', keyLine(KEY)).commit('base');
  attack(repository, mark);
  for (const line of COMMANDS) {
    const { code, output } = await outcomeOf(repository, line);
    expect([line, [0, 1, 2].includes(code)]).toEqual([line, true]);
    expect([line, existsSync(mark)]).toEqual([line, false]);
    expect([line, actingLines(output), CONTROLS.test(output)]).toEqual([line, [], false]);
    expect([line, SECRETS.filter((secret) => output.includes(secret))]).toEqual([line, []]);
  }
});

test.each(['scan', 'history', 'audit'])('%s of a damaged repository does not pass for clean', async (line) => {
  const repository = createRepository();
  repository.write('a.py', 'clean\n').commit('base');
  ATTACKS.damage?.(repository, '');
  expect((await outcomeOf(repository, line)).code).toBeGreaterThan(0);
});
