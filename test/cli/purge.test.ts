import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { PlanDocument } from '../../src/respond/purge/purge-document.ts';
import { goldenFolder, stable, transcript } from '../helpers/golden.ts';
import { type Outcome, runCommand } from '../helpers/io.ts';
import { hexKey } from '../helpers/keys.ts';
import { createRepository, type Repository, temporaryFolder } from '../helpers/repository.ts';
import { keyLine } from '../helpers/scan.ts';

const expectGolden = goldenFolder(new URL('golden/purge/', import.meta.url));

const [KEY, OTHER] = [hexKey('purge'), hexKey('purge other')];

function leaky(...initOptions: string[]): Repository {
  const repository = createRepository(...initOptions);
  repository.write('README.md', 'x').commit('base');
  repository.write('a.py', keyLine(KEY)).commit('add');
  repository.write('a.py', 'x = 1\n').commit('remove');
  return repository;
}

function purge(cwd: string, ...args: readonly string[]): Promise<Outcome> {
  return runCommand('purge', cwd, args, { env: { CI: '1', XDG_CACHE_HOME: join(cwd, '.git/cache') } });
}

async function plan(cwd: string, ...args: readonly string[]): Promise<PlanDocument> {
  const { stdout, stderr } = await purge(cwd, '--format=json', ...args);
  expect(stdout + stderr).not.toContain(KEY);
  return JSON.parse(stdout) as PlanDocument;
}

test('as somebody sees it: the plan, and the proof before and after', async () => {
  const repository = leaky();
  repository.git('tag', 'v1');
  repository.git('remote', 'add', 'origin', 'https://github.com/acme/app.git');
  repository.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  const clean = createRepository();
  clean.write('a', 'x').commit('a');
  const show = async (...args: string[]) => {
    const outcome = await purge(repository.path, ...args);
    expect(outcome.stdout + outcome.stderr).not.toContain(KEY);
    const varying = { repository: repository.path, clean: clean.path };
    // Git puts sample hooks into .git, of which each version has its own number.
    return stable(transcript(['purge', ...args].join(' '), outcome), varying)
      .replace(/ and \d+ files\)/, ' and <count> files)')
      .replace(/"files": \d+/, '"files": <count>');
  };
  expectGolden('plan.txt', await show('--all'));
  expectGolden('plan-json.txt', await show('--all', '--format=json'));
  const file = join(repository.path, '.git/hexhound', `purge-${new Date().toISOString().slice(0, 10)}.txt`);
  for (const format of ['terminal', 'json']) {
    const args = ['--verify', file, '--format', format];
    expectGolden(`still-there-${format}.txt`, await show(...args));
    expectGolden(`gone-${format}.txt`, await show(...args, '--repository', clean.path));
  }
});

test('by the beginning of a fingerprint: only that finding, with what is to be rotated first', async () => {
  const repository = leaky();
  repository.write('b.py', keyLine(OTHER)).commit('another');
  const all = await plan(repository.path, '--all');
  expect(all.findings).toHaveLength(2);
  const found = all.findings.find(({ paths }) => paths.includes('a.py'));
  const one = await plan(repository.path, found?.fingerprint.slice(0, 10) ?? '');
  expect(one.findings).toMatchObject([
    {
      title: 'CaptchaAI API key',
      key: `****${KEY.slice(-4)}`,
      rotate: 'https://captchaai.com',
      verify: 'hexhound verify',
      replacement: `REDACTED-${found?.fingerprint.slice(0, 6)}`,
      objects: { blob: 1, tree: 0, commit: 0, tag: 0 },
      exposure: { branches: ['main'], isStill: false, remotes: [] },
    },
  ]);
  expect(readFileSync(one.file ?? '', 'utf8')).not.toContain(OTHER);
  expect(one.steps.map(({ id }) => id)).toEqual(['install', 'filter', 'expire', 'check', 'backups', 'remove-file']);
});

test('the file is written once more beside the first one, for its owner only; or where --output says, never over another', async () => {
  const repository = leaky();
  const [first, second] = [await plan(repository.path, '--all'), await plan(repository.path, '--all')];
  expect(first.file).toMatch(/\.git\/hexhound\/purge-\d{4}-\d\d-\d\d\.txt$/);
  expect(second.file).toBe(first.file?.replace('.txt', '-2.txt'));
  const outside = join(temporaryFolder(), 'values.txt');
  expect((await plan(repository.path, '--all', '--output', outside)).file).toBe(outside);
  expect(statSync(outside).mode & 0o777).toBe(0o600);
  await expect(purge(repository.path, '--all', '--output', outside)).rejects.toMatchObject({
    code: 'E_USAGE',
    message: 'is there already: it is not overwritten',
  });
  await expect(purge(repository.path, '--all', '--output', 'values.txt')).rejects.toThrow('git would add it');
  expect(existsSync(join(repository.path, 'values.txt'))).toBe(false);
  repository.write('.gitignore', '*.local\n');
  expect((await plan(repository.path, '--all', '--output', 'values.local')).file).toContain('values.local');
});

test.each([
  [[], 'takes fingerprints'],
  [['--all', 'abcdef'], 'not both'],
  [['deadbeefdeadbeef'], 'no finding in the history has this fingerprint'],
  [['abc'], 'at least its first 6'],
  [['--verify'], 'no such file'],
  [['--verify', 'not-there.txt'], 'no such file'],
  [['--all', '--format', 'xml'], 'terminal or json'],
  [['--all', '--repository', 'nowhere'], 'no such folder'],
])('%j: %s', async (args, message) => {
  await expect(purge(leaky().path, ...args)).rejects.toThrow(message);
});

test('a key as an argument is not repeated', async () => {
  const key = `x${KEY}`;
  const thrown = await purge(leaky().path, key).catch(String);
  expect(thrown).toContain('a key is never an argument');
  expect(thrown).not.toContain(KEY);
});

test('nothing to purge: no findings, no commits, outside of git', async () => {
  const repository = createRepository();
  expectGolden('nothing.txt', transcript('purge --all', await purge(repository.path, '--all')));
  repository.write('a', 'x').commit('a');
  expect(await purge(repository.path, '--all')).toMatchObject({ code: 0 });
  await expect(purge(temporaryFolder(), '--all')).rejects.toMatchObject({ code: 'E_GIT' });
});

test('what a shallow clone has is planned for, but exit code 2 says that it is not all, and nothing is proved', async () => {
  const repository = leaky();
  repository.write('b.py', keyLine(KEY)).commit('again');
  const shallow = join(temporaryFolder(), 'shallow');
  repository.git('clone', '-q', '--depth=1', `file://${repository.path}`, shallow);
  const { code, stdout, stderr } = await purge(shallow, '--all');
  expect([code, stderr]).toEqual([2, expect.stringContaining('could not be looked at')]);
  expect(stdout).toContain('shallow clone');
  const file = join(temporaryFolder(), 'values.txt');
  writeFileSync(file, `${OTHER}\n`);
  const verified = await purge(shallow, '--verify', file);
  expect([verified.code, verified.stdout]).toEqual([2, expect.stringContaining('proves nothing')]);
});

test('--verify by file and by fingerprint: 1 as long as it is there, in another repository too', async () => {
  const repository = leaky();
  const { findings, file } = await plan(repository.path, '--all');
  const fingerprint = findings[0]?.fingerprint ?? '';
  for (const what of [file ?? '', fingerprint, fingerprint.slice(0, 8)]) {
    const { code, stdout } = await purge(repository.path, '--verify', what);
    expect(code).toBe(1);
    expect(stdout).toContain('Still there');
    expect(stdout).not.toContain(KEY);
  }
  const clean = createRepository();
  clean.write('a', 'x').commit('a');
  for (const what of [file ?? '', fingerprint]) {
    expect((await purge(temporaryFolder(), '--verify', what, '--repository', clean.path)).code).toBe(0);
  }
});

test('a finding of the work tree alone is still there for its fingerprint', async () => {
  const repository = leaky();
  const { findings } = await plan(repository.path, '--all');
  const clean = createRepository();
  clean.write('a', 'x').commit('a');
  clean.write('b.py', keyLine(KEY));
  expect((await purge(clean.path, '--verify', findings[0]?.fingerprint ?? '')).code).toBe(1);
});

test('a bare repository and a sub-folder are purged as a whole', async () => {
  const repository = leaky();
  const bare = join(temporaryFolder(), 'bare.git');
  repository.git('clone', '-q', '--bare', '--no-local', '.', bare);
  repository.git('--git-dir', bare, 'remote', 'remove', 'origin');
  const planned = await plan(bare, '--all');
  expect(planned.repository).toBe(bare);
  expect(planned.file).toContain(`${bare}/hexhound/purge-`);
  repository.write('sub/x', 'x').commit('sub');
  expect((await plan(join(repository.path, 'sub'), '--all')).repository).toBe(repository.path);
});

test.each([
  ['https://user:tok@github.com/acme/app.git', 'github', /support\.github\.com/, /refs\/heads\/\*:refs\/heads/],
  ['git@gitlab.com:acme/app.git', 'gitlab', /Housekeeping/, /refs\/heads\/\*:refs\/heads/],
  ['https://bitbucket.org/acme/app.git', 'bitbucket', /support\.atlassian\.com/, /refs\/tags/],
  ['https://dev.azure.com/acme/_git/app', 'azure', /new one/, /refs\/tags/],
  ['https://git.example.com/app.git', 'server', /git gc --prune=now there/, /--mirror https/],
])('pushed to %s: a mirror clone, a forced push, and what its host keeps', async (url, id, hosted, push) => {
  const repository = leaky();
  repository.git('tag', 'v1');
  repository.git('remote', 'add', 'origin', url);
  repository.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  const { steps } = await plan(repository.path, '--all');
  const ids = steps.map((step) => step.id);
  expect(ids.slice(0, 8)).toEqual([
    'install',
    'origin-clone',
    'origin-filter',
    'origin-check',
    'origin-push',
    'filter',
    'expire',
    'check',
  ]);
  expect(ids).toEqual(expect.arrayContaining([id, 'clones', 'caches', 'tags', 'backups', 'remove-file']));
  expect(steps.find((step) => step.id === id)?.text.join()).toMatch(hosted);
  expect(steps.find((step) => step.id === 'origin-push')?.commands.join()).toMatch(push);
  expect(steps.find((step) => step.id === 'clones')?.text[0]).toContain('1 author has commits');
  expect(JSON.stringify(steps)).not.toMatch(/user:|tok@/);
});

test('what may have been pushed with a tag is purged there too, and at every address', async () => {
  const repository = createRepository();
  repository.write('README.md', 'x').commit('base');
  repository.git('tag', '-a', 'v1', '-m', keyLine(KEY));
  repository.git('tag', 'blob', repository.store(keyLine(KEY)));
  const unpushed = await plan(repository.path, '--all');
  expect(unpushed.steps.flatMap(({ commands }) => commands).join('\n')).not.toContain(' push ');
  repository.git('remote', 'add', 'origin', 'https://github.com/acme/app.git');
  repository.git('remote', 'set-url', '--add', '--push', 'origin', 'https://git.example.com/app.git');
  repository.git('remote', 'set-url', '--add', '--push', 'origin', 'https://github.com/acme/app.git');
  repository.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  const { findings, steps } = await plan(repository.path, '--all');
  expect(findings[0]?.exposure.remotes).toEqual([
    { remote: 'origin', refs: [], perhaps: ['refs/tags/blob', 'refs/tags/v1'] },
  ]);
  const commandsOf = (wanted: string) => steps.find(({ id }) => id === wanted)?.commands;
  expect(commandsOf('origin-push')).toEqual([
    expect.stringMatching(/push --force --mirror https:\/\/git\.example\.com\/app\.git$/),
    expect.stringMatching(/push --force --prune https:\/\/github\.com\/acme\/app\.git '\+refs\/heads/),
  ]);
  expect(commandsOf('tags')).toEqual([
    `git -C ${repository.path} push --force origin --delete refs/tags/blob`,
    `git -C ${repository.path} push --force origin refs/tags/v1`,
  ]);
  expect(steps.map(({ id }) => id)).toEqual(expect.arrayContaining(['github', 'server', 'clones']));
  const { stdout } = await purge(repository.path, '--all');
  expect(stdout).toContain('perhaps origin (refs/tags/blob, refs/tags/v1: git does not note');
});

test('from a linked worktree the main one is rewritten, and the others are named', async () => {
  const repository = leaky();
  const linked = join(temporaryFolder(), 'linked');
  repository.git('worktree', 'add', '-q', linked, '-b', 'linked');
  const { steps, file } = await plan(linked, '--all');
  expect(file).toContain(`${repository.path}/.git/hexhound/`);
  const filter = steps.find(({ id }) => id === 'filter');
  expect(filter?.commands[0]).toContain(`git -C ${repository.path} filter-repo --force`);
  expect(filter?.text.join()).toContain(linked);
});

test('names that a repository makes up cannot get into commands or the terminal', async () => {
  const repository = createRepository();
  const path = `.env.a'; touch owned; '\u001b[31m`;
  repository
    .write(path, `DATABASE_PASSWORD=${hexKey('hostile', 24)}\n`)
    .write('a.py', keyLine(KEY))
    .commit('add');
  repository.git('checkout', '-q', '-b', '$(touch-owned)');
  const { stdout } = await purge(repository.path, '--all');
  expect(stdout).not.toContain('\u001b');
  const { steps } = await plan(repository.path, '--all');
  const filter = steps.find(({ id }) => id === 'filter')?.commands[0] ?? '';
  expect(filter).toContain(`--path $'.env.a\\'; touch owned; \\'\\x1b[31m'`);
});
