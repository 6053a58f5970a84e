import { MAX_DEPTH } from './find-held.ts';
import type { HeldTrees } from './held-trees.ts';
import { type Paths, ROOT } from './paths.ts';
import { kindOf, nameOf, TREE } from './tree-part.ts';

/** Called for a file: the folder's path, the entry's key, the blob. */
export type OnFile = (folder: number, entry: number, blob: number) => void;

/** Limits of all walks together. Real histories stay far below; a dozen trees of which each has the next ten times do not. */
const MAX_STEPS = 50_000_000;
export const MAX_PATHS = 1_000_000;

/** Walks from root trees, given by their contents, to the wanted files in them. */
export class TreeWalk {
  readonly #held: HeldTrees;
  readonly #paths: Paths;
  #steps = 0;
  #isDeep = false;

  constructor(held: HeldTrees, paths: Paths) {
    this.#held = held;
    this.#paths = paths;
  }

  /** Some folders were left out because of their depth. */
  get tooDeep(): boolean {
    return this.#isDeep;
  }

  /** Some files were left out because there are too many. */
  get tooMany(): boolean {
    return this.#steps > MAX_STEPS || this.#paths.size > MAX_PATHS;
  }

  /**
   * Calls `onFile` for the wanted files of `root` that none of `others`, contents of root trees too, has at the same path with
   * the same blob and kind. Folders that they share are not walked.
   */
  walk(root: number, others: readonly number[], onFile: OnFile): void {
    const open: Folder[] = [];
    let folder: Folder | undefined = { path: ROOT, content: root, others };
    for (; folder !== undefined && !this.tooMany; folder = open.pop()) this.#enter(folder, open, onFile);
  }

  #enter({ path, content, others }: Folder, open: Folder[], onFile: OnFile): void {
    const theirs: (readonly number[])[] = [];
    const cursors: number[] = [];
    for (const other of others) {
      if (other === content) return;
      theirs.push(this.#held.entriesOf(other));
      cursors.push(0);
    }
    const entries = this.#held.entriesOf(content);
    this.#steps += entries.length;
    for (let at = 0; at < entries.length; at += 2) {
      const key = entries[at] ?? 0;
      const child = entries[at + 1] ?? 0;
      if (isShared(theirs, cursors, key, child)) continue;
      if (kindOf(key) !== TREE) onFile(path, key, child);
      else if (this.#paths.depth(path) >= MAX_DEPTH) this.#isDeep = true;
      else {
        const subpath = this.#paths.add(path, nameOf(key));
        open.push({ path: subpath, content: child, others: childrenAt(theirs, cursors, key) });
      }
    }
  }
}

interface Folder {
  readonly path: number;
  readonly content: number;
  /** What the other root trees have at the path. */
  readonly others: readonly number[];
}

/** Whether one of the lists has the entry. Moves each cursor to the first of the list's entries with `key`. */
function isShared(lists: readonly (readonly number[])[], cursors: number[], key: number, child: number): boolean {
  let found = false;
  for (let index = 0; index < lists.length; index++) {
    const list = lists[index] ?? [];
    let at = cursors[index] ?? 0;
    while (at < list.length && (list[at] ?? 0) < key) at += 2;
    cursors[index] = at;
    for (; at < list.length && list[at] === key; at += 2) if (list[at + 1] === child) found = true;
  }
  return found;
}

/** The children of the lists' entries with `key`, which the cursors are at. */
function childrenAt(lists: readonly (readonly number[])[], cursors: readonly number[], key: number): number[] {
  const children: number[] = [];
  for (let index = 0; index < lists.length; index++) {
    const list = lists[index] ?? [];
    for (let at = cursors[index] ?? 0; at < list.length && list[at] === key; at += 2) children.push(list[at + 1] ?? 0);
  }
  return children;
}
