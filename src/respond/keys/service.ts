import type { Rule } from '../../model/rule.ts';
import type { Secret } from '../../model/secret.ts';
import { RULE_SET } from '../../rules/rule-set.ts';
import { VERIFIERS } from '../../rules/verifiers/services.ts';
import type { Verifier } from '../../rules/verifiers/verifier.ts';

/** The names that `--service` takes, as a list for people. */
export const SERVICES = VERIFIERS.map(({ service }) => service).join(', ');

/**
 * Services whose keys spend a balance. Without `--service` only their keys are looked for: a GitHub token in the
 * environment does not mean that its user wants to ask GitHub about it.
 */
export const METERED: readonly Verifier[] = VERIFIERS.filter(
  ({ answer, balance }) => answer?.balance !== undefined || balance !== undefined,
);

/** Some of the names, for the help. */
export const SOME_SERVICES = `${METERED.slice(0, 4)
  .map(({ service }) => service)
  .join(', ')} and ${VERIFIERS.length - 4} others, which a wrong name lists`;

/** The service that is assumed if nothing identifies it. */
const DEFAULT_SERVICE = 'captchaai';

/** The service that a key belongs to, and whether that is a guess. */
export interface Recognised {
  readonly verifier: Verifier;
  readonly isAssumed: boolean;
}

/** The verifier of a service; undefined if it is not known. */
export function verifierOf(service: string): Verifier | undefined {
  return VERIFIERS.find((candidate) => candidate.service === service);
}

/**
 * The service of a key: by the variable that held it, or else by a prefix that only one service's keys have (`CAP-...`).
 * Else CaptchaAI is assumed: six services have keys of 32 characters that look the same.
 */
export function recogniseService(secret: Secret, variable: string | undefined): Recognised {
  const verifier = verifierOfVariable(variable) ?? verifierOfPrefix(secret);
  if (verifier !== undefined) return { verifier, isAssumed: false };
  const assumed = verifierOf(DEFAULT_SERVICE);
  if (assumed === undefined) throw new Error(`no service ${DEFAULT_SERVICE}`);
  return { verifier: assumed, isAssumed: true };
}

/** The verifier whose keys or backup keys such a variable holds. */
export function verifierOfVariable(name: string | undefined): Verifier | undefined {
  return VERIFIERS.find((verifier) => name !== undefined && variablesOf(verifier).includes(name));
}

/** The verifier of the rule whose prefix the key has. */
function verifierOfPrefix(secret: Secret): Verifier | undefined {
  const rule = rulesOfPrefix(secret).find(({ verify }) => verify !== undefined);
  return rule && VERIFIERS.find(({ id }) => id === rule.verify);
}

/** The rules for keys with prefixes that find the whole of a value. */
export function rulesOfPrefix(secret: Secret): Rule[] {
  const value = secret.reveal();
  return RULE_SET.rules.filter((rule) => {
    if (rule.kind !== 'prefix') return false;
    const prefix = rule.prefixes.find((candidate) => value.startsWith(candidate)) ?? '';
    const pattern = new RegExp(rule.pattern, 'y');
    pattern.lastIndex = prefix.length;
    return prefix !== '' && pattern.test(value) && pattern.lastIndex === value.length;
  });
}

/** The usual variable for a service's key. */
export function primaryVariable({ keyVariables, service }: Verifier): string {
  return keyVariables[0] ?? `${service.toUpperCase()}_API_KEY`;
}

const BACKUP = '_BACKUP';

/** The variable for the backup key: the service's own, or the usual one followed by `_BACKUP`. */
export function backupVariable(verifier: Verifier): string {
  return verifier.keyVariables.find((name) => name.endsWith(BACKUP)) ?? primaryVariable(verifier) + BACKUP;
}

/** All variables that may hold a key of the service, in the order in which they are read. */
export function variablesOf(verifier: Verifier): readonly string[] {
  return [...new Set([...verifier.keyVariables, backupVariable(verifier)])];
}

/** The URL of the page where the service's keys are replaced. */
export function rotationPage(verifier: Verifier): string | undefined {
  return RULE_SET.rules.find(({ verify, fix }) => verify === verifier.id && fix.rotate !== undefined)?.fix.rotate;
}
