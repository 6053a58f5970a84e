import type { Verifier } from '../../rules/verifiers/verifier.ts';

/**
 * The call that revokes a key, as a verifier: `active` means that the service has done it, `inactive` that the key was dead
 * before.
 * @returns undefined if the service documents none
 */
export function revocationOf(verifier: Verifier): Verifier | undefined {
  const { revoke } = verifier;
  if (revoke === undefined) return undefined;
  const { answer: _, proof: __, balance: ___, settle: ____, ...rest } = verifier;
  return { ...rest, ...revoke };
}
