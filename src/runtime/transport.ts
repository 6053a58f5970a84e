import { explainFailure, explainTimeout, readBody } from '../model/network.ts';
import { startDeadline, untilAborted } from './deadline.ts';
import { CaptchaAIError, unknownError } from './error.ts';

/** The part of `fetch` that is used. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Answers to all calls but polls are one line. */
export const MAX_CONTROL_BYTES = 64 * 1024;
/** Solutions are tokens of some kilobytes; the solution of a challenge can hold a page. */
export const MAX_SOLUTION_BYTES = 1024 * 1024;

export interface CallOptions {
  /** Time limit of the whole call, up to the last byte of the answer. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly signal?: AbortSignal | undefined;
}

/** An answer of the service, not parsed yet. */
export interface Exchange {
  readonly status: number;
  readonly body: string;
}

/**
 * One POST. The key is sent in the body only, and only to this address: redirects are not followed.
 *
 * @throws CaptchaAIError E_TIMEOUT or E_UNKNOWN, retryable, when the call fails; `signal.reason` when the caller's
 *   signal fires
 */
export async function post(
  url: string,
  fields: URLSearchParams | FormData,
  fetch: Fetch | undefined,
  { timeoutMs, maxBytes, signal }: CallOptions,
): Promise<Exchange> {
  const deadline = startDeadline(timeoutMs, () => timedOut(timeoutMs), signal);
  const init: RequestInit = {
    method: 'POST',
    body: fields,
    headers: { accept: 'application/json' },
    redirect: 'manual',
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
    signal: deadline.signal,
  };
  try {
    return await untilAborted(deadline.signal, async () => {
      const response = await (fetch === undefined ? globalThis.fetch(url, init) : fetch(url, init));
      await refuseRedirect(response, url);
      const { status } = response;
      const body = await readBody(response.body, maxBytes);
      if (body === undefined) throw unknownError(`HTTP ${status}: an answer of more than ${maxBytes / 1024} KiB`);
      return { status, body };
    });
  } catch (thrown) {
    // A read that the signal ends throws an error of its own.
    if (deadline.signal.aborted) throw deadline.signal.reason;
    if (thrown instanceof CaptchaAIError) throw thrown;
    throw failed(thrown);
  } finally {
    deadline.end();
  }
}

/** A browser hides a redirect that it did not follow. A custom `fetch` may follow it in spite of the option. */
async function refuseRedirect(response: Response, url: string): Promise<void> {
  const { status, type, redirected } = response;
  if (type !== 'opaqueredirect' && !redirected && (status < 300 || status >= 400)) return;
  await response.body?.cancel();
  const location = response.headers.get('location');
  const target = location !== null && URL.canParse(location, url) ? new URL(location, url) : undefined;
  const where = target?.host === new URL(url).host ? 'another address of the same host' : 'another host';
  const known = type === 'opaqueredirect' || target === undefined ? 'elsewhere' : `to ${where}`;
  const http = status === 0 || redirected ? 'a redirect' : `HTTP ${status}`;
  throw unknownError(
    `${http}: sent on ${known}; a key is never sent after a redirect`,
    'Check that the address is the one of the service.',
  );
}

function failed(thrown: unknown): CaptchaAIError {
  const [reason, advice] = explainFailure(thrown);
  return 'window' in globalThis || 'importScripts' in globalThis
    ? unknownError(
        'the call failed, and a browser does not tell why',
        'It may be the network, DNS, TLS, or a page that may not call the service (CORS).',
      )
    : unknownError(reason, advice);
}

function timedOut(timeoutMs: number): CaptchaAIError {
  const [reason, advice] = explainTimeout(timeoutMs);
  return new CaptchaAIError('E_TIMEOUT', reason, { advice, retryable: true });
}
