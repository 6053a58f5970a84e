import type { Response } from 'undici';
import type { Env } from '../model/env.ts';
import { explainFailure, explainTimeout, readBody } from '../model/network.ts';
import { clientFor } from '../scan/verify/client.ts';
import { HOSTS, type Host, type HostKind, tokenOf } from './hosts.ts';

/** What a host answered. */
export interface Answer {
  readonly body: unknown;
  /** The header `Link`. */
  readonly link: string;
}

/** Why a host did not answer the question. The message is for people, and has no token. */
export class HostProblem extends Error {
  /** `gone` and `no permission` will not change by asking again. */
  readonly state: 'gone' | 'no permission' | 'failed' | 'limited';
  /** How long until it may be asked again. */
  readonly waitMs: number | undefined;

  constructor(state: HostProblem['state'], message: string, waitMs?: number) {
    super(message);
    this.state = state;
    this.waitMs = waitMs;
  }
}

const TIMEOUT_MS = 30_000;
const MOST_BYTES = 32 * 1024 * 1024;
const MOST_REDIRECTS = 3;
/** A host that says "too often", and not for how long. */
const DEFAULT_WAIT_MS = 60_000;
const LONGEST_WAIT_MS = 24 * 3_600_000;

/**
 * Asks the API of a host for one page.
 * @param url on that host
 * @throws HostProblem
 */
export async function askHost(kind: HostKind, url: string, env: Env): Promise<Answer> {
  let at = url;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const response = await call(HOSTS[kind], at, env);
    const to = isRedirect(response) ? response.headers.get('location') : null;
    if (to === null) return read(HOSTS[kind], response, url);
    await response.body?.cancel();
    const next = new URL(to, at);
    // The token is for this host.
    if (next.origin !== new URL(url).origin) throw new HostProblem('failed', `it sends to another host: ${next.host}`);
    at = next.href;
  }
  throw new HostProblem('failed', 'it sends from one address to the next');
}

function isRedirect({ status }: Response): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}

async function call({ header: [name, value], ...host }: Host, url: string, env: Env): Promise<Response> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const token = tokenOf(host, env);
  const headers = {
    accept: 'application/json',
    'user-agent': `hexhound/${__VERSION__}`,
    ...(token !== undefined && {
      [name]: value.replace('{token}', token).replace('{basic}', Buffer.from(`:${token}`).toString('base64')),
    }),
  };
  try {
    const { fetch, dispatcher } = await clientFor(env);
    return await fetch(url, { headers, redirect: 'manual', signal, dispatcher });
  } catch (thrown) {
    throw new HostProblem('failed', (signal.aborted ? explainTimeout(TIMEOUT_MS) : explainFailure(thrown))[0]);
  }
}

async function read(host: Host, response: Response, url: string): Promise<Answer> {
  const { status, headers } = response;
  if (status !== 200) {
    await response.body?.cancel();
    throw problemOf(host, status, headers, new URL(url).host);
  }
  const text = await readBody(response.body, MOST_BYTES).catch((thrown) => {
    throw new HostProblem('failed', `its answer broke off: ${explainFailure(thrown)[0]}`);
  });
  if (text === undefined) throw new HostProblem('failed', 'its answer is larger than any page');
  if (/^\s*</.test(text))
    throw new HostProblem('failed', 'it answers with a web page where data should be: is a token missing?');
  try {
    return { body: JSON.parse(text), link: headers.get('link') ?? '' };
  } catch {
    throw new HostProblem('failed', 'its answer is cut off, or is no JSON');
  }
}

/** GitHub says 403 with `x-ratelimit-remaining: 0` at its limits, and 403 with `retry-after` at its secondary ones. */
function problemOf({ reset, tokens }: Host, status: number, headers: Response['headers'], host: string): HostProblem {
  const after = headers.get('retry-after');
  const isLimit = status === 429 || after !== null || (status === 403 && headers.get('x-ratelimit-remaining') === '0');
  if (isLimit && (status === 429 || status === 403 || status === 503)) {
    // By the host's own clock: ours may be wrong.
    const now = Date.parse(headers.get('date') ?? '') || Date.now();
    const waitMs = waitOf(after, headers.get(reset), now);
    const until = new Date(now + waitMs).toISOString();
    return new HostProblem('limited', `${host} asks to wait until ${until} (HTTP ${status})`, waitMs);
  }
  if (status === 401 || status === 403) {
    return new HostProblem(
      'no permission',
      `${host} does not allow it (HTTP ${status}): its token is read from ${tokens.join(' or ')}`,
    );
  }
  if (status === 404 || status === 410)
    return new HostProblem('gone', `${host} knows no such owner, or does not show it (HTTP ${status})`);
  return new HostProblem('failed', `${host} answers with HTTP ${status}`);
}

/** @param after seconds or a date (RFC 9110, 10.2.3) @param reset seconds since 1970 @param now in milliseconds */
function waitOf(after: string | null, reset: string | null, now: number): number {
  const byReset = reset === null ? Number.NaN : Number(reset) * 1000 - now;
  const wait = after === null ? byReset : /^\d+$/.test(after) ? Number(after) * 1000 : Date.parse(after) - now;
  return Math.min(LONGEST_WAIT_MS, Math.max(1000, wait || DEFAULT_WAIT_MS));
}
