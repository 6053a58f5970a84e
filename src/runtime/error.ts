/**
 * What went wrong, for programs.
 *
 * - `E_NO_KEY`, `E_BAD_KEY`, `E_BAD_URL`, `E_BAD_OPTION`: the configuration; nothing has been sent.
 * - `E_BAD_REQUEST`: the request, found by our checks (nothing has been sent) or by the service.
 * - `E_REJECTED`: the service does not take the key. The only code at which a key ring rotates.
 * - `E_RESTRICTED`: the key is alive, but not allowed from this address.
 * - `E_NO_THREADS`: the key is alive, and nothing is left to use: no balance or no free threads.
 * - `E_BANNED`: the service has banned this address for some minutes, and says nothing about the key.
 * - `E_PROXY`: the proxy of the request cannot be used.
 * - `E_UNSOLVABLE`: the service gave the captcha up.
 * - `E_TIMEOUT`: no answer within the time limit.
 * - `E_UNKNOWN`: the network, the service, or an answer that is not understood.
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

/** Something wrong with one parameter of a request. */
export interface Problem {
  /** Its name as the service has it; `request` for the whole. */
  readonly parameter: string;
  /** A clause without a full stop; never repeats what may be a key. */
  readonly message: string;
}

export interface ErrorDetails {
  /** What can be done about it, a sentence. */
  readonly advice?: string;
  /** Whether the same call may succeed in some seconds. */
  readonly retryable?: boolean;
  /** How long the service is known to go on refusing, in milliseconds. */
  readonly retryAfterMs?: number;
  /** The service's own code, such as `ERROR_ZERO_BALANCE`. */
  readonly serviceCode?: string;
  /** The task that was submitted before, so that its result can still be asked for. */
  readonly taskId?: string;
  /** All that is wrong with a request. */
  readonly problems?: readonly Problem[];
}

/**
 * The one error class of `hexhound/runtime`. Tell errors apart by `code`: `instanceof` fails when a program has the
 * ESM and the CommonJS build loaded. Message and stack never hold a key, and there is no `cause`, which might.
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
    // Here, and not in the constructor, so that the stack begins with it too.
    Object.defineProperty(CaptchaAIError.prototype, 'name', { value: 'CaptchaAIError' });
  }

  constructor(code: CaptchaAIErrorCode, reason: string, { advice, ...details }: ErrorDetails = {}) {
    super(advice === undefined ? reason : `${reason}. ${advice}`);
    this.code = code;
    this.retryable = false;
    Object.assign(this, details);
    // The message says both already, so they are not printed beside it.
    Object.defineProperty(this, 'reason', { value: reason });
    if (advice !== undefined) Object.defineProperty(this, 'advice', { value: advice });
  }
}

/** Whether something that was thrown says that the service does not take the key: `code` is `E_REJECTED`. */
export function isRejection(thrown: unknown): thrown is { readonly code: 'E_REJECTED' } {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown && thrown.code === 'E_REJECTED';
}
