import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { DetectorOptions } from '../../detect/detector.ts';
import type { ObjectDatabase } from '../../git/packs/object-database.ts';
import type { SharedObjects } from '../../git/packs/shared-objects.ts';
import type { RuleSet } from '../../rules/rule.ts';
import { type HistoryPart, HistoryScanner } from './scanner.ts';

/** What every thread of a scan is given. Plain data. */
export interface PartSettings {
  readonly objects: SharedObjects;
  readonly ruleSet: RuleSet;
  readonly options: DetectorOptions;
  /** Memory for objects, in each thread. */
  readonly roomBytes: number;
  /** Where each task begins in the list of roots and loose objects, and where the last ends. */
  readonly tasks: Uint32Array;
  /** Shared: see `Control`. */
  readonly control: Int32Array;
}

/** Places in the shared array by which threads share out the tasks. */
export const CONTROL = { nextTask: 0, objects: 1, stop: 2 } as const;

/** Objects of a task, unless one family has more. */
const TASK_OBJECTS = 500;

/** Bytes of packs for which a thread more is worth what it costs to start. */
const BYTES_PER_THREAD = 16 * 1024 * 1024;

/** Milliseconds of work between two looks at what else there is to do. */
const SLICE = 50;

export interface RunOptions {
  readonly ruleSet: RuleSet;
  readonly options: DetectorOptions;
  /** Threads to use; undefined: as many as the repository is worth. */
  readonly jobs: number | undefined;
  /** Bytes that all threads together may use. */
  readonly memoryBytes: number;
  /** Called now and then with the number of objects done; answers whether to go on. */
  readonly onProgress: (objects: number) => boolean;
}

/**
 * Looks through all objects of a database, in several threads, this one among them. What is found does not depend on
 * their number.
 */
export async function runParts(database: ObjectDatabase, run: RunOptions): Promise<HistoryPart[]> {
  const objects = database.shared;
  const threads = run.jobs ?? threadsFor(objects);
  const settings: PartSettings = {
    objects,
    ruleSet: run.ruleSet,
    options: run.options,
    roomBytes: roomFor(run.memoryBytes - tableBytes(objects), threads),
    tasks: cutTasks(objects),
    control: new Int32Array(new SharedArrayBuffer(4 * Object.keys(CONTROL).length)),
  };
  const others = Array.from({ length: threads - 1 }, () => startThread(settings));
  const scanner = new HistoryScanner(database, run.ruleSet, run.options, settings.roomBytes);
  const { control } = settings;
  let slice = performance.now();
  while (runTask(scanner, settings)) {
    if (performance.now() - slice < SLICE) continue;
    if (!run.onProgress(control[CONTROL.objects] ?? 0)) Atomics.store(control, CONTROL.stop, 1);
    await new Promise(setImmediate);
    slice = performance.now();
  }
  return [scanner.finish(), ...(await Promise.all(others))];
}

/** Does the next task. @returns false when there is none left, or the scan is to end */
export function runTask(scanner: HistoryScanner, { objects, tasks, control }: PartSettings): boolean {
  if (Atomics.load(control, CONTROL.stop) !== 0) return false;
  const task = Atomics.add(control, CONTROL.nextTask, 1);
  const [from, to] = [tasks[task], tasks[task + 1]];
  if (from === undefined || to === undefined) return false;
  const before = scanner.objects;
  const { roots, packedCount } = objects;
  for (let at = from; at < to; at++) {
    const root = roots[at];
    if (root === undefined) scanner.scanLoose(packedCount + at - roots.length);
    else scanner.scanFamily(root);
  }
  Atomics.add(control, CONTROL.objects, scanner.objects - before);
  return true;
}

/** Cuts the list of roots and loose objects into tasks of about the same number of objects. */
function cutTasks({ roots, descendants, looseCount }: SharedObjects): Uint32Array {
  const tasks = [0];
  let size = 0;
  for (let at = 0; at < roots.length + looseCount; at++) {
    size += 1 + (descendants[roots[at] ?? -1] ?? 0);
    if (size < TASK_OBJECTS) continue;
    tasks.push(at + 1);
    size = 0;
  }
  if (size > 0) tasks.push(roots.length + looseCount);
  return Uint32Array.from(tasks);
}

function threadsFor({ packs }: SharedObjects): number {
  const bytes = packs.reduce((sum, { end }) => sum + end, 0);
  return Math.max(1, Math.min(availableParallelism(), Math.floor(bytes / BYTES_PER_THREAD), 8));
}

/** What Node.js, the rules and what is found take, in the first thread and in each further one. */
const BASE_BYTES = 130 * 1024 * 1024;
const THREAD_BYTES = 30 * 1024 * 1024;
const LEAST_ROOM = 24 * 1024 * 1024;
const MOST_ROOM = 256 * 1024 * 1024;

function roomFor(memoryBytes: number, threads: number): number {
  const room = (memoryBytes - BASE_BYTES - (threads - 1) * THREAD_BYTES) / threads;
  return Math.floor(Math.min(Math.max(room, LEAST_ROOM), MOST_ROOM) / 64) * 64;
}

/** The tables of objects, and about as much again for trees and commits. */
function tableBytes({ ids, slots, offset }: SharedObjects): number {
  return 2 * (ids.byteLength + slots.byteLength + 4 * offset.byteLength);
}

function startThread(settings: PartSettings): Promise<HistoryPart> {
  const worker = new Worker(new URL(__WORKER__, import.meta.url), { workerData: settings });
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('a thread ended early')));
  });
}
