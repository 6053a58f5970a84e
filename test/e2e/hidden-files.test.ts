import { mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hexKey } from '../helpers/keys.ts';
import { createRepository, Repository, repositoryWithBase, temporaryFolder } from '../helpers/repository.ts';
import { keyLine, scanWith } from '../helpers/scan.ts';

const KEY = hexKey('hidden');

/** What somebody who hands on a folder with its `.git` can write into it, to hide the untracked file secrets.txt. */
const HIDING: Readonly<Record<string, (repository: Repository) => void>> = {
  'core.ignoreCase, where names differ in case': (repository) => {
    repository.write('.gitignore', 'Secrets.txt\n').commit('ignore');
    repository.git('config', 'core.ignoreCase', 'true');
  },
  'status.showUntrackedFiles': (repository) => void repository.git('config', 'status.showUntrackedFiles', 'no'),
  'an untracked cache that is out of date': (repository) => {
    repository.git('config', 'core.untrackedCache', 'true');
    repository.git('update-index', '--force-untracked-cache');
    repository.git('status');
    const then = new Date(1_600_000_000_000);
    utimesSync(repository.path, then, then);
  },
  'a file system monitor that sees nothing': (repository) => {
    repository.write('.git/monitor', '#!/bin/sh\nprintf "token\\0"\n').chmod('.git/monitor', 0o755);
    repository.git('config', 'core.fsmonitor', '.git/monitor');
    repository.git('update-index', '--fsmonitor');
  },
  'a sparse checkout without its folder': (repository) => {
    repository.write('in/a.txt', 'a\n').commit('in');
    repository.git('sparse-checkout', 'set', '--cone', '--sparse-index', 'in');
  },
  'core.precomposeUnicode': (repository) => void repository.git('config', 'core.precomposeUnicode', 'true'),
};

test.each(Object.entries(HIDING))('%s hides nothing', async (_, hide) => {
  const repository = repositoryWithBase();
  hide(repository);
  repository.write('secrets.txt', keyLine(KEY)).write('out/secrets.txt', keyLine(KEY));
  const { places, report } = await scanWith('scan', repository.path);
  expect(places(KEY)).toEqual(['out/secrets.txt:1', 'secrets.txt:1']);
  expect([report.errors, report.notOpened]).toEqual([[], []]);
});

test.each<[string, (repository: Repository) => void]>([
  ['--assume-unchanged', (repository) => void repository.git('update-index', '--assume-unchanged', 'a.txt')],
  ['--skip-worktree', (repository) => void repository.git('update-index', '--skip-worktree', 'a.txt')],
  [
    'index.skipHash',
    (repository) => {
      repository.git('config', 'index.skipHash', 'true');
      repository.git('update-index', '--force-write-index');
    },
  ],
])('a tracked file that has changed is read in spite of %s', async (_, hide) => {
  const repository = repositoryWithBase();
  repository.write('a.txt', 'a\n').commit('a');
  hide(repository);
  repository.write('a.txt', keyLine(KEY));
  expect((await scanWith('scan', repository.path)).places(KEY)).toEqual(['a.txt:1']);
});

test('what only .git/info/exclude hides is counted', async () => {
  const repository = repositoryWithBase();
  repository.write('.gitignore', '*.log\n').write('a.log', 'x\n').write('notes/a.txt', keyLine(KEY));
  repository.write('.git/info/exclude', '# mine\nnotes/\n*.log\n');
  const { code, report, find } = await scanWith('scan', repository.path);
  expect([code, find(KEY)]).toEqual([0, undefined]);
  expect(report.notOpened).toEqual([
    {
      kind: 'ignored',
      path: '.',
      reason: '1 untracked file (notes/a.txt) hidden by .git/info/exclude, which no commit has',
    },
  ]);
  expect((await scanWith('scan', repository.path, ['--strict'])).code).toBe(2);
  for (const name of ['b', 'c', 'd', 'e']) repository.write(`notes/${name}.txt`, '');
  const [gap] = (await scanWith('scan', repository.path)).report.notOpened ?? [];
  expect(gap?.reason).toContain('5 untracked files (notes/a.txt, notes/b.txt, notes/c.txt and 2 more)');
});

test('so is what core.excludesFile in the configuration of the repository hides, of a worktree too', async () => {
  for (const scope of ['--local', '--worktree']) {
    const repository = repositoryWithBase();
    const list = join(temporaryFolder(), 'list');
    writeFileSync(list, 'secrets.txt\n');
    repository.git('config', 'extensions.worktreeConfig', 'true');
    repository.git('config', scope, 'core.excludesFile', list);
    repository.write('secrets.txt', keyLine(KEY));
    const { report } = await scanWith('scan', repository.path);
    expect(report.notOpened).toMatchObject([
      { reason: expect.stringMatching(/^1 .*core\.excludesFile in \.git\/config/) },
    ]);
  }
});

test("the user's own list is the user's affair", async () => {
  const home = temporaryFolder();
  mkdirSync(join(home, '.config/git'), { recursive: true });
  writeFileSync(join(home, '.config/git/ignore'), 'secrets.txt\n');
  writeFileSync(join(home, 'list'), 'secrets.txt\n');
  writeFileSync(join(home, 'config'), '[core]\nexcludesFile = ~/list\n');
  const repository = repositoryWithBase();
  repository.write('secrets.txt', keyLine(KEY)).write('.git/info/exclude', 'nothing.txt\n');
  for (const file of ['/dev/null', join(home, 'config')]) {
    const env = { HOME: home, GIT_CONFIG_GLOBAL: file };
    const { report, find } = await scanWith('scan', repository.path, [], { env });
    expect([find(KEY), report.notOpened]).toEqual([undefined, []]);
  }
});

test('a folder made to look like a repository hides nothing without a word', async () => {
  const repository = repositoryWithBase();
  const nested = new Repository(join(repository.path, 'nested'));
  mkdirSync(nested.path);
  nested.git('init', '--quiet');
  nested.write('secrets.txt', keyLine(KEY)).write('.git/info/exclude', '*\n');
  const gitDir = join(repository.path, '.git/elsewhere');
  const linked = new Repository(join(repository.path, 'linked'));
  mkdirSync(linked.path);
  linked.git('init', '--quiet', `--separate-git-dir=${gitDir}`);
  linked.write('secrets.txt', keyLine(KEY));
  repository.write('.git/elsewhere/info/exclude', '*\n');
  const { report } = await scanWith('scan', repository.path);
  expect(report.notOpened?.map(({ path }) => path).sort()).toEqual(['linked', 'nested']);
  expect(report.notOpened?.every(({ reason }) => reason.startsWith('1 untracked file ('))).toBe(true);
});

test('nor does a nested repository that says it has no files, or others', async () => {
  const repository = repositoryWithBase();
  for (const [name, setting] of [
    ['bare', ['core.bare', 'true']],
    ['away', ['core.worktree', temporaryFolder()]],
  ] as const) {
    const nested = new Repository(join(repository.path, name));
    mkdirSync(nested.path);
    nested.git('init', '--quiet');
    nested.write('secrets.txt', keyLine(KEY)).git('config', ...setting);
  }
  const { places, report } = await scanWith('scan', repository.path);
  expect([places(KEY), report.errors]).toEqual([['away/secrets.txt:1', 'bare/secrets.txt:1'], []]);
});

test('a submodule that only the index knows: its files are read', async () => {
  const repository = repositoryWithBase();
  repository.write('sub/secrets.txt', keyLine(KEY));
  repository.git('update-index', '--add', '--cacheinfo', `160000,${repository.git('rev-parse', 'HEAD')},sub`);
  repository.git('update-index', '--add', '--cacheinfo', `160000,${repository.git('rev-parse', 'HEAD')},empty`);
  repository.git('update-index', '--add', '--cacheinfo', `160000,${repository.git('rev-parse', 'HEAD')},link`);
  mkdirSync(join(repository.path, 'empty'));
  symlinkSync('sub', join(repository.path, 'link'));
  const { places, report } = await scanWith('scan', repository.path);
  expect([places(KEY), report.errors]).toEqual([['sub/secrets.txt:1'], []]);
});

test('an empty repository, and a folder below: nothing hidden, nothing said', async () => {
  const repository = createRepository();
  expect((await scanWith('scan', repository.path)).report.notOpened).toEqual([]);
  repository.write('a/b.txt', keyLine(KEY)).write('.git/info/exclude', 'c.txt\n').write('a/c.txt', keyLine(KEY));
  const { places, report } = await scanWith('scan', repository.path, ['a']);
  expect(places(KEY)).toEqual(['a/b.txt:1']);
  expect(report.notOpened).toMatchObject([{ path: 'a', reason: expect.stringContaining('(a/c.txt)') }]);
});
