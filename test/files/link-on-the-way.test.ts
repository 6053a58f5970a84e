import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { linkOnTheWay } from '../../src/files/link-on-the-way.ts';
import { createRepository, createRepositoryIn, temporaryFolder } from '../helpers/repository.ts';

test.each([
  ['the last part', 'report.sarif', 'report.sarif'],
  ['a folder', 'out/report.sarif', 'out'],
  ['a folder of folders that are not there', 'out/deep/er/report.sarif', 'out'],
  ['a link that leads nowhere', 'nowhere', 'nowhere'],
  ['a link that leads to itself', 'loop', 'loop'],
  ['a link within the repository', 'inner/report.sarif', 'inner'],
  ['a folder of .git', '.git/hexhound/plan.txt', '.git/hexhound'],
  ['..', 'src/../out/report.sarif', 'out'],
])('in a repository: %s', (_, path, link) => {
  const repository = createRepository();
  const outside = temporaryFolder();
  repository.write('src/a.js', '');
  for (const [name, target] of [
    ['report.sarif', join(outside, '.bashrc')],
    ['out', outside],
    ['nowhere', join(outside, 'nowhere')],
    ['loop', 'loop'],
    ['inner', 'src'],
    ['.git/hexhound', outside],
  ] as const)
    symlinkSync(target, join(repository.path, name));
  expect(linkOnTheWay(join(repository.path, '/') + path)).toBe(join(repository.path, link));
});

test('".." leads to the folder above that of the link, as for the system', () => {
  const [repository, other] = [createRepository(), createRepository()];
  const folder = temporaryFolder();
  other.write('deep/x', '');
  symlinkSync(join(repository.path, '.git'), join(folder, 'in'));
  symlinkSync('a', join(repository.path, 'linked'));
  expect(linkOnTheWay(`${folder}/in/../linked`)).toBe(join(repository.path, 'linked'));
  expect(linkOnTheWay(`${folder}/in/../other`)).toBeUndefined();
});

test('a link of the user: none in a repository or a folder that is scanned', () => {
  const [folder, repository] = [temporaryFolder(), createRepository()];
  mkdirSync(join(folder, 'sub'));
  symlinkSync(repository.path, join(folder, 'link'));
  symlinkSync('a', join(folder, 'sub/last'));
  expect(linkOnTheWay(join(folder, 'link/report.sarif'))).toBeUndefined();
  expect(linkOnTheWay(join(folder, 'sub/last'))).toBeUndefined();
  expect(linkOnTheWay(join(folder, 'sub/last'), [join(folder, 'other')])).toBeUndefined();
  expect(linkOnTheWay(join(folder, 'sub/last'), [`${folder}/sub`])).toBe(join(folder, 'sub/last'));
  expect(linkOnTheWay(join(folder, 'link/a'), [folder])).toBe(join(folder, 'link'));
  for (const device of ['/dev/stdout', '/dev/fd/1', '/dev/null']) expect(linkOnTheWay(device)).toBeUndefined();
});

test('a bare repository, a linked worktree, a path that cannot be walked', () => {
  const bare = createRepositoryIn(temporaryFolder(), '--bare');
  symlinkSync('/tmp', join(bare.path, 'hexhound'));
  expect(linkOnTheWay(join(bare.path, 'hexhound/x'))).toBe(join(bare.path, 'hexhound'));
  const worktree = temporaryFolder();
  writeFileSync(join(worktree, '.git'), 'gitdir: elsewhere\n');
  symlinkSync('/tmp', join(worktree, 'out'));
  expect(linkOnTheWay(join(worktree, 'out/x'))).toBe(join(worktree, 'out'));
  expect(linkOnTheWay(`${worktree}/${'x'.repeat(5000)}/x`)).toBeUndefined();
});
