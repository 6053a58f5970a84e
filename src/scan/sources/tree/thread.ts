import { Worker } from 'node:worker_threads';
import { HexhoundError, messageOf, type ScanError } from '../../../model/errors.ts';
import { toThread } from '../../../rules/rule-set.ts';
import { TemplateReader } from '../../detect/template.ts';
import { SILENT } from '../silent-worker.ts';
import type { Batch } from './batch.ts';
import { type BatchResult, fromSent, type SentFound, type ThreadSettings } from './messages.ts';

/** A further thread. It answers batches in the order in which it gets them. */
export class Thread {
  readonly #worker: Worker;
  readonly #failures: Map<string, ScanError>;
  readonly #rules: TemplateReader;
  /** Why it has ended. */
  #failure: HexhoundError | undefined;
  readonly #waiting: { resolve: (result: BatchResult) => void; reject: (cause: Error) => void }[] = [];

  constructor(settings: ThreadSettings, failures: Map<string, ScanError>) {
    this.#failures = failures;
    this.#rules = new TemplateReader(settings.ruleSet.rules);
    this.#worker = new Worker(new URL('tree-worker.js', new URL(__THREADS__, import.meta.url)), {
      workerData: toThread(settings),
      ...SILENT,
    });
    this.#worker.on('message', (sent: SentFound) => this.#answer(sent));
    this.#worker.once('error', (cause) => this.#fail(messageOf(cause), cause));
    this.#worker.once('exit', () => this.#fail('ended early'));
  }

  /** Batches that it has not answered. */
  get batches(): number {
    return this.#waiting.length;
  }

  search(batch: Batch): Promise<BatchResult> {
    if (this.#failure !== undefined) return handledLater(Promise.reject(this.#failure));
    this.#worker.postMessage(batch);
    return handledLater(new Promise((resolve, reject) => this.#waiting.push({ resolve, reject })));
  }

  end(): void {
    this.#worker.removeAllListeners('exit');
    void this.#worker.terminate();
  }

  #answer({ matches, problems, unused, log, failures }: SentFound): void {
    for (const error of failures) this.#failures.set(error.subject, error);
    const found = matches.map((match) => fromSent(match, this.#rules));
    this.#waiting.shift()?.resolve({ matches: found, problems, unused, log });
  }

  /** Files were not searched: that must end with exit code 2, not like a scan with findings. */
  #fail(why: string, cause?: unknown): void {
    this.#failure ??= new HexhoundError('E_SOURCE', 'a thread of the scan', why, { cause });
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failure);
  }
}

/** A result is waited for later: until then, nobody handles what goes wrong. */
function handledLater<T>(result: Promise<T>): Promise<T> {
  result.catch(() => {});
  return result;
}
