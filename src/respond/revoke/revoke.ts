import { defined } from '../../model/defined.ts';
import type { Env } from '../../model/env.ts';
import type { Liveness, Verification } from '../../model/finding.ts';
import type { Judgement } from '../../rules/verifiers/verifier.ts';
import { call, refusal } from '../../scan/verify/call.ts';
import { endpointFor } from '../../scan/verify/endpoint.ts';
import type { Revocable } from './revocable.ts';

/** `alive`: the service refused, or accepts the key all the same. */
export type RevokedStatus = 'revoked' | 'dead already' | 'alive' | 'unknown';

/** The result of a revocation. */
export interface Revoked {
  readonly status: RevokedStatus;
  /** What the service answered, in our words. */
  readonly reason: string;
  /** The check of the key afterwards; absent if there was none. */
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

const AFTER: Readonly<Record<Liveness, RevokedStatus>> = {
  active: 'revoked',
  inactive: 'dead already',
  restricted: 'alive',
  unknown: 'unknown',
};

/**
 * Revokes a key, with one call that is never repeated. If there is a check for the key, it is made afterwards: some services
 * answer the same for unknown keys, and some need a while.
 * @throws HexhoundError E_CONFIG, before anything is sent, for an address that a key must not be sent to
 */
export async function revokeKey(
  { secret, verifier, revocation }: Pick<Revocable, 'secret' | 'verifier' | 'revocation'>,
  options: RevokeOptions,
): Promise<Revoked> {
  const { env, timeoutMs, baseUrls } = options;
  const endpoint = endpointFor(verifier, baseUrls);
  const answer = await call(revocation, secret, endpointFor(revocation, baseUrls), { env, timeoutMs });
  const status = AFTER[answer.verification.status];
  if (status !== 'revoked' || refusal(verifier, secret) !== undefined) return { status, ...reasonAndAdvice(answer) };
  const { verification: checked } = await call(verifier, secret, endpoint, { env, timeoutMs });
  if (checked.status !== 'active' && checked.status !== 'restricted')
    return { status, ...reasonAndAdvice(answer), checked };
  return {
    status: 'alive',
    ...reasonAndAdvice(answer),
    checked,
    advice: 'The service may need a while: ask again in some minutes (hexhound verify).',
  };
}

function reasonAndAdvice({ verification, advice }: Judgement): Pick<Revoked, 'reason' | 'advice'> {
  return defined({ reason: verification.reason, advice });
}
