import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { FORMATS, type Format } from '../../src/report/index.ts';
import { hexKey } from '../helpers/keys.ts';
import { createRepository, GIT_ENV, type Repository, template, temporaryFolder } from '../helpers/repository.ts';
import { keyLine } from '../helpers/scan.ts';

const CLI = resolve('dist/js/cli.js');
const KEYS = [hexKey('formats'), hexKey('other'), hexKey('message')];

function hexhound(cwd: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const options = { cwd, env: { ...GIT_ENV, ...env }, encoding: 'utf8' } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], options);
  return { status, stdout, stderr };
}

/** A branch with keys in a file, in a message and in an environment file, and a main branch that went on. */
const repositoryWithBranch = template((repository) => {
  repository.write('readme.md', 'hello\n').commit('base');
  repository.git('switch', '--quiet', '--create', 'topic');
  repository.write('src/a.js', `// one\n${keyLine(KEYS[0] ?? '')}`).commit('add');
  repository.write('b.js', keyLine(KEYS[1] ?? '')).commit(`use it\n\nCAPTCHAAI_API_KEY=${KEYS[2]}\n`);
  repository.write('.env', 'DATABASE_PASSWORD=correct-horse-battery\n').commit('settings');
  repository.git('switch', '--quiet', 'main');
  repository.write('src/other.js', 'let a;\n').commit('other work');
  repository.git('switch', '--quiet', 'topic');
});

/** One run, with a report in each of these formats. */
function inEveryFormat(repository: Repository, formats: readonly Format[], ...args: string[]) {
  const folder = temporaryFolder();
  const outputs = formats.flatMap((format) => ['--format', `${format}=${join(folder, format)}`]);
  const { status } = hexhound(repository.path, [...args, ...outputs]);
  const reports = new Map(formats.map((format) => [format, readFileSync(join(folder, format), 'utf8')]));
  return { status, reports };
}

/** All that each format identifies findings by; a summary has nothing like it. */
function identities(repository: Repository): Map<Format, readonly string[]> {
  const formats = FORMATS.filter((format) => format !== 'summary');
  const { status, reports } = inEveryFormat(repository, formats, 'history', 'main..topic', '--no-cache');
  expect(status).toBe(1);
  const idsIn = (report: string) =>
    report.match(/(?<![\da-f])(?:[\da-f]{32}(?![\da-f])|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})/g) ?? [];
  return new Map([...reports].map(([format, report]) => [format, [...new Set(idsIn(report))].sort()]));
}

test('a rebase changes no identity of a finding, in any format', () => {
  const repository = repositoryWithBranch();
  const before = identities(repository);
  const head = repository.git('rev-parse', 'topic');
  repository.git('rebase', '--quiet', 'main');
  // Another line for the same key.
  repository.git('reset', '--quiet', '--soft', 'main');
  repository.write('src/moved.js', `// one\n// two\n// three\n${keyLine(KEYS[0] ?? '')}`).remove('src/a.js');
  repository.commit(`squashed\n\n\nCAPTCHAAI_API_KEY=${KEYS[2]}\n`);
  expect(repository.git('rev-parse', 'topic')).not.toBe(head);
  for (const ids of before.values()) expect(ids.length).toBeGreaterThanOrEqual(4);
  expect(identities(repository)).toEqual(before);
});

test('every format at once, each in its file but one; none holds a key, with --show-secrets those neither that are uploaded', () => {
  const { path } = repositoryWithBranch();
  const folder = temporaryFolder();
  const files = FORMATS.filter((format) => format !== 'github').map(
    (format) => [format, join(folder, format)] as const,
  );
  const args = files.flatMap(([format, file]) => ['--format', `${format}=${file}`]);
  const { status, stdout, stderr } = hexhound(path, ['history', ...args, '--format', 'github']);
  expect([status, stderr]).toEqual([1, '']);
  const texts = [stdout, ...files.map(([, file]) => readFileSync(file, 'utf8'))];
  expect(texts.map((text) => KEYS.filter((key) => text.includes(key)))).toEqual(texts.map(() => []));
  expect(texts.filter((text) => text.includes('CaptchaAI API key'))).toHaveLength(FORMATS.length);
  const uploaded = files.filter(([format]) => !['terminal', 'json', 'jsonl'].includes(format));
  hexhound(path, [
    'history',
    '--show-secrets',
    ...uploaded.flatMap(([format, file]) => ['--format', `${format}=${file}`]),
  ]);
  const shown = uploaded.filter(([, file]) => KEYS.some((key) => readFileSync(file, 'utf8').includes(key)));
  expect(shown).toEqual([]);
});

test('two formats for standard output: an error that says how to write it, before anything is scanned', () => {
  const { path } = createRepository();
  const { status, stdout, stderr } = hexhound(path, ['scan', '--format', 'github', '--format', 'junit']);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toBe(
    'hexhound: standard output: two formats are to be written to it: give all but one a file, as --format FORMAT=FILE\n',
  );
});

test('what could not be read is in the report of every format, and the exit code is 2', () => {
  const repository = createRepository();
  repository.write('a.js', 'let a;\n').commit('base');
  const blob = repository.git('rev-parse', 'HEAD:a.js');
  repository.chmod(`.git/objects/${blob.slice(0, 2)}/${blob.slice(2)}`, 0o644);
  repository.write(`.git/objects/${blob.slice(0, 2)}/${blob.slice(2)}`, 'damaged');
  const { status, reports } = inEveryFormat(repository, FORMATS, 'history', '--no-cache');
  expect(status).toBe(2);
  for (const [format, report] of reports) {
    expect([format, report]).toEqual([format, expect.stringContaining(blob)]);
    expect(report).toMatch(
      /could not be looked at|not complete|E_GIT|E_SOURCE|"failure"|"executionSuccessful": false/i,
    );
  }
});

test('the summary of a job is added to what the step has written, up to the limit', () => {
  const { path } = repositoryWithBranch();
  const file = join(temporaryFolder(), 'summary.md');
  writeFileSync(file, '# Tests\n\nall passed');
  const env = { GITHUB_STEP_SUMMARY: file };
  const first = hexhound(path, ['history', '--format', 'summary', '--format', 'github'], env);
  expect(first.status).toBe(1);
  expect(first.stdout).toMatch(/^::error /);
  expect(readFileSync(file, 'utf8')).toMatch(/^# Tests\n\nall passed\n\n### hexhound: \d findings/);
  hexhound(path, ['history', '--format', 'summary'], env);
  expect(readFileSync(file, 'utf8').match(/### hexhound/g)).toHaveLength(2);
  writeFileSync(file, 'x'.repeat(1024 * 1024));
  expect(hexhound(path, ['history', '--format', 'summary'], env).status).toBe(1);
  expect(readFileSync(file, 'utf8').length).toBe(1024 * 1024);
});

test('outside of GitHub a summary goes to standard output, and nothing asks for one unasked', () => {
  const { path } = repositoryWithBranch();
  expect(hexhound(path, ['history', '--format', 'summary']).stdout).toMatch(/^### hexhound: \d findings/);
  const file = join(temporaryFolder(), 'summary.md');
  hexhound(path, ['history', '--format', 'github'], { GITHUB_STEP_SUMMARY: file });
  expect(existsSync(file)).toBe(false);
});
