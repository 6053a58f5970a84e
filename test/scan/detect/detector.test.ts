import fc from 'fast-check';
import { expect, test } from 'vitest';
import { START } from '../../../src/model/fragment.ts';
import type { Match } from '../../../src/model/match.ts';
import { fill } from '../../../src/rules/generate.ts';
import { RULE_SET } from '../../../src/rules/rule-set.ts';
import { Detector } from '../../../src/scan/detect/detector.ts';
import { hexKey } from '../../helpers/keys.ts';

const KEY = hexKey('detector');
const TOKEN = fill('{{github:ghp_}}', 'detector');

function detect(content: string | Uint8Array, options = {}): Match[] {
  return new Detector(RULE_SET, options).detect({ bytes: Buffer.from(content), origin: START });
}

const PROOFS = { checksum: '*', structure: '*', wrong: '!', none: '' };

/** `rule or shape@line:column`, with a star where a checksum or the structure fits. */
function found(content: string | Uint8Array): string[] {
  return detect(content).map((match) => {
    const { line, column } = match.span;
    const what = match.kind === 'rule' ? `${match.rule.id}${PROOFS[match.proof]}` : match.evidence.shape;
    return `${what}@${line}:${column}`;
  });
}

test.each([
  ['alone', TOKEN, ['github-pat*@1:1']],
  ['after a newline that is escaped', `"x\\n${TOKEN}"`, ['github-pat*@1:5']],
  ['percent-encoded equals sign before it', `token%3D${TOKEN}`, ['github-pat*@1:9']],
  ['in the middle of a word', `x${TOKEN}`, []],
  ['one character too long', `${TOKEN}a`, []],
  ['with a wrong checksum', `${TOKEN.slice(0, -1)}${TOKEN.endsWith('a') ? 'b' : 'a'}`, ['github-pat!@1:1']],
  ['several on a line', `${TOKEN} ${fill('{{npm}}', 'detector')}`, ['github-pat*@1:1', 'npm-access-token*@1:42']],
])('a token %s', (_, content, expected) => {
  expect(found(content)).toEqual(expected);
});

test('a key inside a longer match of a rule is not reported twice', () => {
  const url = `postgres://app:${TOKEN}@db.acme.io/app`;
  expect(found(`DATABASE_URL=${url}`)).toEqual(['github-pat*@1:29']);
});

test('base64, and base64 in base64, gives the place of the outermost', () => {
  const once = Buffer.from(`config:\n  token: ${TOKEN}\n`).toString('base64');
  const twice = Buffer.from(`data: ${once}\n`).toString('base64');
  expect([found(`a\n  x: ${once}`), found(`a\n  x: ${twice}`)]).toEqual([['github-pat*@2:6'], ['github-pat*@2:6']]);
});

test('a service is recognised by its own name and host, not by another that contains it', () => {
  const providerOf = (content: string) => {
    const [match] = detect(`${content}\napi_key = "${KEY}"\n`);
    return match?.kind === 'bare' ? match.evidence.provider : undefined;
  };
  expect([
    providerOf('# captchaai'),
    providerOf('# nocaptchaai'),
    providerOf('# https://ocr.captchaai.com/in.php'),
    providerOf('# nothing'),
  ]).toEqual(['captchaai', 'nocaptchaai', 'captchaai', undefined]);
});

test('an inline comment marks a match, and is passed over when asked', () => {
  const line = `key = "${TOKEN}" # gitleaks:allow`;
  expect(detect(line).map(({ ignoredBy }) => ignoredBy)).toEqual(['gitleaks:allow']);
  expect(detect(line, { applyIgnores: false }).map(({ ignoredBy }) => ignoredBy)).toEqual([undefined]);
});

test('the context of a bare key begins at its name', () => {
  const [match] = detect(`x = 1\ncaptchaai_api_key = (\n    "${KEY}"\n)\n`);
  expect([match?.contextLine, match?.span.line]).toEqual([2, 3]);
});

test('nothing that is kept leans on the bytes that were given', () => {
  const bytes = Buffer.from(`// ${TOKEN}\ncaptchaai_key = "${KEY}"\n`);
  const matches = new Detector(RULE_SET).detect({ bytes, origin: START });
  const before = JSON.stringify(matches.map((match) => [match.secret.reveal(), match]));
  bytes.fill(0);
  expect(JSON.stringify(matches.map((match) => [match.secret.reveal(), match]))).toBe(before);
});

test('where a piece begins moves what is found in it, and changes nothing else', () => {
  const content = `one\ntwo ${TOKEN}\n  captchaai_key = "${KEY}"\n`;
  const origin = { offset: 1000, line: 50, column: 7 };
  const moved = new Detector(RULE_SET).detect({ bytes: Buffer.from(content), origin });
  expect(moved.map(({ span }) => span.line)).toEqual(detect(content).map(({ span }) => span.line + 49));
});

test('any bytes at all are survived', () => {
  const words = [
    'captchaai',
    'api_key',
    '=',
    '"',
    KEY,
    TOKEN,
    '\n',
    '-----BEGIN RSA PRIVATE KEY-----',
    '\\n',
    '\ufeff',
    '\0',
  ];
  const content = fc
    .array(fc.oneof(fc.constantFrom(...words), fc.string()), { maxLength: 30 })
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(content, fc.uint8Array({ maxLength: 40 }), (text, noise) => {
      const bytes = Buffer.concat([Buffer.from(text), noise]);
      for (const { span } of detect(bytes)) {
        expect(span.line).toBeGreaterThan(0);
        expect(span.endLine).toBeGreaterThanOrEqual(span.line);
      }
    }),
    { numRuns: 200 },
  );
});

test("a user's rule may be of keys that are shorter than any built-in one", () => {
  const [sample] = RULE_SET.rules.filter((rule) => rule.kind === 'prefix' && rule.check === undefined);
  if (sample === undefined) throw new Error('no rule with a prefix');
  const own = { ...sample, id: 'acme-pin', prefixes: ['acmepin:'], pattern: '[a-z]\\d{4}', reach: 16, entropy: 0 };
  const detector = new Detector({ ...RULE_SET, rules: [...RULE_SET.rules, own] });
  const found = detector.detect({ bytes: Buffer.from('id acmepin:q4826 and so on\n'), origin: START });
  expect(found.map((match) => match.kind === 'rule' && match.rule.id)).toEqual(['acme-pin']);
});

test('a short prefix in the middle of base64 is none; by itself, behind a path or with a checksum it is', () => {
  const key = fill('AQU{{base62:350}}', 'in an image');
  const before = fill('{{base62:80}}', 'before');
  const behind = fill('/{{base62:80}}', 'behind');
  expect(found(`src="data:image/png;base64,${before}/${key}${behind}"`)).toEqual([]);
  for (const end of ['\n', '\r\n', '\\n']) {
    const lines = `${before}${end}${fill('{{base62:20}}', 'line')}/${key}${end}${fill('{{base62:76}}', 'next')}`;
    expect(found(`"image/png": "${lines}"`)).toEqual([]);
  }
  expect(found(`${before}\n+${key}\n+${behind}`)).toEqual(['linkedin-access-token@2:2']);
  expect(found(`token = "${key}"`)).toEqual(['linkedin-access-token@1:10']);
  expect(found(`https://acme.io/a/${key}`)).toEqual(['linkedin-access-token@1:19']);
  expect(found(`${before}/${TOKEN}${behind}`)).toEqual(['github-pat*@1:82']);
});

test('a row of a Markdown table is no header of those below it', () => {
  const rows =
    '| Name | What it is |\n| --- | --- |\n| `tb-toggle-password` | A field |\n| `tb-nav-tree2` | A tree |\n';
  expect(found(rows)).toEqual([]);
});
