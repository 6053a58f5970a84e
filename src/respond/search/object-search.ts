import type { GitObject, ObjectType } from '../../git/cat-file.ts';
import { readByCatFile } from '../../git/cat-file.ts';
import { DeltaWalk, type Step, type WalkVisitor } from '../../git/delta-walk.ts';
import { messageStart } from '../../git/message.ts';
import { listAllObjects } from '../../git/objects.ts';
import { openObjects } from '../../git/packs/load-objects.ts';
import type { ObjectDatabase } from '../../git/packs/object-database.ts';
import { listObjectFolders } from '../../git/packs/object-folders.ts';
import { readLoose } from '../../git/packs/read-loose.ts';
import { KIND } from '../../git/packs/shared-objects.ts';
import type { Repository } from '../../git/repository.ts';
import { type HeldObject, ObjectKernel } from '../../kernel/object-kernel.ts';
import type { NeedleSet } from '../../model/needle-set.ts';
import type { ScanLog } from '../../model/scan-log.ts';
import { changedRanges } from './changed-ranges.ts';

/** An object of a repository in which needles were found. */
export interface Holder {
  readonly id: string;
  readonly type: ObjectType;
  /** Their numbers in the `NeedleSet`. */
  readonly needles: readonly number[];
  /** A blob that git and git-filter-repo take for binary: it has a zero byte in its first 8 KiB. */
  readonly isBinary: boolean;
  /** Found before the message of a commit or a tag: in the name or the address of a person. */
  readonly inHeader: boolean;
}

/** Memory for objects; larger ones are left to git. */
const ARENA_BYTES = 192 * 1024 * 1024;
const LARGEST_OBJECT = ARENA_BYTES / 3;

/** Milliseconds of work before other tasks of the event loop get a turn. */
const SLICE_MS = 50;

/** Bytes in which git and git-filter-repo look for a zero byte. */
const BINARY_BYTES = 8192;

/**
 * Searches every object of a repository, reachable or not, and those of alternates: contents of files, names in trees,
 * commits and tags with their headers. Rules and ignores play no part. Of an object that is stored as a delta, only what
 * the delta changes is searched.
 *
 * What cannot be read is reported to the log.
 */
export async function searchObjects(
  needles: NeedleSet,
  repository: Repository,
  log: ScanLog,
  onProgress: () => boolean = () => true,
): Promise<Holder[]> {
  if (needles.needles.length === 0) return [];
  const folders = listObjectFolders(repository.objectsFolder, repository, log.report);
  const database = openObjects(folders, repository.hashBytes, log);
  const holders = new Map<string, Holder>();
  try {
    const rest = database === undefined ? await listAllObjects(repository) : [];
    if (database !== undefined) {
      const search = new DeltaSearch(database, needles);
      log.total = database.count;
      let slice = performance.now();
      for (const _ of search.run()) {
        log.objects = search.objects;
        if (!onProgress()) break;
        if (performance.now() - slice < SLICE_MS) continue;
        // Lets others read what their git processes print meanwhile.
        await new Promise(setImmediate);
        slice = performance.now();
      }
      log.objects = search.objects;
      for (const holder of search.holders) holders.set(holder.id, holder);
      rest.push(...search.unreadableIds);
    }
    for await (const holder of searchWhole(needles, repository, rest, log)) {
      const known = holders.get(holder.id);
      holders.set(holder.id, known === undefined ? holder : merge(known, holder));
      if (!onProgress()) break;
    }
  } finally {
    database?.close();
  }
  return [...holders.values()];
}

/** One object, from two of its pieces. */
function merge(a: Holder, b: Holder): Holder {
  return {
    ...a,
    needles: [...new Set([...a.needles, ...b.needles])],
    isBinary: a.isBinary || b.isBinary,
    inHeader: a.inHeader || b.inHeader,
  };
}

/** Objects as git prints them; large ones come in pieces that overlap. */
async function* searchWhole(
  needles: NeedleSet,
  repository: Repository,
  ids: readonly string[],
  log: ScanLog,
): AsyncGenerator<Holder> {
  const unreadable = (id: string, why: string) => log.error('E_GIT', id, why);
  const binary = new Set<string>();
  for await (const object of readByCatFile(repository, ids, unreadable)) {
    if (object.origin.offset === 0) log.objects++;
    if (object.origin.offset === 0 && hasZero(object.bytes)) binary.add(object.id);
    const holder = holderOf(needles, object, binary.has(object.id));
    if (holder !== undefined) yield holder;
  }
}

function holderOf(needles: NeedleSet, { id, type, bytes, origin }: GitObject, isBinary: boolean): Holder | undefined {
  const found = new Set<number>();
  const start = origin.offset === 0 ? headerEnd(type, bytes) : 0;
  let inHeader = false;
  needles.search(bytes, 0, bytes.length, (needle, at) => {
    found.add(needle);
    if (at < start) inHeader = true;
  });
  if (found.size === 0) return undefined;
  return { id, type, needles: [...found], isBinary: type === 'blob' && isBinary, inHeader };
}

function hasZero(bytes: Uint8Array): boolean {
  return bytes.subarray(0, BINARY_BYTES).includes(0);
}

function headerEnd(type: ObjectType, bytes: Uint8Array): number {
  if (type !== 'commit' && type !== 'tag') return 0;
  return messageStart(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
}

/** Whether something was found in an object; known for the base of a delta. */
type IsFound = boolean;

const TYPES: Readonly<Record<number, ObjectType>> = {
  [KIND.commit]: 'commit',
  [KIND.tree]: 'tree',
  [KIND.blob]: 'blob',
  [KIND.tag]: 'tag',
};

const NO_ROLE = { before: 0, after: 0, canMatch: false, mention: false, marker: false };

/** Searches the objects of packs, base before delta, and loose objects. */
class DeltaSearch implements WalkVisitor<IsFound> {
  readonly holders: Holder[] = [];
  /** Ids of the objects that could not be read. */
  readonly unreadableIds: string[];
  objects = 0;
  readonly #database: ObjectDatabase;
  readonly #needles: NeedleSet;
  readonly #kernel: ObjectKernel;

  constructor(database: ObjectDatabase, needles: NeedleSet) {
    this.#database = database;
    this.#needles = needles;
    const roles = { keywords: [], prefixes: [], run: NO_ROLE, base64: NO_ROLE, packed: NO_ROLE };
    this.#kernel = new ObjectKernel({ keywords: [], prefixes: [] }, roles, ARENA_BYTES);
    this.unreadableIds = [...database.shared.unresolved].map((number) => database.id(number));
  }

  /** Yields every few milliseconds. */
  *run(): Generator<void> {
    const { roots, packedCount } = this.#database.shared;
    const walk = new DeltaWalk<IsFound>(this.#database, this.#kernel, this, LARGEST_OBJECT);
    for (const root of roots) yield* walk.walk(root);
    for (let number = packedCount; number < this.#database.count; number++) {
      this.#searchLoose(number);
      yield;
    }
  }

  #searchLoose(number: number): void {
    const read = readLoose(this.#database.looseFile(number), LARGEST_OBJECT);
    if (!('bytes' in read)) {
      this.unreadable(number);
      return;
    }
    this.objects++;
    const bytes = Buffer.from(read.bytes.buffer, read.bytes.byteOffset, read.bytes.length);
    this.#searchWhole(number, read.type, bytes);
  }

  visit(number: number, { at, length }: HeldObject, step: Step<IsFound> | undefined): IsFound {
    this.objects++;
    const isNew = step === undefined || step.base.trace || this.#hasNew(at, length, step);
    if (!isNew) return false;
    const type = TYPES[this.#database.shared.kind[number] ?? 0] ?? 'blob';
    return this.#searchWhole(number, type, this.#kernel.memory.subarray(at, at + length));
  }

  #searchWhole(number: number, type: ObjectType, bytes: Buffer): boolean {
    const object = { id: this.#database.id(number), type, bytes, origin: { offset: 0, line: 1, column: 1 } };
    const holder = holderOf(this.#needles, object, hasZero(bytes));
    if (holder !== undefined) this.holders.push(holder);
    return holder !== undefined;
  }

  /** Whether anything is found in what the delta changed, where its base has nothing. */
  #hasNew(object: number, length: number, { segments }: Step<IsFound>): boolean {
    const { memory, words } = this.#kernel;
    const overlap = this.#needles.longest - 1;
    let isFound = false;
    for (const [from, to] of changedRanges(words, segments.at / 4, segments.count, length, overlap)) {
      this.#needles.search(memory, object + from, object + to, () => {
        isFound = true;
      });
      if (isFound) return true;
    }
    return false;
  }

  release(): void {}

  unreadable(number: number): void {
    this.unreadableIds.push(this.#database.id(number));
  }
}
