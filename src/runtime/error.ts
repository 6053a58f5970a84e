import { defined } from '../model/defined.ts';

/**
 * What went wrong, as a code for programs.
 *
 * - `E_NO_KEY`, `E_BAD_KEY`, `E_BAD_URL`, `E_BAD_OPTION`: the configuration; nothing has been sent.
 * - `E_BAD_REQUEST`: the request, found by our checks (nothing has been sent) or by the service.
 * - `E_REJECTED`: the service does not accept the key. A key ring rotates for this code and for no other.
 * - `E_RESTRICTED`: the key is valid, but not allowed from this IP address.
 * - `E_NO_THREADS`: the key is valid, but has no balance or no free threads.
 * - `E_BANNED`: the service has banned this IP address for some minutes; nothing is known about the key.
 * - `E_PROXY`: the proxy of the request cannot be used.
 * - `E_UNSOLVABLE`: the service could not solve the captcha.
 * - `E_TIMEOUT`: no answer within the time limit.
 * - `E_UNKNOWN`: a failure of the network or the service, or an answer that cannot be read.
 */
export type CaptchaAIErrorCode =
  | 'E_NO_KEY'
  | 'E_BAD_KEY'
  | 'E_BAD_URL'
  | 'E_BAD_OPTION'
  | 'E_BAD_REQUEST'
  | 'E_REJECTED'
  | 'E_RESTRICTED'
  | 'E_NO_THREADS'
  | 'E_BANNED'
  | 'E_PROXY'
  | 'E_UNSOLVABLE'
  | 'E_TIMEOUT'
  | 'E_UNKNOWN';

/** One thing that is wrong with a request. */
export interface Problem {
  /** The parameter, by the service's name; `request` for the request as a whole. */
  readonly parameter: string;
  /** A clause without a full stop; never repeats a value. */
  readonly message: string;
}

export interface ErrorDetails {
  /** What to do about it: a sentence. */
  readonly advice?: string;
  /** Whether the same call may succeed in some seconds. */
  readonly retryable?: boolean;
  /** How long the service will go on refusing, in milliseconds, where that is known. */
  readonly retryAfterMs?: number;
  /** The service's own code, such as `ERROR_ZERO_BALANCE`. */
  readonly serviceCode?: string;
  /** The task that was submitted, so that its result can still be asked for. */
  readonly taskId?: string;
  /** Everything that is wrong with the request. */
  readonly problems?: readonly Problem[];
}

/**
 * The only error class of `hexhound/runtime`. Tell errors apart by `code`: `instanceof` fails when a program has loaded
 * both the ESM and the CommonJS build. Message and stack never hold a key. There is no `cause`, since it might.
 */
export class CaptchaAIError extends Error {
  readonly code: CaptchaAIErrorCode;
  readonly retryable: boolean;
  /** The message without the advice. */
  declare readonly reason: string;
  declare readonly advice?: string;
  declare readonly retryAfterMs?: number;
  declare readonly serviceCode?: string;
  declare readonly taskId?: string;
  declare readonly problems?: readonly Problem[];

  static {
    // Not in the constructor: the first line of the stack is written before that runs.
    Object.defineProperty(CaptchaAIError.prototype, 'name', { value: 'CaptchaAIError' });
  }

  constructor(code: CaptchaAIErrorCode, reason: string, { advice, ...details }: ErrorDetails = {}) {
    super(advice === undefined ? reason : `${reason}. ${advice}`);
    this.code = code;
    this.retryable = false;
    Object.assign(this, details);
    // The message has both, so they are not enumerable: printing the error would repeat them.
    Object.defineProperty(this, 'reason', { value: reason });
    if (advice !== undefined) Object.defineProperty(this, 'advice', { value: advice });
  }
}

/** A failure of the network or the service, or an answer that cannot be read: worth a retry. */
export function unknownError(reason: string, advice?: string): CaptchaAIError {
  return new CaptchaAIError('E_UNKNOWN', reason, defined({ retryable: true, advice }));
}

/** Whether what was thrown says that the service does not accept the key: its `code` is `E_REJECTED`. */
export function isRejection(thrown: unknown): thrown is { readonly code: 'E_REJECTED' } {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown && thrown.code === 'E_REJECTED';
}
