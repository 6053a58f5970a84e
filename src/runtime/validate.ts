import { CAPTCHAAI } from '../verify/captchaai.ts';
import { type Answer, readAnswer, readNumber } from './answer.ts';
import type { ApiKey, KeyName } from './api-key.ts';
import { errorFromCode } from './codes.ts';
import { CaptchaAIError } from './error.ts';
import type { Service } from './service.ts';
import { MAX_CONTROL_BYTES, post } from './transport.ts';

/**
 * What the service says about a key.
 *
 * - `alive`: it can be used, or could with a balance or free threads.
 * - `restricted`: alive, but not allowed from this address.
 * - `inactive`: the service knows no such key, or none that may be used. CaptchaAI answers the same for an account
 *   without threads, so this is no proof that a key that has leaked is dead.
 * - `unknown`: it could not be told; `reason` says why.
 */
export interface Validation {
  readonly status: 'alive' | 'restricted' | 'inactive' | 'unknown';
  /** Which key was asked about. */
  readonly key: KeyName;
  /** A clause without a full stop. */
  readonly reason: string;
  /** Set when the key is alive, unless the service told something else than the balance. */
  readonly balance?: number;
  /** Threads of the account, set where they had to be asked for. */
  readonly threads?: number;
  readonly workingThreads?: number;
  /** What can be done, a sentence. */
  readonly advice?: string;
}

/**
 * Asks for the balance of a key; where the answer may also mean an account without threads, for the threads too. Each
 * is one call that costs nothing.
 *
 * @returns whatever the network and the service do; throws only `signal.reason`
 */
export async function validateKey(key: ApiKey, service: Service, signal?: AbortSignal): Promise<Validation> {
  const answer = await ask(key, 'getbalance', service, signal);
  if ('code' in answer) {
    const judged = judgeCode(key.name, answer.code);
    return judged.status === 'inactive' ? ((await judgeThreads(key, service, signal)) ?? judged) : judged;
  }
  if ('unreadable' in answer) return unknown(key.name, answer.unreadable, answer.advice);
  const balance = readNumber(answer.request);
  return balance === undefined
    ? unknown(key.name, 'a success without a balance')
    : { status: 'alive', key: key.name, reason: 'the service gave the balance', balance };
}

/** Why there is no balance to a key, as an error to throw. */
export function errorFromValidation({ status, reason, threads, advice }: Validation): CaptchaAIError {
  const details = advice === undefined ? {} : { advice };
  if (status === 'inactive') return new CaptchaAIError('E_REJECTED', reason, details);
  if (status === 'restricted') return new CaptchaAIError('E_RESTRICTED', reason, details);
  return new CaptchaAIError(threads === 0 ? 'E_NO_THREADS' : 'E_UNKNOWN', reason, details);
}

async function ask(
  key: ApiKey,
  action: 'getbalance' | 'threadsinfo',
  { baseUrl, fetch, timeoutMs }: Service,
  signal: AbortSignal | undefined,
): Promise<
  Exclude<Answer, { readonly unreadable: string }> | { readonly unreadable: string; readonly advice?: string }
> {
  const fields = new URLSearchParams({ key: key.reveal(), action, json: '1' });
  try {
    const exchange = await post(`${baseUrl}/res.php`, fields, fetch, {
      timeoutMs,
      maxBytes: MAX_CONTROL_BYTES,
      signal,
    });
    return readAnswer(exchange, action === 'getbalance');
  } catch (thrown) {
    if (signal?.aborted === true || !(thrown instanceof CaptchaAIError)) throw thrown;
    return { unreadable: thrown.reason, ...(thrown.advice === undefined ? {} : { advice: thrown.advice }) };
  }
}

const STATUS = { active: 'alive', restricted: 'restricted', inactive: 'inactive', unknown: 'unknown' } as const;

function judgeCode(key: KeyName, code: string): Validation {
  const meaning = Object.hasOwn(CAPTCHAAI.codes, code) ? CAPTCHAAI.codes[code] : undefined;
  if (meaning === undefined) return unknown(key, errorFromCode(code).reason);
  const { status, means, balance, advice } = meaning;
  return {
    status: STATUS[status],
    key,
    reason: `${code}: ${means}`,
    ...(balance === undefined ? {} : { balance }),
    ...(advice === undefined ? {} : { advice }),
  };
}

/** What the threads of an account say about a key that is invalid or inactive; undefined when they settle nothing. */
async function judgeThreads(
  key: ApiKey,
  service: Service,
  signal: AbortSignal | undefined,
): Promise<Validation | undefined> {
  const answer = await ask(key, 'threadsinfo', service, signal);
  if (!('fields' in answer)) return undefined;
  const threads = readNumber(answer.fields.threads);
  const workingThreads = readNumber(answer.fields.working_threads);
  if (threads === undefined || workingThreads === undefined) return undefined;
  return {
    status: 'alive',
    key: key.name,
    reason:
      threads === 0
        ? 'the service knows the key, and its account has no threads'
        : 'the service gives no balance, but knows the threads of the account',
    threads,
    workingThreads,
    ...(threads === 0 ? { advice: 'Start a plan in the account to use the key.' } : {}),
  };
}

function unknown(key: KeyName, reason: string, advice?: string): Validation {
  return { status: 'unknown', key, reason, ...(advice === undefined ? {} : { advice }) };
}
