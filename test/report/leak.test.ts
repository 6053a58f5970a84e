import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PlaceKind, Spread } from '../../src/model/finding.ts';
import type { Report } from '../../src/model/report.ts';
import { Secret } from '../../src/model/secret.ts';
import { json } from '../../src/report/json.ts';
import { terminal } from '../../src/report/terminal.ts';
import { alnumKey, hexKey } from '../helpers/keys.ts';
import { REPORTERS } from './reporters.ts';
import { captchaRule, finding, occurrence, report, whole } from './sample.ts';

/** What a terminal acts on, what hides text and what turns it round: nothing that a line of a report may hold. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

const anySecret = fc.oneof(
  fc.nat().map((seed) => hexKey(`leak ${seed}`)),
  fc.nat().map((seed) => `x/${alnumKey(`leak ${seed}`, 20)}+${alnumKey(`more ${seed}`, 20)}==`),
  fc.nat().map((seed) => `p"a\\s's %&\u00e9${alnumKey(`odd ${seed}`, 10)}`),
);

const encoders = [
  (value: string) => value,
  (value: string) => encodeURIComponent(value),
  (value: string) => Buffer.from(value, 'latin1').toString('base64'),
  (value: string) => JSON.stringify(value).slice(1, -1),
];

/** Text of somebody who wants the secret, or an escape sequence, to come through. */
const hostileText = (forms: readonly string[]) =>
  fc
    .array(
      fc.oneof(
        fc.constantFrom(...forms),
        fc.string({ unit: 'binary', maxLength: 10 }),
        fc.constantFrom('\x1b[31m', '\u009b2J', '\u202e', '\u2066', '\u200b', '\r\n', '\0', '](', '/', '{0}'),
      ),
      { maxLength: 5 },
    )
    .map((parts) => parts.join(''));

const hostileReport = anySecret.chain((value) => {
  const forms = encoders.map((encode) => encode(value));
  const text = hostileText(forms);
  return fc
    .record({
      texts: fc.array(text, { minLength: 15, maxLength: 15 }),
      kind: fc.constantFrom<PlaceKind>('file', 'stdin', 'commit-message', 'tag-message', 'note', 'path', 'link-target'),
      count: fc.constantFrom(1, 25),
      moment: fc.record({
        command: fc.constantFrom('scan', 'staged', 'history'),
        spread: fc.constantFrom<Spread>('uncommitted', 'committed', 'pushed'),
      }),
    })
    .map(({ texts, kind, count, moment }) => ({
      forms,
      report: reportOf(new Secret(value), texts, kind, count, moment),
    }));
});

/** As of a commit made by hand: git writes ids and dates, but need not have. */
const ODD_ID = '\x1b[31m\u202e';

function reportOf(
  secret: Secret,
  texts: readonly string[],
  kind: PlaceKind,
  count: number,
  { command, spread }: { command: string; spread: Spread },
): Report {
  const [target = '', path = '', author = '', excerpt = '', detail = '', note = '', reason = '', ...rest] = texts;
  const [subject = '', message = '', notice = '', title = '', risk = '', rotate = '', step = '', ref = ''] = rest;
  const place = { kind, path, author, excerpt, refs: [ref], date: ODD_ID, commit: ODD_ID, blob: ODD_ID };
  const found = finding({
    secret,
    spread,
    rule: { ...captchaRule, title, risk, fix: { rotate, steps: [step] } },
    reasons: [{ feature: 'name.key', weight: 1, detail }],
    note,
    verification: { status: 'active', reason },
    occurrences: [occurrence(place), occurrence({ ...place, path: `${path}.old` })],
    history: {
      first: { id: ODD_ID, author, date: ODD_ID },
      last: { id: `${ODD_ID}2`, author, date: ODD_ID },
      heldBy: [`refs/heads/${ref}`, `refs/tags/${ref}`],
    },
  });
  return report({
    command,
    target,
    findings: Array.from({ length: count }, () => found),
    errors: [{ code: 'E_SOURCE', subject, message }],
    notices: [notice],
  });
}

for (const [name, { reporter, lineEnd = '\n' }] of Object.entries(REPORTERS)) {
  test(`${name}: no form of a secret, and nothing that a terminal obeys`, () => {
    fc.assert(
      fc.property(hostileReport, ({ forms, report }) => {
        const text = whole(reporter(report, { showSecrets: false, color: false }));
        const written = forms.flatMap((form) => [form, JSON.stringify(form).slice(1, -1)]);
        expect(written.filter((form) => text.includes(form))).toEqual([]);
        expect(text.split(lineEnd).filter((line) => INVISIBLE.test(line))).toEqual([]);
      }),
    );
  });
}

const key = hexKey('shown');

test.each(['terminal', 'json', 'jsonl'])('%s shows secrets when it is asked to', (name) => {
  const { reporter } = REPORTERS[name] ?? { reporter: () => [] };
  const shown = report({ findings: [finding({ secret: new Secret(key) })] });
  expect(whole(reporter(shown, { showSecrets: true, color: false }))).toContain(key);
});

const UPLOADED = Object.entries(REPORTERS).filter(([name]) => !['terminal', 'json', 'jsonl'].includes(name));

test.each(UPLOADED)('%s, which is uploaded or posted, never does', (_, { reporter }) => {
  const findings = [finding({ secret: new Secret(key), occurrences: [occurrence({ path: key })] })];
  expect(whole(reporter(report({ findings }), { showSecrets: true, color: false }))).not.toContain(key);
});

test('a shown secret of several lines stands on one, escaped; in JSON it is as it was', () => {
  const value = `-----BEGIN\n${alnumKey('shown', 64)}\nh\u00f6rbar-----`;
  const latin1 = Buffer.from(value).toString('latin1');
  const shown = report({ findings: [finding({ secret: new Secret(latin1) })] });
  expect(whole(terminal(shown, { showSecrets: true, color: false }))).toContain(
    `  value ${value.replaceAll('\n', '\\x0a')}\n`,
  );
  expect(JSON.parse(whole(json(shown, { showSecrets: true, color: false }))).findings[0].secret).toBe(value);
});
