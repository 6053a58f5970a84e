import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ObjectDatabase } from '../../../src/git/packs/object-database.ts';
import { createRepository, type Repository } from '../../helpers/repository.ts';
import { createHistory, KINDS, listByGit, load, objectFolder, packFiles, readAll } from './repositories.ts';

/** Everything that git has is here too, once, and reads as git reads it; nothing else is. */
function expectAll(repository: Repository, { database, problems, notices } = load(repository)): ObjectDatabase {
  expect(problems).toEqual([]);
  expect(notices).toEqual([]);
  expect(database.shared.unresolved).toEqual(new Uint32Array());
  expect(readAll(database)).toEqual(listByGit(repository));
  return database;
}

/** What `git verify-pack -v` says of each object of a pack, and what we say. */
function comparePack(
  repository: Repository,
  database: ObjectDatabase,
  pack: number,
): { git: string[]; ours: string[] } {
  const { packs, kind, size, base, offset } = database.shared;
  const { path = '', first = 0, count = 0 } = packs[pack] ?? {};
  const printed = repository.git('verify-pack', '-v', path.replace(/pack$/, 'idx')).split('\n');
  // <id> <type> <size> <size in pack> <offset> [<depth> <base>]
  const git = printed
    .map((line) => line.split(/\s+/))
    .filter(([id = '']) => /^[0-9a-f]{40,64}$/.test(id))
    .map(([id, type, bytes, packed, at, , parent]) => [id, type, bytes, packed, at, parent ?? '-'].join(' '));
  const ours = Array.from({ length: count }, (_, i) => {
    const n = first + i;
    const parent = base[n] ?? -1;
    const packed = database.end(n) - (offset[n] ?? 0);
    const common = [database.id(n), KINDS[kind[n] ?? 0], size[n], packed, offset[n]];
    return [...common, parent < 0 ? '-' : database.id(parent)].join(' ');
  });
  return { git: git.sort(), ours: ours.sort() };
}

test('an empty repository', () => {
  const database = expectAll(createRepository());
  expect(database.count).toBe(0);
  expect(database.find(new Uint8Array(20), 0)).toBe(-1);
});

test('loose objects only', () => {
  const repository = createHistory(5);
  repository.write('.git/objects/ab/tmp_obj_x1', 'half').write('.git/objects/info/packs', '');
  const database = expectAll(repository);
  expect(database.packedCount).toBe(0);
  expect(database.count).toBe(listByGit(repository).length);
});

test.each([
  ['git gc', ['repack', '-adfq']],
  ['deep chains', ['repack', '-adfq', '--depth=4000', '--window=50']],
  ['short chains', ['repack', '-adfq', '--depth=1', '--window=3']],
  ['no deltas', ['repack', '-adfq', '--depth=0', '--window=0']],
  ['ref-deltas', ['-c', 'repack.useDeltaBaseOffset=false', 'repack', '-adfq']],
  ['index version 1', ['-c', 'pack.indexVersion=1', 'repack', '-adfq']],
])('one pack: %s', (_, args) => {
  const repository = createHistory();
  repository.git(...args);
  const database = expectAll(repository);
  const { git, ours } = comparePack(repository, database, 0);
  expect(ours).toEqual(git);
});

test('64-bit offsets', () => {
  const repository = createHistory();
  repository.git('repack', '-adfq');
  const [pack = '', index = ''] = [...packFiles(repository, '.pack'), ...packFiles(repository, '.idx')];
  rmSync(index);
  repository.git('index-pack', '--index-version=2,0x40', pack);
  const { git, ours } = comparePack(repository, expectAll(repository), 0);
  expect(ours).toEqual(git);
});

test('a sha256 repository', () => {
  const repository = createHistory(20, '--object-format=sha256');
  repository.git('repack', '-dq');
  repository.write('later.txt', 'loose').commit('later');
  const { git, ours } = comparePack(repository, expectAll(repository, load(repository, 32)), 0);
  expect(ours).toEqual(git);
});

test('several packs and loose objects', () => {
  const repository = createHistory();
  repository.git('repack', '-dq');
  for (const name of ['a', 'b']) {
    repository.write(name, `${name}\n`).commit(name);
    repository.git('repack', '-dq');
  }
  repository.write('c', 'c\n').commit('c');
  const database = expectAll(repository);
  expect(database.shared.packs.length).toBe(3);
  const counts = database.shared.packs.map(({ first, count }) => [first, count]);
  expect(counts).toEqual([
    [0, database.packedCount - 6],
    [database.packedCount - 6, 3],
    [database.packedCount - 3, 3],
  ]);
  expect(database.packOf(database.packedCount - 4)).toBe(1);
  expect(database.count - database.packedCount).toBe(3);
});

test('an object in several packs, and loose besides, has one number that is found', () => {
  const repository = createHistory();
  const keep = repository.git('rev-parse', 'HEAD:src/one.txt', 'HEAD', 'HEAD~3:src/one.txt');
  repository.git('repack', '-aq');
  repository.gitWith({ input: `${keep}\n` }, 'pack-objects', '-q', join(objectFolder(repository), 'pack/pack'));
  const database = expectAll(repository);
  const { packs, duplicate } = database.shared;
  expect(packs.length).toBe(2);
  const duplicates = Array.from(duplicate.keys()).filter((n) => duplicate[n] === 1);
  expect(duplicates).toEqual([0, 1, 2].map((i) => database.packedCount - 3 + i));
  expect(duplicates.map((n) => database.id(n)).sort()).toEqual(keep.split('\n').sort());
  expect(duplicates.every((n) => database.find(database.shared.ids, n * 20) < database.packedCount - 3)).toBe(true);
  expect(database.count).toBe(database.packedCount);
});

test('deltas to a duplicate hang on the object that is read', () => {
  const repository = createHistory();
  repository.git('repack', '-adq');
  const version = repository.git('rev-parse', 'HEAD:src/one.txt');
  repository.write('src/one.txt', repository.git('show', 'HEAD:src/one.txt').slice(0, -50));
  const added = repository.git('hash-object', '-w', 'src/one.txt');
  // As a fetch leaves them: a small pack with a delta, completed by its base.
  const input = `${version}\n${added}\n`;
  repository.gitWith({ input }, 'pack-objects', '-q', join(objectFolder(repository), 'pack/pack'));
  const database = expectAll(repository);
  const { duplicate, base, firstChild } = database.shared;
  const n = database.find(Buffer.from(added, 'hex'), 0);
  const duplicates = Array.from(duplicate.keys()).filter((i) => duplicate[i] === 1);
  expect(duplicates.map((i) => [database.id(i), firstChild[i]])).toEqual([[version, -1]]);
  const parent = base[n] ?? -1;
  expect(database.id(parent)).toBe(version);
  expect(duplicate[parent]).toBe(0);
});

test('a multi-pack index beside indexes, and in the place of lost ones', () => {
  const repository = createHistory();
  repository.git('repack', '-dq');
  repository.write('a', 'a\n').commit('a');
  repository.git('repack', '-dq');
  repository.git('multi-pack-index', 'write');
  const before = listByGit(repository);
  expectAll(repository);
  for (const index of packFiles(repository, '.idx')) rmSync(index);
  const { database, problems } = load(repository);
  expect(problems).toEqual([]);
  expect(readAll(database)).toEqual(before);
});

test('alternates', () => {
  const [origin, fork] = [createHistory(), createHistory(3)];
  origin.git('repack', '-adq');
  fork.write('own.txt', 'own').commit('own');
  writeFileSync(join(objectFolder(fork), 'info/alternates'), `${objectFolder(origin)}\n`);
  const database = expectAll(fork);
  expect(database.shared.packs.length).toBe(1);
  const later = createRepository();
  later.write('later.txt', 'later').commit('later');
  const env = { GIT_ALTERNATE_OBJECT_DIRECTORIES: objectFolder(fork) };
  expect(readAll(load(later, 20, env).database)).toEqual(listByGit(later, env));
});

test('another thread sees the same memory', () => {
  const repository = createHistory();
  repository.git('repack', '-adq');
  const { database } = load(repository);
  const other = new ObjectDatabase(structuredClone(database.shared));
  expect(readAll(other)).toEqual(listByGit(repository));
  database.shared.kind[0] = 9;
  expect(other.shared.kind[0]).toBe(9);
});
