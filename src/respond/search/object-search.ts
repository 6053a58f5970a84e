import type { GitObject, ObjectType } from '../../git/cat-file.ts';
import { readByCatFile } from '../../git/cat-file.ts';
import { DeltaWalk, type Step, type WalkVisitor } from '../../git/delta-walk.ts';
import { messageStart } from '../../git/message.ts';
import { listAllObjects } from '../../git/objects.ts';
import { loadObjects } from '../../git/packs/load-objects.ts';
import type { ObjectDatabase } from '../../git/packs/object-database.ts';
import { listObjectFolders } from '../../git/packs/object-folders.ts';
import { readLoose } from '../../git/packs/read-loose.ts';
import { KIND } from '../../git/packs/shared-objects.ts';
import type { Repository } from '../../git/repository.ts';
import { type HeldObject, ObjectKernel } from '../../kernel/object-kernel.ts';
import type { NeedleSet } from '../../model/needle-set.ts';
import type { ScanLog } from '../../model/scan-log.ts';
import { changedRanges } from './changed-ranges.ts';

/** An object of a repository that something was found in. */
export interface Holder {
  readonly id: string;
  readonly type: ObjectType;
  /** Numbers of the needles, as `NeedleSet` has them. */
  readonly needles: readonly number[];
  /** A blob with a zero in its first 8 KiB, which tools take for one that is no text. */
  readonly isBinary: boolean;
  /** Of a commit or a tag: found before its message, in a name or an address. */
  readonly inHeader: boolean;
}

/** Memory for objects; larger ones are left to git. */
const ARENA_BYTES = 192 * 1024 * 1024;
const LARGEST_OBJECT = ARENA_BYTES / 3;

/** Work between two turns of others. */
const SLICE_MS = 50;

/** Bytes in which git and git-filter-repo look for a zero. */
const BINARY_BYTES = 8192;

/**
 * Looks for byte strings in every object of a repository, reachable or not, those of alternates included: contents, the
 * names in folders, commits and tags whole. No rule decides. Of an object that a delta makes of another one only what
 * the delta changed is looked at.
 *
 * What cannot be read is told to the log.
 */
export async function searchObjects(
  needles: NeedleSet,
  repository: Repository,
  log: ScanLog,
  onProgress: () => boolean = () => true,
): Promise<Holder[]> {
  if (needles.needles.length === 0) return [];
  const database = openObjects(repository, log);
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
        // For what git says meanwhile to others.
        await new Promise(setImmediate);
        slice = performance.now();
      }
      log.objects = search.objects;
      for (const holder of search.holders) holders.set(holder.id, holder);
      rest.push(...search.unreadableIds);
    }
    for await (const holder of searchWhole(needles, repository, rest, log)) {
      const known = holders.get(holder.id);
      holders.set(holder.id, known === undefined ? holder : join(known, holder));
      if (!onProgress()) break;
    }
  } finally {
    database?.close();
  }
  return [...holders.values()];
}

function join(a: Holder, b: Holder): Holder {
  return {
    ...a,
    needles: [...new Set([...a.needles, ...b.needles])],
    isBinary: a.isBinary || b.isBinary,
    inHeader: a.inHeader || b.inHeader,
  };
}

/** Undefined where something about the repository's files is amiss: git may see more in them. */
function openObjects(repository: Repository, log: ScanLog): ObjectDatabase | undefined {
  const problems: string[] = [];
  const notice = (text: string) => log.notice(text);
  const folders = listObjectFolders(repository.objectsFolder, repository, notice);
  const problem = ({ subject, message }: { subject: string; message: string }) =>
    problems.push(`${subject} ${message}`);
  const database = loadObjects(folders, repository.hashBytes, problem, notice);
  if (problems.length === 0) return database;
  for (const text of problems) notice(`${text}: the objects are read by way of git instead, which is slower`);
  database.close();
  return undefined;
}

/** As git prints them, in pieces that share some of their ends. */
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

/** Whether something was found in an object that deltas are made of. */
type Mark = boolean;

const TYPES: Readonly<Record<number, ObjectType>> = {
  [KIND.commit]: 'commit',
  [KIND.tree]: 'tree',
  [KIND.blob]: 'blob',
  [KIND.tag]: 'tag',
};

const NO_ROLE = { before: 0, after: 0, canMatch: false, mention: false, marker: false };

/** Searches packs delta by delta, and loose objects. */
class DeltaSearch implements WalkVisitor<Mark> {
  readonly holders: Holder[] = [];
  /** Ids of what could not be read here. */
  readonly unreadableIds: string[];
  objects = 0;
  readonly #database: ObjectDatabase;
  readonly #needles: NeedleSet;
  readonly #kernel: ObjectKernel;

  constructor(database: ObjectDatabase, needles: NeedleSet) {
    this.#database = database;
    this.#needles = needles;
    const roles = { keywords: [], prefixes: [], run: NO_ROLE, base64: NO_ROLE };
    this.#kernel = new ObjectKernel({ keywords: [], prefixes: [] }, roles, ARENA_BYTES);
    this.unreadableIds = [...database.shared.unresolved].map((number) => database.id(number));
  }

  /** Yields every few milliseconds. */
  *run(): Generator<void> {
    const { roots, packedCount } = this.#database.shared;
    const walk = new DeltaWalk<Mark>(this.#database, this.#kernel, this, LARGEST_OBJECT);
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
    this.#take(number, read.type, bytes);
  }

  visit(number: number, { at, length }: HeldObject, step: Step<Mark> | undefined): Mark {
    this.objects++;
    const isNew = step === undefined || step.base.trace || this.#hasNew(at, length, step);
    if (!isNew) return false;
    const type = TYPES[this.#database.shared.kind[number] ?? 0] ?? 'blob';
    return this.#take(number, type, this.#kernel.memory.subarray(at, at + length));
  }

  #take(number: number, type: ObjectType, bytes: Buffer): boolean {
    const object = { id: this.#database.id(number), type, bytes, origin: { offset: 0, line: 1, column: 1 } };
    const holder = holderOf(this.#needles, object, hasZero(bytes));
    if (holder !== undefined) this.holders.push(holder);
    return holder !== undefined;
  }

  /** Whether anything is found that is not within one copied range, of a base that has nothing. */
  #hasNew(object: number, length: number, { segments }: Step<Mark>): boolean {
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
