import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CloneCache } from '../../src/fleet/clone-cache.ts';
import { temporaryFolder } from '../helpers/repository.ts';

const fill = (path: string) => async () => {
  writeFileSync(join(path, 'pack'), 'x'.repeat(1000));
};

test('the longest unused clone goes first, and none that is in use', async () => {
  const folder = temporaryFolder();
  const cache = new CloneCache(folder, 2500);
  const paths: string[] = [];
  for (const [age, name] of ['a', 'b'].entries()) {
    await cache.use(name, async (path) => {
      paths.push(path);
      await fill(path)();
    });
    utimesSync(paths[age] ?? '', age, age);
  }
  const [a = '', b = ''] = paths;
  await cache.use('a', async (path) => {
    expect(path).toBe(a);
    utimesSync(a, 0, 0);
    await cache.use('c', (other) => fill(other)());
    expect([a, b].map((each) => existsSync(each))).toEqual([true, false]);
  });
  expect(readdirSync(folder)).toHaveLength(2);
});

test('it knows what an earlier worker has left, and ends what that had begun to remove', async () => {
  const folder = temporaryFolder();
  await new CloneCache(folder, 10_000).use('a', (path) => fill(path)());
  mkdirSync(join(folder, 'half.1.removed'));
  const cache = new CloneCache(folder, 0);
  expect(readdirSync(folder)).toHaveLength(1);
  await cache.use('b', (path) => fill(path)());
  expect(readdirSync(folder)).toHaveLength(0);
});

test('where the disk is full, the clone it has cut off goes, and half of the others', async () => {
  const folder = temporaryFolder();
  const cache = new CloneCache(folder, 10_000);
  const paths: string[] = [];
  for (const name of ['a', 'b', 'c']) await cache.use(name, async (path) => fill(paths[paths.push(path) - 1] ?? '')());
  for (const [age, path] of paths.entries()) utimesSync(path, age, age);
  cache.makeRoom('c');
  expect(paths.map((path) => existsSync(path))).toEqual([false, true, false]);
});
