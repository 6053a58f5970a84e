import { expect, test } from 'vitest';
import { type Attribution, attribute } from '../../../src/git/tree-graph/attribute.ts';
import { UNREACHED } from '../../../src/git/tree-graph/commit-order.ts';
import { TreeCollector } from '../../../src/git/tree-graph/tree-collector.ts';
import { TreeGraph } from '../../../src/git/tree-graph/tree-graph.ts';
import { buffersOf } from '../../../src/git/tree-graph/tree-part.ts';
import { createRepository, type Repository } from '../../helpers/repository.ts';
import { bytesOf } from '../../kernel/trees.ts';
import { buildGraph, readObjects } from './reading.ts';

const NOTHING_NAMED = { name: () => false, path: () => false };

/** Always the same choices, all of them different. */
function counting(): () => number {
  let count = 0;
  return () => (count = (count + 37) % 100);
}

interface Asked {
  readonly wanted: readonly string[];
  readonly refs?: readonly (readonly [name: string, revision: string])[];
  readonly lacking?: readonly string[];
  readonly shallow?: readonly string[];
}

/** Asks for blobs of a repository by their ids, and says it in ids. */
function ask(repository: Repository, { wanted, refs = [['HEAD', 'HEAD']], lacking = [], shallow = [] }: Asked) {
  const objects = readObjects(repository.path);
  const numberOf = (id: string) => objects.findIndex((object) => object.id === id);
  const graph = buildGraph(objects, {
    chance: counting(),
    workers: 2,
    lacking: new Set(lacking),
    shallow: new Set(shallow.map(numberOf)),
  });
  const attribution = attribute(graph, {
    blobs: wanted.map(numberOf),
    named: NOTHING_NAMED,
    refs: refs.map(([name, revision]) => ({ name, object: numberOf(repository.git('rev-parse', revision)) })),
    reflogs: [],
  });
  const idOf = (number = -1) => objects[number]?.id;
  const filesOf = (id: string) =>
    attribution
      .filesOf(numberOf(id))
      .map(({ first, last, ...file }) => ({ ...file, first: idOf(first), last: idOf(last) }));
  return { attribution, filesOf, missing: attribution.missing().toSorted((a, b) => (a.id < b.id ? -1 : 1)) };
}

const stored = (repository: Repository, content: string) =>
  repository.gitWith({ input: content }, 'hash-object', '-w', '--stdin');

const storedTree = (repository: Repository, ...lines: string[]) =>
  repository.gitWith({ input: lines.map((line) => `${line}\n`).join('') }, 'mktree');

test('blobs that no commit has: under tags of trees and blobs, in trees that nothing leads to, in none', () => {
  const repository = createRepository();
  repository.write('kept', 'committed');
  const commit = repository.commit('one');
  const committed = repository.git('rev-parse', 'HEAD:kept');
  const [inTagged, tagged, lost, alone] = ['in tagged', 'tagged', 'lost', 'alone'].map((text) =>
    stored(repository, text),
  );
  const inner = storedTree(repository, `100644 blob ${inTagged}\tfile`);
  const outer = storedTree(repository, `040000 tree ${inner}\tfolder`);
  const lostInner = storedTree(repository, `120000 blob ${lost}\tlink`, `100644 blob ${committed}\tkept`);
  storedTree(repository, `040000 tree ${lostInner}\ta`, `040000 tree ${lostInner}\tb`);
  const refs = [
    ['HEAD', 'HEAD'],
    ['refs/tags/tree', outer],
    ['refs/tags/blob', tagged ?? ''],
  ] as const;
  const { filesOf } = ask(repository, { wanted: [committed, inTagged, tagged, lost, alone].map(String), refs });
  const nowhere = { isLink: false, first: undefined, introductions: 0, last: undefined };
  expect(filesOf(`${inTagged}`)).toEqual([{ ...nowhere, path: 'folder/file', refs: [1] }]);
  expect(filesOf(`${tagged}`)).toEqual([{ ...nowhere, path: 'refs/tags/blob', refs: [2] }]);
  expect(filesOf(`${lost}`).toSorted((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
    { ...nowhere, path: 'a/link', isLink: true, refs: [] },
    { ...nowhere, path: 'b/link', isLink: true, refs: [] },
  ]);
  expect(filesOf(`${alone}`)).toEqual([]);
  // The lost trees have it too, but where it is, is known.
  expect(filesOf(committed)).toEqual([
    { path: 'kept', isLink: false, first: commit, introductions: 1, last: commit, refs: [0] },
  ]);
});

test('a repository of SHA-256, and one that is cut', () => {
  const repository = createRepository('--object-format=sha256');
  repository.write('folder/file', 'content').commit('one');
  const second = repository.write('other', 'more').commit('two');
  const third = repository.remove('folder').commit('three');
  const blob = repository.git('rev-parse', `${second}:folder/file`);
  const place = { path: 'folder/file', isLink: false, introductions: 1, last: second, refs: [] };
  const first = repository.git('rev-parse', `${second}^`);
  expect(ask(repository, { wanted: [blob] }).filesOf(blob)).toEqual([{ ...place, first }]);
  // A shallow clone's oldest commit introduces all that it has; what may lie behind it is not missing.
  const cut = ask(repository, { wanted: [blob], lacking: [first], shallow: [second] });
  expect(cut.filesOf(blob)).toEqual([{ ...place, first: second }]);
  expect(cut.missing).toEqual([]);
  expect(third).toHaveLength(64);
});

test('what the repository lacks, and whether a ref leads to it', () => {
  const repository = createRepository();
  repository.write('a/gone', 'removed later').write('a/stays', 'stays').write('b/file', 'in a folder');
  repository.git('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},module`);
  const first = repository.commit('one');
  const second = repository.remove('a/gone').write('late', 'late').commit('two');
  repository.git('checkout', '--quiet', '--orphan', 'lost');
  const lost = repository.write('lost', 'lost').commit('three');
  const idOf = (revision: string) => repository.git('rev-parse', revision);
  const reached = [`${first}:a/gone`, `${first}:b`, `${second}:late`].map(idOf);
  const unreached = [`${lost}:lost`].map(idOf);
  const refs = [['refs/heads/main', second]] as const;
  const expected = [
    ...reached.map((id) => ({ id, reached: true })),
    ...unreached.map((id) => ({ id, reached: false })),
  ];
  const byId = (list: typeof expected) => list.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const { missing, filesOf } = ask(repository, {
    wanted: [idOf(`${first}:a/stays`), idOf(`${first}:b/file`)],
    refs,
    lacking: [...reached, ...unreached],
  });
  expect(missing).toEqual(byId(expected));
  expect(filesOf(idOf(`${first}:a/stays`)).map(({ path }) => path)).toEqual(['a/stays']);
  // Its folder is missing, and so is every path to it.
  expect(filesOf(idOf(`${first}:b/file`))).toEqual([]);
  const roots = [idOf(`${first}^{tree}`), first];
  expect(ask(repository, { wanted: [], refs, lacking: [idOf(`${second}^{tree}`)] }).missing).toEqual([
    { id: idOf(`${second}^{tree}`), reached: true },
  ]);
  expect(ask(repository, { wanted: [], refs, lacking: roots }).missing).toEqual([{ id: first, reached: true }]);
  expect(ask(repository, { wanted: [] }).missing).toEqual([]);
});

/** Object `n` of a made-up repository has the id `n`. */
const idOf = (number: number) => Buffer.from(number.toString(16).padStart(40, '0'), 'hex').toString('latin1');
const find = (bytes: Uint8Array, at: number) => new DataView(bytes.buffer, bytes.byteOffset + at, 20).getUint32(16);

/** Trees that name each other `width` times, the last of them a blob, which is object 0; and what is found of it. */
function nest(depth: number, width: number): Attribution {
  const collector = new TreeCollector(find, 20);
  for (let level = 1; level <= depth; level++) {
    const mode = level === 1 ? '100644' : '40000';
    const entries = Array.from({ length: width }, (_, n) => ({ mode, name: `${n}`, id: idOf(level - 1) }));
    expect(collector.addWhole(level, bytesOf(entries))).toBe(true);
  }
  const tree = depth.toString(16).padStart(40, '0');
  expect(
    collector.addCommit(depth + 1, Buffer.from(`tree ${tree}\nauthor A <> 1 +0000\ncommitter A <> 1 +0000\n\n`)),
  ).toBe(true);
  const graph = new TreeGraph([collector.finish()], depth + 2);
  return attribute(graph, {
    blobs: [0],
    named: NOTHING_NAMED,
    refs: [{ name: 'HEAD', object: depth + 1 }],
    reflogs: [],
  });
}

test('folders as deep as git allows are followed; deeper ones are said not to be', () => {
  const place = { isLink: false, first: 2001, introductions: 1, last: 2001, refs: [0] };
  const deep = nest(2000, 1);
  expect(deep.filesOf(0)).toEqual([{ ...place, path: Array(2000).fill('0').join('/') }]);
  expect(deep.tooDeep).toBe(false);
  const deeper = nest(6000, 1);
  expect({ tooDeep: deeper.tooDeep, tooMany: deeper.tooMany }).toEqual({ tooDeep: true, tooMany: false });
});

test('trees that name each other many times over end the search, and say so', () => {
  const few = nest(4, 3);
  expect(few.filesOf(0)).toHaveLength(81);
  expect({ tooDeep: few.tooDeep, tooMany: few.tooMany }).toEqual({ tooDeep: false, tooMany: false });
  const bomb = nest(10, 10);
  expect({ tooDeep: bomb.tooDeep, tooMany: bomb.tooMany }).toEqual({ tooDeep: false, tooMany: true });
});

test('what is malformed is not taken, and what it began with is forgotten', () => {
  const collector = new TreeCollector(find, 20);
  const good = bytesOf([{ mode: '100644', name: 'a', id: idOf(0) }]);
  for (const bad of ['100644 a\0', '100644 a', 'x a\0', '100644 \0', ' a\0', 'garbage']) {
    expect(
      collector.addWhole(1, Buffer.concat([good, Buffer.from(bad), Buffer.alloc(bad.length === 2 ? 0 : 19, 1)])),
    ).toBe(false);
  }
  for (const bad of [
    '',
    'tree 12',
    `tree ${'x'.repeat(40)}\n`,
    `tree ${'0'.repeat(41)}\n`,
    `parent ${'0'.repeat(40)}\n`,
  ]) {
    expect(collector.addCommit(2, Buffer.from(bad))).toBe(false);
  }
  const part = collector.finish();
  expect([part.trees.length, part.keys.length, part.children.length, part.commits.length]).toEqual([0, 0, 0, 0]);
});

test('a commit that a ref reaches comes before one that nothing reaches, whatever their clocks said', () => {
  const collector = new TreeCollector(find, 20);
  collector.addWhole(1, bytesOf([{ mode: '100644', name: 'file', id: idOf(0) }]));
  for (const [commit, time] of [
    [2, '9'.repeat(400)],
    [3, '1'],
  ] as const) {
    const header = `tree ${'1'.padStart(40, '0')}\nauthor A <> ${time} +0000\ncommitter A <> ${time} +0000\n`;
    expect(collector.addCommit(commit, Buffer.from(`${header}\n`))).toBe(true);
  }
  const graph = new TreeGraph([collector.finish()], 4);
  const refs = [{ name: 'HEAD', object: 2 }];
  const attribution = attribute(graph, { blobs: [0], named: NOTHING_NAMED, refs, reflogs: [] });
  expect(attribution.filesOf(0)).toEqual([
    { path: 'file', isLink: false, first: 2, introductions: 1, last: 2, refs: [0] },
  ]);
});

test('parts can be handed to another thread, and may overlap', () => {
  const parts = [1, 2].map(() => {
    const collector = new TreeCollector(find, 20);
    collector.addWhole(1, bytesOf([{ mode: '100644', name: 'file', id: idOf(0) }]));
    collector.addCommit(
      2,
      Buffer.from(`tree ${'1'.padStart(40, '0')}\nauthor A <> 1 +0000\ncommitter A <> 1 +0000\n\n`),
    );
    const part = collector.finish();
    return structuredClone(part, { transfer: buffersOf(part) });
  });
  const attribution = attribute(new TreeGraph(parts, 3), { blobs: [0], named: NOTHING_NAMED, refs: [], reflogs: [] });
  expect(attribution.filesOf(0)).toEqual([
    { path: 'file', isLink: false, first: 2, introductions: 1, last: 2, refs: [] },
  ]);
  expect(attribution.reachedBy(2)).toBe(UNREACHED);
  expect(attribution.positionOf(1)).toBe(-1);
});
