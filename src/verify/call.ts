import type { Secret } from '../findings/secret.ts';
import { judgement, readAnswer } from './answer.ts';
import { explainFailure } from './failure.ts';
import type { Judgement, Verifier } from './verifier.ts';

/** Larger answers are no balance. */
const MAX_BODY_BYTES = 64 * 1024;

/**
 * Asks a service about one key, once. Never throws for what the network or the service does, and takes no text from
 * errors: a message of the HTTP client may hold the address, and so the key.
 *
 * @param endpoint from `endpointOf`
 * @param timeoutMs for everything: resolving, connecting, sending, and the last byte of the answer
 */
export async function call(verifier: Verifier, secret: Secret, endpoint: URL, timeoutMs: number): Promise<Judgement> {
  const signal = AbortSignal.timeout(timeoutMs);
  const [url, init] = request(verifier, secret, endpoint, signal);
  let status: number;
  let body: string | undefined;
  try {
    const response = await fetch(url, init);
    status = response.status;
    if (status >= 300 && status < 400) {
      await response.body?.cancel();
      return redirected(status, response.headers.get('location'), endpoint);
    }
    body = await readBody(response);
  } catch (thrown) {
    return failed(thrown, signal.aborted, timeoutMs);
  }
  if (body === undefined) return judgement('unknown', `HTTP ${status}: an answer of more than 64 KiB`);
  return readAnswer(verifier, status, body);
}

/**
 * Why a value is not sent at all: it does not look like a key of the service, so it is a secret of something else, or
 * a key with something around it. Where the service itself documents what it says to a wrong length, that is said.
 */
export function refusal(verifier: Verifier, secret: Secret): Judgement | undefined {
  const { pattern, says, wrongLength } = verifier.key;
  const value = secret.reveal();
  if (pattern.test(value)) return undefined;
  const what = `a ${verifier.title} key is ${says}; this value is not (${secret.length} characters), so it was not sent`;
  const documented = wrongLength !== undefined && /^[A-Za-z0-9]+$/.test(value);
  return {
    ...(documented ? judgement('inactive', `${wrongLength}: ${what}`) : judgement('unknown', what)),
    advice: 'Copy the key once more, whole, without quotation marks and spaces.',
  };
}

function request(verifier: Verifier, secret: Secret, endpoint: URL, signal: AbortSignal): [URL, RequestInit] {
  const { send, fields } = verifier.call;
  const filled = Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, value === '{key}' ? secret.reveal() : value]),
  );
  // Redirects would carry the key to whatever host an answer names.
  const init: RequestInit = { redirect: 'manual', signal };
  const headers = { accept: 'application/json', 'user-agent': `hexhound/${__VERSION__}` };
  switch (send) {
    case 'form':
      return [endpoint, { ...init, method: 'POST', headers, body: new URLSearchParams(filled) }];
    case 'json': {
      const body = JSON.stringify(filled);
      return [endpoint, { ...init, method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body }];
    }
    case 'query': {
      const url = new URL(endpoint);
      url.search = new URLSearchParams(filled).toString();
      return [url, { ...init, method: 'GET', headers }];
    }
  }
}

/** The decoded and decompressed body, or undefined when it is too large; what is left is not read then. */
async function readBody(response: Response): Promise<string | undefined> {
  if (response.body === null) return '';
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop cancels the stream, and with it the connection.
  for await (const chunk of response.body) {
    length += chunk.byteLength;
    if (length > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

function redirected(status: number, location: string | null, endpoint: URL): Judgement {
  const target = location !== null && URL.canParse(location, endpoint.href) ? new URL(location, endpoint) : undefined;
  const where = target?.host === endpoint.host ? 'another address of the same host' : 'another host';
  return {
    ...judgement('unknown', `HTTP ${status}: sent on to ${where}; a key is never sent after a redirect`),
    advice: 'Check that the address asked is the one of the service.',
    unreachable: true,
  };
}

/** In words of our own: nothing that was thrown is repeated. */
function failed(thrown: unknown, timedOut: boolean, timeoutMs: number): Judgement {
  const [reason, advice] = timedOut
    ? [`timed out: no answer within ${timeoutMs / 1000} s`, 'Ask again, or allow more time.']
    : explainFailure(thrown);
  return { ...judgement('unknown', reason), advice, unreachable: true };
}
