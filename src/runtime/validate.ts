import { defined } from '../model/defined.ts';
import { readNumber } from '../model/service-answer.ts';
import { type Answer, readAnswer } from './answer.ts';
import type { ApiKey, KeyName } from './api-key.ts';
import { errorFromCode } from './codes.ts';
import { CaptchaAIError, unknownError } from './error.ts';
import type { Service } from './service.ts';
import { MAX_CONTROL_BYTES, post } from './transport.ts';
import { CAPTCHAAI } from './verifier.ts';

/**
 * What the service says about a key, with the statuses of `hexhound verify`.
 *
 * - `active`: it can be used, or could be with a balance or free threads.
 * - `restricted`: valid, but not allowed from this IP address.
 * - `inactive`: the service does not know the key, or does not accept it. CaptchaAI answers the same for an account
 *   without threads, so this does not prove that a leaked key is dead.
 * - `unknown`: nothing is known; `reason` says why.
 */
export interface Validation {
  readonly status: 'active' | 'restricted' | 'inactive' | 'unknown';
  /** Which key was asked about. */
  readonly key: KeyName;
  /** A clause without a full stop. */
  readonly reason: string;
  /** Set when the key is active and the service gave the balance. */
  readonly balance?: number;
  /** The account's threads; set only when the answer for the balance left it open whether the key is valid. */
  readonly threads?: number;
  readonly workingThreads?: number;
  /** What to do about it: a sentence. */
  readonly advice?: string;
}

/** A validation with either the balance or the error that says why there is none. */
type Judgement =
  | { readonly validation: Validation & { readonly balance: number } }
  | { readonly validation: Validation; readonly error: CaptchaAIError };

/**
 * Asks for the balance of a key, and for its threads when the answer can also mean an account without threads. Each is
 * one call that costs nothing.
 *
 * @returns a validation even when the network or the service fails; throws only `signal.reason`
 */
export async function validateKey(key: ApiKey, service: Service, signal?: AbortSignal): Promise<Validation> {
  return (await judge(key, service, signal)).validation;
}

/** The same, for the balance alone. @throws CaptchaAIError when there is no balance; `signal.reason` */
export async function balanceOf(key: ApiKey, service: Service, signal?: AbortSignal): Promise<number> {
  const judgement = await judge(key, service, signal);
  if ('error' in judgement) throw judgement.error;
  return judgement.validation.balance;
}

async function judge(key: ApiKey, service: Service, signal: AbortSignal | undefined): Promise<Judgement> {
  const answer = await ask(key, 'getbalance', service, signal);
  if ('failure' in answer) return unknown(key.name, answer.failure);
  if ('code' in answer) {
    const isOpen = CAPTCHAAI.settle?.codes.includes(answer.code) === true;
    const byThreads = isOpen ? await judgeThreads(key, service, signal) : undefined;
    return byThreads ?? judgeCode(key.name, answer.code);
  }
  const balance = readNumber(answer.request);
  if (balance === undefined) {
    return unknown(key.name, unknownError('a success without a balance'));
  }
  return { validation: { status: 'active', key: key.name, reason: 'the service gave the balance', balance } };
}

type Asked = Exclude<Answer, { readonly unreadable: string }> | { readonly failure: CaptchaAIError };

async function ask(
  key: ApiKey,
  action: 'getbalance' | 'threadsinfo',
  { baseUrl, fetch, timeoutMs }: Service,
  signal: AbortSignal | undefined,
): Promise<Asked> {
  const fields = new URLSearchParams({ key: key.reveal(), action, json: '1' });
  try {
    const exchange = await post(`${baseUrl}/res.php`, fields, fetch, {
      timeoutMs,
      maxBytes: MAX_CONTROL_BYTES,
      signal,
    });
    const answer = readAnswer(exchange, action === 'getbalance');
    return 'unreadable' in answer ? { failure: unknownError(answer.unreadable) } : answer;
  } catch (thrown) {
    if (signal?.aborted === true || !(thrown instanceof CaptchaAIError)) throw thrown;
    return { failure: thrown };
  }
}

function judgeCode(key: KeyName, code: string): Judgement {
  const error = errorFromCode(code);
  const meaning = Object.hasOwn(CAPTCHAAI.codes, code) ? CAPTCHAAI.codes[code] : undefined;
  if (meaning === undefined) return unknown(key, error);
  const { status, means, balance, advice } = meaning;
  const validation = defined({ status, key, reason: `${code}: ${means}`, advice });
  return balance === undefined ? { validation, error } : { validation: { ...validation, balance } };
}

/** Asks for the threads of the account; undefined when that answer does not help. */
async function judgeThreads(
  key: ApiKey,
  service: Service,
  signal: AbortSignal | undefined,
): Promise<Judgement | undefined> {
  const answer = await ask(key, 'threadsinfo', service, signal);
  if (!('fields' in answer)) return undefined;
  const threads = readNumber(answer.fields.threads);
  const workingThreads = readNumber(answer.fields.working_threads);
  if (threads === undefined) return undefined;
  const [code, reason, details] =
    threads === 0
      ? (['E_NO_THREADS', 'the service knows the key, and its account has no threads', NO_PLAN] as const)
      : (['E_UNKNOWN', 'the service gives no balance, but knows the threads of the account', {}] as const);
  const known = defined({ threads, workingThreads });
  return {
    validation: { status: 'active', key: key.name, reason, ...known, ...details },
    error: new CaptchaAIError(code, reason, details),
  };
}

const NO_PLAN = { advice: 'Start a plan in the account to use the key.' };

function unknown(key: KeyName, error: CaptchaAIError): Judgement {
  const { reason, advice } = error;
  return { validation: defined({ status: 'unknown', key, reason, advice }), error };
}
