import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FastImport, MODE } from '../../helpers/fast-import.ts';
import { scanHistory, scanOnce } from '../../helpers/history.ts';
import { alnumKey, hexKey } from '../../helpers/keys.ts';
import { createRepository, Repository, repositoryWithBase, temporaryFolder } from '../../helpers/repository.ts';
import { keyLine } from '../../helpers/scan.ts';

const KEY = hexKey('storage');

/** In these versions a key comes in; the next does not have it. */
const KEYS = [7, 100, 288].map((version) => ({ version, key: hexKey(`version ${version}`) }));
const VERSIONS = 300;

/** 300 versions of a file, one line of 200 changed in each, in as many packs as there are parts; or loose. */
function repositoryWithVersions(parts = 1, ...initOptions: string[]): Repository {
  const repository = createRepository(...initOptions);
  const lines = Array.from({ length: 200 }, (_, at) => `line ${at} ${alnumKey(`${at}`, 20)}\n`);
  const unpackLimit = `fastimport.unpackLimit=${parts === 0 ? 100_000 : 1}`;
  const size = Math.ceil(VERSIONS / Math.max(1, parts));
  for (let from = 0; from < VERSIONS; from += size) {
    const stream = new FastImport(from);
    for (let version = from; version < Math.min(VERSIONS, from + size); version++) {
      lines[(version * 7) % 200] = `changed ${version} ${alnumKey(`${version}`, 20)}\n`;
      const key = KEYS.find((each) => each.version === version)?.key;
      const content = Buffer.from(lines.with(150, key === undefined ? 'no key\n' : keyLine(key)).join(''));
      const tree = new Map([
        ['big.txt', { mode: MODE.file, content }],
        ['README.md', { mode: MODE.file, content: Buffer.from('# Something\n') }],
      ]);
      const parents = version === 0 ? [] : [version];
      const time = 1_700_000_000 + version;
      stream.commit({ ref: 'refs/heads/main', parents, tree, message: `version ${version}`, time });
    }
    stream.into(repository, 'marks', '-c', unpackLimit);
  }
  return repository;
}

function packNames(repository: Repository, ending: string): string[] {
  return readdirSync(join(repository.path, '.git/objects/pack')).filter((name) => name.endsWith(ending));
}

function longestChain(repository: Repository): number {
  const [index = ''] = packNames(repository, '.idx');
  const lines = repository
    .git('verify-pack', '--stat-only', `.git/objects/pack/${index}`)
    .matchAll(/chain length = (\d+)/g);
  return Math.max(...[...lines].map(([, length]) => Number(length)));
}

/** Ways of git's to store one and the same. Run one after the other in one repository. */
const STORAGES: readonly (readonly [name: string, ...commands: (readonly string[])[]])[] = [
  ['one pack, made by default', ['repack', '-adfq']],
  ['chains of 250 deltas', ['repack', '-adfq', '--depth=250', '--window=250']],
  ['bases named by their ids', ['-c', 'repack.useDeltaBaseOffset=false', 'repack', '-adfq']],
  ['no deltas', ['repack', '-adfq', '--depth=0']],
  ['an index of version 1', ['-c', 'pack.indexVersion=1', 'repack', '-adfq']],
  ['not compressed', ['-c', 'pack.compression=0', 'repack', '-adFq']],
  ['compressed well', ['-c', 'pack.compression=9', 'repack', '-adFq', '--depth=100']],
  ['a bitmap', ['repack', '-adbq']],
  ['a commit-graph', ['commit-graph', 'write', '--reachable', '--changed-paths']],
  ['a multi-pack index with a bitmap', ['multi-pack-index', 'write', '--bitmap']],
  ['packed refs', ['pack-refs', '--all']],
  ['after git gc', ['gc', '--quiet', '--prune=now']],
];

test('however it is stored', async () => {
  const repository = repositoryWithVersions(0);
  expect(packNames(repository, '.pack')).toEqual([]);
  const loose = await scanHistory(repository.path);
  expect(KEYS.map(({ key }) => loose.places(key))).toEqual(KEYS.map(() => ['big.txt:151']));
  for (const [name, ...commands] of STORAGES) {
    for (const command of commands) repository.git(...command);
    expect((await scanOnce(repository.path)).text, name).toBe(loose.text);
    if (name.startsWith('chains')) expect(longestChain(repository)).toBeGreaterThan(200);
  }
});

test('several packs, whose deltas have their bases in each other, with and without a common index', async () => {
  const repository = repositoryWithVersions(6);
  expect(packNames(repository, '.pack')).toHaveLength(6);
  const { text, places } = await scanHistory(repository.path);
  expect(KEYS.map(({ key }) => places(key))).toEqual(KEYS.map(() => ['big.txt:151']));
  repository.git('multi-pack-index', 'write');
  expect((await scanOnce(repository.path)).text).toBe(text);
  repository.git('multi-pack-index', 'repack');
  expect((await scanOnce(repository.path)).text).toBe(text);
});

test('the same objects in two packs and loose', async () => {
  const repository = repositoryWithVersions(0);
  repository.git('repack', '-afq', '--depth=5');
  const { path } = repositoryWithVersions(1);
  cpSync(`${path}/.git/objects/pack`, `${repository.path}/.git/objects/pack`, { recursive: true });
  expect(packNames(repository, '.pack')).toHaveLength(2);
  const { text } = await scanHistory(repository.path);
  repository.git('repack', '-adq');
  expect((await scanOnce(repository.path)).text).toBe(text);
});

test('packs that git keeps, and what it has given up for later removal', async () => {
  const repository = repositoryWithBase();
  const gone = hexKey('cruft');
  repository.write('kept.js', keyLine(KEY)).commit('kept');
  repository.git('repack', '-adq');
  for (const name of packNames(repository, '.pack'))
    repository.write(`.git/objects/pack/${name.slice(0, -5)}.keep`, '');
  repository.write('gone.js', keyLine(gone)).commit('gone');
  repository.git('reset', '--quiet', '--hard', 'HEAD~');
  repository.git('reflog', 'expire', '--expire=now', '--all');
  repository.git('repack', '--cruft', '-dq');
  const { places, find } = await scanHistory(repository.path);
  expect(places(KEY)).toEqual(['kept.js:1']);
  expect(find(gone)).toMatchObject({ history: { reachedBy: 'nothing' }, occurrences: [{ path: 'gone.js' }] });
});

test('objects of alternates count, those of alternates of alternates and of the environment too', async () => {
  const repository = repositoryWithBase();
  const [inClone, elsewhere] = [hexKey('clone'), hexKey('elsewhere')];
  repository.write('a.js', keyLine(KEY)).commit('add');
  repository.git('repack', '-adq');
  const folder = temporaryFolder();
  repository.git('clone', '--quiet', '--shared', '.', join(folder, 'one'));
  const one = new Repository(join(folder, 'one'));
  one.write('b.js', keyLine(inClone)).commit('in the clone');
  one.git('clone', '--quiet', '--shared', '.', join(folder, 'two'));
  const other = repositoryWithBase();
  other.store(keyLine(elsewhere));
  const env = { GIT_ALTERNATE_OBJECT_DIRECTORIES: `${other.path}/.git/objects` };
  const { places, find, report } = await scanHistory(join(folder, 'two'), [], { env });
  expect([places(KEY), places(inClone), report.errors]).toEqual([['a.js:1'], ['b.js:1'], []]);
  expect(find(elsewhere)?.history?.reachedBy).toBe('nothing');
});

test('an alternate that is gone takes its objects with it: exit code 2', async () => {
  const repository = repositoryWithBase();
  const folder = join(temporaryFolder(), 'clone');
  repository.git('clone', '--quiet', '--shared', '.', folder);
  const clone = new Repository(folder);
  clone.write('a.js', keyLine(KEY)).commit('in the clone');
  const base = clone.git('rev-parse', 'HEAD~');
  rmSync(join(repository.path, '.git'), { recursive: true });
  const { code, report, places } = await scanOnce(folder);
  expect([code, places(KEY)]).toEqual([2, ['a.js:1']]);
  expect(report.errors.map(({ subject }) => subject)).toContain(base);
  expect(report.errors.map(({ message }) => message)).toContainEqual(expect.stringContaining('as an alternate'));
});

test('a bare repository, a linked worktree, a repository whose .git is elsewhere', async () => {
  const repository = repositoryWithBase();
  repository.write('a.js', keyLine(KEY)).commit('add');
  const folder = temporaryFolder();
  repository.git('clone', '--quiet', '--bare', '.', join(folder, 'bare'));
  repository.git('worktree', 'add', '--quiet', '-b', 'linked', join(folder, 'linked'));
  repository.git('clone', '--quiet', `--separate-git-dir=${join(folder, 'git')}`, '.', join(folder, 'separate'));
  for (const name of ['bare', 'linked', 'separate']) {
    expect((await scanHistory(join(folder, name))).places(KEY), name).toEqual(['a.js:1']);
  }
});

test('what was staged in a linked worktree is found from there', async () => {
  const repository = repositoryWithBase();
  const linked = new Repository(join(temporaryFolder(), 'linked'));
  repository.git('worktree', 'add', '--quiet', '-b', 'linked', linked.path);
  linked.write('staged.js', keyLine(KEY)).git('add', 'staged.js');
  expect((await scanHistory(linked.path)).find(KEY)?.occurrences).toMatchObject([
    { path: 'staged.js', refs: ['index'] },
  ]);
});

test('a SHA-256 repository, loose and packed', async () => {
  const repository = repositoryWithVersions(0, '--object-format=sha256');
  const loose = await scanHistory(repository.path);
  expect(KEYS.map(({ key }) => loose.places(key))).toEqual(KEYS.map(() => ['big.txt:151']));
  expect(loose.report.findings[0]?.history?.first?.id).toMatch(/^[0-9a-f]{64}$/);
  repository.git('gc', '--quiet', '--prune=now');
  expect((await scanOnce(repository.path)).text).toBe(loose.text);
  repository.git('repack', '-adfq', '--depth=250', '--window=100');
  expect((await scanOnce(repository.path)).text).toBe(loose.text);
});
