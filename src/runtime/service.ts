import { DEFAULT_TIMEOUT_MS } from '../model/network.ts';
import { CaptchaAIError } from './error.ts';
import type { Fetch } from './transport.ts';

/** Where and how the service is called. */
export interface Service {
  readonly baseUrl: string;
  readonly fetch: Fetch | undefined;
  /** For one call. */
  readonly timeoutMs: number;
}

/** How calls are made, beside where. */
export interface ServiceOptions {
  /** Takes the place of the global `fetch`: for a proxy agent, say. */
  readonly fetch?: Fetch | undefined;
  /** For one call, up to the last byte of its answer; 10,000 unless given. */
  readonly timeoutMs?: number | undefined;
}

/** Timers take no more: a longer time would be over at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** @throws CaptchaAIError E_BAD_OPTION */
export function serviceOf(baseUrl: string, { fetch, timeoutMs }: ServiceOptions): Service {
  if (fetch !== undefined && typeof fetch !== 'function') {
    throw new CaptchaAIError('E_BAD_OPTION', 'fetch must be a function');
  }
  return { baseUrl, fetch, timeoutMs: readMs('timeoutMs', timeoutMs, DEFAULT_TIMEOUT_MS, 1) };
}

/** @throws CaptchaAIError E_BAD_OPTION unless it is a time that a timer takes */
export function readMs(option: string, value: number | undefined, usual: number, least = 0): number {
  if (value === undefined) return usual;
  if (typeof value === 'number' && value >= least && value <= LONGEST_MS) return value;
  throw new CaptchaAIError('E_BAD_OPTION', `${option} must be a number of milliseconds from ${least} to ${LONGEST_MS}`);
}
