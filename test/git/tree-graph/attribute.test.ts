import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Attribution, attribute, type Ref } from '../../../src/git/tree-graph/attribute.ts';
import { BY_REFLOG, UNREACHED } from '../../../src/git/tree-graph/commit-order.ts';
import { createRepository, type Repository } from '../../helpers/repository.ts';
import { fileKey, filesOf, introductions } from './git-answer.ts';
import { historyPlan, writeHistory } from './history.ts';
import { buildGraph, type GitObject, readObjects } from './reading.ts';

const named = { name: (name: string) => name === '.env', path: (path: string) => path === '.env' };
const isWanted = (text: string) => text === 'one' || text === 'a target';

interface Known {
  readonly first: string;
  readonly introductions: number;
  readonly last: string;
  readonly refs: readonly string[];
}

/** What was found out about every file. */
function describe(attribution: Attribution, objects: readonly GitObject[], refs: readonly Ref[]): Map<string, Known> {
  const idOf = (number = -1) => objects[number]?.id ?? '';
  const files = new Map<string, Known>();
  for (const blob of attribution.blobs) {
    for (const { path, isLink, first, last, introductions, refs: holders } of attribution.filesOf(blob)) {
      files.set(fileKey(idOf(blob), isLink, path), {
        first: idOf(first),
        introductions,
        last: idOf(last),
        refs: holders.map((ref) => refs[ref]?.name ?? ''),
      });
    }
  }
  return files;
}

function listRefs(repository: Repository, numberOf: (id: string) => number): Ref[] {
  const lines = repository.git('for-each-ref', '--format=%(refname) %(objectname)').split('\n').filter(Boolean);
  return lines.map((line) => {
    const [name = '', id = ''] = line.split(' ');
    return { name, object: numberOf(id) };
  });
}

/** The same by git alone, given the order of commits. */
function ask(
  repository: Repository,
  objects: readonly GitObject[],
  refs: readonly Ref[],
  tips: readonly string[],
  positionOf: (id: string) => number,
): Map<string, Known> {
  const idOf = ({ object }: Ref) => objects[object]?.id ?? '';
  const commits = objects.filter(({ type }) => type === 'commit').map(({ id }) => id);
  const reached = new Set(tips.length === 0 ? [] : repository.git('rev-list', ...tips).split('\n'));
  const lost = commits.filter((id) => !reached.has(id));
  const introduced = new Map([
    ...(lost.length === 0 ? [] : introductions(repository, '--no-walk=unsorted', ...lost)),
    ...(tips.length === 0 ? [] : introductions(repository, ...tips)),
  ]);
  const contents = new Map(commits.map((id) => [id, filesOf(repository, id)]));
  const wanted = new Set(
    objects.filter(({ type, bytes }) => type === 'blob' && isWanted(`${bytes}`)).map(({ id }) => id),
  );
  const byPosition = (ids: readonly string[]) => ids.toSorted((a, b) => positionOf(a) - positionOf(b));
  const files = new Map<string, Known>();
  for (const [key, list] of introduced) {
    const [blob = ''] = key.split(' ');
    if (!wanted.has(blob) && !/^\S+ \S+ \.env$/.test(key)) continue;
    const holding = commits.filter((id) => contents.get(id)?.has(key));
    const kept = holding.filter((id) => reached.has(id));
    files.set(key, {
      first: byPosition(list)[0] ?? '',
      introductions: list.length,
      last: byPosition(kept.length > 0 ? kept : holding).at(-1) ?? '',
      refs: refs.filter((ref) => contents.get(idOf(ref))?.has(key)).map(({ name }) => name),
    });
  }
  return files;
}

test('a history has the files that git says it has', () => {
  fc.assert(
    fc.property(historyPlan, fc.infiniteStream(fc.nat(99)), fc.integer({ min: 1, max: 3 }), (plan, stream, workers) => {
      const chance = () => stream.next().value ?? 0;
      const repository = createRepository();
      writeHistory(repository, plan);
      const objects = readObjects(repository.path);
      const numbers = new Map(objects.map(({ id }, number) => [id, number]));
      const numberOf = (id: string) => numbers.get(id) ?? -1;
      const refs = listRefs(repository, numberOf);
      const commits = objects.filter(({ type }) => type === 'commit');
      const reflogs = chance() < 50 ? [commits[chance() % commits.length]?.id ?? ''] : [];

      const blobs = objects.flatMap(({ type, bytes }, number) =>
        type === 'blob' && isWanted(`${bytes}`) ? [number] : [],
      );
      const graph = buildGraph(objects, { chance, workers });
      const attribution = attribute(graph, { blobs, named, refs, reflogs: reflogs.map(numberOf) });
      const positionOf = (id: string) => attribution.positionOf(numberOf(id));
      const tips = [...refs.map(({ name }) => name), ...reflogs];
      expect(describe(attribution, objects, refs)).toEqual(ask(repository, objects, refs, tips, positionOf));
      expect({ tooDeep: attribution.tooDeep, tooMany: attribution.tooMany }).toEqual({
        tooDeep: false,
        tooMany: false,
      });
      expect(attribution.missing()).toEqual([]);

      const commitsOf = (tip: string) => new Set(repository.git('rev-list', tip).split('\n'));
      const [ofRefs, ofReflogs] = [refs.map(({ name }) => commitsOf(name)), reflogs.map(commitsOf)];
      for (const { id, bytes } of commits) {
        for (const [, parent = ''] of `${bytes}`.matchAll(/^parent (.*)$/gm)) {
          expect(positionOf(parent)).toBeLessThan(positionOf(id));
        }
        const holders = ofRefs.findIndex((held) => held.has(id));
        const byReflog = ofReflogs.some((held) => held.has(id)) ? BY_REFLOG : UNREACHED;
        expect(attribution.reachedBy(numberOf(id))).toBe(holders >= 0 ? holders : byReflog);
      }
    }),
    { numRuns: 40 },
  );
});
