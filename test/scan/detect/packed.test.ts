import { randomBytes } from 'node:crypto';
import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { START } from '../../../src/model/fragment.ts';
import { fill } from '../../../src/rules/generate.ts';
import { RULE_SET } from '../../../src/rules/rule-set.ts';
import { Detector } from '../../../src/scan/detect/detector.ts';
import { alnumKey, hexKey } from '../../helpers/keys.ts';
import { cut, DUMPS, ESCAPED, HEX, HIDDEN, NAMED, NUMBERS, PARTED, type PackedForm, PIECES } from './packed-forms.ts';

interface Secret {
  readonly kind: string;
  readonly name: string;
  readonly value: string;
  /** What is reported of it, if it is a part. */
  readonly secret?: string;
  /** Its rule, or the provider or the shape of what the verdict will judge. */
  readonly found: string;
  /** Its own form says what it is. */
  readonly hasForm: boolean;
}

const PASSWORD = alnumKey('packed url', 16);
const SECRETS: readonly Secret[] = [
  { kind: 'token', name: 'value', value: fill('{{github:ghp_}}', 'packed'), found: 'github-pat', hasForm: true },
  {
    kind: 'token under its name',
    name: 'api_token',
    value: fill('{{npm}}', 'packed'),
    found: 'npm-access-token',
    hasForm: true,
  },
  { kind: 'JSON Web Token', name: 'session', value: fill('{{jwt}}', 'packed'), found: 'jwt', hasForm: true },
  { kind: 'bare key', name: 'CAPTCHAAI_API_KEY', value: hexKey('packed'), found: 'captchaai', hasForm: false },
  {
    kind: 'password',
    name: 'db_password',
    value: `${alnumKey('packed', 12)}Q${alnumKey('more', 8)}`,
    found: 'value',
    hasForm: false,
  },
  {
    kind: 'URL',
    name: 'DATABASE_URL',
    value: `postgres://app:${PASSWORD}@db.acme.io/app`,
    secret: PASSWORD,
    found: 'value',
    hasForm: true,
  },
];

const detector = new Detector(RULE_SET);

function detect(content: string) {
  return detector.detect({ bytes: Buffer.from(content), origin: START });
}

/** `rule, provider or shape: secret` of each match. */
function found(content: string): string[] {
  return detect(content).map((match) => {
    const what = match.kind === 'rule' ? match.rule.id : (match.evidence.provider ?? match.evidence.shape);
    return `${what}: ${match.secret.reveal()}`;
  });
}

function cases(forms: readonly PackedForm[]): [name: string, form: PackedForm, secret: Secret][] {
  return forms.flatMap((form) =>
    SECRETS.filter(
      ({ kind, hasForm }) =>
        !(form.needs === 'form' && !hasForm) &&
        !(form.needs === 'name' && ['token', 'JSON Web Token', 'URL'].includes(kind)) &&
        !(form.isList && kind === 'URL'),
    ).map((secret): [string, PackedForm, Secret] => [`${form.name}: ${secret.kind}`, form, secret]),
  );
}

test.each(PARTED.map((form) => [form.name, form] as const))(
  'a token in which markup or the end of a line stands: %s',
  (_, { write }) => {
    for (const value of [fill('{{github:ghp_}}', 'parted'), fill('{{npm}}', 'parted')]) {
      const secrets = detect(write('token', value)).map(({ secret }) => secret.reveal());
      expect(secrets).toContain(value);
    }
  },
);

describe.each([
  ['escapes', ESCAPED],
  ['lists of bytes', NUMBERS],
  ['hexadecimal digits', HEX],
  ['dumps', DUMPS],
  ['pieces', PIECES],
  ['names', NAMED],
  ['characters that nobody sees', HIDDEN],
])('%s', (_, forms) => {
  test.each(cases(forms))('%s', (title, { write }, { name, value, secret = value, found: what }) => {
    // As in a plain `char key[] = "..."`, the name finds it.
    const isArray = title.startsWith('C ') && what === 'captchaai';
    expect(found(write(name, value))).toEqual([`${isArray ? 'value' : what}: ${secret}`]);
  });
});

test.each(cases(PIECES).filter(([, , { kind }]) => kind !== 'URL'))(
  'where the first piece begins: %s',
  (_, { write }, { name, value }) => {
    const content = write(name, value);
    const before = content.slice(0, content.indexOf(cut(value, 3)[0] ?? ''));
    const [{ span } = { span: undefined }] = detect(content);
    expect([span?.line, span?.column]).toEqual([
      before.split(/\r?\n/).length,
      before.length - before.lastIndexOf('\n'),
    ]);
  },
);

const TOKEN = fill('{{github:ghp_}}', 'places');
const escaped = (text: string) => Buffer.from(text).toString('hex').replace(/../g, '\\x$&');

test('the place of an escaped token is that of all its escapes', () => {
  const [match] = detect(`x = 1\nf("${escaped(TOKEN)}")\n`);
  expect(match?.span).toEqual({ line: 2, column: 4, endLine: 2, endColumn: 4 + 4 * TOKEN.length });
  expect(match?.excerpt).toBe(`f("****${TOKEN.slice(-4)}")`);
});

test('the place of a token in a dump is that of its digits', () => {
  const dump = DUMPS[0]?.write('value', TOKEN) ?? '';
  const [match] = detect(dump);
  const before = 'some bytes before value='.length;
  expect(match?.span.line).toBe(1 + Math.floor(before / 16));
  expect(dump.split('\n')[(match?.span.line ?? 0) - 1]?.slice((match?.span.column ?? 0) - 1)).toMatch(/^6768 705f/);
});

test.each(['escapes', 'bytes', 'digits'])('a PEM in %s', (form) => {
  const pem = fill('{{pem:RSA PRIVATE KEY}}', 'packed');
  const hex = Buffer.from(pem).toString('hex');
  const written = {
    escapes: `"${escaped(pem)}"`,
    bytes: `[${[...Buffer.from(pem)].join(', ')}]`,
    digits: `unhexlify("${hex}")`,
  };
  expect(found(`k = ${written[form as keyof typeof written]}\n`)).toEqual([`private-key: ${pem}`]);
});

test.each([64, 76])('a token in base64 in lines of %i, whichever line it begins in', (width) => {
  for (let skip = 0; skip < width; skip += 3) {
    const text = `${'some words. '.repeat(9).slice(skip)}api_token = "${TOKEN}"\n${'and more of it '.repeat(5)}`;
    const lines =
      Buffer.from(text)
        .toString('base64')
        .match(new RegExp(`.{1,${width}}`, 'g')) ?? [];
    for (const joint of ['\n', '\r\n', '\n    ']) {
      const content = `data: |${joint}${lines.join(joint)}\n`;
      const matches = detect(content);
      expect(matches.map(({ secret }) => secret.reveal())).toEqual([TOKEN]);
      const at = Math.floor((text.indexOf(TOKEN) * 4) / 3 / width);
      expect(matches[0]?.span.line).toBe(2 + at);
    }
  }
});

describe('one alphabet in another', () => {
  const ALPHABETS: Readonly<Record<string, (text: string) => string>> = {
    base64: (text) => Buffer.from(text).toString('base64'),
    base64url: (text) => Buffer.from(text).toString('base64url'),
    hex: (text) => Buffer.from(text).toString('hex'),
    HEX: (text) => Buffer.from(text).toString('hex').toUpperCase(),
    percent: (text) => each(text, (code) => `%${code.toString(16)}`),
    unicode: (text) => each(text, (code) => `\\u${code.toString(16).padStart(4, '0')}`),
    bytes: (text) => each(text, (code) => `\\x${code.toString(16)}`),
    octal: (text) => each(text, (code) => `\\${code.toString(8).padStart(3, '0')}`),
    entities: (text) => each(text, (code) => `&#${code};`),
    hexEntities: (text) => each(text, (code) => `&#x${code.toString(16)};`),
    plain: (text) => text,
  };
  const each = (text: string, write: (code: number) => string) =>
    Array.from(text, (character) => write(character.charCodeAt(0))).join('');
  // A point ends what looks like a word, and it has one near its beginning.
  const POINTED = fill('SG.{{b64url:22}}.{{b64url:43}}', 'one in another');
  const texts = [POINTED, `sendgrid_key="${POINTED}"`];

  test.each(
    Object.keys(ALPHABETS).flatMap((outer) => Object.keys(ALPHABETS).map((inner): [string, string] => [outer, inner])),
  )('%s of %s', (outer, inner) => {
    for (const text of texts) {
      const written = ALPHABETS[outer]?.(ALPHABETS[inner]?.(text) ?? '') ?? '';
      const content = `# a file\n  data: "${written}"\nother: 1\n`;
      expect(found(content)).toEqual([`sendgrid-api-key: ${POINTED}`]);
      const { line, column, endLine, endColumn } = detect(content)[0]?.span ?? {};
      expect([line, endLine]).toEqual([2, 2]);
      // Where it is written as itself it is there; in anything else it is in what was read.
      const before = '  data: "'.length + 1;
      expect(column).toBeGreaterThanOrEqual(before);
      expect(endColumn).toBeLessThanOrEqual(before + written.length);
      if (text === POINTED) expect([column, endColumn]).toEqual([before, before + written.length]);
    }
  });
});

test('the part of a value beside a variable that is not known', () => {
  const key = hexKey('beside');
  expect(found(`CAPTCHAAI_API_KEY="$PREFIX"'${key}'\n`)).toEqual([`captchaai: ${key}`]);
});

test('a key that is given in pieces to the class of a service', () => {
  const key = hexKey('argument');
  expect(found(`solver = TwoCaptcha("${cut(key, 2).join('" + "')}")`)).toEqual([`2captcha: ${key}`]);
});

/** Two bytes for each character, in lines that go on in the next. */
const registry = (text: string) =>
  Array.from(Buffer.from(`${text}\0`, 'utf16le').toString('hex').match(/.{2}/g) ?? [])
    .map((byte, at) => (at % 20 === 19 ? `${byte},\\\r\n  ` : `${byte},`))
    .join('')
    .slice(0, -1);

test.each([
  ['a value in an export of a registry', `[HKEY]\r\n"token"=hex(2):${registry(TOKEN)}\r\n`],
  ['soft breaks in two lines running', `use ${cut(TOKEN, 4).join('=\r\n')} today\r\n`],
  ['a colour that marks its beginning', `\x1b[01;31m\x1b[K${cut(TOKEN, 4).join('\x1b[m\x1b[K')}\n`],
  ['a variation selector', `token: ${cut(TOKEN, 3).join('\ufe0f')}\n`],
  ['tags', `token: ${cut(TOKEN, 3).join('\u{e0041}')}\n`],
])('a token with %s', (_, content) => {
  expect(found(content)).toEqual([`github-pat: ${TOKEN}`]);
});

const line = `token = "${TOKEN}"\n`;
const base64 = (bytes: Buffer | string) => Buffer.from(bytes).toString('base64');
const lines = (text: string) => text.replace(/.{60}/g, '$&\n  ');

test.each([
  ['gzip', `data: ${base64(gzipSync(line))}\n`],
  ['gzip, in lines', `data: |\n  ${lines(base64(gzipSync(line.repeat(9) + hexKey('more').repeat(9))))}\n`],
  ['gzip in base64, as Helm keeps a release', `release: ${base64(base64(gzipSync(line)))}\n`],
  ['zlib', `exec(zlib.decompress(base64.b64decode(b'${base64(deflateSync(line))}')))\n`],
  ['UTF-16, a command of PowerShell', `powershell -NoProfile -enc ${base64(Buffer.from(line, 'utf16le'))}\r\n`],
  ['UTF-16, in a script', `[Convert]::FromBase64String("${base64(Buffer.from(line, 'utf16le'))}")\n`],
])('a token in base64 of %s', (_, content) => {
  expect(new Set(found(content))).toEqual(new Set([`github-pat: ${TOKEN}`]));
});

test('of base64 of gzip that goes on too far, the beginning is read', () => {
  const noise = randomBytes(40_000).toString('hex');
  expect(found(base64(gzipSync(`${line}${noise}`)))).toContain(`github-pat: ${TOKEN}`);
});

test.each([
  ['nothing', 'b64decode("")'],
  ['something else', `b64decode("${base64(Buffer.from([0x1f, 0x8b, ...Buffer.alloc(40, 7)]))}")`],
  ['a word', `xH4sIAAAA${base64(Buffer.alloc(40, 7))}`],
])('base64 of %s is no matter', (_, content) => {
  expect(found(content)).toEqual([]);
});

test('what is no text in an export of a registry stays', () => {
  expect(found(`"token"=hex:${registry('\x01\x02 no text at all \x03')}\r\n`)).toEqual([]);
});

test.each([
  ['two keys of a list', (a: string, b: string) => `api_keys = ["${a}", "${b}"]`],
  ['two settings', (a: string, b: string) => `api_key=${a}\npassword=${b}\n`],
  ['two arguments', (a: string, b: string) => `login(api_key="${a}", password="${b}")`],
  ['an entry of a map behind another', (a: string, b: string) => `{"api_key": "${a}",\n "password": "${b}"}`],
  ['a literal and a variable', (a: string, b: string) => `api_key = "${a}" + suffix; password = "${b}"`],
])('not joined: %s', (_, write) => {
  const [a, b] = [`${alnumKey('one', 20)}Q1`, `${alnumKey('two', 20)}Q2`];
  expect(found(write(a, b))).toEqual([`value: ${a}`, `value: ${b}`]);
});

test.each([
  ['words in escapes', `"${escaped('hello world, this is a text of some words')}"`],
  ['hexadecimal digits of a vault', Buffer.from(hexKey('vault', 40)).toString('hex')],
  ['numbers that are no text', `key = [${Array.from({ length: 40 }, (_, at) => 100 + at * 3).join(', ')}]`],
  ['a variable that is something else', 'a = "user"\npassword = f"{a} is not set"'],
  ['joined words', 'password = "enter your " + "password here"'],
  ['a message over lines', 'throw new Error("the token is " +\n  "not valid");'],
])('nothing is found in %s', (_, content) => {
  expect(found(content)).toEqual([]);
});
