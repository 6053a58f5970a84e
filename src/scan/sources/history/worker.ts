import { parentPort, workerData } from 'node:worker_threads';
import { ObjectDatabase } from '../../../git/packs/object-database.ts';
import { buffersOf } from '../../../git/tree-graph/tree-part.ts';
import { HistoryScanner } from './scanner.ts';
import { type PartSettings, runTasks } from './threads.ts';

/** A further thread of a scan: takes tasks as long as there are any, and memory for them, and posts what they came to. */
const settings = workerData as PartSettings;
const { objects, ruleSet, detection, arenaBytes, crowdedBytes } = settings;
const scanner = new HistoryScanner(new ObjectDatabase(objects), ruleSet, detection, arenaBytes);
const goesOn = () => process.memoryUsage.rss() < crowdedBytes;
for (const _ of runTasks(scanner, settings, goesOn));
const part = scanner.finish();
parentPort?.postMessage(part, [
  ...part.matches.pages.map(({ buffer }) => buffer),
  part.unreadable.buffer,
  ...buffersOf(part.graph),
]);
