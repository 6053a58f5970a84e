import type { RequestInit, Response } from 'undici';
import { explainFailure, explainTimeout } from '../../model/network.ts';
import type { Secret } from '../../model/secret.ts';
import type { AccountForm, Call, Judgement, Verifier } from '../../rules/verifiers/verifier.ts';
import { judgement, readAnswer, readSettling } from './answer.ts';
import { clientFor, type Env } from './client.ts';

/** Larger answers are no balance. */
const MAX_BODY_BYTES = 64 * 1024;

/** Where and how a call is made. */
export interface CallOptions {
  /** For everything of one call: resolving, connecting, sending, and the last byte of the answer. */
  readonly timeoutMs: number;
  /** Names proxies (`HTTPS_PROXY` and its like), and the account where a service asks for that too; none without it. */
  readonly env?: Env;
}

/**
 * Asks a service about one key, once, or twice where the verifier has a second question for an answer that leaves it open.
 * Never throws for what the network or the service does, and takes no text from errors: a message of the HTTP client may
 * hold the address, and so the key.
 *
 * @param endpoint from `endpointOf`
 */
export async function call(
  verifier: Verifier,
  secret: Secret,
  endpoint: URL,
  options: CallOptions,
): Promise<Judgement> {
  const account = accountOf(verifier, options.env);
  if (verifier.account !== undefined && account === undefined) return withoutAccount(verifier.title, verifier.account);
  const first = await ask(verifier, verifier.call.fields, secret, endpoint, options, readAnswer);
  const { settle } = verifier;
  if (settle === undefined || first?.code === undefined || !settle.codes.includes(first.code)) return first;
  const second = await ask(verifier, settle.fields, secret, endpoint, options, readSettling);
  if (second?.verification.status === 'active') return second;
  return second?.stop === undefined ? first : { ...first, stop: second.stop };
}

type Read<T> = (verifier: Verifier, httpStatus: number, body: string) => T;

async function ask<T>(
  verifier: Verifier,
  fields: Call['fields'],
  secret: Secret,
  endpoint: URL,
  { timeoutMs, env = {} }: CallOptions,
  read: Read<T>,
): Promise<T | Judgement> {
  const signal = AbortSignal.timeout(timeoutMs);
  let status: number;
  let body: string | undefined;
  try {
    const { fetch, dispatcher } = await clientFor(env);
    const [url, init] = request(verifier, fields, secret, accountOf(verifier, env), endpoint);
    const response = await fetch(url, { ...init, signal, dispatcher });
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
  return read(verifier, status, body);
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

/** The account that the environment names, for services that ask for it. */
function accountOf({ account }: Verifier, env: Env = {}): string | undefined {
  return account?.variables.map((name) => env[name]?.trim()).find((value) => value !== undefined && value !== '');
}

function withoutAccount(title: string, { variables, says }: AccountForm): Judgement {
  return {
    ...judgement('unknown', `not asked: ${title} wants the ${says} beside it, and none is set`),
    advice: `Set ${variables.join(' or ')}, in the environment or in the same .env file.`,
  };
}

function request(
  { call: { send, method, headers, basic } }: Verifier,
  fields: Call['fields'],
  secret: Secret,
  account: string | undefined,
  endpoint: URL,
): [URL, RequestInit] {
  const values: Readonly<Record<string, string>> = { key: secret.reveal(), account: account ?? '' };
  const fill = (text: string) => text.replace(/\{(key|account)\}/g, (_, name: string) => values[name] ?? '');
  const filled = (all: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(all).map(([name, value]) => [name, fill(value)]));
  const url = new URL(endpoint);
  // The endpoint has the placeholders percent-encoded, as all of an address is.
  const segment = encodeURIComponent(secret.reveal()).replaceAll('%3A', ':');
  url.pathname = url.pathname.replaceAll('%7Bkey%7D', () => segment);
  const sent: Record<string, string> = {
    accept: 'application/json',
    'user-agent': `hexhound/${__VERSION__}`,
    ...filled(headers),
  };
  if (basic !== undefined) sent.authorization = `Basic ${Buffer.from(fill(basic)).toString('base64')}`;
  // Redirects would carry the key to whatever host an answer names.
  const init: RequestInit = { redirect: 'manual', headers: sent };
  switch (send) {
    case 'form':
      return [url, { ...init, method: 'POST', body: new URLSearchParams(filled(fields)) }];
    case 'json': {
      const body = JSON.stringify(filled(fields));
      return [url, { ...init, method: 'POST', headers: { ...sent, 'content-type': 'application/json' }, body }];
    }
    case 'query':
    case 'none':
      for (const [name, value] of Object.entries(filled(fields))) url.searchParams.append(name, value);
      return [url, { ...init, method: method ?? 'GET' }];
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
  const [reason, advice] = timedOut ? explainTimeout(timeoutMs) : explainFailure(thrown);
  return { ...judgement('unknown', reason), advice, unreachable: true };
}
