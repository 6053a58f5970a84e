import type { RequestInit } from 'undici';
import type { Env } from '../../model/env.ts';
import { explainFailure, explainTimeout, readBody } from '../../model/network.ts';
import type { Secret } from '../../model/secret.ts';
import type { AccountForm, Call, Judgement, Verifier } from '../../rules/verifiers/verifier.ts';
import { duration, plural } from '../../syntax/words.ts';
import { judgement, readAnswer, readSettling } from './answer.ts';
import { clientFor } from './client.ts';

/** Larger answers are not read. */
const MAX_BODY_BYTES = 64 * 1024;

export interface CallOptions {
  /** For the whole call, from resolving the host to the last byte of the answer. */
  readonly timeoutMs: number;
  /** Environment with proxies (`HTTPS_PROXY` and the like), and with the account if the service asks for one. */
  readonly env?: Env;
  /** The account that was found beside the key; it comes before one of the environment. */
  readonly account?: string | undefined;
}

/**
 * Asks a service about one key, and a second time if the answer leaves it open and the verifier has a second question.
 * Does not throw for errors of the network or the service, and repeats no text of errors: messages of the HTTP client may
 * hold the address, and with it the key.
 *
 * @param endpoint from `endpointOf`
 */
export async function call(
  verifier: Verifier,
  secret: Secret,
  endpoint: URL,
  options: CallOptions,
): Promise<Judgement> {
  const account = accountOf(verifier, options);
  if (verifier.account !== undefined && account === undefined) return withoutAccount(verifier.title, verifier.account);
  const first = await ask(verifier, verifier.call.fields, secret, endpoint, options, readAnswer);
  const { settle } = verifier;
  if (settle === undefined || first?.code === undefined || !settle.codes.includes(first.code)) return first;
  const second = await ask(verifier, settle.fields, secret, endpoint, options, readSettling);
  if (second?.verification.status === 'active') return second;
  return second?.stop === undefined ? first : { ...first, stop: second.stop };
}

type Read<T> = (verifier: Verifier, httpStatus: number, body: string) => T;

async function ask<T extends Judgement | undefined>(
  verifier: Verifier,
  fields: Call['fields'],
  secret: Secret,
  endpoint: URL,
  options: CallOptions,
  read: Read<T>,
): Promise<T | Judgement> {
  const { timeoutMs, env = {} } = options;
  const signal = AbortSignal.timeout(timeoutMs);
  let status: number;
  let retryAfter: string | null;
  let body: string | undefined;
  try {
    const { fetch, dispatcher } = await clientFor(env);
    const [url, init] = request(verifier, fields, secret, accountOf(verifier, options), endpoint);
    const response = await fetch(url, { ...init, signal, dispatcher });
    status = response.status;
    retryAfter = response.headers.get('retry-after');
    if (status >= 300 && status < 400) {
      await response.body?.cancel();
      return redirected(status, response.headers.get('location'), endpoint);
    }
    body = await readBody(response.body, MAX_BODY_BYTES);
  } catch (thrown) {
    return failed(thrown, signal.aborted, timeoutMs);
  }
  if (body === undefined) return judgement('unknown', `HTTP ${status}: an answer of more than 64 KiB`);
  const judged = read(verifier, status, body);
  return PAUSING.has(status) && judged !== undefined ? withPause(judged, retryAfter) : judged;
}

/** Answers that may ask for a pause: too many calls, and out of order. */
const PAUSING: ReadonlySet<number> = new Set([429, 503]);

/** Longer pauses are not told: nobody waits for them, and a date may be any. In seconds. */
const LONGEST_PAUSE = 7 * 24 * 3600;

/** The pause that the service asks for (RFC 9110, 10.2.3), in seconds or until a date: in the advice, and in the reason for reports. */
function withPause<T extends Judgement>(judged: T, retryAfter: string | null): T {
  const seconds = /^\d{1,9}$/.test(retryAfter ?? '')
    ? Number(retryAfter)
    : Math.ceil((Date.parse(retryAfter ?? '') - Date.now()) / 1000);
  if (!(seconds > 0 && seconds <= LONGEST_PAUSE)) return judged;
  const pause = `a pause of ${seconds < 120 ? plural(seconds, 'second') : duration(seconds)}`;
  const { reason } = judged.verification;
  return {
    ...judged,
    verification: { ...judged.verification, reason: `${reason}; it asks for ${pause}` },
    advice: `The service asks for ${pause}.`,
  };
}

/**
 * Why a value is not sent: it does not look like a key of the service, so it is another secret, or a key with something
 * around it. If the service documents a code for keys of a wrong length, the judgement is the one of that code.
 * @returns undefined if the value may be sent
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

/** The account beside the key or in the environment, for services that ask for one. */
function accountOf({ account: form }: Verifier, { env = {}, account }: CallOptions): string | undefined {
  const given = [account, ...(form?.variables ?? []).map((name) => env[name]?.trim())];
  const expression = new RegExp(form?.pattern ?? '.');
  return given.find((value) => value !== undefined && expression.test(value));
}

function withoutAccount(title: string, { variables, says }: AccountForm): Judgement {
  return {
    ...judgement('unknown', `not asked: ${title} wants the ${says} beside it, and none is set`),
    advice: `Set ${variables.join(' or ')}, in the environment or in the same .env file.`,
  };
}

function request(
  { call: { send, method, headers, basic }, key: { pattern } }: Verifier,
  fields: Call['fields'],
  secret: Secret,
  account: string | undefined,
  endpoint: URL,
): [URL, RequestInit] {
  const key = secret.reveal();
  const values: Readonly<Record<string, string>> = { ...pattern.exec(key)?.groups, key, account: account ?? '' };
  const fill = (text: string) => text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
  const filled = <T extends string | readonly string[]>(all: Readonly<Record<string, T>>) =>
    Object.entries(all).map(
      ([name, value]) => [name, typeof value === 'string' ? fill(value) : value.map(fill)] as const,
    );
  const texts = () => filled(fields).map(([name, value]) => [name, String(value)] as [string, string]);
  const url = new URL(endpoint);
  url.hostname = url.hostname.replace('{account}', values.account ?? '');
  // The endpoint has the placeholders percent-encoded, as all of an address is.
  url.pathname = url.pathname.replace(/%7B(\w+)%7D/g, (whole, name: string) => segmentOf(values[name]) ?? whole);
  const sent: Record<string, string> = {
    accept: 'application/json',
    'user-agent': `hexhound/${__VERSION__}`,
    ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, fill(value)])),
  };
  if (basic !== undefined) sent.authorization = `Basic ${Buffer.from(fill(basic)).toString('base64')}`;
  // A redirect would send the key to any host that the answer names.
  const init: RequestInit = { redirect: 'manual', headers: sent };
  switch (send) {
    case 'form':
      return [url, { ...init, method: 'POST', body: new URLSearchParams(texts()) }];
    case 'json': {
      const body = JSON.stringify(Object.fromEntries(filled(fields)));
      return [url, { ...init, method: 'POST', headers: { ...sent, 'content-type': 'application/json' }, body }];
    }
    case 'query':
    case 'none':
      for (const [name, value] of texts()) url.searchParams.append(name, value);
      return [url, { ...init, method: method ?? 'GET' }];
  }
}

/** Telegram's tokens have a colon, which is allowed in a path. */
function segmentOf(value: string | undefined): string | undefined {
  return value === undefined ? undefined : encodeURIComponent(value).replaceAll('%3A', ':');
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

/** Repeats nothing of the thrown error. */
function failed(thrown: unknown, timedOut: boolean, timeoutMs: number): Judgement {
  const [reason, advice] = timedOut ? explainTimeout(timeoutMs) : explainFailure(thrown);
  return { ...judgement('unknown', reason), advice, unreachable: true };
}
