import { expect, test } from 'vitest';
import { blobsAt } from '../../../src/scan/sources/held-blobs.ts';
import { createRepository, GIT_ENV } from '../../helpers/repository.ts';

test.each([2, 150])('the blobs at %d paths of a tree', async (count) => {
  const repository = createRepository();
  const paths = Array.from({ length: count }, (_, index) => `file-${index}.txt`);
  for (const path of paths) repository.write(path, `${path}\n`);
  repository.write('other.txt', 'other\n').commit('files');
  const blobs = await blobsAt({ cwd: repository.path, env: GIT_ENV }, 'HEAD', new Set([...paths, 'missing.txt']));
  expect([...blobs.keys()].sort()).toEqual(paths.toSorted());
});
