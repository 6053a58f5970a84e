import { dirname } from 'node:path';
import type { Fragment } from '../../../model/fragment.ts';
import { ScanLog } from '../../../model/scan-log.ts';
import { type Found, FragmentSearcher, isArchive } from '../fragments.ts';
import type { ListedFile } from '../list-files.ts';
import { nameFragment } from '../path-names.ts';
import { PieceReader } from '../read-pieces.ts';
import type { Search } from '../source.ts';
import { readFile } from './read-file.ts';
import { folderOf, isReached } from './same-folder.ts';

/** Some files of a tree. Plain data. */
export interface Batch {
  readonly files: readonly ListedFile[];
  /** Paths of files and folders whose names are searched, too. */
  readonly names: readonly string[];
}

export interface BatchFound extends Found {
  readonly log: ScanLog;
}

/** Searches batches of files, one after the other. */
export class BatchSearcher {
  readonly #search: Omit<Search, 'log'>;
  readonly #searcher: FragmentSearcher;
  readonly #reader = new PieceReader();
  /** Of the batch that is being searched. */
  log = new ScanLog();

  constructor(search: Omit<Search, 'log'>) {
    this.#search = search;
    this.#searcher = new FragmentSearcher(search);
  }

  /** Rules that were not looked for to the end. */
  get failures(): FragmentSearcher['failures'] {
    return this.#searcher.failures;
  }

  async search({ files, names }: Batch): Promise<BatchFound> {
    const searcher = this.#searcher;
    const log = new ScanLog();
    this.log = log;
    searcher.matches = [];
    searcher.problems = new Map();
    searcher.unused = [];
    for (const path of names) searcher.searchOne(nameFragment(path), log);
    for (const inFolder of byFolder(files)) {
      const before = searcher.matches.length;
      for (const file of inFolder) {
        if (this.#search.goOn()) await this.#searchFile(file, log);
      }
      const [first] = inFolder;
      // Asked afterwards, so that it counts for all that was read: once for each folder.
      if (first === undefined || isReached(folderOf(first.open))) continue;
      searcher.matches.length = before;
      // To git, tracked files below a link are deleted, and the link is a file.
      if (!first.tracked) log.error('E_SOURCE', dirname(first.path), 'became a symbolic link during the scan');
    }
    const { matches, problems, unused } = searcher;
    return { matches, problems, unused, log };
  }

  async #searchFile(file: ListedFile, log: ScanLog): Promise<void> {
    const searcher = this.#searcher;
    // Waiting costs more than reading a small file, so only archives are waited for.
    const pieces = readFile(file, this.#reader, this.#search.env, log);
    const first = pieces.next();
    if (!first.done && isArchive(first.value)) await searcher.search(all(first.value, pieces), log);
    else if (!first.done) {
      searcher.searchOne(first.value, log);
      for (const piece of pieces) searcher.searchOne(piece, log);
    }
  }
}

/** Files that lie in one folder, as far as they stand one after the other. */
function* byFolder(files: readonly ListedFile[]): Generator<readonly ListedFile[]> {
  let start = 0;
  for (const [at, { path }] of files.entries()) {
    const next = files[at + 1];
    if (next !== undefined && dirname(next.path) === dirname(path)) continue;
    yield files.slice(start, at + 1);
    start = at + 1;
  }
}

async function* all(first: Fragment, rest: Iterable<Fragment>): AsyncGenerator<Fragment> {
  yield first;
  yield* rest;
}
