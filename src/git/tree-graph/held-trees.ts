import { findHeld, type Graph, type HeldRecords, type Wanted } from './find-held.ts';
import { ADDED, kindOf, TREE } from './tree-part.ts';

/** The content of trees that hold nothing. */
export const NOTHING_HELD = 0;

/** The most numbers in all lists that are kept: 64 MB. */
const MAX_KEPT_NUMBERS = 8_000_000;

/** Of the trees between one and its base every 16th keeps its list, unless that is long. */
const KEPT_LINKS = 16;
const MAX_KEPT_LENGTH = 4096;

/**
 * The trees that hold wanted files, and the entries that lead to them. Trees that hold the same wanted files have the same
 * number, their content: it shows, without reading trees, that most commits do not change any wanted file.
 */
export class HeldTrees {
  readonly #bases: Int32Array;
  readonly #records: HeldRecords;
  /** Results of `entriesOf`, by content. */
  #lists: (readonly number[] | undefined)[] = [];
  #listed = 0;

  constructor(graph: Graph, wanted: Wanted) {
    this.#bases = graph.trees.bases;
    this.#records = findHeld(graph, wanted);
  }

  /** Whether something may be nested too deep to be found. */
  get tooDeep(): boolean {
    return this.#records.tooDeep;
  }

  /** Trees that hold something, and that no other tree and no commit has. */
  get outermost(): Int32Array {
    return this.#records.outermost;
  }

  /** The content of a tree: a number above 0 or NOTHING_HELD. */
  contentOf(tree: number): number {
    return tree < 0 ? NOTHING_HELD : (this.#records.contents[tree] ?? NOTHING_HELD);
  }

  /**
   * The entries that are wanted files, or folders that hold some: for each its key (`entryKey`) and its child (a blob's
   * number, or a folder's content), ordered by both.
   */
  entriesOf(content: number): readonly number[] {
    if (content === NOTHING_HELD) return NOTHING;
    const { contents, samples, starts } = this.#records;
    let tree = samples[content] ?? -1;
    const chain: number[] = [];
    let known: readonly number[] | undefined;
    for (; tree >= 0; tree = this.#bases[tree] ?? -1) {
      known = this.contentOf(tree) === NOTHING_HELD ? NOTHING : this.#lists[this.contentOf(tree)];
      if (known !== undefined) break;
      if ((starts[tree] ?? 0) < (starts[tree + 1] ?? 0)) chain.push(tree);
    }
    if (known !== undefined && chain.length === 0) return known;
    const list = known === undefined ? [] : known.slice();
    for (let link = chain.length - 1; link >= 0; link--) {
      const changed = chain[link] ?? 0;
      this.#change(list, changed);
      const isKept = link % KEPT_LINKS === 0 && list.length <= MAX_KEPT_LENGTH;
      if (link > 0 && isKept) this.#keep(contents[changed] ?? 0, list.slice());
    }
    this.#keep(content, list);
    return list;
  }

  /** Applies the difference between a tree and its base to the base's list. */
  #change(list: number[], tree: number): void {
    const { starts, keys, children } = this.#records;
    const end = starts[tree + 1] ?? 0;
    for (let record = starts[tree] ?? 0; record < end; record++) {
      const key = keys[record] ?? 0;
      const child = children[record] ?? 0;
      const held = kindOf(key >>> 1) === TREE ? this.contentOf(child) : child;
      const at = placeOf(list, key >>> 1, held);
      if ((key & 1) === ADDED) list.splice(at, 0, key >>> 1, held);
      else if (list[at] === key >>> 1 && list[at + 1] === held) list.splice(at, 2);
    }
  }

  #keep(content: number, list: readonly number[]): void {
    this.#listed += list.length;
    if (this.#listed > MAX_KEPT_NUMBERS) {
      this.#lists = [];
      this.#listed = list.length;
    }
    this.#lists[content] = list;
  }
}

const NOTHING: readonly number[] = [];

/** Where in `list` an entry is, or is to be inserted. */
function placeOf(list: readonly number[], key: number, child: number): number {
  let low = 0;
  let high = list.length >>> 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const order = (list[2 * middle] ?? 0) - key || (list[2 * middle + 1] ?? 0) - child;
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return 2 * low;
}
