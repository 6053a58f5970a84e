import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HeldTrees, NOTHING_HELD } from '../../../src/git/tree-graph/held-trees.ts';
import { TreeCollector } from '../../../src/git/tree-graph/tree-collector.ts';
import { TreeGraph } from '../../../src/git/tree-graph/tree-graph.ts';
import { kindOf, nameOf } from '../../../src/git/tree-graph/tree-part.ts';
import { bytesOf } from '../../kernel/trees.ts';

const NAMES = ['a', 'b', 'c'];
const BLOBS = 4;
/** All but the last. */
const WANTED = new Set([0, 1, 2]);

/** Raw ids that say the object's number. */
const idOf = (number: number) => String.fromCharCode(number).padStart(20, '\0');
const find = (bytes: Uint8Array, at: number) => bytes[at + 19] ?? -1;

/** Of some of the names, what they are given to: a blob, or one of the trees before. */
type Plan = readonly (readonly [name: string, child: number])[];

const plans: fc.Arbitrary<Plan[]> = fc
  .array(fc.array(fc.option(fc.tuple(fc.boolean(), fc.nat(99))), { minLength: 3, maxLength: 3 }), { maxLength: 12 })
  .map((trees) =>
    trees.map((children, tree) =>
      children.flatMap((child, name) => {
        if (child === null) return [];
        const [isTree, chance] = child;
        return [[NAMES[name] ?? '', isTree && tree > 0 ? BLOBS + (chance % tree) : chance % BLOBS] as const];
      }),
    ),
  );

/** What a tree holds, as text; empty for nothing. */
function held(all: readonly Plan[], plan: Plan): string {
  const entries = plan.flatMap(([name, child]) => {
    const inner = child < BLOBS ? String(WANTED.has(child) ? child : '') : held(all, all[child - BLOBS] ?? []);
    return inner === '' ? [] : [`${name}:${inner}`];
  });
  return entries.length === 0 ? '' : `(${entries.join(' ')})`;
}

test('trees have the same content where they hold the same, whichever name and object come first', () => {
  fc.assert(
    fc.property(plans, (all) => {
      const collector = new TreeCollector(find, 20);
      all.forEach((plan, tree) => {
        const entries = plan.map(([name, child]) => ({
          mode: child < BLOBS ? '100644' : '40000',
          name,
          id: idOf(child),
        }));
        expect(collector.addWhole(BLOBS + tree, bytesOf(entries))).toBe(true);
      });
      const graph = new TreeGraph([collector.finish()], BLOBS + all.length);
      const trees = new HeldTrees(graph, { blobs: WANTED, names: new Uint8Array(graph.names.size) });
      const textOf = (content: number): string => {
        const entries: string[] = [];
        for (let list = trees.entriesOf(content), at = 0; at < list.length; at += 2) {
          const [key = 0, child = 0] = list.slice(at, at + 2);
          const name = Buffer.from(graph.names.at(nameOf(key))).toString();
          entries.push(`${name}:${kindOf(key) === 1 ? textOf(child) : child}`);
        }
        return entries.length === 0 ? '' : `(${entries.sort().join(' ')})`;
      };
      const contents = new Map<string, number>([['', NOTHING_HELD]]);
      all.forEach((plan, tree) => {
        const content = trees.contentOf(tree);
        const expected = held(all, plan);
        expect(textOf(content)).toBe(expected);
        if (!contents.has(expected)) contents.set(expected, content);
        expect(content).toBe(contents.get(expected));
      });
      expect(new Set(contents.values()).size).toBe(contents.size);
    }),
    { numRuns: 500 },
  );
});
