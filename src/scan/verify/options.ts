import { HexhoundError } from '../../model/errors.ts';
import { VERIFIERS } from '../../rules/verifiers/services.ts';
import type { Env } from './client.ts';
import { endpointOf } from './endpoint.ts';

/** One service that is about to be asked. */
export interface PlannedCalls {
  /** Such as `CaptchaAI`. */
  readonly service: string;
  /** With the port, where it is not the usual one. */
  readonly host: string;
  /** How many keys it will be asked about, each with one call. */
  readonly keys: number;
  /** The request, without the key: `POST /res.php, the key in its form`. */
  readonly what: string;
}

export interface VerifyOptions {
  /** Addresses that replace the services' own, by verifier id. */
  readonly baseUrls: Readonly<Record<string, string>>;
  /** Names of the only services that may be asked; all unless given. */
  readonly services?: ReadonlySet<string>;
  /** Announce, and ask nobody. */
  readonly dryRun?: boolean;
  /** Names proxies. */
  readonly env?: Env;
  /** For one whole call; DEFAULT_TIMEOUT_MS unless given. */
  readonly timeoutMs?: number;
  /** Pause between two calls of one service; unless given what its verifier says, else 500. */
  readonly spacingMs?: number;
  /** Pause before a question is asked again whose answer was "later"; three times as long before the last. 2,000 unless given. */
  readonly laterMs?: number;
  /** Called once, before the first key leaves, and not at all when there is nothing to ask. */
  readonly announce?: (calls: readonly PlannedCalls[]) => void;
}

export const DEFAULT_SPACING_MS = 500;
export const DEFAULT_LATER_MS = 2000;

/**
 * Options of a scan's verification.
 * @param services names of the services that may be asked, or all
 * @throws HexhoundError E_USAGE for a service that there is no verifier of; E_CONFIG as `baseUrlsFrom`
 */
export function resolveVerification(
  services: true | readonly string[],
  more: Pick<VerifyOptions, 'dryRun' | 'announce'>,
  env: Env,
): VerifyOptions {
  const options = { ...more, baseUrls: baseUrlsFrom(env), env };
  if (services === true) return options;
  const known = new Set(VERIFIERS.map(({ service }) => service));
  if (services.some((name) => !known.has(name))) {
    const names = [...known].join(', ');
    throw new HexhoundError('E_USAGE', '--verify', `takes names of services, with commas between: ${names}`);
  }
  return { ...options, services: new Set(services) };
}

/**
 * Addresses that the environment puts in the place of the services' own: `CAPTCHAAI_URL` and its like.
 * @returns by verifier id
 * @throws HexhoundError E_CONFIG for an address that a key must not be sent to, so that a scan fails before it starts
 */
export function baseUrlsFrom(env: Env): Readonly<Record<string, string>> {
  const baseUrls: Record<string, string> = {};
  for (const verifier of VERIFIERS) {
    const variable = verifier.urlVariable;
    const value = variable === undefined ? undefined : env[variable]?.trim();
    if (variable === undefined || value === undefined || value === '') continue;
    endpointOf(verifier, value, variable);
    baseUrls[verifier.id] = value;
  }
  return baseUrls;
}
