import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { ObjectDatabase } from '../../../git/packs/object-database.ts';
import { KIND, type SharedObjects } from '../../../git/packs/shared-objects.ts';
import { HexhoundError, messageOf } from '../../../model/errors.ts';
import type { RuleSet } from '../../../model/rule.ts';
import { toThread } from '../../../rules/rule-set.ts';
import type { DetectorOptions } from '../../detect/detector.ts';
import { SILENT } from '../silent-worker.ts';
import { type HistoryPart, HistoryScanner } from './scanner.ts';

/** Settings of every thread of a scan. Plain data. */
export interface PartSettings {
  readonly objects: SharedObjects;
  readonly ruleSet: RuleSet;
  readonly detection: DetectorOptions;
  /** Memory for objects, in each thread. */
  readonly arenaBytes: number;
  /** Memory of the process above which all threads but the first end. */
  readonly workerLimitBytes: number;
  /** Numbers of the objects that are stored whole, in packs or loose. */
  readonly starts: Uint32Array;
  /** Where each task begins in `starts`, and where the last ends. */
  readonly tasks: Uint32Array;
  /** Shared between threads: see `CONTROL`. */
  readonly control: Int32Array;
}

/** Indexes in the shared array: the next task, the number of scanned objects, whether to stop. */
const CONTROL = { nextTask: 0, objects: 1, stop: 2 } as const;

/** Objects of a task, and bytes of those that are stored whole, unless one family has more. */
const TASK_OBJECTS = 500;
const TASK_BYTES = 4 * 1024 * 1024;

/** Bytes of packs for each thread: for fewer, starting a thread takes longer than it saves. */
const BYTES_PER_THREAD = 16 * 1024 * 1024;

/** Share of the memory that several threads may use; after that, the first goes on alone. */
const WORKER_LIMIT = 0.8;

/** Milliseconds of work before the event loop runs again. */
const SLICE_MS = 50;

export interface RunOptions {
  readonly ruleSet: RuleSet;
  readonly detection: DetectorOptions;
  /** Threads to use; undefined: by the size of the repository. */
  readonly jobs: number | undefined;
  /** Bytes that all threads together may use. */
  readonly memoryBytes: number;
  /** Called regularly with the number of scanned objects; returns whether to go on. */
  readonly onProgress: (objects: number) => boolean;
}

/** Scans all objects of a database in several threads, this one among them. The result does not depend on their number. */
export async function runParts(database: ObjectDatabase, run: RunOptions): Promise<HistoryPart[]> {
  const objects = database.shared;
  const starts = orderStarts(objects);
  const tasks = cutTasks(starts, objects);
  // To start a thread that finds no task left takes as long as one that does.
  const threads = Math.max(1, Math.min(run.jobs ?? threadsFor(objects), tasks.length - 1));
  const settings: PartSettings = {
    objects,
    ruleSet: run.ruleSet,
    detection: run.detection,
    arenaBytes: arenaBytesFor(run.memoryBytes - tableBytes(objects), threads),
    workerLimitBytes: run.memoryBytes * WORKER_LIMIT,
    starts,
    tasks,
    control: new Int32Array(new SharedArrayBuffer(4 * Object.keys(CONTROL).length)),
  };
  const others = Array.from({ length: threads - 1 }, () => startThread(settings));
  const { control } = settings;
  const updateProgress = () => {
    const goOn = run.onProgress(control[CONTROL.objects] ?? 0);
    if (!goOn) Atomics.store(control, CONTROL.stop, 1);
    return goOn;
  };
  const scanner = new HistoryScanner(database, run.ruleSet, run.detection, settings.arenaBytes, updateProgress);
  let slice = performance.now();
  for (const _ of runTasks(scanner, settings)) {
    if (performance.now() - slice < SLICE_MS) continue;
    await new Promise(setImmediate);
    updateProgress();
    slice = performance.now();
  }
  // Other threads may still be busy with a large family.
  const timer = setInterval(updateProgress, SLICE_MS);
  try {
    return [scanner.finish(), ...(await Promise.all(others))];
  } finally {
    clearInterval(timer);
  }
}

/**
 * Runs tasks until there are none left or the scan is stopped. Yields every few milliseconds, so that the event loop can run.
 * @param canContinue asked before each task; other threads do the rest
 */
export function* runTasks(scanner: HistoryScanner, settings: PartSettings, canContinue = () => true): Generator<void> {
  const { control, tasks } = settings;
  let done = 0;
  while (canContinue()) {
    const task = Atomics.add(control, CONTROL.nextTask, 1);
    if (task + 1 >= tasks.length) return;
    for (const _ of runTask(scanner, settings, task)) {
      Atomics.add(control, CONTROL.objects, scanner.objects - done);
      done = scanner.objects;
      if (!isRunning(settings)) return;
      yield;
    }
  }
}

function* runTask(scanner: HistoryScanner, { objects, starts, tasks }: PartSettings, task: number): Generator<void> {
  for (const start of starts.subarray(tasks[task], tasks[task + 1])) {
    if (start < objects.packedCount) yield* scanner.scanFamily(start);
    else scanner.scanLoose(start);
  }
  yield;
}

/** Whether nobody has stopped the scan. */
export function isRunning({ control }: PartSettings): boolean {
  return Atomics.load(control, CONTROL.stop) === 0;
}

/** Trees and commits come before blobs, so that a scan that is stopped can still find the places of its matches. */
function orderStarts({ roots, kind, packedCount, looseCount }: SharedObjects): Uint32Array {
  const blobs = roots.filter((root) => kind[root] === KIND.blob);
  const others = roots.filter((root) => kind[root] !== KIND.blob);
  const starts = new Uint32Array(roots.length + looseCount);
  starts.set(others);
  for (let at = 0; at < looseCount; at++) starts[others.length + at] = packedCount + at;
  starts.set(blobs, others.length + looseCount);
  return starts;
}

/** Cuts the list of objects that are stored whole into tasks of about the same size. */
function cutTasks(starts: Uint32Array, { descendants, size }: SharedObjects): Uint32Array {
  const tasks = [0];
  let [count, bytes] = [0, 0];
  starts.forEach((start, at) => {
    count += 1 + (descendants[start] ?? 0);
    bytes += size[start] ?? 0;
    if (count < TASK_OBJECTS && bytes < TASK_BYTES) return;
    tasks.push(at + 1);
    [count, bytes] = [0, 0];
  });
  if (count > 0) tasks.push(starts.length);
  return Uint32Array.from(tasks);
}

function threadsFor({ packs }: SharedObjects): number {
  const bytes = packs.reduce((sum, { end }) => sum + end, 0);
  return Math.max(1, Math.min(availableParallelism(), Math.floor(bytes / BYTES_PER_THREAD), 8));
}

/** Memory for Node.js, the rules and the matches, in the first thread and in each further one. */
const BASE_BYTES = 170 * 1024 * 1024;
const THREAD_BYTES = 30 * 1024 * 1024;
const MIN_ARENA_BYTES = 24 * 1024 * 1024;
const MAX_ARENA_BYTES = 256 * 1024 * 1024;

function arenaBytesFor(memoryBytes: number, threads: number): number {
  const bytes = (memoryBytes - BASE_BYTES - (threads - 1) * THREAD_BYTES) / threads;
  return Math.floor(Math.min(Math.max(bytes, MIN_ARENA_BYTES), MAX_ARENA_BYTES) / 64) * 64;
}

/** Memory for the tables of objects, and about as much again for trees and commits. */
function tableBytes({ ids, slots, offset }: SharedObjects): number {
  return 2 * (ids.byteLength + slots.byteLength + 4 * offset.byteLength);
}

function startThread(settings: PartSettings): Promise<HistoryPart> {
  const worker = new Worker(new URL('history-worker.js', new URL(__THREADS__, import.meta.url)), {
    workerData: toThread(settings),
    ...SILENT,
  });
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    // Objects were not scanned: that must end with exit code 2, not like a scan with findings.
    const fail = (cause?: unknown) => {
      const why = cause === undefined ? 'ended early' : messageOf(cause);
      reject(new HexhoundError('E_SOURCE', 'a thread of the scan', why, { cause }));
    };
    worker.once('error', fail);
    worker.once('exit', () => fail());
  });
}
