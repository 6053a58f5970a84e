import type { Secret } from '../../model/secret.ts';
import { RULE_SET } from '../../rules/generated.ts';
import { VERIFIERS } from '../../rules/verifiers/services.ts';
import type { Verifier } from '../../rules/verifiers/verifier.ts';

/** The names that `--service` takes, as a list for people. */
export const SERVICES = VERIFIERS.map(({ service }) => service).join(', ');

/**
 * Services whose keys spend a balance: the ones that are looked for where nobody names a service. That a build has a token
 * of GitHub in its environment is no wish to ask GitHub about it.
 */
export const METERED: readonly Verifier[] = VERIFIERS.filter(
  ({ answer, balance }) => answer?.balance !== undefined || balance !== undefined,
);

/** The names as help shows them. */
export const SOME_SERVICES = `${METERED.slice(0, 4)
  .map(({ service }) => service)
  .join(', ')} and ${VERIFIERS.length - 4} others, which a wrong name lists`;

/** Whose key it is when nothing tells. */
const DEFAULT_SERVICE = 'captchaai';

/** The service that a key belongs to, and whether that is a guess. */
export interface Recognised {
  readonly verifier: Verifier;
  readonly isAssumed: boolean;
}

export function verifierOf(service: string): Verifier | undefined {
  return VERIFIERS.find((candidate) => candidate.service === service);
}

/**
 * Whose key it is: by the variable that held it, else by a form that only one service's keys have (`CAP-...`); where
 * both are silent CaptchaAI's, since keys of 32 characters look the same at six services.
 */
export function recogniseService(secret: Secret, variable: string | undefined): Recognised {
  const verifier = verifierOfVariable(variable) ?? verifierOfForm(secret);
  if (verifier !== undefined) return { verifier, isAssumed: false };
  const assumed = verifierOf(DEFAULT_SERVICE);
  if (assumed === undefined) throw new Error(`no service ${DEFAULT_SERVICE}`);
  return { verifier: assumed, isAssumed: true };
}

/** By the names that hold a service's keys; those of a backup key count too. */
function verifierOfVariable(name: string | undefined): Verifier | undefined {
  return VERIFIERS.find((verifier) => name !== undefined && variablesOf(verifier).includes(name));
}

/** By the rules for keys that say what they are by how they begin. */
function verifierOfForm(secret: Secret): Verifier | undefined {
  const value = secret.reveal();
  for (const rule of RULE_SET.rules) {
    if (rule.kind !== 'prefix' || rule.verify === undefined) continue;
    const prefix = rule.prefixes.find((candidate) => value.startsWith(candidate)) ?? '';
    const pattern = new RegExp(rule.pattern, 'y');
    pattern.lastIndex = prefix.length;
    if (prefix === '' || !pattern.test(value) || pattern.lastIndex !== value.length) continue;
    return VERIFIERS.find(({ id }) => id === rule.verify);
  }
  return undefined;
}

/** The variable that a service's key is usually in. */
export function primaryVariable({ keyVariables, service }: Verifier): string {
  return keyVariables[0] ?? `${service.toUpperCase()}_API_KEY`;
}

const BACKUP = '_BACKUP';

/** The variable for the second key: the service's own, or the usual one with `_BACKUP` behind it. */
export function backupVariable(verifier: Verifier): string {
  return verifier.keyVariables.find((name) => name.endsWith(BACKUP)) ?? primaryVariable(verifier) + BACKUP;
}

/** All variables that may hold a key of the service, in the order in which they are looked at. */
export function variablesOf(verifier: Verifier): readonly string[] {
  return [...new Set([...verifier.keyVariables, backupVariable(verifier)])];
}

/** Where the service's keys are replaced, a URL. */
export function rotationPage(verifier: Verifier): string | undefined {
  return RULE_SET.rules.find(({ verify, fix }) => verify === verifier.id && fix.rotate !== undefined)?.fix.rotate;
}
