import { expect, test } from 'vitest';
import { listTree, type TreeFile } from '../../src/git/list-tree.ts';
import { createRepository, GIT_ENV } from '../helpers/repository.ts';

async function filesOf(cwd: string, tree: string, paths?: readonly string[]): Promise<string[]> {
  const files: TreeFile[] = [];
  for await (const file of listTree({ cwd, env: GIT_ENV }, tree, paths)) files.push(file);
  return files.map(({ path, blob }) => `${path} ${blob.length}`);
}

test('lists a tree as a whole, or some of its files; nothing where there is no such tree', async () => {
  const repository = createRepository();
  repository.write('a.txt', 'a\n');
  repository.write('b/ä c.txt', 'b\n');
  repository.commit('files');
  expect(await filesOf(repository.path, 'HEAD')).toEqual(['a.txt 40', 'b/ä c.txt 40']);
  expect(await filesOf(repository.path, 'HEAD', ['b/ä c.txt'])).toEqual(['b/ä c.txt 40']);
  expect(await filesOf(repository.path, 'no-such-branch')).toEqual([]);
});
