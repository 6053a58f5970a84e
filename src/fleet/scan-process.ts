/**
 * A process that scans repositories for a worker, one at a time: what a repository does to it (memory, time, a crash) is over
 * with this process, and the worker goes on.
 */
import { messageOf } from '../model/errors.ts';
import { scanContextOf } from '../scan/options.ts';
import { RepositoryScanner, type ScanPlan, type ScanResult, type ScanTask } from './scan-repository.ts';
import type { Choose } from './verify-chosen.ts';

export type ToScanner =
  | { readonly plan: ScanPlan }
  | { readonly task: ScanTask }
  | { readonly chosen: readonly string[] };
export type FromScanner =
  | { readonly result: ScanResult }
  | { readonly defect: string }
  | { readonly choose: readonly string[] };

let scanner: RepositoryScanner | undefined;
let onChosen: (chosen: readonly string[]) => void = () => {};

/** Only the worker knows what the rest of the fleet has asked. */
const choose: Choose = (fingerprints) =>
  new Promise((resolve) => {
    onChosen = resolve;
    process.send?.({ choose: fingerprints } satisfies FromScanner);
  });

process.on('message', async (message: ToScanner) => {
  if ('plan' in message) {
    scanner = new RepositoryScanner(message.plan, scanContextOf({}).env);
    return;
  }
  if ('chosen' in message) {
    onChosen(message.chosen);
    return;
  }
  let answer: FromScanner;
  try {
    if (scanner === undefined) throw new Error('a task without a plan');
    answer = { result: await scanner.scan(message.task, choose) };
  } catch (thrown) {
    answer = { defect: messageOf(thrown) };
  }
  process.send?.(answer);
});

// The worker has ended, however: nobody wants the result. With this process its git processes end.
process.on('disconnect', () => process.exit());
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  // Ctrl-C in a terminal reaches this process too; the worker says when it is over.
  process.on(signal, () => {
    if (signal === 'SIGTERM') process.exit();
  });
}
