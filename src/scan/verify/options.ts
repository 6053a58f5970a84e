import type { Env } from '../../model/env.ts';
import { HexhoundError } from '../../model/errors.ts';
import { suggest } from '../../model/suggest.ts';
import { VERIFIERS } from '../../rules/verifiers/services.ts';
import { shownKey } from '../../syntax/words.ts';
import { endpointOf } from './endpoint.ts';

/** The planned calls to one service. */
export interface PlannedCalls {
  /** Such as `CaptchaAI`. */
  readonly service: string;
  /** With the port, unless it is the default one. */
  readonly host: string;
  /** Number of keys, each with one call. */
  readonly keys: number;
  /** The request, without the key: `POST /res.php, the key in its form`. */
  readonly what: string;
}

export interface VerifyOptions {
  /** Addresses that replace the services' own, by verifier id. */
  readonly baseUrls: Readonly<Record<string, string>>;
  /** Names of the services that may be asked. Default: all. */
  readonly services?: ReadonlySet<string>;
  /** Only announce the calls. */
  readonly dryRun?: boolean;
  /** Environment with proxies. */
  readonly env?: Env;
  /** For one whole call. Default: DEFAULT_TIMEOUT_MS. */
  readonly timeoutMs?: number;
  /** Pause between two calls to one service. Default: the verifier's, else 500. */
  readonly spacingMs?: number;
  /** Pause before a call is repeated that was answered with "later"; three times as long before the second repetition. Default: 2,000. */
  readonly laterMs?: number;
  /** Called once, before the first key is sent; not called if there is nothing to ask. */
  readonly announce?: (calls: readonly PlannedCalls[]) => void;
}

export const DEFAULT_SPACING_MS = 500;
export const DEFAULT_LATER_MS = 2000;

/**
 * Options of a scan's verification.
 * @param services names of the services that may be asked, or all
 * @throws HexhoundError E_USAGE for a service without a verifier; E_CONFIG as `baseUrlsFrom`
 */
export function resolveVerification(
  services: true | readonly string[],
  more: Pick<VerifyOptions, 'dryRun' | 'announce'>,
  env: Env,
): VerifyOptions {
  const options = { ...more, baseUrls: baseUrlsFrom(env), env };
  if (services === true) return options;
  const known = new Set(VERIFIERS.map(({ service }) => service));
  const unknown = services.find((name) => !known.has(name));
  if (unknown !== undefined) {
    const names = [...known].join(', ');
    const hint = suggest(unknown, known);
    throw new HexhoundError(
      'E_USAGE',
      '--verify',
      `knows no service ${shownKey(unknown)}${hint === '' ? '. It' : `${hint} It`} takes names with commas between: ${names}`,
    );
  }
  return { ...options, services: new Set(services) };
}

/**
 * Addresses from the environment that replace those of the services: `CAPTCHAAI_URL` and the like.
 * @returns by verifier id
 * @throws HexhoundError E_CONFIG for an address that a key must not be sent to: before the scan starts
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
