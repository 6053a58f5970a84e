import { type Change, type CommitInfo, walkChanges } from '../../git/attribution.ts';
import type { RefTarget } from '../../git/refs.ts';
import type { Repository } from '../../git/repository.ts';
import { GitFailure } from '../../git/run.ts';
import type { ScanLog } from '../../model/scan-log.ts';

/** What a walk looks for: values with numbers from 0 on. */
export interface Sought {
  readonly count: number;
  /** By id of a blob, a commit or a tag: the numbers of the values that it holds. */
  readonly holders: ReadonlyMap<string, readonly number[]>;
  /** The numbers of the values that are in a path. */
  readonly inPath?: (path: string) => readonly number[];
  /** False if `reaches` and `authorsOfAffected` are not called. They need memory for each value and commit. */
  readonly withReach?: boolean;
}

/** A commit that added a value at a path, or has it in its message (then without a path). */
export interface Introduced {
  readonly commit: CommitInfo;
  /** Of the blob, or of the commit itself. */
  readonly object: string;
  readonly path?: string;
}

/** The history of one value. Both lists have parents before children. */
export interface Trail {
  readonly introductions: readonly Introduced[];
  /** Commits that removed it from a path. */
  readonly removals: readonly CommitInfo[];
}

interface MutableTrail {
  readonly introductions: Introduced[];
  readonly removals: CommitInfo[];
}

/** The commits of a repository, and which of them add, hold or remove values. */
export class HistoryWalk {
  readonly #sought: Sought;
  readonly #trails: readonly MutableTrail[];
  /** Of a commit, in `#masks`: a bit for each value that it or an ancestor has. */
  readonly #words: number;
  #masks: Uint32Array;
  /** By id, in the order of the walk. */
  readonly #numbers = new Map<string, number>();
  readonly #parents: (readonly number[])[] = [];
  readonly #authors: string[] = [];
  readonly #interned = new Map<string, string>();

  private constructor(sought: Sought) {
    this.#sought = sought;
    this.#trails = Array.from({ length: sought.count }, () => ({ introductions: [], removals: [] }));
    this.#words = sought.withReach === false ? 0 : Math.ceil(sought.count / 32);
    this.#masks = new Uint32Array(1024 * this.#words);
  }

  /**
   * Walks all commits that are reachable from refs, worktrees and reflogs, with one call of git.
   * @throws HexhoundError E_GIT where a reachable object is missing
   */
  static async of(repository: Repository, sought: Sought): Promise<HistoryWalk> {
    const walk = new HistoryWalk(sought);
    for await (const step of walkChanges(repository, ['--all', '--reflog', '--ignore-missing'])) {
      if ('path' in step) walk.#addChange(step);
      else walk.#addCommit(step);
    }
    return walk;
  }

  /** As `of`, but undefined where that fails, with an error in the log. */
  static async tryOf(repository: Repository, sought: Sought, log: ScanLog): Promise<HistoryWalk | undefined> {
    try {
      return await HistoryWalk.of(repository, sought);
    } catch (thrown) {
      if (!(thrown instanceof GitFailure)) throw thrown;
      const message = `it is not known which commits hold what was found: ${thrown.message}`;
      log.error('E_GIT', repository.root ?? repository.gitDir, message);
      return undefined;
    }
  }

  /** By value. */
  get trails(): readonly Trail[] {
    return this.#trails;
  }

  #addCommit(commit: CommitInfo): void {
    const number = this.#numbers.size;
    const words = this.#words;
    this.#numbers.set(commit.id, number);
    if (!this.#interned.has(commit.author)) this.#interned.set(commit.author, commit.author);
    this.#authors.push(this.#interned.get(commit.author) ?? '');
    const parents = commit.parents.map((id) => this.#numbers.get(id)).filter((parent) => parent !== undefined);
    this.#parents.push(parents);
    if ((number + 1) * words > this.#masks.length) this.#masks = grown(this.#masks);
    for (const parent of parents) {
      for (let word = 0; word < words; word++)
        this.#mark(number * words + word, this.#masks[parent * words + word] ?? 0);
    }
    this.#introduce(commit, commit.id, this.#sought.holders.get(commit.id) ?? []);
  }

  #addChange({ commit, path, blob, parentBlobs }: Change): void {
    const { holders, inPath } = this.#sought;
    const named = inPath?.(path) ?? [];
    const now = blob === undefined ? [] : [...new Set([...(holders.get(blob) ?? []), ...named])];
    if (blob !== undefined) this.#introduce(commit, blob, now, path);
    const before = parentBlobs.length === 0 ? [] : [...parentBlobs.flatMap((id) => holders.get(id) ?? []), ...named];
    for (const value of new Set(before)) if (!now.includes(value)) this.#trails[value]?.removals.push(commit);
  }

  /** Of the commit that was added last. */
  #introduce(commit: CommitInfo, object: string, found: readonly number[], path?: string): void {
    const current = this.#numbers.size - 1;
    for (const value of found) {
      if (this.#words > 0) this.#mark(current * this.#words + (value >>> 5), 1 << (value & 31));
      this.#trails[value]?.introductions.push({ commit, object, ...(path === undefined ? {} : { path }) });
    }
  }

  #mark(at: number, bits: number): void {
    this.#masks[at] = (this.#masks[at] ?? 0) | bits;
  }

  /** Whether a commit or one of its ancestors has a value. */
  reaches(commit: string, value: number): boolean {
    const number = this.#numbers.get(commit);
    if (number === undefined) return false;
    return (((this.#masks[number * this.#words + (value >>> 5)] ?? 0) >>> (value & 31)) & 1) === 1;
  }

  /** By author, the number of commits that have a value or an ancestor that has one; most first. */
  authorsOfAffected(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const [commit, author] of this.#authors.entries()) {
      const masks = this.#masks.subarray(commit * this.#words, (commit + 1) * this.#words);
      if (masks.some((mask) => mask !== 0)) counts.set(author, (counts.get(author) ?? 0) + 1);
    }
    return new Map([...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)));
  }

  /** A test of whether a commit is an ancestor of `from`, or is `from`. */
  isAncestor(from: string): (commit: string) => boolean {
    const seen = new Uint8Array(this.#numbers.size);
    this.#spread(from, seen, 1);
    return (commit) => seen[this.#numbers.get(commit) ?? -1] === 1;
  }

  /**
   * For each commit the first of the refs that it is reachable from.
   * @returns a function that gives undefined for a commit that is reachable from none of them
   */
  ownersBy(refs: readonly RefTarget[]): (commit: string) => RefTarget | undefined {
    const owners = new Uint32Array(this.#numbers.size);
    for (const [index, { id }] of refs.entries()) this.#spread(id, owners, index + 1);
    return (commit) => refs[(owners[this.#numbers.get(commit) ?? -1] ?? 0) - 1];
  }

  #spread(from: string, marks: Uint8Array | Uint32Array, mark: number): void {
    const open = [this.#numbers.get(from) ?? -1];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (next < 0 || marks[next] !== 0) continue;
      marks[next] = mark;
      open.push(...(this.#parents[next] ?? []));
    }
  }

  /** Whether a commit was walked: it is reachable from a ref or a reflog. */
  knows(commit: string): boolean {
    return this.#numbers.has(commit);
  }
}

function grown(masks: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(masks.length * 2);
  larger.set(masks);
  return larger;
}
