import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Env } from '../model/env.ts';
import type { FromScanner, ToScanner } from './scan-process.ts';
import type { ScanPlan, ScanResult, ScanTask } from './scan-repository.ts';
import type { Choose } from './verify-chosen.ts';

/** A scan stops in good order when its time is over; what is still there after this is ended. */
const GRACE_MS = 60_000;
/** For git to be ended too. */
const KILL_MS = 5000;

/** The process with which one repository after another is scanned. One that has died is replaced. */
export class Scanner {
  readonly #plan: ScanPlan;
  readonly #env: Env;
  #child: ChildProcess | undefined;

  constructor(plan: ScanPlan, env: Env) {
    this.#plan = plan;
    this.#env = env;
  }

  /** @throws Error for a defect or a bad configuration; what is wrong with the repository is in the result */
  scan(task: ScanTask, choose: Choose): Promise<ScanResult> {
    const started = performance.now();
    const child = this.#start();
    return new Promise((resolve, reject) => {
      let isOver = false;
      const end = (work: () => void) => {
        clearTimeout(timer);
        child.removeAllListeners('message').removeAllListeners('exit').removeAllListeners('error');
        work();
      };
      const timer = setTimeout(() => {
        isOver = true;
        endProcess(child);
      }, this.#plan.timeoutMs + GRACE_MS);
      child.on('message', (answer: FromScanner) => {
        if ('result' in answer) end(() => resolve(answer.result));
        else if ('defect' in answer) end(() => reject(new Error(answer.defect)));
        else choose(answer.choose).then((chosen) => child.send({ chosen } satisfies ToScanner, () => {}), reject);
      });
      const onEnd = (why: string) => {
        this.#child = undefined;
        const seconds = (performance.now() - started) / 1000;
        const state = isOver ? 'out of time' : 'crashed';
        end(() => resolve({ state, detail: isOver ? 'the scan had to be ended' : why, seconds }));
      };
      child.once('exit', (code, signal) => onEnd(`the scan ended by ${signal ?? `exit code ${code}`}: out of memory?`));
      child.once('error', ({ message }) => onEnd(message));
      child.send({ task } satisfies ToScanner, () => {});
    });
  }

  close(): void {
    if (this.#child !== undefined) endProcess(this.#child);
    this.#child = undefined;
  }

  #start(): ChildProcess {
    if (this.#child?.connected === true) return this.#child;
    const file = fileURLToPath(new URL(`${__THREADS__}fleet-scanner.js`, import.meta.url));
    const child = fork(file, [], {
      env: this.#env as NodeJS.ProcessEnv,
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    child.send({ plan: this.#plan } satisfies ToScanner, () => {});
    this.#child = child;
    return child;
  }
}

function endProcess(child: ChildProcess): void {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), KILL_MS);
  timer.unref();
  child.once('exit', () => clearTimeout(timer));
}
