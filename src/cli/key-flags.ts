import { UsageError } from '../model/errors.ts';
import { DEFAULT_TIMEOUT_MS } from '../model/network.ts';
import { suggest } from '../model/suggest.ts';
import { SERVICES, verifierOf } from '../respond/keys/service.ts';
import type { Verifier } from '../rules/verifiers/verifier.ts';

/*
 * Readers of flags that `verify`, `balance` and `rotate` share.
 */

/**
 * @returns undefined without the flag
 * @throws UsageError for an unknown service
 */
export function readService(service: string | undefined): Verifier | undefined {
  if (service === undefined) return undefined;
  const verifier = verifierOf(service);
  if (verifier === undefined) {
    throw new UsageError(`--service must be one of ${SERVICES}${suggest(service, SERVICES.split(', '))}`);
  }
  return verifier;
}

/** Reads `--timeout`, in seconds. @returns milliseconds */
export function readTimeout(seconds: string | undefined): number {
  if (seconds === undefined) return DEFAULT_TIMEOUT_MS;
  const value = Number(seconds);
  if (value >= 0.001 && value <= 600) return Math.round(value * 1000);
  throw new UsageError('--timeout must be a number of seconds up to 600');
}

/** Reads `--format`. The first of `formats` is the default. */
export function readFormat<const T extends readonly [string, ...string[]]>(
  format: string | undefined,
  formats: T,
): T[number] {
  const known = format === undefined ? formats[0] : formats.find((each) => each === format);
  if (known !== undefined) return known;
  const all = `${formats.slice(0, -1).join(', ')} or ${formats.at(-1)}`;
  throw new UsageError(`--format must be ${all}`);
}

/**
 * Whether there is a `-`, the only argument that is allowed.
 * @param instead where a key belongs. Any other argument may be part of one, so the error does not repeat it
 */
export function readDash(positionals: readonly string[], instead: string): boolean {
  if (positionals.some((positional) => positional !== '-'))
    throw new UsageError(`takes no arguments but -; ${instead}`);
  return positionals.length > 0;
}
