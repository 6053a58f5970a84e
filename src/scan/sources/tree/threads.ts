import { availableParallelism } from 'node:os';
import type { ScanError } from '../../../model/errors.ts';
import type { PlacedMatch } from '../../../model/place.ts';
import type { JudgedMatch } from '../../../model/verdict.ts';
import { judgeMatches } from '../../verdict/judge-match.ts';
import type { ListedFile } from '../list-files.ts';
import { PathNames } from '../path-names.ts';
import type { Search } from '../source.ts';
import { unusedNotices } from '../unused-notices.ts';
import { type Batch, BatchSearcher } from './batch.ts';
import { type BatchResult, CONTROL } from './messages.ts';
import type { Thread } from './thread.ts';

const BATCH_FILES = 200;

/** Batches that are listed before the first is searched, so that it is known whether there is work for more threads. */
const BATCHES_LISTED = 100;

/**
 * Milliseconds of work that must be left for more threads, at the pace of this one, which is known after some work. A further
 * thread has to load and to compile what this one has, which costs about a second.
 */
const [WORK_LEFT_MS, WORK_DONE_MS] = [2500, 1000];

const MOST_THREADS = 8;

/** Batches that a thread has: one that it searches, one that it need not wait for. */
const BATCHES_EACH = 2;

/** Milliseconds between two looks at whether the scan goes on, while other threads work. */
const PACE_MS = 50;

/**
 * Searches files in several threads, this one among them. The result does not depend on their number.
 * @param jobs threads to use; undefined: as many as it is worth
 */
export async function searchFiles(
  files: AsyncIterable<ListedFile>,
  search: Search,
  jobs: number | undefined,
): Promise<Iterable<JudgedMatch>> {
  const threads = new Threads(search, jobs);
  try {
    for await (const file of files) {
      await threads.add(file);
      if (!threads.goOn()) break;
    }
    return judgeMatches(await threads.finish(), search.ruleSet);
  } finally {
    threads.end();
  }
}

class Threads {
  readonly #search: Search;
  /** Threads to start as soon as that is worth it, and whether the user wants them anyway. */
  #others: number;
  readonly #isWanted: boolean;
  readonly #control = new Int32Array(new SharedArrayBuffer(4 * Object.keys(CONTROL).length));
  readonly #started: Thread[] = [];
  readonly #own: BatchSearcher;
  /** Batches that nobody searches yet. */
  readonly #waiting: Batch[] = [];
  /** In the order of their batches. */
  readonly #results: Promise<BatchResult>[] = [];
  readonly #failures = new Map<string, ScanError>();
  readonly #names = new PathNames();
  /** Of the batches that this thread has searched: their files, the milliseconds that it took, their number. */
  #files = 0;
  #time = 0;
  #batches = 0;
  #batch = newBatch();
  /** Files that may be findings themselves: this thread inspects them. */
  #inspected = newBatch();

  constructor(search: Search, jobs: number | undefined) {
    this.#search = search;
    this.#others = (jobs ?? Math.min(availableParallelism(), MOST_THREADS)) - 1;
    this.#isWanted = jobs !== undefined;
    this.#own = new BatchSearcher({ ...search, goOn: this.goOn });
  }

  /** Reports progress, and tells all threads to stop if the scan does. */
  readonly goOn = (): boolean => {
    this.#search.log.files = this.#files + this.#own.log.files + Atomics.load(this.#control, CONTROL.files);
    const goOn = this.#search.goOn();
    if (!goOn) Atomics.store(this.#control, CONTROL.stop, 1);
    return goOn;
  };

  async add(file: ListedFile): Promise<void> {
    const { files, names } = this.#search.files.mayInspect(file.path) ? this.#inspected : this.#batch;
    files.push(file);
    names.push(...this.#names.newIn(file.path));
    if (files.length < BATCH_FILES || files !== this.#batch.files) return;
    this.#waiting.push(this.#batch);
    this.#batch = newBatch();
    if (this.#waiting.length > BATCHES_LISTED) await this.#searchNext();
  }

  /** Waits for all threads. @returns the matches in the order of their files */
  async finish(): Promise<PlacedMatch[]> {
    this.#waiting.push(this.#batch);
    while (this.#waiting.length > 0) await this.#searchNext();
    await this.#searchHere(this.#inspected);
    const timer = setInterval(this.goOn, PACE_MS);
    try {
      return this.#merge(await Promise.all(this.#results));
    } finally {
      clearInterval(timer);
      this.goOn();
    }
  }

  end(): void {
    for (const thread of this.#started) thread.end();
  }

  /** Gives the next batch to a thread that waits for one, or searches it here. */
  async #searchNext(): Promise<void> {
    if (this.#others > 0 && this.#isWorthIt()) await this.#start();
    const batch = this.#waiting.shift();
    if (batch === undefined) return;
    const free = this.#started.find(({ batches }) => batches < BATCHES_EACH);
    if (free === undefined) await this.#searchHere(batch);
    else this.#results.push(free.search(batch));
  }

  #isWorthIt(): boolean {
    if (this.#isWanted) return true;
    return this.#time > WORK_DONE_MS && (this.#time / this.#batches) * this.#waiting.length > WORK_LEFT_MS;
  }

  async #searchHere(batch: Batch): Promise<void> {
    const start = performance.now();
    const result = await this.#own.search(batch);
    this.#time += performance.now() - start;
    this.#batches++;
    this.#files += this.#own.log.files;
    this.#own.log.files = 0;
    for (const error of this.#own.failures) this.#failures.set(error.subject, error);
    this.#results.push(Promise.resolve(result));
    // Answers of other threads come in between.
    await new Promise(setImmediate);
  }

  async #start(): Promise<void> {
    const { Thread } = await import('./thread.ts');
    const { ruleSet, detection, env } = this.#search;
    const settings = { ruleSet, detection, env, control: this.#control };
    // This thread takes a batch, too. To start one that has nothing to do takes as long as one that has.
    const count = Math.min(this.#others, this.#waiting.length - 1);
    this.#others = 0;
    for (let at = 0; at < count; at++) this.#started.push(new Thread(settings, this.#failures));
  }

  #merge(results: readonly BatchResult[]): PlacedMatch[] {
    const { log } = this.#search;
    const problems = new Map<string, string>();
    for (const result of results) {
      log.add(result.log);
      for (const [kind, text] of result.problems) if (!problems.has(kind)) problems.set(kind, text);
    }
    for (const text of problems.values()) log.notice(text);
    for (const text of unusedNotices(results.flatMap(({ unused }) => unused))) log.notice(text);
    for (const error of this.#failures.values()) log.report(error);
    return results.flatMap(({ matches }) => matches);
  }
}

function newBatch(): { readonly files: ListedFile[]; readonly names: string[] } {
  return { files: [], names: [] };
}
