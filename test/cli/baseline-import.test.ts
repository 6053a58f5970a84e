import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCommand } from '../helpers/io.ts';
import { hexKey } from '../helpers/keys.ts';
import { createRepository, type Repository } from '../helpers/repository.ts';

const FILE = '.hexhound-baseline.jsonl';

/** Three keys: in a file, deeper down, and in the history only. */
function repositoryWithKeys(): { repository: Repository; first: string } {
  const repository = createRepository();
  const first = repository.write('gone.py', `\nCAPTCHAAI_API_KEY = "${hexKey('gone')}"\n`).commit('one');
  repository
    .remove('gone.py')
    .write('a.py', `captchaai_api_key = "${hexKey('a')}"\n`)
    .write('src/b.py', `# a\n# b\ncaptchaai_api_key = "${hexKey('b')}"\n`)
    .commit('two');
  return { repository, first };
}

function entriesOf(repository: Repository): Record<string, unknown>[] {
  const [, ...lines] = readFileSync(join(repository.path, FILE), 'utf8').trimEnd().split('\n');
  return lines
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .map(({ fingerprint: _, ...rest }) => rest)
    .sort((a, b) => (String(a.path) < String(b.path) ? -1 : 1));
}

const entry = (path: string, more: object) => ({ rule: 'captchaai-api-key', path, ...more });

async function importing(repository: Repository, name: string, text: string, ...flags: string[]) {
  repository.write(name, text);
  const outcome = await runCommand('baseline', repository.path, ['import', name, '--quiet', ...flags]);
  repository.remove(name);
  return outcome;
}

test('what .gitleaksignore accepts is accepted without it; what covers nothing or is no fingerprint has its line', async () => {
  const { repository, first } = repositoryWithKeys();
  const text = `# known\na.py:generic-api-key:1\n${first}:gone.py:generic-api-key:2\nb.py:jwt:9\nnonsense\n`;
  const { code, stdout } = await importing(repository, '.gitleaksignore', text);
  expect(code).toBe(0);
  const reason = 'imported from .gitleaksignore';
  expect(entriesOf(repository)).toEqual([entry('a.py', { reason }), entry('gone.py', { reason })]);
  expect(stdout).toContain('? .gitleaksignore:4: covers nothing that is found today\n');
  expect(stdout).toContain('? .gitleaksignore:5: is no fingerprint');
  const { stdout: json } = await runCommand('history', repository.path, ['--format', 'json']);
  const { findings } = JSON.parse(json) as { findings: { occurrences: { path: string }[] }[] };
  expect(findings.map(({ occurrences }) => occurrences[0]?.path)).toEqual(['src/b.py']);
});

test('what is in the baseline stays as people wrote it', async () => {
  const { repository } = repositoryWithKeys();
  await importing(repository, 'one.txt', 'a.py:jwt:1\n', '--reason', 'a test key', '--expires', '2999-01-01');
  await importing(repository, 'two.txt', 'a.py:jwt:1\nsrc/b.py:jwt:3\n');
  expect(entriesOf(repository)).toEqual([
    entry('a.py', { reason: 'a test key', expires: '2999-01-01' }),
    entry('src/b.py', { reason: 'imported from two.txt' }),
  ]);
});

test('a baseline of detect-secrets: what was found to be a secret stays one', async () => {
  const { repository } = repositoryWithKeys();
  const item = (seed: string, more: object) => ({
    type: 'Hex High Entropy String',
    hashed_secret: createHash('sha1').update(hexKey(seed)).digest('hex'),
    ...more,
  });
  const results = {
    'a.py': [item('a', { line_number: 1, is_secret: false })],
    'src\\b.py': [item('b', { is_secret: true }), item('other', {}), { type: 'x' }],
  };
  const text = JSON.stringify({ version: '1.5.0', plugins_used: [], results }, null, 1);
  const { stdout } = await importing(repository, '.secrets.baseline', text);
  expect(entriesOf(repository)).toEqual([
    entry('a.py', { reason: 'imported from .secrets.baseline' }),
    entry('src/b.py', { real: true }),
  ]);
  const line = (word: string) => text.slice(0, text.indexOf(word)).split('\n').length;
  const other = createHash('sha1').update(hexKey('other')).digest('hex');
  expect(stdout).toContain(`? .secrets.baseline:${line(other) - 2}: covers nothing`);
  expect(stdout).toContain(`? .secrets.baseline:${line('"x"') - 1}: has neither a file with a line nor a hash\n`);
});

describe('what else lists accepted findings', () => {
  test.each([
    [
      'a report of gitleaks',
      (first: string) =>
        JSON.stringify([
          { RuleID: 'jwt', File: 'gone.py', StartLine: 2, Commit: first, Secret: 'REDACTED' },
          { RuleID: 'jwt', File: 'a.py', StartLine: 1, Commit: '' },
        ]),
    ],
    [
      'a report of betterleaks',
      (first: string) =>
        JSON.stringify({
          schema_version: '1',
          findings: [
            { location: { path: 'gone.py', start_line: 2 }, attributes: { 'git.sha': first } },
            { match: { fingerprint: createHash('sha256').update(hexKey('a')).digest('hex') } },
          ],
        }),
    ],
    [
      'value fingerprints of betterleaks',
      () => ['gone', 'a'].map((seed) => createHash('sha256').update(hexKey(seed)).digest('hex')).join('\n'),
    ],
    [
      'a baseline of kingfisher 1',
      () =>
        'ExactFindings:\n  matches:\n  - filepath: gone.py/\n    fingerprint: 0f\n    linenum: 2\n  - filepath: a.py\n    linenum: 1\n',
    ],
    [
      'a baseline of kingfisher 2',
      () =>
        "version: 2\nrepositories:\n- id: local\n  findings:\n  - path: gone.py\n    fingerprint: '1'\n    line: 2\n- id: other\n  findings:\n  - path: a.py\n    line: 1\n",
    ],
  ])('%s', async (_, textOf) => {
    const { repository, first } = repositoryWithKeys();
    expect((await importing(repository, 'known', textOf(first))).code).toBe(0);
    expect(entriesOf(repository).map(({ path }) => path)).toEqual(['a.py', 'gone.py']);
  });
});

test.each([
  ['{"a": 1}', 'is no ignore file or report'],
  ['just words\nand more\n', 'is no ignore file or report'],
  ['[{', 'E_CONFIG'],
])('%j is refused, and nothing is written', async (text, message) => {
  const { repository } = repositoryWithKeys();
  const failure = await importing(repository, 'known', text).catch((thrown: unknown) => thrown);
  expect(`${(failure as { code: string }).code} ${String(failure)}`).toContain(message);
  expect(() => readFileSync(join(repository.path, FILE))).toThrow('ENOENT');
});

test('config import sends an ignore file to where it belongs', async () => {
  const { repository } = repositoryWithKeys();
  repository.write('.gitleaksignore', 'a.py:jwt:1\n');
  await expect(runCommand('config', repository.path, ['import', '.gitleaksignore'])).rejects.toMatchObject({
    message: 'lists findings, not settings: hexhound baseline import .gitleaksignore',
  });
});
