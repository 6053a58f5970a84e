import { expect, test } from 'vitest';
import { OVERLAP_BYTES, PIECE_BYTES } from '../../../src/model/fragment.ts';
import { fill } from '../../../src/rules/generate.ts';
import { scanLooseAndPacked, scanOnce } from '../../helpers/history.ts';
import { alnumKey, hexKey } from '../../helpers/keys.ts';
import { type Repository, repositoryWithBase } from '../../helpers/repository.ts';
import { keyLine } from '../../helpers/scan.ts';

const KEY = hexKey('content');

/** Text that git finds worth a delta. */
const FILLER = Array.from({ length: 60 }, (_, at) => `line ${at} ${alnumKey(`filler ${at}`, 30)}`);

/** A content as two versions: the second is a delta of the first, and has the key if `isLate`, else both have it. */
function commitVersions(
  repository: Repository,
  path: string,
  encode: (text: string) => Uint8Array,
  isLate: boolean,
): void {
  const without = `${FILLER.join('\n')}\nend\n`;
  const withKey = `${FILLER.join('\n')}\n${keyLine(hexKey(path))}end\n`;
  repository.write(path, encode(isLate ? without : withKey)).commit(`${path} 1`);
  repository.write(path, encode(isLate ? withKey : `first\n${withKey}`)).commit(`${path} 2`);
}

/** What a text becomes in an encoding or with other line ends. */
const ENCODINGS: Readonly<Record<string, (text: string) => Uint8Array>> = {
  'plain.txt': (text) => Buffer.from(text),
  'bom8.txt': (text) => Buffer.from(`\ufeff${text}`),
  'le.txt': (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  'be.txt': (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
  'le-without-mark.txt': (text) => Buffer.from(text, 'utf16le'),
  'be-without-mark.txt': (text) => Buffer.from(text, 'utf16le').swap16(),
  'mark-alone.txt': (text) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text)]),
  'le-behind-plain.txt': (text) => Buffer.concat([Buffer.from('begun so; '), Buffer.from(text, 'utf16le')]),
  'plain-behind-le.txt': (text) => Buffer.concat([Buffer.from('\ufeffbegun so; ', 'utf16le'), Buffer.from(text)]),
  'utf32.txt': (text) => Buffer.concat([...text].map((char) => Buffer.from([char.charCodeAt(0), 0, 0, 0]))),
  'latin1.txt': (text) => Buffer.from(`# Schlüssel\n${text}`, 'latin1'),
  'crlf.txt': (text) => Buffer.from(text.replaceAll('\n', '\r\n')),
  'cr.txt': (text) => Buffer.from(text.replaceAll('\n', '\r')),
  'nul.bin': (text) => Buffer.from(`\0\x01\0${text}\0`),
  'no-newline-at-the-end.txt': (text) => Buffer.from(text.trimEnd()),
};

test.each([
  ['from its first version on', false],
  ['since a delta', true],
])('in every encoding, %s', async (_, isLate) => {
  const repository = repositoryWithBase();
  for (const [path, encode] of Object.entries(ENCODINGS)) commitVersions(repository, path, encode, isLate);
  const { code, report, find } = await scanLooseAndPacked(repository);
  expect([code, report.errors]).toEqual([1, []]);
  const lines = (path: string) => find(hexKey(path))?.occurrences.map(({ line }) => line);
  const wanted = (path: string) => {
    const line = path === 'latin1.txt' ? 62 : 61;
    return isLate ? [line] : [line, line + 1];
  };
  const paths = Object.keys(ENCODINGS);
  expect(paths.map((path) => [path, lines(path)])).toEqual(paths.map((path) => [path, wanted(path)]));
});

test('a file that changes its encoding', async () => {
  const repository = repositoryWithBase();
  const [first, second, third] = [hexKey('first'), hexKey('second'), hexKey('third')];
  const text = `${FILLER.join('\n')}\n${keyLine(first)}`;
  repository.write('a.txt', text).commit('UTF-8');
  repository.write('a.txt', Buffer.from(`\ufeff${text}${keyLine(second)}`, 'utf16le')).commit('UTF-16');
  repository.write('a.txt', `${text}${keyLine(third)}`).commit('UTF-8 again');
  const { report, places } = await scanLooseAndPacked(repository);
  expect(report.errors).toEqual([]);
  expect(places(first)).toEqual(['a.txt:61', 'a.txt:61', 'a.txt:61']);
  expect([places(second), places(third)]).toEqual([['a.txt:62'], ['a.txt:62']]);
});

test('a name and its value that come in different versions, on two lines', async () => {
  const repository = repositoryWithBase();
  repository.write('a.py', [...FILLER, `    "${KEY}"`, ''].join('\n')).commit('the value');
  repository.write('a.py', [...FILLER, 'CAPTCHAAI_API_KEY = (', `    "${KEY}"`, ')', ''].join('\n')).commit('the name');
  const { find } = await scanLooseAndPacked(repository);
  expect(find(KEY)?.occurrences).toMatchObject([
    { path: 'a.py', line: 62, commit: repository.git('rev-parse', 'HEAD') },
  ]);
});

test('a key that a delta completes, and one that a delta takes apart', async () => {
  const repository = repositoryWithBase();
  const half = (key: string, rest: string) => [...FILLER, keyLine(key.slice(0, 16) + rest), ...FILLER].join('\n');
  repository.write('a.js', half(KEY, '')).commit('half a key');
  const whole = repository.write('a.js', half(KEY, KEY.slice(16))).commit('the whole');
  repository.write('a.js', half(KEY, ' and no more')).commit('half again');
  expect((await scanLooseAndPacked(repository)).find(KEY)).toMatchObject({
    history: { first: { id: whole }, last: { id: whole } },
    occurrences: [{ path: 'a.js', line: 61, commit: whole }],
  });
});

test('a service that is named, far from a key, in a later version only', async () => {
  const repository = repositoryWithBase();
  const text = (head: string) => [head, ...FILLER, `api_key = "${KEY}"`, ''].join('\n');
  repository.write('a.py', text('import os')).commit('some key');
  repository.write('a.py', text('from captchaai import CaptchaAI')).commit('the service');
  repository.write('a.py', text('import sys')).commit('no service');
  const { find } = await scanLooseAndPacked(repository, ['--all']);
  expect(find(KEY)).toMatchObject({ rule: 'captchaai-api-key' });
  expect(find(KEY)?.occurrences).toHaveLength(3);
});

test('an ignore comment that comes later, and one that goes', async () => {
  const repository = repositoryWithBase();
  const [late, early] = [hexKey('late'), hexKey('early')];
  const line = (key: string, isIgnored: boolean) =>
    `${keyLine(key).trimEnd()}${isIgnored ? ' # hexhound-ignore -- test' : ''}`;
  const text = (isLater: boolean) => [...FILLER, line(late, isLater), '', line(early, !isLater), ''].join('\n');
  const first = repository.write('a.py', text(false)).commit('one');
  const second = repository.write('a.py', text(true)).commit('other');
  const { find } = await scanLooseAndPacked(repository);
  expect(find(late)?.occurrences).toMatchObject([{ line: 61, commit: first }]);
  expect(find(early)?.occurrences).toMatchObject([{ line: 63, commit: second }]);
});

test('a key in PEM: whole in one version, changed in the middle by a delta, on one line', async () => {
  const repository = repositoryWithBase();
  const body = Array.from({ length: 24 }, (_, at) => alnumKey(`pem ${at}`, 64));
  const pem = (lines: readonly string[], end = '\n') => {
    const [begin, last] = ['BEGIN', 'END'].map((word) => `-----${word} RSA PRIVATE KEY-----`);
    return [begin, `MIIEowIBAAKCAQEA${alnumKey('head', 48)}`, ...lines, last].join(end);
  };
  const text = (key: string) => [...FILLER, key, ...FILLER, ''].join('\n');
  repository.write('a.pem', text(pem(body))).commit('one');
  repository.write('a.pem', text(pem(body.with(12, alnumKey('other', 64))))).commit('another');
  repository
    .write('b.py', `${FILLER.join('\n')}\nPRIVATE_KEY = "${pem(body.toReversed(), '\\n')}"\n`)
    .commit('on one line');
  const { report } = await scanLooseAndPacked(repository);
  const found = report.findings.map(({ occurrences }) =>
    occurrences.map(({ path, line, endLine }) => [path, line, endLine]),
  );
  expect(found).toEqual([[['a.pem', 61, 87]], [['a.pem', 61, 87]], [['b.py', 61, 61]]]);
});

test('base64 of a line with a key, of a key under a name, and of a token', async () => {
  const repository = repositoryWithBase();
  const token = fill('{{github:ghp_}}', 'history content');
  const [inText, inData] = [hexKey('in text'), hexKey('in data')];
  const encode = (text: string) => Buffer.from(text).toString('base64');
  repository
    .write('a.txt', [...FILLER, `config: ${encode('nothing in it, really nothing')}`, ''].join('\n'))
    .commit('one');
  repository.write('a.txt', [...FILLER, `config: ${encode(`# settings\n${keyLine(inText)}`)}`, ''].join('\n'));
  repository.write('secret.yaml', `kind: Secret\ndata:\n  CAPTCHAAI_API_KEY: ${encode(inData)}\n`);
  repository.write('b.txt', `x: ${encode(`machine example.com password ${token}`)}\n`).commit('two');
  const { places } = await scanLooseAndPacked(repository);
  expect([places(inText), places(inData), places(token)]).toEqual([['a.txt:61'], ['secret.yaml:3'], ['b.txt:1']]);
});

test('one line of 20 MB with the key in the middle, and a delta of it', async () => {
  const repository = repositoryWithBase();
  const half = `{"a": [${'"nothing to see here", '.repeat(450_000)}`;
  const added = repository.write('a.json', `${half}"${keyLine(KEY).trimEnd()}", ${half}`).commit('add');
  repository.write('a.json', `${half}${half}`).commit('remove');
  const { find } = await scanLooseAndPacked(repository);
  const column = half.length + 2 + 'CAPTCHAAI_API_KEY = "'.length;
  expect(find(KEY)?.occurrences).toMatchObject([{ path: 'a.json', line: 1, column, commit: added }]);
});

test('a file of 40 MB, larger than what is held at once: across its pieces too, and with little memory', async () => {
  const repository = repositoryWithBase();
  const line = `${'nothing to see here '.repeat(6)}\n`;
  const content = Buffer.alloc(40 * 1024 * 1024, line);
  const places = [5000, PIECE_BYTES - OVERLAP_BYTES - 30, PIECE_BYTES - 30, content.length - 100];
  const keys = places.map((at) => hexKey(`large ${at}`));
  for (const [index, at] of places.entries()) content.write(`\n${keyLine(keys[index] ?? '')}`, at);
  repository.write('large.txt', content).write('small.js', keyLine(KEY)).commit('large');
  const { report, text, find } = await scanLooseAndPacked(repository);
  expect(report.errors).toEqual([]);
  const lineAt = (at: number) => content.toString('latin1', 0, at + 1).split('\n').length;
  expect(keys.map((key) => find(key)?.occurrences.map(({ line }) => line))).toEqual(places.map((at) => [lineAt(at)]));
  expect(find(KEY)?.occurrences).toMatchObject([{ path: 'small.js' }]);
  expect((await scanOnce(repository.path, ['--memory=128M'])).text).toBe(text);
});
