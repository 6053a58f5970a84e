import { execFileSync } from 'node:child_process';
import { TreeCollector } from '../../../src/git/tree-graph/tree-collector.ts';
import { TreeGraph } from '../../../src/git/tree-graph/tree-graph.ts';
import { instantiate } from '../../../src/kernel/wasm.ts';
import { GIT_ENV } from '../../helpers/repository.ts';
import { commonRanges } from '../../kernel/trees.ts';

export interface GitObject {
  readonly id: string;
  readonly type: string;
  readonly bytes: Buffer;
}

/** Every object of a repository, reachable or not: its place is its number. */
export function readObjects(path: string): GitObject[] {
  const output = execFileSync('git', ['cat-file', '--batch-all-objects', '--batch'], {
    cwd: path,
    env: GIT_ENV,
    maxBuffer: 2 ** 30,
  });
  const objects: GitObject[] = [];
  for (let at = 0; at < output.length; ) {
    const line = output.indexOf(10, at);
    const [id = '', type = '', size = ''] = output.toString('latin1', at, line).split(' ');
    objects.push({ id, type, bytes: output.subarray(line + 1, line + 1 + Number(size)) });
    at = line + Number(size) + 2;
  }
  return objects;
}

export interface BuildOptions {
  /** Numbers from 0 to 99, for every choice: which worker, which base, which ranges are copied. */
  readonly chance: () => number;
  readonly workers: number;
  /** Ids of objects that are not there. */
  readonly lacking?: ReadonlySet<string>;
  readonly shallow?: ReadonlySet<number>;
}

/** A graph of all trees and commits, many of the trees as differences to others, whatever these are. */
export function buildGraph(objects: readonly GitObject[], options: BuildOptions): TreeGraph {
  const { chance, workers, lacking = new Set(), shallow = new Set() } = options;
  const hashBytes = (objects[0]?.id.length ?? 40) / 2;
  const numbers = new Map(objects.map(({ id }, number) => [id, lacking.has(id) ? -1 : number]));
  const find = (bytes: Uint8Array, at: number) =>
    numbers.get(Buffer.from(bytes.subarray(at, at + hashBytes)).toString('hex')) ?? -1;
  const parts = Array.from({ length: workers }, () => ({
    collector: new TreeCollector(find, hashBytes),
    taken: [] as number[],
  }));
  const order = objects.map((_, number) => number).sort(() => chance() - 50);
  for (const number of order) {
    const { id, type, bytes } = objects[number] ?? { id: '', type: '', bytes: Buffer.alloc(0) };
    const part = parts[chance() % workers];
    if (part === undefined || lacking.has(id)) continue;
    if (type === 'commit' && !part.collector.addCommit(number, bytes)) throw new Error(`bad commit ${id}`);
    if (type !== 'tree') continue;
    const base = part.taken[chance() % (part.taken.length + 1)] ?? -1;
    if (base < 0 && chance() < 50) {
      if (!part.collector.addWhole(number, bytes)) throw new Error(`bad tree ${id}`);
    } else addDiff(part.collector, number, bytes, base, objects[base]?.bytes ?? Buffer.alloc(0), hashBytes, chance);
    part.taken.push(number);
  }
  const finished = parts.map(({ collector }) => collector.finish());
  return new TreeGraph(finished, objects.length, shallow);
}

function addDiff(
  collector: TreeCollector,
  number: number,
  child: Uint8Array,
  base: number,
  baseBytes: Uint8Array,
  hashBytes: number,
  chance: () => number,
): void {
  const kernel = instantiate();
  const ranges = commonRanges(baseBytes, child, 1 + (chance() % 30), chance).flat();
  const [baseAt, childAt] = [kernel.reserve(baseBytes.length + 256) + 64, kernel.reserve(child.length + 256) + 64];
  const room = (baseBytes.length + child.length) / 2;
  const [segments, records] = [kernel.reserve(ranges.length * 4), kernel.reserve(room)];
  const bytes = new Uint8Array(kernel.memory.buffer);
  bytes.set(baseBytes, baseAt);
  bytes.set(child, childAt);
  new Uint32Array(bytes.buffer, segments, ranges.length).set(ranges);
  const count = kernel.diffTrees(
    ...([baseAt, baseAt + baseBytes.length, childAt, childAt + child.length] as const),
    ...([segments, ranges.length / 3, hashBytes, records, records + room] as const),
  );
  if (count < 0) throw new Error(`diffTrees gives ${count}`);
  const words = new Int32Array(bytes.buffer);
  collector.addDiff(number, base, { bytes, words, base: baseAt, child: childAt, records, count });
}
