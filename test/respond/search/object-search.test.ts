import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openRepository } from '../../../src/git/repository.ts';
import { OVERLAP_BYTES, PIECE_BYTES } from '../../../src/model/fragment.ts';
import { ScanLog } from '../../../src/model/scan-log.ts';
import { Secret } from '../../../src/model/secret.ts';
import { type Holder, searchObjects } from '../../../src/respond/search/object-search.ts';
import { needlesFor } from '../../../src/respond/search/secret-needles.ts';
import { readObjects } from '../../git/tree-graph/reading.ts';
import { alnumKey, hexKey } from '../../helpers/keys.ts';
import { createRepository, GIT_ENV, type Repository } from '../../helpers/repository.ts';

async function search(repository: Repository, ...values: readonly string[]): Promise<Holder[]> {
  const opened = await openRepository({ cwd: repository.path, env: GIT_ENV });
  const log = new ScanLog();
  const holders = await searchObjects(needlesFor(values.map((value) => new Secret(value))), opened, log);
  expect(log.errors).toEqual([]);
  return holders.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Every object whose bytes have the value, as git prints them. */
function expected(repository: Repository, value: string): string[] {
  const holders = readObjects(repository.path).filter(({ bytes }) => bytes.includes(value));
  return holders.map(({ id }) => id).sort();
}

test('finds what comes, moves and goes in versions that are deltas of one another, as in whole objects', async () => {
  const repository = createRepository();
  const [key, other] = [hexKey('search'), hexKey('search other')];
  const lines = Array.from({ length: 300 }, (_, line) => alnumKey(`line ${line}`, 60));
  for (let version = 0; version < 60; version++) {
    const changed = [...lines];
    changed[version * 5] = `version ${version}`;
    if (version % 7 > 3) changed.splice(version * 3, 0, `key = ${key}`);
    // Put together of two halves that are there before.
    if (version === 10) changed.push(other.slice(0, 16), other.slice(16));
    if (version === 20) changed.splice(30, 0, `${other.slice(0, 16)}${other.slice(16)}`);
    repository.write('file.txt', changed.join('\n'));
    repository
      .write(version % 9 === 4 ? `names/${key}.txt` : 'names/plain.txt', `${version}`)
      .commit(`version ${version}`);
    if (version % 9 === 4) repository.remove(`names/${key}.txt`);
  }
  repository.commit(`message with ${other}`);
  repository.git('tag', '-a', 'v1', '-m', `tag with ${key}`);
  for (const value of [key, other]) {
    const loose = await search(repository, value);
    const all = loose.map(({ id }) => id);
    expect(all).toEqual(expected(repository, value));
    repository.git('repack', '-adfq', '--depth=50', '--window=50');
    expect(await search(repository, value)).toEqual(loose);
  }
  const types = new Set((await search(repository, key)).map(({ type }) => type));
  expect([...types].sort()).toEqual(['blob', 'tag', 'tree']);
});

test('says what is no text, and what stands before a message', async () => {
  const repository = createRepository();
  const key = hexKey('header');
  repository.write('data.bin', Buffer.concat([Buffer.alloc(10), Buffer.from(key)])).write('text', key);
  repository.commit('plain');
  repository.commit('by somebody', '--author', `${key} <a@example.com>`);
  const holders = await search(repository, key);
  expect(holders.filter(({ isBinary }) => isBinary)).toHaveLength(1);
  expect(holders.filter(({ inHeader }) => inHeader).map(({ type }) => type)).toEqual(['commit']);
  expect(holders).toHaveLength(3);
});

test('finds what two pieces of a large object share, what nothing leads to, and what is in an alternate', async () => {
  const repository = createRepository();
  const key = hexKey('large');
  const size = PIECE_BYTES * 2;
  const large = Buffer.alloc(size, 'x');
  large.write(key, PIECE_BYTES - OVERLAP_BYTES / 2);
  large.write(key, size - key.length);
  const id = repository.store(large);
  const other = createRepository();
  const borrowed = other.store(`alone ${key}`);
  writeFileSync(join(repository.path, '.git/objects/info/alternates'), `${other.path}/.git/objects\n`);
  const holders = await search(repository, key);
  expect(holders.map((holder) => holder.id)).toEqual([id, borrowed].sort());
});
