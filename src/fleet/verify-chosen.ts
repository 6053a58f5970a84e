import { setTimeout as pause } from 'node:timers/promises';
import type { Env } from '../model/env.ts';
import type { Finding, Verification } from '../model/finding.ts';
import { VERIFIERS } from '../rules/verifiers/services.ts';
import { DEFAULT_SPACING_MS, resolveVerification } from '../scan/verify/options.ts';
import { verifyFindings } from '../scan/verify/verify.ts';

/** Gives those of some fingerprints that nobody in the fleet has asked about. */
export type Choose = (fingerprints: readonly string[]) => Promise<readonly string[]>;

/**
 * Asks services about the secrets of one repository that nobody has asked about yet.
 * @param findings by their fingerprints in the fleet
 * @returns what they answered, by fingerprint
 */
export async function verifyChosen(
  findings: ReadonlyMap<string, Finding>,
  services: true | readonly string[],
  choose: Choose,
  env: Env,
): Promise<Record<string, Verification>> {
  const options = resolveVerification(services, {}, env);
  const verifierOf = ({ rule }: Finding) => VERIFIERS.find(({ id }) => id === rule.verify);
  const wanted = [...findings].filter(([, finding]) => {
    const verifier = verifierOf(finding);
    return finding.secret !== undefined && verifier !== undefined && options.services?.has(verifier.service) !== false;
  });
  if (wanted.length === 0) return {};
  const chosen = new Set(await choose(wanted.map(([fingerprint]) => fingerprint)));
  const asked = wanted.filter(([fingerprint]) => chosen.has(fingerprint));
  if (asked.length === 0) return {};
  const verified = await verifyFindings(
    asked.map(([, finding]) => finding),
    options,
  );
  // The next repository may have keys of the same service.
  await pause(Math.max(...asked.map(([, finding]) => verifierOf(finding)?.spacingMs ?? DEFAULT_SPACING_MS)));
  return Object.fromEntries(
    asked.flatMap(([fingerprint], at) => {
      const verification = verified[at]?.verification;
      return verification === undefined ? [] : [[fingerprint, verification] as const];
    }),
  );
}
