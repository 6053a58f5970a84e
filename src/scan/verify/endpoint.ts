import { readBaseUrl } from '../../model/base-url.ts';
import { HexhoundError } from '../../model/errors.ts';
import type { Verifier } from '../../rules/verifiers/verifier.ts';

/** The address of a verifier's call, with the options' replacements. Throws as `endpointOf` does. */
export function endpointFor(verifier: Verifier, baseUrls: Readonly<Record<string, string>>): URL {
  return endpointOf(verifier, baseUrls[verifier.id] ?? verifier.baseUrl, verifier.urlVariable ?? verifier.id);
}

/**
 * The address of a verifier's call.
 *
 * @param base address of the service, or one that replaces it
 * @param subject where the address comes from, for the error: the name of a variable
 * @throws HexhoundError E_CONFIG for an address that a key must not be sent to
 */
export function endpointOf(verifier: Verifier, base: string, subject: string): URL {
  const url = readBaseUrl(base);
  if (typeof url === 'string') throw new HexhoundError('E_CONFIG', subject, url);
  url.pathname = url.pathname.replace(/\/$/, '') + verifier.call.path;
  return url;
}
