import type { Liveness, Verification } from '../../model/finding.ts';
import type { Judgement, Verifier } from '../../rules/verifiers/verifier.ts';
import { call, refusal } from '../../scan/verify/call.ts';
import type { Env } from '../../scan/verify/client.ts';
import { endpointFor } from '../../scan/verify/endpoint.ts';
import type { Revocable } from './revocable.ts';

/** `alive`: the service refused, or accepts the key all the same. */
export type RevokedStatus = 'revoked' | 'dead already' | 'alive' | 'unknown';

/** What a revocation led to. */
export interface Revoked {
  readonly status: RevokedStatus;
  /** What the service answered, in our words. */
  readonly reason: string;
  /** What it said when asked about the key afterwards; absent if it was not asked. */
  readonly checked?: Verification;
  readonly advice?: string;
}

export interface RevokeOptions {
  /** Addresses that replace the services' own, by verifier id. */
  readonly baseUrls: Readonly<Record<string, string>>;
  /** Environment with proxies. */
  readonly env: Env;
  /** For each call. */
  readonly timeoutMs: number;
}

/** The address of the call that revokes. Throws as `endpointOf` does. */
export function revocationEndpoint(revocation: Verifier, { baseUrls }: Pick<RevokeOptions, 'baseUrls'>): URL {
  return endpointFor(revocation, baseUrls);
}

const AFTER: Readonly<Record<Liveness, RevokedStatus>> = {
  active: 'revoked',
  inactive: 'dead already',
  restricted: 'alive',
  unknown: 'unknown',
};

/**
 * Revokes a key, with one call that is never repeated. Where there is a check for the key, the service is then asked whether it
 * still accepts it: some answer the same to keys that they do not know, and some need a while.
 * @throws HexhoundError E_CONFIG, before anything is sent, for an address that a key must not be sent to
 */
export async function revokeKey(
  { secret, verifier, revocation }: Pick<Revocable, 'secret' | 'verifier' | 'revocation'>,
  options: RevokeOptions,
): Promise<Revoked> {
  const { env, timeoutMs, baseUrls } = options;
  const endpoint = endpointFor(verifier, baseUrls);
  const answer = await call(revocation, secret, revocationEndpoint(revocation, options), { env, timeoutMs });
  const status = AFTER[answer.verification.status];
  if (status !== 'revoked' || refusal(verifier, secret) !== undefined) return { status, ...told(answer) };
  const { verification: checked } = await call(verifier, secret, endpoint, { env, timeoutMs });
  if (checked.status !== 'active' && checked.status !== 'restricted') return { status, ...told(answer), checked };
  return {
    status: 'alive',
    ...told(answer),
    checked,
    advice: 'The service may need a while: ask again in some minutes (hexhound verify).',
  };
}

function told({ verification, advice }: Judgement): Pick<Revoked, 'reason' | 'advice'> {
  return { reason: verification.reason, ...(advice === undefined ? {} : { advice }) };
}
