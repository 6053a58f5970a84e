import { isIPv4 } from 'node:net';
import { HexhoundError } from '../errors.ts';
import type { Verifier } from './verifier.ts';

/** Where a service is asked, as the options have it. Throws as `endpointOf` does. */
export function endpointFor(verifier: Verifier, baseUrls: Readonly<Record<string, string>>): URL {
  return endpointOf(verifier, baseUrls[verifier.id] ?? verifier.baseUrl, verifier.urlVariable ?? verifier.id);
}

/**
 * Where a service is asked: its own address or the one that replaces it. A last part such as `/res.php` is dropped,
 * because variables of that name often hold the address of one script.
 *
 * @param subject what the address came from, for the error: the name of a variable
 * @throws HexhoundError E_CONFIG unless it is an https address, or an http one on this machine. The message never
 *   repeats the address: people put keys into addresses.
 */
export function endpointOf(verifier: Verifier, base: string, subject: string): URL {
  const url = parseUrl(base);
  if (url === undefined) throw refused(subject, 'not an address that begins with https://');
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw refused(subject, 'a key sent over plain http can be read on the way; use https');
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw refused(subject, 'the address must begin with https://');
  if (url.username !== '' || url.password !== '')
    throw refused(subject, 'the address must not hold a user or password');
  if (url.search !== '' || url.hash !== '') throw refused(subject, 'the address must not have a part after ? or #');
  url.pathname = url.pathname.replace(/\/[^/]*\.php$/, '').replace(/\/+$/, '') + verifier.call.path;
  return url;
}

function refused(subject: string, why: string): HexhoundError {
  return new HexhoundError('E_CONFIG', subject, why);
}

/** No `cause` is kept: Node's error holds the whole text. */
function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** 127.0.0.0/8, ::1 and localhost, in the form that `URL` gives host names. */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || (isIPv4(hostname) && hostname.startsWith('127.'));
}
