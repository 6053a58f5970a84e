import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { scanHistory, scanOnce } from '../../helpers/history.ts';
import { hexKey } from '../../helpers/keys.ts';
import { createRepository, repositoryWithBase, temporaryFolder } from '../../helpers/repository.ts';
import { keyLine } from '../../helpers/scan.ts';

const KEY = hexKey('arguments');
const OTHER = hexKey('another');

test('a range gives what it adds, and nothing that was there before', async () => {
  const repository = repositoryWithBase();
  repository.write('a.js', keyLine(OTHER)).commit('old key');
  repository.git('checkout', '--quiet', '-b', 'feature');
  repository.write('a.js', `${keyLine(OTHER)}// more\n`).commit('touches the file with the old key');
  const added = repository.write('a.js', `${keyLine(OTHER)}// more\n${keyLine(KEY)}`).commit('new key');
  const { report, find } = await scanOnce(repository.path, ['main..feature']);
  expect(report.findings).toHaveLength(1);
  expect(find(KEY)?.occurrences).toMatchObject([{ path: 'a.js', line: 3, commit: added }]);
  expect((await scanOnce(repository.path, ['feature..main'])).report.findings).toEqual([]);
});

test('paths can be left out, or be the only ones', async () => {
  const repository = repositoryWithBase();
  repository.write('keep/a.js', keyLine(KEY)).write('drop/b.js', keyLine(OTHER)).commit('both');
  for (const args of [
    ['--exclude', 'drop'],
    ['--include', 'keep'],
  ]) {
    const { places } = await scanHistory(repository.path, args);
    expect([places(KEY), places(OTHER)], args.join(' ')).toEqual([['keep/a.js:1'], []]);
  }
});

test('one content at two paths, one of them left out', async () => {
  const repository = repositoryWithBase();
  repository.write('keep/a.js', keyLine(KEY)).write('drop/a.js', keyLine(KEY)).commit('both');
  expect((await scanHistory(repository.path, ['--exclude', 'drop'])).places(KEY)).toEqual(['keep/a.js:1']);
});

test('from a folder inside, and from outside by its path', async () => {
  const repository = repositoryWithBase();
  repository.write('deep/er/a.js', keyLine(KEY)).commit('add');
  expect((await scanHistory(`${repository.path}/deep/er`)).places(KEY)).toEqual(['deep/er/a.js:1']);
  expect((await scanHistory(temporaryFolder(), [repository.path])).places(KEY)).toEqual(['deep/er/a.js:1']);
});

test('threads and memory do not change what is found', async () => {
  const repository = repositoryWithBase();
  for (const each of ['one', 'two', 'three']) repository.write(`${each}.js`, keyLine(hexKey(each))).commit(each);
  const { text, report } = await scanHistory(repository.path);
  expect(report.findings).toHaveLength(3);
  for (const args of [['--jobs=1'], ['--jobs=4'], ['--memory=128M'], ['--memory=1G', '-j2']]) {
    expect((await scanOnce(repository.path, args)).text, args.join(' ')).toBe(text);
  }
});

test('a repository without commits, and one with nothing but what was staged', async () => {
  const repository = createRepository();
  const { code, report } = await scanHistory(repository.path);
  expect([code, report.findings, report.errors, report.scanned.commits]).toEqual([0, [], [], 0]);
  repository.write('a.js', keyLine(KEY)).git('add', 'a.js');
  expect((await scanHistory(repository.path)).places(KEY)).toEqual(['a.js:1']);
});

test('nothing in the repository is written', async () => {
  const repository = repositoryWithBase();
  repository.write('a.js', keyLine(KEY)).commit('add');
  const list = () => readdirSync(repository.path, { recursive: true, encoding: 'utf8' }).sort();
  const before = list();
  await scanHistory(repository.path);
  expect(list()).toEqual(before);
});

test.each([
  [['nope..HEAD'], 'nope..HEAD'],
  [['./nowhere'], './nowhere'],
  [['--upload-pack=x'], 'history'],
  [['--jobs=0'], '--jobs'],
  [['--jobs=1000'], '--jobs'],
  [['--jobs=many'], '--jobs'],
  [['--memory=1M'], '--memory'],
  [['--memory=lots'], '--memory'],
])('bad arguments %j: an error that names them', async (args, subject) => {
  const repository = repositoryWithBase();
  await expect(scanOnce(repository.path, args)).rejects.toMatchObject({ name: 'HexhoundError', subject });
});

test('outside of a repository: an error', async () => {
  await expect(scanOnce(temporaryFolder())).rejects.toMatchObject({ code: 'E_GIT' });
});

test('a revision that names a blob or a tree', async () => {
  const repository = createRepository();
  repository.write('a.txt', 'x\n').commit('first');
  repository.write('b.py', keyLine(hexKey('named object')));
  const blob = repository.git('hash-object', '-w', 'b.py').trim();
  repository.git('update-index', '--add', '--cacheinfo', `100644,${blob},b.py`);
  const tree = repository.git('write-tree').trim();
  for (const revision of [blob, tree]) {
    const { code, find } = await scanOnce(repository.path, [revision]);
    expect([code, find(hexKey('named object'))?.occurrences[0]?.blob]).toEqual([1, blob]);
  }
});
