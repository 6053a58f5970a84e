import fc from 'fast-check';
import { type Entry, type FastImport, MODE } from '../../helpers/fast-import.ts';
import { alnumKey, hexKey } from '../../helpers/keys.ts';
import { LINES } from '../../helpers/lines.ts';

const PATHS: readonly string[] = [
  ...['a.js', 'b.py', 'src/c.ts', 'src/deep/er/d.json', 'settings', 'settings/e.yml', 'test/fixtures/f.txt'],
  ...['.env', '.env.example', 'package-lock.json', 'schlüssel ".go', 'Makefile'],
];

const line = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...LINES) },
  { weight: 2, arbitrary: fc.nat(40).map((seed) => `  "asset-${seed}": "${hexKey(`asset ${seed}`)}",`) },
  { weight: 1, arbitrary: fc.nat(20).map((seed) => `api_key = "${hexKey(`key ${seed}`)}"`) },
);
const filler = fc
  .tuple(fc.nat(5), fc.nat(40))
  .map(([seed, count]) => Array.from({ length: count }, (_, at) => `line ${at} of ${alnumKey(`${seed}/${at}`, 12)}`));
/** Enough siblings to make a difference, or just not. */
const siblings = fc
  .constantFrom(8, 9, 10, 11, 48, 49, 50, 51)
  .map((count) => Array.from({ length: count }, (_, at) => `checksum: ${hexKey(`sibling ${at}`)}`));
const block = fc.oneof(
  { weight: 5, arbitrary: fc.array(line, { maxLength: 6 }) },
  { weight: 3, arbitrary: filler },
  { weight: 1, arbitrary: siblings },
);
const content = fc
  .tuple(fc.array(block, { maxLength: 6 }), fc.constantFrom('\n', '\n', '\n', '\r\n'))
  .map(([blocks, end]) => blocks.flat().join(end));
const encoding = fc.constantFrom<BufferEncoding>('utf8', 'utf8', 'utf8', 'utf8', 'utf8', 'utf8', 'utf16le');
const fraction = fc.double({ min: 0, max: 1, noNaN: true });
const path = fc.constantFrom(...PATHS);

const change = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('write'), path, content, encoding }) },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('edit'),
      file: fraction,
      at: fraction,
      length: fc.constantFrom(0, 0, 1, 5, 40, 300),
      insert: fc.oneof(fc.constant(''), line, content, fc.constantFrom('x', '\n', '"', '\\n', '\0')),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('block'), file: fraction, from: fraction, to: fraction, at: fraction }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('copy'), file: fraction, path, moves: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete'), file: fraction }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('link'), path, target: fc.constantFrom('a.js', `key=${hexKey('link')}`) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('submodule'), path }) },
);
const changes = fc.array(change, { maxLength: 4 });
const message = fc.oneof(fc.constantFrom('change', ''), line);
/** Seconds since the commit before: most clocks go on, some stand, some go back. */
const pause = fc.constantFrom(60, 60, 60, 0, -500);

const step = fc.oneof(
  { weight: 10, arbitrary: fc.record({ kind: fc.constant('commit'), branch: fraction, changes, message, pause }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('branch'), commit: fraction }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('orphan') }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('merge'),
      branch: fraction,
      // More than one: an octopus.
      others: fc.array(fraction, { minLength: 1, maxLength: 3 }),
      takes: fc.constantFrom('theirs', 'ours', 'both'),
      changes: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: changes }),
      pause,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('move'), branch: fraction, commit: fraction }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('tag'), commit: fraction, message }) },
);

type Values<A> = A extends fc.Arbitrary<infer T> ? T : never;
export type Step = Values<typeof step>;
type Change = Values<typeof change>;

/** What happens to a repository, in order. */
export const steps = fc.array(step, { minLength: 5, maxLength: 40 });

interface Made {
  readonly mark: number;
  readonly tree: ReadonlyMap<string, Entry>;
}

/** Plays steps: keeps what every commit has, so that later ones can go on from any. */
export class Player {
  readonly #commits: Made[] = [];
  readonly #branches: { readonly ref: string; tip: Made | undefined }[] = [{ ref: 'refs/heads/main', tip: undefined }];
  #time = 1_600_000_000;
  #tags = 0;

  play(all: readonly Step[], stream: FastImport): void {
    for (const each of all) this.#play(each, stream);
  }

  #play(each: Step, stream: FastImport): void {
    if (each.kind === 'orphan') {
      this.#branches.push({ ref: `refs/heads/b${this.#branches.length}`, tip: undefined });
      return;
    }
    if (each.kind === 'commit' || each.kind === 'merge') {
      this.#commit(each, stream);
      return;
    }
    const commit = pick(this.#commits, each.commit);
    if (commit === undefined) return;
    if (each.kind === 'tag') {
      stream.tag(`v${this.#tags++}`, commit.mark, each.message, this.#time);
      return;
    }
    let branch = each.kind === 'move' ? pick(this.#branches, each.branch) : undefined;
    if (branch === undefined) {
      branch = { ref: `refs/heads/b${this.#branches.length}`, tip: commit };
      this.#branches.push(branch);
    }
    branch.tip = commit;
    stream.move(branch.ref, commit.mark);
  }

  #commit(each: Extract<Step, { kind: 'commit' | 'merge' }>, stream: FastImport): void {
    const branch = pick(this.#branches, each.branch);
    if (branch === undefined) return;
    const parents = branch.tip === undefined ? [] : [branch.tip];
    if (each.kind === 'merge') {
      for (const at of each.others) {
        const other = pick(this.#commits, at);
        if (other !== undefined && !parents.includes(other)) parents.push(other);
      }
    }
    const tree = each.kind === 'merge' ? mergeOf(parents, each.takes) : new Map(branch.tip?.tree);
    for (const one of each.changes) applyChange(tree, one);
    this.#time += each.pause;
    const text = each.kind === 'merge' ? 'merge' : each.message;
    const numbers = parents.map(({ mark }) => mark);
    const mark = stream.commit({ ref: branch.ref, parents: numbers, tree, message: text, time: this.#time });
    branch.tip = { mark, tree };
    this.#commits.push(branch.tip);
  }
}

function pick<T>(list: readonly T[], at: number): T | undefined {
  return list[Math.min(list.length - 1, Math.floor(at * list.length))];
}

function mergeOf(parents: readonly Made[], takes: 'theirs' | 'ours' | 'both'): Map<string, Entry> {
  const trees = parents.map(({ tree }) => tree);
  if (takes === 'theirs') trees.reverse();
  const merged = new Map<string, Entry>();
  for (const tree of takes === 'both' ? trees : trees.slice(0, 1))
    for (const [at, entry] of tree) put(merged, at, entry);
  return merged;
}

function applyChange(tree: Map<string, Entry>, one: Change): void {
  const mode = MODE.file;
  if (one.kind === 'write') put(tree, one.path, { mode, content: Buffer.from(one.content, one.encoding) });
  else if (one.kind === 'link') put(tree, one.path, { mode: MODE.link, content: Buffer.from(one.target) });
  else if (one.kind === 'submodule')
    put(tree, one.path, { mode: MODE.submodule, content: Buffer.from(hexKey('sub', 40)) });
  else {
    const [path, entry] =
      pick(
        [...tree].filter(([, { mode: of }]) => of !== MODE.submodule),
        one.file,
      ) ?? [];
    if (path === undefined || entry === undefined) return;
    if (one.kind === 'delete' || (one.kind === 'copy' && one.moves)) tree.delete(path);
    if (one.kind === 'copy') put(tree, one.path, entry);
    if (one.kind === 'edit') {
      const at = Math.floor(one.at * entry.content.length);
      tree.set(path, { ...entry, content: splice(entry.content, at, one.length, Buffer.from(one.insert)) });
    }
    if (one.kind === 'block') tree.set(path, { ...entry, content: moveLines(entry.content, one) });
  }
}

/** Git has no file where a folder is. */
function put(tree: Map<string, Entry>, path: string, entry: Entry): void {
  for (const other of [...tree.keys()]) {
    if (other.startsWith(`${path}/`) || path.startsWith(`${other}/`)) tree.delete(other);
  }
  tree.set(path, entry);
}

function splice(bytes: Buffer, at: number, length: number, insert: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(at + length)]);
}

function moveLines(bytes: Buffer, { from, to, at }: { from: number; to: number; at: number }): Buffer {
  const lines = bytes.toString('latin1').split('\n');
  const [start, end] = [from, to].map((share) => Math.floor(share * lines.length)).sort((a, b) => a - b);
  const moved = lines.splice(start ?? 0, (end ?? 0) - (start ?? 0));
  lines.splice(Math.floor(at * lines.length), 0, ...moved);
  return Buffer.from(lines.join('\n'), 'latin1');
}
