import { decodePath } from '../path.ts';
import type { ByteStrings } from './byte-strings.ts';
import type { Wanted } from './find-held.ts';
import { GrowingInts } from './growing-ints.ts';
import { NumberPairs } from './number-pairs.ts';
import type { Paths } from './paths.ts';
import { BLOB, kindOf, LINK, NAMED_FOLDER, nameOf } from './tree-part.ts';

/** Which files are wanted because of their names. `path` is asked only where `name` says yes. */
export interface NamedFiles {
  readonly name: (name: string) => boolean;
  readonly path: (path: string) => boolean;
  /** Whether a folder is wanted, too. Default: none is. */
  readonly folder?: (name: string) => boolean;
}

/** By number of the name: 1 where `isWanted` says yes. */
export function findNames(names: ByteStrings, isWanted: (name: string) => boolean): Uint8Array {
  const isNamed = new Uint8Array(names.size);
  for (let name = 0; name < isNamed.length; name++) if (isWanted(decodePath(names.at(name)))) isNamed[name] = 1;
  return isNamed;
}

/** The most paths of one blob that are listed: nobody reads more, and ten trees of ten entries each can make any number. */
export const MOST_PATHS = 10_000;

/** In place of a path, for a blob that is named by refs only. */
export const NO_PATH = -2;

/** Numbers wanted files from 0: a blob at a path, and whether it is the target of a link there; wanted folders, too. */
export class FilePairs {
  readonly #wanted: Wanted;
  readonly #named: NamedFiles;
  readonly #paths: Paths;
  /** Four times the path's number, and the kind of the entry; the blob. */
  readonly #pairs = new NumberPairs();
  readonly #isNamed = new Map<number, boolean>();
  /** By blob, how many paths it has. */
  readonly #counts = new Map<number, number>();
  /** By file, the index of the first and of the last commit that has it; -1 for none. */
  readonly firsts = new GrowingInts();
  readonly lasts = new GrowingInts();
  /** By file, how many commits introduce it. */
  readonly introductions = new GrowingInts();

  constructor(wanted: Wanted, named: NamedFiles, paths: Paths) {
    this.#wanted = wanted;
    this.#named = named;
    this.#paths = paths;
  }

  get size(): number {
    return this.#pairs.size;
  }

  /** Blobs with more paths than are listed. */
  get abundant(): number[] {
    return [...this.#counts].filter(([, count]) => count > MOST_PATHS).map(([blob]) => blob);
  }

  path(pair: number): number {
    return this.#pairs.first(pair) >> 2;
  }

  isLink(pair: number): boolean {
    return kindOf(this.#pairs.first(pair)) === LINK;
  }

  isFolder(pair: number): boolean {
    return kindOf(this.#pairs.first(pair)) === NAMED_FOLDER;
  }

  /** The number of its name. */
  name(pair: number): number {
    return this.#paths.name(this.path(pair));
  }

  blob(pair: number): number {
    return this.#pairs.second(pair);
  }

  /** The file's number; -1 where only its name is wanted and its path is not, or the blob has too many paths. */
  add(folder: number, entry: number, blob: number): number {
    if ((this.#counts.get(blob) ?? 0) > MOST_PATHS) return this.find(folder, entry, blob);
    const path = this.#paths.add(folder, nameOf(entry));
    const isWanted = kindOf(entry) !== NAMED_FOLDER && this.#wanted.blobs.has(blob);
    if (!isWanted && !this.#isNamedPath(path)) return -1;
    return this.#add(path, kindOf(entry), blob);
  }

  addWithoutPath(blob: number): number {
    return this.#add(NO_PATH, BLOB, blob);
  }

  /** The number of a file that was added, else -1. */
  find(folder: number, entry: number, blob: number): number {
    const path = this.#paths.find(folder, nameOf(entry));
    return path < 0 ? -1 : this.#pairs.find((path << 2) | kindOf(entry), blob);
  }

  #add(path: number, kind: number, blob: number): number {
    const pair = this.#pairs.add((path << 2) | kind, blob);
    if (pair === this.firsts.length) {
      this.#counts.set(blob, (this.#counts.get(blob) ?? 0) + 1);
      this.firsts.push(-1);
      this.lasts.push(-1);
      this.introductions.push(0);
    }
    return pair;
  }

  #isNamedPath(path: number): boolean {
    let isNamed = this.#isNamed.get(path);
    if (isNamed === undefined) {
      isNamed = this.#named.path(this.#paths.text(path));
      this.#isNamed.set(path, isNamed);
    }
    return isNamed;
  }
}
