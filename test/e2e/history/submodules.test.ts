import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scanHistory, scanOnce } from '../../helpers/history.ts';
import { hexKey } from '../../helpers/keys.ts';
import { createRepository, type Repository, repositoryWithBase, temporaryFolder } from '../../helpers/repository.ts';
import { keyLine, scanWith } from '../../helpers/scan.ts';

const [KEY, INNER, MESSAGE] = [hexKey('submodule'), hexKey('inner'), hexKey('message')];

function add(repository: Repository, source: Repository, path: string, name = path): void {
  const args = ['submodule', '--quiet', 'add', '--name', name, source.path, path];
  repository.git('-c', 'protocol.file.allow=always', ...args);
  repository.commit('submodule');
}

/** A library in `libs/a` that has had a key, and another in it as `b`. */
function nested(): Repository {
  const [inner, library] = [createRepository(), createRepository()];
  inner.write('inner.js', keyLine(INNER)).commit('inner');
  inner.remove('inner.js').commit('removed');
  library.write('lib.js', keyLine(KEY)).commit(`library\n\n${keyLine(MESSAGE)}`);
  library.remove('lib.js').commit('removed');
  add(library, inner, 'b');
  const repository = repositoryWithBase();
  add(repository, library, 'libs/a');
  repository.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'update', '--init', '--recursive');
  return repository;
}

test('a history names the submodules that it leaves out, and --strict refuses that', async () => {
  const repository = nested();
  const { code, report } = await scanHistory(repository.path);
  const reason = 'it has a history of its own: --submodules looks at it';
  expect([code, report.findings, report.notOpened]).toEqual([0, [], [{ kind: 'submodule', path: 'libs/a', reason }]]);
  expect((await scanOnce(repository.path, ['--strict'])).code).toBe(2);
  expect((await scanOnce(join(repository.path, 'libs/a'))).places(KEY)).toEqual(['lib.js:1']);
});

test('--submodules looks at them, and at theirs', async () => {
  const { path } = nested();
  const { code, report, places, find } = await scanHistory(path, ['--submodules']);
  expect([code, report.errors, report.notOpened]).toEqual([1, [], []]);
  expect([places(KEY), places(INNER)]).toEqual([['libs/a/lib.js:1'], ['libs/a/b/inner.js:1']]);
  expect(find(MESSAGE)?.occurrences).toMatchObject([{ kind: 'commit-message', path: 'libs/a' }]);
  expect(find(KEY)?.history?.first?.id).toBe(find(MESSAGE)?.history?.first?.id);
  const left = await scanHistory(path, ['--submodules', '--exclude', 'libs/a/b']);
  expect([left.places(KEY), left.places(INNER)]).toEqual([['libs/a/lib.js:1'], []]);
  await expect(scanOnce(path, ['--submodules', 'HEAD'])).rejects.toMatchObject({ subject: '--submodules' });
});

test('one that no branch has any more, one of a linked work tree, and one with a .git of its own', async () => {
  const [gone, linked, own] = ['gone', 'linked', 'own'].map((name) => {
    const source = createRepository();
    source.write('lib.js', keyLine(hexKey(name))).commit('library');
    return source;
  }) as [Repository, Repository, Repository];
  const repository = repositoryWithBase();
  add(repository, gone, 'gone', 'group/gone');
  repository.git('rm', '--quiet', '-r', '--force', 'gone');
  repository.commit('without');
  repository.git('clone', '--quiet', own.path, 'own');
  repository.git('add', 'own');
  repository.commit('own');
  const tree = join(temporaryFolder(), 'tree');
  repository.git('worktree', 'add', '--quiet', '-b', 'other', tree);
  repository.git('-C', tree, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', linked.path, 'linked');
  const { places } = await scanHistory(repository.path, ['--submodules']);
  expect([places(hexKey('gone')), places(hexKey('own'))]).toEqual([['gone/lib.js:1'], ['own/lib.js:1']]);
  expect((await scanHistory(tree, ['--submodules'])).places(hexKey('linked'))).toEqual(['linked/lib.js:1']);
});

test('one that is not there is named, by history and by scan', async () => {
  const repository = nested();
  const clone = join(temporaryFolder(), 'clone');
  repository.git('clone', '--quiet', '.', clone);
  const { code, report } = await scanHistory(clone, ['--submodules']);
  const reason = 'it is not there: git submodule update --init brings it';
  expect([code, report.notOpened]).toEqual([0, [{ kind: 'submodule', path: 'libs/a', reason }]]);
  const { report: tree } = await scanWith('scan', clone);
  expect(tree.notOpened).toEqual([{ kind: 'submodule', path: 'libs/a', reason: 'it is not checked out' }]);
});

test('one that cannot be opened is an error, and the others are searched', async () => {
  const repository = nested();
  const head = join(repository.path, '.git/modules/libs/a/modules/b/HEAD');
  renameSync(head, `${head}.away`);
  mkdirSync(head);
  const { code, report, places } = await scanHistory(repository.path, ['--submodules']);
  expect([code, places(KEY)]).toEqual([2, ['libs/a/lib.js:1']]);
  expect(report.errors.map(({ subject }) => subject)).toEqual(['libs/a/b']);
});
