import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { HexhoundError } from '../../../src/model/errors.ts';
import { buildVerifiers } from '../../../src/rules/verifiers/build.ts';

/** What the build says of a folder in which one file is changed. */
function build(file: string, change: (text: string) => string, from = file): string {
  const folder = mkdtempSync(join(tmpdir(), 'hexhound-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  cpSync('rules/verifiers', folder, { recursive: true });
  writeFileSync(join(folder, file), change(readFileSync(join(folder, from), 'utf8')));
  try {
    return buildVerifiers(folder);
  } catch (error) {
    if (!(error instanceof HexhoundError)) throw error;
    return `${error.code} ${error.subject}: ${error.message}`;
  }
}

test('the module is the same for the same files', () => {
  expect(build('github.yaml', (text) => text)).toBe(readFileSync('src/rules/verifiers/generated.ts', 'utf8'));
});

test('a file that adds a service is all that a new one needs', () => {
  const module = build('acme.yaml', (text) => text.replaceAll('github', 'acme'), 'github.yaml');
  expect(module).toContain('acme-key');
});

test.each<[string, string, (text: string) => string, RegExp]>([
  [
    'plain http',
    'github.yaml',
    (text) => text.replace('base: https:', 'base: http:'),
    /rules\/verifiers\/github\.yaml.*base/s,
  ],
  ['a key that is not spelled', 'github.yaml', (text) => `${text}prof: id\n`, /github\.yaml.*prof/s],
  ['a pattern that matches within', 'npm.yaml', (text) => text.replace('"^', '"'), /npm\.yaml.*pattern/s],
  ['a family that is not there', 'npm.yaml', (text) => text.replace('speaks: http', 'speaks: ftp'), /no family "ftp"/],
  ['a meaning that is not there', 'capsolver.yaml', (text) => text.replace('slow-down', 'slow'), /named "slow"/],
  [
    'a meaning without a status',
    'stripe.yaml',
    (text) => `${text}codes: { a: { means: x } }\n`,
    /stripe\.yaml: a: .*"is"/,
  ],
  ['no request', 'npm.yaml', (text) => text.replace(/request:\n( .*\n)+/, ''), /what to request/],
])('%s is a mistake, and the file is named', (_, file, change, message) => {
  expect(build(file, change)).toMatch(message);
});
