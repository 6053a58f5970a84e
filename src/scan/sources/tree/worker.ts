import { parentPort, workerData } from 'node:worker_threads';
import { inThread } from '../../../rules/rule-set.ts';
import { FileInspector } from '../../file-rules/inspector.ts';
import { type Batch, BatchSearcher } from './batch.ts';
import { CONTROL, type SentFound, type ThreadSettings, toSent } from './messages.ts';

/** A further thread of a scan of files: answers each batch with what it found in it. */
const { ruleSet, detection, env, control } = inThread<ThreadSettings>(workerData);
const goOn = () => Atomics.load(control, CONTROL.stop) === 0;
// Files that are findings themselves are not sent here.
const searcher = new BatchSearcher({ ruleSet, detection, env, goOn, files: new FileInspector(ruleSet) });

// Batches wait for one another: the searcher has one at a time.
let last = Promise.resolve();
parentPort?.on('message', (batch: Batch) => {
  last = last.then(async () => {
    const { matches, problems, unused, log } = await searcher.search(batch);
    Atomics.add(control, CONTROL.files, log.files);
    const { bytes, errors, notOpened, notices } = log;
    const sent: SentFound = {
      matches: matches.map(toSent),
      problems,
      unused,
      log: { bytes, errors, notOpened, notices },
      failures: searcher.failures,
    };
    parentPort?.postMessage(sent);
  });
});
