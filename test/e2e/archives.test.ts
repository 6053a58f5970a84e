import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { PIECE_BYTES } from '../../src/model/fragment.ts';
import { fill } from '../../src/rules/generate.ts';
import { tar, tarGz, zip } from '../helpers/archives.ts';
import { scanLooseAndPacked, scanOnce } from '../helpers/history.ts';
import { runCommand } from '../helpers/io.ts';
import { hexKey } from '../helpers/keys.ts';
import { createRepository, temporaryFolder } from '../helpers/repository.ts';
import { keyLine, scanWith } from '../helpers/scan.ts';

const [KEY, OTHER, THIRD] = ['one', 'two', 'three'].map((seed) => hexKey(`archives/${seed}`)) as [
  string,
  string,
  string,
];
const REFUSED = Buffer.from('hsqs\0\0');

/** A repository with archives in its past and present. */
async function setUp() {
  const repository = createRepository();
  repository.write('gone.zip', zip({ 'conf/a.py': `\n${keyLine(KEY)}` })).commit('add');
  repository
    .remove('gone.zip')
    .write('app.log.gz', gzipSync(keyLine(OTHER)))
    .commit('replace');
  return repository.write('lib/dist.tgz', await tarGz({ 'pkg/.npmrc': keyLine(THIRD) })).write('x.sqsh', REFUSED);
}

test('in the working tree: path, line and column are those of the file inside', async () => {
  const repository = await setUp();
  const { places, find, report, code } = await scanWith('scan', repository.path);
  expect(code).toBe(1);
  expect([places(OTHER), places(THIRD)]).toEqual([['app.log.gz:1'], ['lib/dist.tgz!pkg/.npmrc:1']]);
  expect(find(THIRD)?.occurrences[0]).toMatchObject({ archive: 'lib/dist.tgz', column: 22 });
  expect(report.notOpened).toEqual([{ kind: 'archive', path: 'x.sqsh', reason: 'there is no reader for squashfs' }]);
});

test('what is left out is no reason to fail, but for --strict', async () => {
  const repository = createRepository().write('x.sqsh', REFUSED);
  const { code, stdout } = await runCommand('scan', repository.path, []);
  expect([code, stdout]).toEqual([0, expect.stringContaining('; 1 thing was not looked into')]);
  const strict = await runCommand('scan', repository.path, ['--strict']);
  expect([strict.code, strict.stdout]).toEqual([2, expect.stringContaining('1 thing could not be looked at')]);
});

test('a large archive without a reader is still looked at as bytes, to its end', async () => {
  const repository = createRepository();
  repository.write('x.sqsh', Buffer.concat([REFUSED, Buffer.alloc(PIECE_BYTES), Buffer.from(`\n${keyLine(KEY)}`)]));
  const { places, report } = await scanWith('scan', repository.path);
  expect([places(KEY), report.notOpened?.length]).toEqual([['x.sqsh:2'], 1]);
});

test('a large archive that is damaged is looked at as bytes, too, to its end', async () => {
  const repository = createRepository();
  const large = Buffer.concat([Buffer.alloc(PIECE_BYTES + 1000, 7), Buffer.from(`\n${keyLine(KEY)}`)]);
  repository.write('a.zip', Buffer.concat([zip({ 'a.py': '' }).subarray(0, 20), large]));
  const whole = await tar({ 'a.py': keyLine(OTHER), 'b.bin': large });
  repository.write('b.tar', whole.subarray(0, PIECE_BYTES + 1500));
  repository.write('c.tar', Buffer.concat([whole.subarray(0, 1024), Buffer.alloc(600, 1), large]));
  const { places, report } = await scanWith('scan', repository.path);
  expect(places(KEY)).toEqual(['a.zip:2', 'c.tar:3']);
  expect(places(OTHER)).toEqual(['b.tar!a.py:1', 'b.tar:1', 'c.tar!a.py:1', 'c.tar:1']);
  expect(report.notOpened?.map(({ path }) => path)).toEqual(['a.zip', 'b.tar', 'c.tar']);
});

test('names in an archive are looked at, those of folders once', async () => {
  const token = fill('{{github:ghp_}}', 'archives/name');
  const digest = hexKey('digest');
  const content = zip({ [`conf/${token}/a.txt`]: 'a', [`conf/${token}/b.txt`]: '', [`${digest}/c`]: 'c' });
  const repository = createRepository().write('a.zip', content);
  repository.commit('add');
  for (const command of ['scan', 'history']) {
    const { find } = await scanWith(command, repository.path);
    expect([find(token)?.occurrences.length, find(digest)]).toEqual([1, undefined]);
    expect(find(token)?.occurrences[0]).toMatchObject({ archive: 'a.zip', line: 1, column: 6 });
    expect((await runCommand(command, repository.path, ['--all'])).stdout).not.toContain(token);
  }
});

test('in the index', async () => {
  const repository = await setUp();
  repository.git('add', '--all');
  const { places, find } = await scanWith('staged', repository.path);
  expect([places(THIRD), find(OTHER)]).toEqual([['lib/dist.tgz!pkg/.npmrc:1'], undefined]);
});

test('in the history, by deltas and by way of git alike, and in a range', async () => {
  const repository = await setUp();
  repository.commit('more');
  const { places, report } = await scanLooseAndPacked(repository);
  expect([places(KEY), places(OTHER), places(THIRD)]).toEqual([
    ['gone.zip!conf/a.py:2'],
    ['app.log.gz:1'],
    ['lib/dist.tgz!pkg/.npmrc:1'],
  ]);
  expect(report.notOpened?.map(({ path }) => path)).toEqual(['x.sqsh']);
  const range = await scanOnce(repository.path, ['HEAD~1..HEAD']);
  expect([range.places(THIRD), range.find(OTHER)]).toEqual([['lib/dist.tgz!pkg/.npmrc:1'], undefined]);
});

test('from the cache the report is the same', async () => {
  const repository = await setUp();
  repository.commit('more');
  const options = { env: { XDG_CACHE_HOME: temporaryFolder() } };
  const first = await scanOnce(repository.path, [], options);
  const second = await scanOnce(repository.path, [], options);
  expect(second.text).toBe(first.text);
  repository.write('new.zip', zip({ 'b.py': keyLine(KEY) })).commit('again');
  const third = await scanOnce(repository.path, [], options);
  expect(third.places(KEY)).toEqual(['gone.zip!conf/a.py:2', 'new.zip!b.py:1']);
});

test('on standard input', async () => {
  const { find } = await scanWith('stdin', temporaryFolder(), [], { stdin: zip({ 'a.py': keyLine(KEY) }) });
  expect(find(KEY)?.occurrences[0]).toMatchObject({ kind: 'stdin', line: 1 });
});
