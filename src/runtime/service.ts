import { DEFAULT_TIMEOUT_MS } from '../model/network.ts';
import { CaptchaAIError } from './error.ts';
import type { Fetch } from './transport.ts';

/** Where and how to call the service. */
export interface Service {
  readonly baseUrl: string;
  readonly fetch: Fetch | undefined;
  /** Time limit of one call. */
  readonly timeoutMs: number;
}

/** How to call the service. */
export interface ServiceOptions {
  /** Used instead of the global `fetch`, for example with a proxy. */
  readonly fetch?: Fetch | undefined;
  /** Time limit of one call, up to the last byte of the answer; 10,000 unless given. */
  readonly timeoutMs?: number | undefined;
}

/** The most that a timer takes: with more it would fire at once. */
const MAX_MS = 2 ** 31 - 1;

/** @throws CaptchaAIError E_BAD_OPTION */
export function serviceOf(baseUrl: string, { fetch, timeoutMs }: ServiceOptions): Service {
  if (fetch !== undefined && typeof fetch !== 'function') {
    throw new CaptchaAIError('E_BAD_OPTION', 'fetch must be a function');
  }
  return { baseUrl, fetch, timeoutMs: readMs('timeoutMs', timeoutMs, DEFAULT_TIMEOUT_MS, 1) };
}

/** @throws CaptchaAIError E_BAD_OPTION unless the value is one that a timer takes */
export function readMs(option: string, value: number | undefined, defaultMs: number, least = 0): number {
  if (value === undefined) return defaultMs;
  if (typeof value === 'number' && value >= least && value <= MAX_MS) return value;
  throw new CaptchaAIError('E_BAD_OPTION', `${option} must be a number of milliseconds from ${least} to ${MAX_MS}`);
}
