import { expect, test } from 'vitest';
import { readDockerignore } from '../../src/audit/checks/containers/dockerignore.ts';
import { nameOf } from '../../src/report/place.ts';
import { withoutMarkup } from '../../src/scan/archives/office.ts';
import { objectsOf } from '../../src/scan/archives/pdf-objects.ts';
import { columnsOf } from '../../src/scan/archives/sqlite/schema.ts';
import { toUtf8 } from '../../src/scan/detect/encoding.ts';
import { unpack } from '../../src/scan/detect/unpack.ts';
import { inspectDotenv } from '../../src/scan/file-rules/dotenv.ts';
import { parseBaseline } from '../../src/scan/suppress/baseline-file.ts';
import { parseDetectSecretsBaseline } from '../../src/scan/suppress/detect-secrets-baseline.ts';
import { parseGitleaksIgnore } from '../../src/scan/suppress/gitleaks-ignore.ts';
import { tokenize } from '../../src/scan/verdict/tokens.ts';
import { plainText } from '../../src/syntax/control-sequences.ts';
import { readDotenv } from '../../src/syntax/dotenv.ts';
import { escapeForeign, toSafeJson } from '../../src/syntax/escape.ts';
import { IgnorePatterns } from '../../src/syntax/gitignore.ts';
import { isMinified } from '../../src/syntax/text.ts';
import { readYaml } from '../../src/syntax/yaml.ts';
import { readYamlTree } from '../../src/syntax/yaml-tree.ts';

const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  baseline: (text) => parseBaseline(text, 'baseline'),
  'baseline of detect-secrets': (text) => parseDetectSecretsBaseline(text, 'baseline'),
  '.gitleaksignore': parseGitleaksIgnore,
  '.gitignore': (text) => new IgnorePatterns(text, { left: 1e9 }).ignores('a/b', false),
  '.dockerignore': (text) => readDockerignore(text)('a/b'),
  '.env': readDotenv,
  'committed .env': (text) => inspectDotenv('.env', Buffer.from(text)),
  'packed text': unpack,
  'tokens of a verdict': tokenize,
  encoding: (text) => toUtf8(Buffer.from(text, 'utf16le')),
  'control sequences': plainText,
  'text for a terminal': escapeForeign,
  'office documents': withoutMarkup,
  'objects of a PDF': (text) => [...objectsOf(Buffer.from(text))],
  'columns of SQLite': columnsOf,
  'names of authors': nameOf,
  JSON: toSafeJson,
  minified: isMinified,
};

const RUNS = [
  ...['"', '(', '\\', '\n', ' ', '#', '${', '-', '\x1b[', '**/', '[', "'", '/*'],
  ...['<', ' <', '</w:p ', '<w:tab ', '>> stream\n', '(a) 1'],
];
const LEADS = ['', 'a = "'];

/** Bytes that are enough for four times as many to tell, if the time grows with the square. */
const SIZE = 16_384;

/** Milliseconds; what the text is refused with is no matter here. */
function timeOf(read: (text: string) => unknown, text: string): number {
  const started = performance.now();
  try {
    read(text);
  } catch {
    // Not what this is about.
  }
  return performance.now() - started;
}

/** Four times the text may take nine times as long: sixteen times would be the square. What takes less than the
 * square would for this size tells nothing. */
function isAboutLinear(read: (text: string) => unknown, make: (size: number) => string): boolean {
  for (let again = 0; again < 8; again++) {
    const four = timeOf(read, make(4 * SIZE));
    if (four < 150 || four < 9 * timeOf(read, make(SIZE))) return true;
  }
  return false;
}

const filled = (block: string, size: number) => block.repeat(Math.ceil(size / block.length)).slice(0, size);

test.each(Object.entries(READERS))('%s: four times the text takes about four times as long', (_, read) => {
  for (const lead of LEADS) {
    for (const run of RUNS) {
      expect([lead, run, isAboutLinear(read, (size) => lead + filled(run, size))]).toEqual([lead, run, true]);
      expect([lead, run, isAboutLinear(read, (size) => filled(`${lead}${run}\n`, size))]).toEqual([lead, run, true]);
    }
  }
});

const numbered = (count: number, line: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => line(at)).join('');

/** By what the text is: about as many lines as `size` is bytes, by sixteen. */
const YAML: Readonly<Record<string, (size: number) => string>> = {
  'different keys': (size) => numbered(size / 16, (at) => `key${at}: 1\n`),
  'different keys in braces': (size) => `{${numbered(size / 16, (at) => `key${at}: 1, `)}}`,
  'the same key': (size) => filled('a: 1\n', size / 4),
  'errors on every line': (size) => filled('a: {{\n', size / 4),
  'aliases of nothing': (size) => filled('*a\n', size / 4),
  documents: (size) => filled('---\n', size / 4),
  tags: (size) => filled('- !a b\n', size / 4),
  'a quote without an end': (size) => `a: "${filled(' b\n', size)}`,
};

test.each(Object.entries(YAML))('YAML with %s takes about four times as long for four times the text', (_, make) => {
  expect(isAboutLinear((text) => readYaml(text, 'a.yaml'), make)).toBe(true);
  expect(isAboutLinear(readYamlTree, make)).toBe(true);
});
