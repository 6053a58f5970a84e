import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FastImport } from '../../helpers/fast-import.ts';
import { scanOnce } from '../../helpers/history.ts';
import { createRepository, type Repository, temporaryFolder } from '../../helpers/repository.ts';
import { runs } from '../../helpers/runs.ts';
import { Player, type Step, steps } from './generated.ts';

/** How git is told to pack: what is loose and what is packed, and by which deltas. */
const packing = fc.record({
  unpackLimit: fc.constantFrom(1, 1000),
  window: fc.constantFrom(2, 10, 50),
  depth: fc.constantFrom(1, 10, 50, 250),
});
type Packing = typeof packing extends fc.Arbitrary<infer T> ? T : never;

const ALL = ['--all', '--show-secrets'];

/** `HEXHOUND_TEST_SEED` is for looking again. */
const { HEXHOUND_TEST_SEED: seed } = process.env;
const parameters = { ...runs(5), ...(seed === undefined ? {} : { seed: Number(seed) }) };

test('whatever the history, and however it is stored and read, the report is the same', async () => {
  const repositories = fc.asyncProperty(steps, steps, packing, packing, compare);
  await fc.assert(repositories, parameters);
});

async function compare(first: readonly Step[], second: readonly Step[], before: Packing, after: Packing) {
  const repository = createRepository();
  const XDG_CACHE_HOME = join(temporaryFolder(), 'cache');
  const player = new Player();
  const marks = grow(repository, player, first, before, 0);
  await textOf(repository, [], { XDG_CACHE_HOME });
  // What a cache knows of the first half must be of no harm to the second.
  grow(repository, player, second, after, marks);
  const wanted = await compareReadings(repository, { XDG_CACHE_HOME });
  expect(await textOf(repository, ['--no-cache', '--jobs=3']), 'three threads').toBe(wanted);
  repository.git('repack', '-adfkq', `--window=${after.window}`, `--depth=${after.depth}`);
  expect(await textOf(repository, ['--no-cache']), 'repacked').toBe(wanted);
  expect(await textOf(repository, [], { XDG_CACHE_HOME }), 'repacked, remembered').toBe(wanted);
  expect(await textOf(repository, ['--no-cache', '--memory=128M']), 'little memory').toBe(wanted);
}

/** @returns number of the last commit */
function grow(
  repository: Repository,
  player: Player,
  all: readonly Step[],
  { unpackLimit }: Packing,
  marks: number,
): number {
  const stream = new FastImport(marks);
  player.play(all, stream);
  stream.into(repository, 'marks', '-c', `fastimport.unpackLimit=${unpackLimit}`);
  return stream.marks;
}

async function compareReadings(repository: Repository, env: Record<string, string>): Promise<string> {
  const wanted = await textOf(repository, ['--no-delta']);
  expect(await textOf(repository, ['--no-cache']), 'by deltas').toBe(wanted);
  expect(await textOf(repository, [], env), 'the cache is filled').toBe(wanted);
  expect(await textOf(repository, [], env), 'remembered').toBe(wanted);
  return wanted;
}

async function textOf(
  repository: Repository,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<string> {
  return (await scanOnce(repository.path, [...ALL, ...args], { env })).text;
}
