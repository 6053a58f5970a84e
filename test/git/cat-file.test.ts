import { chmodSync, closeSync, openSync, readdirSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readByCatFile } from '../../src/git/cat-file.ts';
import { OVERLAP_BYTES, PIECE_BYTES } from '../../src/model/fragment.ts';
import { createRepository, GIT_ENV, type Repository, temporaryFolder } from '../helpers/repository.ts';

async function read(repository: Repository, ids: string[]) {
  const unreadable: [string, string][] = [];
  const objects: { id: string; type: string; text: string; offset: number }[] = [];
  const context = { cwd: repository.path, env: GIT_ENV };
  for await (const { id, type, bytes, origin } of readByCatFile(context, ids, (id, why) =>
    unreadable.push([id, why]),
  )) {
    objects.push({ id, type, text: Buffer.from(bytes).toString('latin1'), offset: origin.offset });
  }
  return { objects, unreadable };
}

function store(repository: Repository, input: string | Uint8Array): string {
  return repository.gitWith({ input }, 'hash-object', '-w', '--stdin');
}

function looseFile(repository: Repository, id: string): string {
  return join(repository.path, '.git/objects', id.slice(0, 2), id.slice(2));
}

test('reads objects in the order they are asked for, empty ones and newlines included', async () => {
  const repository = createRepository();
  const texts = ['', 'one\ntwo', '\n', 'x'.repeat(300_000)];
  const ids = texts.map((text) => store(repository, text));
  const { objects, unreadable } = await read(repository, ids);
  expect(objects.map(({ text }) => text)).toEqual(texts);
  expect(objects.map(({ id, type }) => [id, type])).toEqual(ids.map((id) => [id, 'blob']));
  expect(unreadable).toEqual([]);
});

test('names what is missing and reads the rest', async () => {
  const repository = createRepository();
  const [first, lost, last] = ['a', 'b', 'c'].map((text) => store(repository, text)) as [string, string, string];
  rmSync(looseFile(repository, lost));
  const { objects, unreadable } = await read(repository, [first, lost, last]);
  expect(objects.map(({ text }) => text)).toEqual(['a', 'c']);
  expect(unreadable).toEqual([[lost, 'the object is missing']]);
});

test('names a damaged loose object and reads the rest', async () => {
  const repository = createRepository();
  const texts = ['a', 'b', 'c'];
  const [first, damaged, last] = texts.map((text) => store(repository, text)) as [string, string, string];
  overwrite(looseFile(repository, damaged), Buffer.from('garbage garbage'), 0);
  const { objects, unreadable } = await read(repository, [first, damaged, last]);
  expect(objects.map(({ text }) => text)).toEqual(['a', 'c']);
  expect(unreadable.map(([id]) => id)).toEqual([damaged]);
});

test('a damaged pack entry ends git, which is started again behind it', async () => {
  const repository = createRepository();
  const texts = ['first', Array.from({ length: 4000 }, (_, i) => (i * 7919) % 10007).join(' '), 'last'];
  const ids = texts.map((text, index) => {
    repository.write(`f${index}`, text);
    return store(repository, text);
  }) as [string, string, string];
  repository.commit('all');
  repository.git('repack', '-adq');
  const pack = packFile(repository);
  const entries = repository.git('verify-pack', '-v', pack).split('\n');
  const offset = Number(entries.find((line) => line.startsWith(ids[1]))?.split(/\s+/)[4]);
  overwrite(pack, Buffer.alloc(64, 0xff), offset + 200);
  const { objects, unreadable } = await read(repository, ids);
  expect(objects.map(({ text }) => text)).toEqual(['first', 'last']);
  expect(unreadable.map(([id]) => id)).toEqual([ids[1]]);
});

function packFile(repository: Repository): string {
  const folder = join(repository.path, '.git/objects/pack');
  return join(folder, readdirSync(folder).find((name) => name.endsWith('.pack')) ?? '');
}

function overwrite(path: string, bytes: Uint8Array, offset: number): void {
  chmodSync(path, 0o600);
  const fd = openSync(path, 'r+');
  writeSync(fd, bytes, 0, bytes.length, offset);
  closeSync(fd);
}

test('gives content larger than a piece in overlapping pieces that know where they begin', async () => {
  const repository = createRepository();
  const line = 'nine char\n';
  const content = line.repeat(Math.ceil((PIECE_BYTES + 5_000_000) / line.length));
  const { objects } = await read(repository, [store(repository, content)]);
  expect(objects.map(({ offset }) => offset)).toEqual([0, PIECE_BYTES - OVERLAP_BYTES]);
  expect(objects.map(({ text, offset }) => content.startsWith(text, offset))).toEqual([true, true]);
  const [, last] = objects;
  expect((last?.offset ?? 0) + (last?.text.length ?? 0)).toBe(content.length);
});

test('a git that ends early without complaint has not read the rest', async () => {
  const bin = temporaryFolder();
  writeFileSync(join(bin, 'git'), "#!/bin/sh\ncat > /dev/null\nprintf 'first blob 1\\na\\n'\n", { mode: 0o755 });
  const context = { cwd: bin, env: { PATH: `${bin}:${process.env.PATH}` } };
  const unreadable: string[] = [];
  const read: string[] = [];
  for await (const { bytes } of readByCatFile(context, ['first', 'second'], (id) => unreadable.push(id))) {
    read.push(Buffer.from(bytes).toString());
  }
  expect([read[0], unreadable]).toEqual(['a', ['second']]);
});
