import { defined } from '../model/defined.ts';
import { type Answer, readAnswer, type Success } from './answer.ts';
import { type ApiKey, holdsKey, type KeyName } from './api-key.ts';
import { checkRequest } from './check-request.ts';
import { errorFromCode } from './codes.ts';
import { pause, startDeadline } from './deadline.ts';
import { callListener } from './emitter.ts';
import { CaptchaAIError, type Problem, unknownError } from './error.ts';
import { formOf } from './form.ts';
import type { KeyRing } from './key-ring.ts';
import { METHODS, type Method, type SolveRequest } from './methods.ts';
import { readMs, type Service } from './service.ts';
import { readSolution, type Solution } from './solution.ts';
import { MAX_CONTROL_BYTES, MAX_SOLUTION_BYTES, post } from './transport.ts';

/** One step of `solve`. Holds neither a key nor the solution, nor any parameter of the request. */
export interface LogEvent {
  readonly event: 'submitted' | 'pending' | 'retrying' | 'solved' | 'failed';
  readonly method: Method;
  /** The name of the key that was used. */
  readonly key: KeyName;
  /** Milliseconds since `solve` was called. */
  readonly ms: number;
  /** The service's task, once it was submitted. */
  readonly id?: string;
  /** With `retrying` and `failed`. */
  readonly reason?: string;
  /** With `failed`: the code of the error, or `E_ABORTED` when the caller's signal fired. */
  readonly code?: string;
  /** With `retrying`: milliseconds until the next attempt. */
  readonly pauseMs?: number;
}

export type Log = (event: LogEvent) => void;

export interface SolveOptions {
  /** Rejects with the signal's reason. The service goes on with a task that was submitted. */
  readonly signal?: AbortSignal | undefined;
  /** Time limit for everything; 180,000 unless given. */
  readonly timeoutMs?: number | undefined;
  /** Between two polls; 5,000 unless given, as the service asks for. */
  readonly pollMs?: number | undefined;
  /** Before the first poll; depends on the method unless given, from 1,000 for images to 15,000. */
  readonly waitMs?: number | undefined;
  /** Before the first retry; 5,000 unless given, and twice as long before each further one. */
  readonly retryMs?: number | undefined;
  /** Retries in a row before `solve` gives up; 3 unless given. */
  readonly retries?: number | undefined;
  readonly log?: Log | undefined;
}

type Times = Readonly<Record<'timeoutMs' | 'pollMs' | 'waitMs' | 'retryMs' | 'retries', number>>;

/** One call of `solve`, from the check of the request to the solution. */
export class SolveCall {
  readonly #request: SolveRequest;
  readonly #ring: KeyRing;
  readonly #service: Service;
  readonly #options: SolveOptions;
  readonly #times: Times;
  readonly #start = performance.now();
  #id: string | undefined;
  #key: KeyName | undefined;

  /** @throws CaptchaAIError E_BAD_REQUEST with all problems, E_BAD_OPTION */
  constructor(request: SolveRequest, ring: KeyRing, service: Service, options: SolveOptions) {
    const problems = checkRequest(request, ring.keys);
    if (problems.length > 0) throw badRequest(problems);
    this.#request = copyOf(request);
    this.#ring = ring;
    this.#service = service;
    this.#options = options;
    this.#times = readTimes(options, request.method);
  }

  /** @throws CaptchaAIError; `signal.reason` */
  async run(): Promise<Solution> {
    const { signal: parent } = this.#options;
    const deadline = startDeadline(this.#times.timeoutMs, () => this.#timeoutError(), parent);
    try {
      const solution = await this.#ring.use((key) => this.#solveWith(key, deadline.signal));
      this.#log('solved');
      return solution;
    } catch (thrown) {
      this.#log('failed', failureOf(thrown, parent?.aborted === true));
      throw thrown;
    } finally {
      deadline.end();
    }
  }

  /** A task belongs to the key that submitted it, so both steps use the same. */
  async #solveWith(key: ApiKey, signal: AbortSignal): Promise<Solution> {
    this.#id = undefined;
    this.#key = key.name;
    const id = await this.#retrying(signal, async () => readId(await this.#submit(key, signal), key));
    this.#id = id;
    this.#log('submitted');
    await pause(this.#times.waitMs, signal);
    for (;;) {
      const answer = await this.#retrying(signal, () => this.#poll(key, id, signal));
      if (answer !== undefined) return readSolution(answer, this.#request, id);
      this.#log('pending');
      await pause(this.#times.pollMs, signal);
    }
  }

  async #submit(key: ApiKey, signal: AbortSignal): Promise<Success> {
    return success(await this.#post('/in.php', formOf(this.#request, key), MAX_CONTROL_BYTES, signal));
  }

  /** Undefined while the service is working on it. */
  async #poll(key: ApiKey, id: string, signal: AbortSignal): Promise<Success | undefined> {
    const fields = new URLSearchParams({ key: key.reveal(), action: 'get', id, json: '1' });
    const answer = await this.#post('/res.php', fields, MAX_SOLUTION_BYTES, signal);
    if ('code' in answer && answer.code === 'CAPCHA_NOT_READY') return undefined;
    return success(answer);
  }

  async #post(
    path: string,
    fields: URLSearchParams | FormData,
    maxBytes: number,
    signal: AbortSignal,
  ): Promise<Answer> {
    const { baseUrl, fetch, timeoutMs } = this.#service;
    return readAnswer(await post(`${baseUrl}${path}`, fields, fetch, { timeoutMs, maxBytes, signal }));
  }

  /** Retries after retryable failures, with longer and longer pauses. */
  async #retrying<T>(signal: AbortSignal, attempt: () => Promise<T>): Promise<T> {
    for (let failures = 0; ; failures++) {
      try {
        return await attempt();
      } catch (thrown) {
        if (signal.aborted || !(thrown instanceof CaptchaAIError) || !thrown.retryable) throw this.#withTask(thrown);
        if (failures >= this.#times.retries) throw this.#withTask(thrown);
        const pauseMs = Math.max(this.#times.retryMs * 2 ** failures, thrown.retryAfterMs ?? 0);
        this.#log('retrying', { reason: thrown.reason, pauseMs });
        await pause(pauseMs, signal);
      }
    }
  }

  /** With the id of the task in the error the caller can ask for the result later. */
  #withTask(thrown: unknown): unknown {
    if (!(thrown instanceof CaptchaAIError) || this.#id === undefined || thrown.taskId !== undefined) return thrown;
    return Object.assign(thrown, { taskId: this.#id });
  }

  #timeoutError(): CaptchaAIError {
    const { timeoutMs } = this.#times;
    const what = this.#id === undefined ? 'the captcha could not be submitted' : 'no solution';
    return new CaptchaAIError('E_TIMEOUT', `timed out: ${what} within ${timeoutMs / 1000} s`, {
      retryable: true,
      ...defined({ taskId: this.#id }),
    });
  }

  #log(event: LogEvent['event'], more: Pick<LogEvent, 'reason' | 'code' | 'pauseMs'> = {}): void {
    const { log } = this.#options;
    if (log === undefined) return;
    callListener(log, {
      event,
      method: this.#request.method,
      key: this.#key ?? this.#ring.current.name,
      ...defined({ id: this.#id }),
      ms: Math.round(performance.now() - this.#start),
      ...more,
    });
  }
}

/** What is sent must be what was checked, even if the caller changes the request meanwhile. The request must be checked. */
function copyOf(request: SolveRequest): SolveRequest {
  const extra = request.extra === undefined ? {} : { extra: { ...request.extra } };
  if (request.method === 'bls') return { ...request, ...extra, images: [...request.images] };
  if (request.method === 'post' && request.file instanceof Uint8Array) {
    return { ...request, ...extra, file: new Uint8Array(request.file) };
  }
  return { ...request, ...extra };
}

function success(answer: Answer): Success {
  if ('code' in answer) throw errorFromCode(answer.code);
  if ('unreadable' in answer) throw unknownError(answer.unreadable);
  return answer;
}

function failureOf(thrown: unknown, isAborted: boolean): Pick<LogEvent, 'code' | 'reason'> {
  if (isAborted) return { code: 'E_ABORTED' };
  return thrown instanceof CaptchaAIError ? { code: thrown.code, reason: thrown.reason } : { code: 'E_UNKNOWN' };
}

/** An id is logged, so it must not be anything else. */
function readId({ request }: Success, key: ApiKey): string {
  const id = typeof request === 'number' && Number.isSafeInteger(request) ? String(request) : request;
  if (typeof id === 'string' && /^[\w-]{1,64}$/.test(id) && !holdsKey(id, key)) return id;
  throw unknownError('a success without a task id');
}

function badRequest(problems: readonly Problem[]): CaptchaAIError {
  const list = problems.map(({ parameter, message }) => `${parameter}: ${message}`).join('; ');
  return new CaptchaAIError('E_BAD_REQUEST', `the request was not sent: ${list}`, { problems });
}

function readTimes(options: SolveOptions, method: Method): Times {
  const { retries = 3 } = options;
  if (!Number.isInteger(retries) || retries < 0) {
    throw new CaptchaAIError('E_BAD_OPTION', 'retries must be a whole number from 0');
  }
  return {
    timeoutMs: readMs('timeoutMs', options.timeoutMs, 180_000, 1),
    pollMs: readMs('pollMs', options.pollMs, 5_000),
    waitMs: readMs('waitMs', options.waitMs, METHODS[method].waitMs),
    retryMs: readMs('retryMs', options.retryMs, 5_000),
    retries,
  };
}
