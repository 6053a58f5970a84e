import { chmodSync, linkSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { createRepository, type Repository } from '../../helpers/repository.ts';
import { createHistory, listByGit, load, objectFolder, packFiles, readAll } from './repositories.ts';

/** A repository with a pack to be damaged, and a smaller one. */
function createPacks() {
  const repository = createHistory();
  repository.git('repack', '-adq');
  const [pack = '', index = ''] = [...packFiles(repository, '.pack'), ...packFiles(repository, '.idx')];
  chmodSync(pack, 0o600);
  chmodSync(index, 0o600);
  repository.write('later', 'later\n').commit('later');
  const later = repository.git('rev-parse', 'HEAD', 'HEAD^{tree}', 'HEAD:later').split('\n');
  repository.git('repack', '-dq');
  return { repository, pack, index, later };
}

function change(path: string, edit: (bytes: Buffer) => void): void {
  const bytes = readFileSync(path);
  edit(bytes);
  writeFileSync(path, bytes);
}

/** Where the tables of an index of version 2 begin. */
const FAN_OUT = 8;
const IDS = FAN_OUT + 1024;
const countOf = (bytes: Buffer) => bytes.readUInt32BE(IDS - 4);
const offsetsOf = (bytes: Buffer) => IDS + countOf(bytes) * 24;

/** The other pack is still read, and the damaged file is named. */
function expectProblem(
  { repository, later }: { repository: Repository; later: string[] },
  subject: string,
  message: string,
) {
  const { database, problems } = load(repository);
  expect(problems).toEqual([{ code: 'E_GIT', subject, message: expect.stringContaining(message) }]);
  expect(readAll(database).map((line) => line.slice(0, 40))).toEqual([...later].sort());
}

test.each<[string, (bytes: Buffer) => void, string]>([
  ['fan-out table', (bytes) => bytes.writeUInt32BE(0xffffffff, FAN_OUT), 'its fan-out table is out of order'],
  ['count', (bytes) => bytes.writeUInt32BE(0x7fffffff, IDS - 4), 'which does not fit its 2147483647 objects'],
  ['version', (bytes) => bytes.writeUInt32BE(3, 4), 'is of version 3, which is unknown'],
  ['order of ids', (bytes) => bytes.fill(0xff, IDS, IDS + 20), 'its ids are out of order'],
  ['ids that are no hashes', (bytes) => bytes.fill(0x77, IDS, IDS + countOf(bytes) * 20), 'its ids are not hashes'],
  ['64-bit offset', (bytes) => bytes.writeUInt32BE(0x80000000, offsetsOf(bytes)), 'names a 64-bit offset'],
])('index: %s', (_, edit, message) => {
  const packs = createPacks();
  change(packs.index, edit);
  expectProblem(packs, packs.index, message);
});

test.each<[string, (bytes: Buffer) => void, string]>([
  ['checksum', (bytes) => bytes.fill(0, bytes.length - 40, bytes.length - 20), 'does not end with the checksum'],
  ['offset in the header', (bytes) => bytes.writeUInt32BE(11, offsetsOf(bytes)), 'has an object in its header'],
  [
    'offset behind the end',
    (bytes) => bytes.writeUInt32BE(2 ** 31 - 1, offsetsOf(bytes)),
    'has an object behind its end',
  ],
  [
    'equal offsets',
    (bytes) => bytes.copy(bytes, offsetsOf(bytes), offsetsOf(bytes) + 4, offsetsOf(bytes) + 8),
    'or two',
  ],
])('index that does not fit its pack: %s', (_, edit, message) => {
  const packs = createPacks();
  change(packs.index, edit);
  expectProblem(packs, packs.pack, message);
});

test.each([0, 100, 1063, 1100, 4000])('index: cut to %i bytes', (length) => {
  const packs = createPacks();
  truncateSync(packs.index, length);
  expectProblem(packs, packs.index, `is ${length} bytes long`);
});

test('index: missing', () => {
  const { repository, index, later } = createPacks();
  rmSync(index);
  const { database, problems, notices } = load(repository);
  expect(problems).toEqual([]);
  expect(notices).toEqual([]);
  expect(readAll(database)).toEqual(listByGit(repository));
  expect(database.count).toBe(later.length);
});

test('index: not a file', () => {
  const packs = createPacks();
  renameSync(packs.index, join(packs.repository.path, 'elsewhere'));
  packs.repository.write(join('.git/objects/pack', packs.index.split('/').at(-1) ?? '', 'x'), '');
  expectProblem(packs, packs.index, 'is not a regular file');
});

test.each<[string, (bytes: Buffer) => void, string]>([
  ['signature', (bytes) => bytes.write('PUCK'), 'does not begin like a pack'],
  ['version', (bytes) => bytes.writeUInt32BE(4, 4), 'is of version 4, which is unknown'],
  ['count', (bytes) => bytes.writeUInt32BE(1, 8), 'has 1 objects, but its index'],
  ['checksum', (bytes) => bytes.fill(0, bytes.length - 20), 'does not end with the checksum'],
])('pack: %s', (_, edit, message) => {
  const packs = createPacks();
  change(packs.pack, edit);
  expectProblem(packs, packs.pack, message);
});

test('pack: cut', () => {
  for (const [length, message] of [
    [0, 'too short for a pack'],
    [40, 'does not end with'],
    [3000, 'does not end with'],
  ] as const) {
    const packs = createPacks();
    truncateSync(packs.pack, length);
    expectProblem(packs, packs.pack, message);
  }
});

test('pack: missing', () => {
  const { repository, pack, index, later } = createPacks();
  rmSync(pack);
  const { database, problems, notices } = load(repository);
  expect([problems, notices]).toEqual([[], [`${index} is the index of a pack that is not there`]]);
  expect(database.count).toBe(later.length);
});

test('more packs than are held open', () => {
  const { repository, pack, index, later } = createPacks();
  const [small = ''] = packFiles(repository, '.pack').filter((path) => path !== pack);
  for (let i = 0; i < 999; i++) {
    linkSync(small, join(objectFolder(repository), `pack/pack-${i}.pack`));
    linkSync(small.replace(/pack$/, 'idx'), join(objectFolder(repository), `pack/pack-${i}.idx`));
  }
  const message = 'is left to git, for there are 1001 packs: git gc would make one of them';
  const { database, problems } = load(repository);
  expect(problems).toEqual([{ code: 'E_GIT', subject: expect.stringContaining('/pack-'), message }]);
  expect(database.shared.packs.map(({ path }) => path)).toContain(pack);
  expect(database.shared.packs.length).toBe(1000);
  expect(readAll(database)).toEqual(listByGit(repository));
  expect(database.packedCount - database.shared.duplicate.reduce((sum, one) => sum + one, 0)).toBe(
    readFileSync(index).readUInt32BE(IDS - 4) + later.length,
  );
});

test('a multi-pack index is only looked at when it is needed', () => {
  const { repository, index } = createPacks();
  repository.git('multi-pack-index', 'write');
  const path = join(objectFolder(repository), 'pack/multi-pack-index');
  chmodSync(path, 0o600);
  change(path, (bytes) => bytes.write('MUDX'));
  expect(load(repository).problems).toEqual([]);
  rmSync(index);
  expect(load(repository).problems).toEqual([{ code: 'E_GIT', subject: path, message: 'is not a multi-pack index' }]);
});

const TYPE = { blob: 3, ofsDelta: 6, refDelta: 7 } as const;

interface Entry {
  readonly id: string;
  readonly type: number;
  /** What stands between size and data. */
  readonly base?: Buffer;
}

/** A repository with a pack that git would not make: entries of one byte of content each. */
function createPack(...entries: Entry[]): Repository {
  const repository = createRepository();
  const parts: Buffer[] = [Buffer.from('PACK\0\0\0\x02\0\0\0'), Buffer.of(entries.length)];
  const offsets = new Map<string, number>();
  for (const { id, type, base = Buffer.alloc(0) } of entries) {
    offsets.set(id, Buffer.concat(parts).length);
    parts.push(Buffer.of((type << 4) | 1), base, deflateSync('x'));
  }
  const checksum = Buffer.alloc(20, 7);
  const ids = entries.map(({ id }) => id).sort();
  const fanOut = Buffer.alloc(1024);
  for (let i = 0; i < 256; i++) {
    fanOut.writeUInt32BE(ids.filter((id) => Number.parseInt(id.slice(0, 2), 16) <= i).length, i * 4);
  }
  const places = Buffer.alloc(4 * ids.length);
  ids.forEach((id, i) => {
    places.writeUInt32BE(offsets.get(id) ?? 0, i * 4);
  });
  const index = [
    Buffer.from('ff744f6300000002', 'hex'),
    fanOut,
    Buffer.from(ids.join(''), 'hex'),
    Buffer.alloc(4 * ids.length),
  ];
  repository.write('.git/objects/pack/pack-1.pack', Buffer.concat([...parts, checksum]));
  repository.write('.git/objects/pack/pack-1.idx', Buffer.concat([...index, places, checksum, checksum]));
  return repository;
}

const [A, B, C, D, LOOSE] = ['a', 'b', 'c', 'd', 'e'].map((digit) => digit.repeat(40)) as [
  string,
  string,
  string,
  string,
  string,
];
const refTo = (id: string) => ({ type: TYPE.refDelta, base: Buffer.from(id, 'hex') });
const ofsTo = (distance: number) => ({ type: TYPE.ofsDelta, base: Buffer.of(distance) });

function unresolvedOf(repository: Repository): { unresolved: string[]; roots: string[] } {
  const { database, problems } = load(repository);
  expect(problems).toEqual([]);
  const ids = (numbers: Uint32Array) => Array.from(numbers, (n) => database.id(n)).sort();
  return { unresolved: ids(database.shared.unresolved), roots: ids(database.shared.roots) };
}

test('deltas that are deltas of each other', () => {
  const repository = createPack(
    { id: A, ...refTo(B) },
    { id: B, ...refTo(A) },
    { id: C, ...refTo(A) },
    { id: D, type: TYPE.blob },
  );
  expect(unresolvedOf(repository)).toEqual({ unresolved: [A, B, C], roots: [D] });
});

test.each<[string, Omit<Entry, 'id'>]>([
  ['itself', refTo(A)],
  ['what is not there', refTo(LOOSE)],
  ['the place where it begins itself', ofsTo(0)],
  ['a place before the pack', ofsTo(127)],
  ['a place within an entry', ofsTo(1)],
  ['a place that no number reaches', { type: TYPE.ofsDelta, base: Buffer.alloc(20, 0xff) }],
])('a delta of %s', (_, entry) => {
  const repository = createPack({ id: D, type: TYPE.blob }, { id: A, ...entry }, { id: B, ...refTo(A) });
  expect(unresolvedOf(repository)).toEqual({ unresolved: [A, B], roots: [D] });
});

test.each([0, 5])('an entry of type %i', (type) => {
  const repository = createPack({ id: A, type }, { id: B, ...refTo(A) }, { id: D, type: TYPE.blob });
  expect(unresolvedOf(repository)).toEqual({ unresolved: [A, B], roots: [D] });
});

test('an entry that is all header', () => {
  const repository = createPack(
    { id: D, type: TYPE.blob },
    { id: A, type: TYPE.blob | 8, base: Buffer.alloc(40, 0xff) },
  );
  expect(unresolvedOf(repository)).toEqual({ unresolved: [A], roots: [D] });
});

test('a base in another pack is found, as a loose one is not', () => {
  const repository = createPack({ id: A, ...refTo(D) }, { id: B, ...refTo(LOOSE) });
  const other = createPack({ id: D, type: TYPE.blob });
  repository.write('.git/objects/info/alternates', `${objectFolder(other)}\n`);
  repository.write(`.git/objects/${LOOSE.slice(0, 2)}/${LOOSE.slice(2)}`, '');
  const { database } = load(repository);
  const numberOf = (id: string) => database.find(Buffer.from(id, 'hex'), 0);
  expect(database.shared.base[numberOf(A)]).toBe(numberOf(D));
  expect(database.shared.kind[numberOf(A)]).toBe(TYPE.blob);
  expect(Array.from(database.shared.unresolved, (n) => database.id(n))).toEqual([B]);
  expect(numberOf(LOOSE)).toBe(database.packedCount);
});
