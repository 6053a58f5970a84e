import { DeltaWalk, type Step, type WalkVisitor } from '../../../git/delta-walk.ts';
import { decodedMessage } from '../../../git/message-encoding.ts';
import type { ObjectDatabase } from '../../../git/packs/object-database.ts';
import { readLoose } from '../../../git/packs/read-loose.ts';
import { KIND } from '../../../git/packs/shared-objects.ts';
import { GrowingInts } from '../../../git/tree-graph/growing-ints.ts';
import { TreeCollector } from '../../../git/tree-graph/tree-collector.ts';
import type { TreePart } from '../../../git/tree-graph/tree-part.ts';
import { type HeldObject, NO_ANCHORS, type ObjectKernel } from '../../../kernel/object-kernel.ts';
import { PIECE_BYTES } from '../../../model/fragment.ts';
import type { RuleSet } from '../../../model/rule.ts';
import { archiveFormat } from '../../archives/format.ts';
import { type DeltaBase, DeltaDetector, OPAQUE, type Trace } from '../../detect/delta-detector.ts';
import type { DetectorOptions } from '../../detect/detector.ts';
import { isTooSlow, TimeLimit } from '../../detect/time-limit.ts';
import type { FoundPart } from './found.ts';
import { MatchLog } from './match-log.ts';
import { PART, partsOf, peopleIn } from './parts.ts';
import type { OddComment, RefusedObject } from './whole-reader.ts';

/** The result for a part of a history. Plain data, to be passed to another thread. */
export interface HistoryPart extends FoundPart {
  readonly graph: TreePart;
  /** Numbers of the objects that could not be read. */
  readonly unreadable: Int32Array<ArrayBuffer>;
  /** Numbers of blobs that are archives, to be opened, and of commits to be decoded. */
  readonly archives: Int32Array<ArrayBuffer>;
  /** Objects that were given up. */
  readonly slow: readonly RefusedObject[];
  /** Inline comments that may not do what their author meant. */
  readonly comments: readonly OddComment[];
  readonly counts: HistoryCounts;
}

export interface HistoryCounts {
  readonly objects: number;
  readonly blobs: number;
  readonly bytes: number;
}

/** What is kept of an object for those that deltas make of it. */
type Mark = Trace | typeof TREE | typeof NOTHING;

const TREE = 'tree';
const NOTHING = 'nothing';

/** Of more people than this it is not remembered that nothing was found in their names. */
const MOST_PEOPLE = 10_000;

/** Bytes of a record about a tree's entry (assembly/tree-diff.ts) are 12; there are never more than one in 24. */
const recordBytes = (size: number) => Math.ceil(size / 2) + 12;

/** Scans a part of a repository's objects: finds matches in blobs and messages, and collects trees and commits. */
export class HistoryScanner implements WalkVisitor<Mark> {
  readonly #database: ObjectDatabase;
  readonly #detector: DeltaDetector;
  readonly #kernel: ObjectKernel;
  readonly #collector: TreeCollector;
  readonly #walk: DeltaWalk<Mark>;
  readonly #words: Int32Array;
  readonly #matches = new MatchLog();
  readonly #unreadable = new GrowingInts();
  readonly #archives = new GrowingInts();
  readonly #limit: TimeLimit;
  readonly #slow = new Set<number>();
  readonly #comments: OddComment[] = [];
  #object = 0;
  #part = 0;
  #isFound = false;
  /** What `peopleIn` gave for headers without a match: few people make all commits. */
  readonly #harmless = new Set<string>();
  #objects = 0;
  #blobs = 0;
  #bytes = 0;

  /**
   * @param arenaBytes memory for objects and what is kept of them
   * @param goOn asked in the middle of an object, too
   */
  constructor(
    database: ObjectDatabase,
    ruleSet: RuleSet,
    options: DetectorOptions,
    arenaBytes: number,
    goOn: () => boolean,
  ) {
    this.#database = database;
    this.#limit = new TimeLimit(options.fileTimeoutMs ?? Number.POSITIVE_INFINITY, goOn);
    this.#detector = new DeltaDetector(ruleSet, options, arenaBytes, this.#limit);
    this.#kernel = this.#detector.kernel;
    const { hashBytes } = database.shared;
    this.#collector = new TreeCollector((bytes, at) => database.find(bytes, at), hashBytes);
    this.#walk = new DeltaWalk(database, this.#kernel, this, Math.min(PIECE_BYTES, arenaBytes / 3));
    this.#words = new Int32Array(this.#kernel.words.buffer);
  }

  get objects(): number {
    return this.#objects;
  }

  /** Scans an object that is stored whole in a pack, and all that deltas make of it. */
  *scanFamily(root: number): Generator<void> {
    yield* this.#walk.walk(root);
    this.#detector.forget();
  }

  scanLoose(number: number): void {
    const read = readLoose(this.#database.looseFile(number), PIECE_BYTES);
    const at = 'bytes' in read ? this.#kernel.allocate(read.bytes.length) : undefined;
    if (!('bytes' in read) || at === undefined) {
      this.unreadable(number);
      return;
    }
    this.#kernel.memory.set(read.bytes, at);
    this.#scan(number, KIND[read.type], { at, length: read.bytes.length }, undefined);
    this.#kernel.free(at);
    this.#detector.forget();
  }

  finish(): HistoryPart {
    this.#detector.close();
    return {
      templates: this.#detector.templates,
      matches: this.#matches.finish(),
      graph: this.#collector.finish(),
      unreadable: this.#unreadable.toArray(),
      archives: this.#archives.toArray(),
      slow: [...this.#slow].map((object) => ({ kind: 'slow', object, reason: this.#limit.reason })),
      comments: this.#comments,
      counts: { objects: this.#objects, blobs: this.#blobs, bytes: this.#bytes },
    };
  }

  visit(number: number, object: HeldObject, step: Step<Mark> | undefined, isBase: boolean): Mark {
    const mark = this.#scan(number, this.#database.shared.kind[number] ?? 0, object, step);
    if (!isBase) return NOTHING;
    if (typeof mark === 'string') return mark;
    const anchors = mark.opaque ? NO_ANCHORS : this.#kernel.keepAnchors(mark.anchors);
    return anchors === undefined ? { ...mark, anchors: NO_ANCHORS, opaque: true } : { ...mark, anchors };
  }

  release(mark: Mark): void {
    if (typeof mark !== 'string') this.#kernel.freeAnchors(mark.anchors);
  }

  unreadable(number: number): void {
    this.#unreadable.push(number);
  }

  #scan(number: number, kind: number, object: HeldObject, step: Step<Mark> | undefined): Mark {
    if (this.#isReadWhole(kind, object)) {
      this.#archives.push(number);
      return OPAQUE;
    }
    this.#objects++;
    this.#bytes += object.length;
    if (kind === KIND.blob) return this.#scanBlob(number, object, step);
    if (kind === KIND.tree) return this.#scanTree(number, object, step);
    const bytes = this.#kernel.bytesOf(object);
    if (kind === KIND.commit && !this.#collector.addCommit(number, bytes)) this.unreadable(number);
    this.#object = number;
    for (const { part, from, to } of partsOf(kind, bytes)) {
      this.#part = part;
      const people = part === kind ? undefined : peopleIn(bytes.toString('latin1', from, to));
      if (people !== undefined && this.#harmless.has(people)) continue;
      this.#isFound = false;
      this.#scanPart(number, object, from, to);
      if (people !== undefined && !this.#isFound && this.#harmless.size < MOST_PEOPLE) this.#harmless.add(people);
    }
    return NOTHING;
  }

  /** Archives are opened, messages in other alphabets decoded. */
  #isReadWhole(kind: number, object: HeldObject): boolean {
    if (kind === KIND.commit) return decodedMessage(this.#kernel.bytesOf(object)) !== undefined;
    const { at, length } = object;
    return kind === KIND.blob && archiveFormat(this.#kernel.memory, at, at + length) !== undefined;
  }

  #scanBlob(number: number, object: HeldObject, step: Step<Mark> | undefined): Trace {
    this.#blobs++;
    this.#object = number;
    this.#part = PART.blob;
    const trace = step?.base.trace;
    const delta =
      step === undefined || trace === undefined || typeof trace === 'string'
        ? undefined
        : { base: step.base, trace, segments: step.segments };
    return this.#detect(number, object, delta);
  }

  #detect(number: number, object: HeldObject, delta: DeltaBase | undefined): Trace {
    try {
      return this.#limit.run(object.length, true, () => this.#detector.detect(object, delta, this.#addMatch));
    } catch (thrown) {
      if (isTooSlow(thrown)) this.#slow.add(number);
      return OPAQUE;
    } finally {
      for (const problem of this.#detector.takeProblems())
        this.#comments.push({ object: number, isInFile: this.#part === PART.blob, problem });
    }
  }

  #scanPart(number: number, { at }: HeldObject, from: number, to: number): void {
    // The kernel needs zeroes before the bytes that it scans, so each part is copied away from the others.
    const length = to - from;
    const part = this.#kernel.allocate(length);
    if (part === undefined) {
      this.unreadable(number);
      return;
    }
    this.#kernel.memory.copyWithin(part, at + from, at + to);
    this.#detect(number, { at: part, length }, undefined);
    this.#kernel.free(part);
  }

  #scanTree(number: number, object: HeldObject, step: Step<Mark> | undefined): Mark {
    const { arena, memory, wasm } = this.#kernel;
    const from = step?.base.trace === TREE ? step : undefined;
    const base = from?.base ?? { number: -1, at: 0, length: 0 };
    const size = recordBytes(base.length + object.length);
    const records = arena.allocate(size);
    const count =
      records === undefined
        ? -1
        : wasm.diffTrees(
            ...([base.at, base.at + base.length, object.at, object.at + object.length] as const),
            ...([from?.segments.at ?? 0, from?.segments.count ?? 0] as const),
            ...([this.#database.shared.hashBytes, records, records + size] as const),
          );
    if (records !== undefined) {
      const diff = { bytes: memory, words: this.#words, base: base.at, child: object.at, records, count };
      if (count >= 0) this.#collector.addDiff(number, base.number, diff);
      arena.free(records);
    }
    if (count < 0) this.unreadable(number);
    return count < 0 ? NOTHING : TREE;
  }

  readonly #addMatch = (template: number, line: number, column: number): void => {
    this.#isFound = true;
    this.#matches.add(this.#object, this.#part, template, line, column);
  };
}
