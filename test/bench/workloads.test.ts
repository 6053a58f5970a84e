import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Repository, temporaryFolder } from '../helpers/repository.ts';
import { findBuild } from './guard.ts';
import { writeHistory, writeTree } from './workloads.ts';

test('histories are the same at every run, and have so many commits', () => {
  const [one, two] = [new Repository(temporaryFolder()), new Repository(temporaryFolder())] as const;
  for (const { path } of [one, two]) writeHistory(path, { commits: 30, files: 7, lines: 20, changes: 2 });
  expect(one.git('rev-list', '--count', 'main')).toBe('30');
  expect(one.git('rev-parse', 'main')).toBe(two.git('rev-parse', 'main'));
  expect(one.git('ls-files').split('\n')).toHaveLength(7);
  expect(one.git('status', '--porcelain')).toBe('');
});

test('a tree has so many files of so many lines', () => {
  const folder = temporaryFolder();
  writeTree(folder, 3, 40);
  expect(readFileSync(join(folder, 'src/part0/module0.js'), 'utf8').split('\n')).toHaveLength(40);
});

test('a folder with a build is taken as it is; what npm does not know is no build', () => {
  expect(findBuild('.', temporaryFolder())).toMatch(/dist\/js\/bin\.js$/);
  expect(findBuild('./no-such-package.tgz', temporaryFolder())).toBeUndefined();
});
