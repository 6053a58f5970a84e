import { chmodSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { FastImport, MODE } from '../../helpers/fast-import.ts';
import { scanHistory, scanLooseAndPacked, scanOnce } from '../../helpers/history.ts';
import { alnumKey, hexKey } from '../../helpers/keys.ts';
import { createRepository, type Repository, repositoryWithBase, temporaryFolder } from '../../helpers/repository.ts';
import { keyLine, type ScanOutcome } from '../../helpers/scan.ts';

const KEY = hexKey('incomplete');
const OTHER = hexKey('another');

function looseFile(repository: Repository, id: string): string {
  return join(repository.path, '.git/objects', id.slice(0, 2), id.slice(2));
}

/** Overwrites a file that git has write-protected. */
function overwrite(path: string, bytes: Uint8Array | string): void {
  chmodSync(path, 0o600);
  writeFileSync(path, bytes);
}

/** The one file of the repository's packs with this ending. */
function packFile(repository: Repository, ending: string): string {
  const folder = join(repository.path, '.git/objects/pack');
  const names = readdirSync(folder).filter((name) => name.endsWith(ending));
  expect(names).toHaveLength(1);
  return join(folder, names[0] ?? '');
}

/** Twenty versions of a file with a key in each third, all in one pack as deltas of each other; and a key beside it. */
function packedRepository(): { repository: Repository; versions: string[]; keys: string[] } {
  const repository = createRepository();
  const lines = Array.from({ length: 200 }, (_, at) => `line ${at} ${alnumKey(`${at}`, 30)}\n`);
  const keys = Array.from({ length: 20 }, (_, version) => hexKey(`version ${version}`));
  const file = (content: string) => ({ mode: MODE.file, content: Buffer.from(content) });
  const stream = new FastImport();
  for (const [version, key] of keys.entries()) {
    lines[version * 10] = version % 3 === 0 ? keyLine(key) : `changed ${version}\n`;
    const tree = new Map([
      ['versions.txt', file(lines.join(''))],
      ['a.js', file(keyLine(KEY))],
    ]);
    const parents = version === 0 ? [] : [version];
    stream.commit({ ref: 'refs/heads/main', parents, tree, message: `${version}`, time: 1_700_000_000 + version });
  }
  stream.into(repository);
  repository.git('reset', '--quiet', '--hard');
  repository.git('repack', '-adfq', '--depth=50', '--window=50');
  const revisions = keys.map((_, version) => `main~${keys.length - 1 - version}:versions.txt`);
  return { repository, versions: repository.git('rev-parse', ...revisions).split('\n'), keys };
}

/** Bytes of a packed object's entry, by `git verify-pack -v`: id, type, size, size in the pack, offset. */
function entryOf(repository: Repository, id: string): { offset: number; length: number } {
  const lines = repository.git('verify-pack', '-v', packFile(repository, '.idx')).split('\n');
  const [, , , length, offset] = lines.find((line) => line.startsWith(id))?.split(/ +/) ?? [];
  return { offset: Number(offset), length: Number(length) };
}

/** Flips bytes in the middle of a packed object's entry. */
function damagePacked(repository: Repository, id: string): void {
  const { offset, length } = entryOf(repository, id);
  const path = packFile(repository, '.pack');
  const bytes = readFileSync(path);
  const middle = offset + (length >> 1);
  for (let at = middle; at < Math.min(middle + 8, offset + length); at++) bytes[at] = ~(bytes[at] ?? 0);
  overwrite(path, bytes);
}

/** Whether git itself can read an object. */
function isReadable(repository: Repository, id: string): boolean {
  try {
    repository.git('cat-file', '-p', id);
    return true;
  } catch {
    return false;
  }
}

function subjectsOf({ report }: ScanOutcome): string[] {
  return report.errors.map(({ subject }) => subject).sort();
}

test('a shallow clone says that history is cut', async () => {
  const repository = repositoryWithBase();
  repository.write('a.js', keyLine(KEY)).commit('add');
  const clone = join(temporaryFolder(), 'clone');
  repository.git('clone', '--quiet', '--depth=1', `file://${repository.path}`, clone);
  const { report, code, places } = await scanHistory(clone);
  expect([code, report.errors, places(KEY)]).toEqual([1, [], ['a.js:1']]);
  expect(report.notices).toEqual([
    'this is a shallow clone: its history is cut, and what lies behind the cut was not scanned',
  ]);
});

test('a partial clone: everything that is there is scanned, what is missing is named, exit code 2', async () => {
  const repository = repositoryWithBase();
  repository.git('config', 'uploadpack.allowFilter', 'true');
  repository.write('a.js', keyLine(KEY)).commit('add');
  const missing = repository.git('rev-parse', 'HEAD:a.js');
  repository.write('a.js', 'clean\n').commit(`clean, but ${keyLine(OTHER)}`);
  const clone = join(temporaryFolder(), 'clone');
  repository.git('clone', '--quiet', '--filter=blob:none', `file://${repository.path}`, clone);
  const { code, report, find } = await scanHistory(clone);
  expect(code).toBe(2);
  expect(report.errors).toEqual([
    { code: 'E_GIT', subject: missing, message: 'the object is missing: a partial clone leaves it on the server' },
  ]);
  expect([find(KEY), find(OTHER)?.occurrences.length]).toEqual([undefined, 1]);
});

test('a partial clone without trees, and without large blobs', async () => {
  const repository = repositoryWithBase();
  repository.git('config', 'uploadpack.allowFilter', 'true');
  repository.write('deep/a.js', keyLine(KEY)).write('large.txt', 'x\n'.repeat(5000)).commit('add');
  const [tree, large] = [repository.git('rev-parse', 'HEAD^{tree}'), repository.git('rev-parse', 'HEAD:large.txt')];
  repository
    .remove('deep')
    .remove('large.txt')
    .commit(`remove\n\n${keyLine(OTHER)}`);
  const folder = temporaryFolder();
  for (const filter of ['tree:0', 'blob:limit=1k']) {
    repository.git('clone', '--quiet', `--filter=${filter}`, `file://${repository.path}`, join(folder, filter));
  }
  const noTrees = await scanHistory(join(folder, 'tree:0'));
  expect([noTrees.code, noTrees.find(OTHER)?.occurrences.length]).toEqual([2, 1]);
  expect(subjectsOf(noTrees)).toContain(tree);
  const noLarge = await scanHistory(join(folder, 'blob:limit=1k'));
  expect([noLarge.code, subjectsOf(noLarge), noLarge.places(KEY)]).toEqual([2, [large], ['deep/a.js:1']]);
});

test('a lost object of the history is named, exit code 2', async () => {
  const repository = repositoryWithBase();
  repository.write('lost.js', 'lost\n').commit('add');
  const lost = repository.git('rev-parse', 'HEAD:lost.js');
  rmSync(looseFile(repository, lost));
  const { code, report } = await scanHistory(repository.path);
  expect([code, report.errors]).toEqual([
    2,
    [{ code: 'E_GIT', subject: lost, message: 'the object is missing from the repository' }],
  ]);
});

test.each(['commit', 'tree'])('a lost %s: what it led to is still scanned, exit code 2', async (type) => {
  const repository = repositoryWithBase();
  repository.write('deep/a.js', keyLine(KEY)).commit('add');
  const lost = repository.git('rev-parse', type === 'tree' ? 'HEAD:deep' : 'HEAD');
  repository.remove('deep').commit('remove');
  rmSync(looseFile(repository, lost));
  const outcome = await scanHistory(repository.path);
  expect([outcome.code, subjectsOf(outcome), outcome.find(KEY)?.occurrences.length]).toEqual([2, [lost], 1]);
});

test('what is lost and nothing names any more is no error', async () => {
  const repository = repositoryWithBase();
  repository.write('lost.js', 'lost\n').commit('add');
  const lost = repository.git('rev-parse', 'HEAD:lost.js');
  repository.git('reset', '--quiet', '--hard', 'HEAD~');
  repository.git('reflog', 'expire', '--expire=now', '--all');
  rmSync(looseFile(repository, lost));
  const { code, report } = await scanLooseAndPacked(repository);
  expect([code, report.errors]).toEqual([0, []]);
});

test.each([
  ['garbage', Buffer.from('garbage')],
  ['empty', Buffer.alloc(0)],
  ['of no known type', deflateSync('blub 3\0abc')],
  ['shorter than it says', deflateSync('blob 10\0abc')],
])('a damaged loose object (%s) is named, the rest is scanned, exit code 2', async (_, bytes) => {
  const repository = repositoryWithBase();
  repository.write('damaged.js', 'x'.repeat(5000)).write('a.js', keyLine(KEY)).commit('add');
  const damaged = repository.git('rev-parse', 'HEAD:damaged.js');
  overwrite(looseFile(repository, damaged), bytes);
  const outcome = await scanHistory(repository.path);
  expect([outcome.code, subjectsOf(outcome), outcome.places(KEY)]).toEqual([2, [damaged], ['a.js:1']]);
});

test('a damaged entry in a pack: it and all that are deltas of it are named, the rest is scanned', async () => {
  const { repository, versions, keys } = packedRepository();
  const damaged = versions[12] ?? '';
  damagePacked(repository, damaged);
  const lost = versions.filter((id) => !isReadable(repository, id)).sort();
  expect(lost).toContain(damaged);
  expect(lost.length).toBeGreaterThan(5);
  const outcome = await scanHistory(repository.path);
  expect([outcome.code, subjectsOf(outcome), outcome.places(KEY)]).toEqual([2, lost, ['a.js:1']]);
  // A key is found by what can still be read.
  for (const [version, key] of keys.entries()) {
    const holders = version % 3 === 0 ? versions.slice(version) : [];
    const isLeft = holders.some((id) => !lost.includes(id));
    expect(outcome.find(key) !== undefined, `version ${version}`).toBe(isLeft);
  }
});

test('a damaged entry of which there is a sound copy elsewhere is no error', async () => {
  const { repository, versions } = packedRepository();
  const plain = await scanHistory(repository.path);
  const contents = versions.map((id) => Buffer.from(`${repository.git('cat-file', 'blob', id)}\n`));
  damagePacked(repository, versions[12] ?? '');
  for (const content of contents) storeLoose(repository, content);
  expect((await scanHistory(repository.path)).text).toBe(plain.text);
});

/** Writes a loose object, though the same is packed. */
function storeLoose(repository: Repository, content: Buffer): void {
  const id = repository.gitWith({ input: content }, 'hash-object', '--stdin');
  const object = Buffer.concat([Buffer.from(`blob ${content.length}\0`), content]);
  repository.write(`.git/objects/${id.slice(0, 2)}/${id.slice(2)}`, deflateSync(object));
}

test.each([
  ['tree', 'main^{tree}', []],
  ['commit', 'main~10', []],
  [
    'commit of the reflog',
    'main~10',
    [
      ['update-ref', '--create-reflog', 'HEAD', 'main~10'],
      ['update-ref', 'HEAD', 'main@{1}'],
    ],
  ],
  ['commit of a branch', 'main~10', [['branch', 'old', 'main~10']]],
])('a damaged %s in a pack is named, and its files are scanned', async (_, revision, commands) => {
  const { repository } = packedRepository();
  for (const command of commands) repository.git(...command);
  const damaged = repository.git('rev-parse', revision);
  damagePacked(repository, damaged);
  const outcome = await scanHistory(repository.path);
  expect(outcome.code).toBe(2);
  expect(subjectsOf(outcome)).toContain(damaged);
  expect(outcome.find(KEY)?.occurrences).toHaveLength(1);
});

test('a pack that is cut off: nothing passes for clean', async () => {
  const { repository } = packedRepository();
  repository.write('loose.js', keyLine(OTHER)).commit('loose');
  const path = packFile(repository, '.pack');
  chmodSync(path, 0o600);
  truncateSync(path, readFileSync(path).length >> 1);
  const { code, report, find } = await scanOnce(repository.path);
  expect([code, find(OTHER)?.occurrences.length]).toEqual([2, 1]);
  expect(report.errors.length).toBeGreaterThan(0);
  expect(report.notices.join()).toContain('.pack');
  // Then it is git that reads, and only the remark about that is more.
  const byGit = (await scanOnce(repository.path, ['--no-delta'])).report;
  expect({ ...report, notices: [] }).toEqual({ ...byGit, notices: [], scanned: report.scanned });
});

test('a damaged index: what git cannot find either is named', async () => {
  const { repository } = packedRepository();
  repository.write('loose.js', keyLine(OTHER)).commit('loose');
  overwrite(packFile(repository, '.idx'), 'garbage');
  const { code, report, find } = await scanOnce(repository.path);
  expect([code, find(OTHER)?.occurrences.length]).toEqual([2, 1]);
  expect(report.errors.length).toBeGreaterThan(0);
  expect(report.notices.join()).toContain('.idx');
});

test('an index whose ids are wrong', async () => {
  const { repository } = packedRepository();
  const path = packFile(repository, '.idx');
  const bytes = readFileSync(path);
  // Behind the header and the fan-out table: the ids (gitformat-pack(5)).
  for (let at = 1032; at < 1032 + 100; at++) bytes[at] = ~(bytes[at] ?? 0);
  overwrite(path, bytes);
  const { code, report } = await scanOnce(repository.path);
  expect(code).toBe(2);
  expect(report.errors.length).toBeGreaterThan(0);
});

test('a pack without its index, whose objects nothing else has or needs', async () => {
  const repository = repositoryWithBase();
  repository.git('repack', '-adq');
  const kept = packFile(repository, '.idx');
  const blob = repository.store(keyLine(KEY));
  repository.gitWith({ input: `${blob}\n` }, 'pack-objects', '--quiet', '.git/objects/pack/pack');
  repository.git('prune-packed');
  const lone = readdirSync(dirname(kept)).find((name) => name.endsWith('.idx') && name !== basename(kept)) ?? '';
  expect((await scanHistory(repository.path)).places(KEY)).toEqual(['file:1']);
  rmSync(join(dirname(kept), lone));
  const { code, report } = await scanHistory(repository.path);
  const message = 'has no index, so that nobody can read what is in it: git index-pack makes one';
  const subject = join(dirname(kept), lone.replace('.idx', '.pack'));
  expect([code, report.errors]).toEqual([2, [{ code: 'E_GIT', subject, message }]]);
  // A multi-pack index does for an index, but not for git.
  repository.git('index-pack', subject);
  repository.git('multi-pack-index', 'write');
  rmSync(join(dirname(kept), lone));
  const read = await scanOnce(repository.path);
  expect([read.report.errors, read.places(KEY)]).toEqual([[], ['file:1']]);
  expect((await scanOnce(repository.path, ['--no-delta'])).report.errors).toMatchObject([{ subject, message }]);
});

test('what git was writing when it was killed is named, and --strict refuses it', async () => {
  const repository = repositoryWithBase();
  const left = ['objects/pack/tmp_pack_x1', 'objects/ab/tmp_obj_x2', 'objects/tmp_objdir-incoming-x3/ab/cd'];
  for (const path of [...left, 'lost-found/other/1', 'rr-cache/1/preimage']) repository.write(`.git/${path}`, 'x');
  const { code, report } = await scanHistory(repository.path);
  expect([code, report.errors]).toEqual([0, []]);
  expect(report.notOpened?.map(({ kind, path }) => `${kind} ${path}`).sort()).toEqual([
    'leftover .git/lost-found',
    'leftover .git/objects/ab/tmp_obj_x2',
    'leftover .git/objects/pack/tmp_pack_x1',
    'leftover .git/objects/tmp_objdir-incoming-x3',
    'leftover .git/rr-cache',
  ]);
  expect((await scanHistory(repository.path, ['--strict'])).code).toBe(2);
});

test('alternates that are not there: an error', async () => {
  const repository = repositoryWithBase();
  repository.write('.git/objects/info/alternates', '/nowhere/objects\n');
  const { code, report } = await scanHistory(repository.path);
  expect([code, report.errors.map(({ subject }) => subject)]).toEqual([2, ['/nowhere/objects']]);
});
