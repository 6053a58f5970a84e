import { readByCatFile } from '../../../git/cat-file.ts';
import { readIndex } from '../../../git/index-files.ts';
import type { ObjectDatabase } from '../../../git/packs/object-database.ts';
import type { RefTarget } from '../../../git/refs.ts';
import type { Repository } from '../../../git/repository.ts';
import type { Attribution, FilePlace } from '../../../git/tree-graph/attribute.ts';
import { readCommitInfo } from '../../../git/tree-graph/commit-header.ts';
import { BY_REFLOG } from '../../../git/tree-graph/commit-order.ts';
import type { CommitRef, PlaceKind } from '../../../model/finding.ts';
import type { Place, PlaceHistory } from '../../../model/place.ts';
import { isInCommit, placeKindOf } from './parts.ts';

/** In place of a ref, for an object that no ref reaches. It is still in the repository, and perhaps in others that it was pushed to. */
const UNREACHABLE = 'unreachable';

/** In place of a ref, for an object that only a reflog reaches. */
const REFLOG = 'reflog';

/** In place of a ref, for a blob that was staged and never committed. */
const INDEX = 'index';

/** Makes the places of objects. */
export class Places {
  readonly #objects: ObjectDatabase;
  readonly #attribution: Attribution;
  readonly #refs: readonly RefTarget[];
  readonly #isPartial: boolean;
  readonly #commits = new Map<number, CommitRef | undefined>();
  readonly #files = new Map<number, readonly FilePlace[]>();
  readonly #staged = new Map<number, readonly string[]>();
  /** Names of refs by lists of their numbers, which many files share. */
  readonly #names = new Map<readonly number[], readonly string[]>();

  /** @param isPartial not all of the history was read, so an object may be reachable though no way to it was found */
  constructor(objects: ObjectDatabase, attribution: Attribution, refs: readonly RefTarget[], isPartial: boolean) {
    this.#objects = objects;
    this.#attribution = attribution;
    this.#refs = refs;
    this.#isPartial = isPartial;
  }

  filesOf(blob: number): readonly FilePlace[] {
    let files = this.#files.get(blob);
    if (files === undefined) {
      files = this.#attribution.filesOf(blob);
      for (const path of files.length === 0 ? (this.#staged.get(blob) ?? []) : []) {
        files = [...files, { path, isLink: false, first: undefined, introductions: 0, last: undefined, refs: [] }];
      }
      this.#files.set(blob, files);
    }
    return files;
  }

  requestCommitsOf({ first, last }: FilePlace): void {
    if (first !== undefined) this.requestCommit(first);
    if (last !== undefined) this.requestCommit(last);
  }

  requestCommit(commit: number): void {
    this.#commits.set(commit, undefined);
  }

  /** Reads author and date of the requested commits. */
  async readCommits(repository: Repository): Promise<void> {
    const numbers = new Map([...this.#commits.keys()].map((number) => [this.#objects.id(number), number]));
    if (numbers.size === 0) return;
    for await (const { id, bytes } of readByCatFile(repository, [...numbers.keys()], () => {})) {
      const { author, date } = readCommitInfo(id, bytes);
      this.#commits.set(numbers.get(id) ?? -1, { id, author, date });
    }
  }

  /** Reads the index, for blobs that are in no tree. */
  async readIndexFor(
    repository: Repository,
    blobs: ReadonlySet<number>,
    numberOf: (id: string) => number,
  ): Promise<void> {
    let isNeeded = false;
    for (const blob of blobs) if (this.#attribution.filesOf(blob).length === 0) isNeeded = true;
    if (!isNeeded) return;
    for await (const { blob, path } of readIndex(repository)) {
      const number = numberOf(blob);
      if (blobs.has(number)) this.#staged.set(number, [...(this.#staged.get(number) ?? []), path]);
    }
  }

  /** @param blob undefined for a folder */
  filePlace(blob: number | undefined, file: FilePlace): Place {
    const holders = this.#namesOf(file.refs);
    const isStaged = file.first === undefined && blob !== undefined && this.#staged.has(blob);
    const heldBy = isStaged ? [INDEX] : holders;
    const reachedBy = isStaged ? INDEX : (this.#reachedBy(file.first) ?? holders[0] ?? UNREACHABLE);
    const ref = holders.includes('HEAD') ? 'HEAD' : reachedBy;
    const first = this.#commits.get(file.first ?? -1);
    const last = this.#commits.get(file.last ?? -1);
    return {
      kind: kindOfFile(file, ref, holders),
      path: file.path,
      ...(blob !== undefined && { blob: this.#objects.id(blob) }),
      ...(first && { commit: first.id, author: first.author, date: first.date }),
      ...this.#refsOf(ref),
      history: this.#historyOf(file.first, file.last, heldBy, reachedBy, first, last),
    };
  }

  /** For a blob without any path. */
  pathlessPlace(blob: number): Place {
    const history = this.#historyOf(undefined, undefined, [], UNREACHABLE, undefined, undefined);
    return { kind: 'file', blob: this.#objects.id(blob), ...this.#refsOf(UNREACHABLE), history };
  }

  /** @param part of a commit or tag */
  textPlace(object: number, part: number): Place {
    const id = this.#objects.id(object);
    const kind = placeKindOf(part);
    if (!isInCommit(part)) {
      const holders = this.#refs.filter(({ tag }) => tag === id).map(({ name }) => name);
      const ref = holders[0] ?? UNREACHABLE;
      const history = this.#historyOf(undefined, undefined, holders, ref, undefined, undefined);
      return { kind, blob: id, ...this.#refsOf(ref), history };
    }
    const ref = this.#reachedBy(object) ?? UNREACHABLE;
    const commit = this.#commits.get(object);
    const heldBy = this.#refs.filter((holder) => holder.id === id).map(({ name }) => name);
    return {
      kind,
      blob: id,
      ...(commit && { commit: commit.id, author: commit.author, date: commit.date }),
      ...this.#refsOf(ref),
      history: this.#historyOf(object, object, heldBy, ref, commit, commit),
    };
  }

  #historyOf(
    firstNumber: number | undefined,
    lastNumber: number | undefined,
    heldBy: readonly string[],
    reachedBy: string,
    first: CommitRef | undefined,
    last: CommitRef | undefined,
  ): PlaceHistory {
    return {
      ...(first && firstNumber !== undefined ? { first, firstOrder: this.#attribution.positionOf(firstNumber) } : {}),
      ...(last && lastNumber !== undefined ? { last, lastOrder: this.#attribution.positionOf(lastNumber) } : {}),
      heldBy,
      ...(this.#isPartial && reachedBy === UNREACHABLE ? {} : { reachedBy: reachOf(reachedBy) }),
    };
  }

  /** Names of refs; the same list for the same refs. */
  #namesOf(refs: readonly number[]): readonly string[] {
    const known = this.#names.get(refs) ?? refs.map((ref) => this.#refs[ref]?.name ?? '');
    this.#names.set(refs, known);
    return known;
  }

  #refsOf(ref: string): Pick<Place, 'refs'> {
    return this.#isPartial && ref === UNREACHABLE ? {} : { refs: [ref] };
  }

  /** The ref from which a commit can be reached. */
  #reachedBy(commit: number | undefined): string | undefined {
    if (commit === undefined) return undefined;
    const ref = this.#attribution.reachedBy(commit);
    return ref === BY_REFLOG ? REFLOG : (this.#refs[ref]?.name ?? UNREACHABLE);
  }
}

function reachOf(ref: string): 'nothing' | 'reflog' | 'refs' {
  return ref === UNREACHABLE ? 'nothing' : ref === REFLOG ? 'reflog' : 'refs';
}

function kindOfFile({ isLink }: FilePlace, ref: string, holders: readonly string[]): PlaceKind {
  if ([ref, ...holders].some((holder) => holder.startsWith('refs/notes/'))) return 'note';
  return isLink ? 'link-target' : 'file';
}
