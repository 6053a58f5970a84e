import { parentPort, workerData } from 'node:worker_threads';
import { ObjectDatabase } from '../../../git/packs/object-database.ts';
import { buffersOf } from '../../../git/tree-graph/tree-part.ts';
import { inThread } from '../../../rules/rule-set.ts';
import { HistoryScanner } from './scanner.ts';
import { isRunning, type PartSettings, runTasks } from './threads.ts';

/** A further thread of a scan: runs tasks until there are none left or memory is short, then posts its result. */
const settings = inThread<PartSettings>(workerData);
const { objects, ruleSet, detection, arenaBytes, workerLimitBytes } = settings;
const database = new ObjectDatabase(objects);
const scanner = new HistoryScanner(database, ruleSet, detection, arenaBytes, () => isRunning(settings));
const canContinue = () => process.memoryUsage.rss() < workerLimitBytes;
for (const _ of runTasks(scanner, settings, canContinue));
const part = scanner.finish();
parentPort?.postMessage(part, [
  ...part.matches.pages.map(({ buffer }) => buffer),
  part.unreadable.buffer,
  ...buffersOf(part.graph),
]);
