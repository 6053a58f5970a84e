import { defined } from '../../model/defined.ts';
import { UsageError } from '../../model/errors.ts';
import { BARE_KEY_FAMILY, familyOf, fingerprintOf } from '../../model/fingerprint.ts';
import type { Rule } from '../../model/rule.ts';
import type { Secret } from '../../model/secret.ts';
import { RULE_SET } from '../../rules/rule-set.ts';
import { VERIFIERS } from '../../rules/verifiers/services.ts';
import type { Verifier } from '../../rules/verifiers/verifier.ts';
import { refusal } from '../../scan/verify/call.ts';
import { revocationOf } from '../../scan/verify/revocation.ts';
import { rotationPage, rulesOfPrefix, verifierOfVariable } from '../keys/service.ts';

/** A key that its service lets its holder revoke. */
export interface Revocable {
  readonly secret: Secret;
  /** What it is: `GitLab personal access token`. */
  readonly title: string;
  /** The fingerprint of the finding of a scan; absent if no rule recognises the key by its form. */
  readonly fingerprint?: string;
  /** The check. */
  readonly verifier: Verifier;
  /** The call that revokes, as a verifier (`revocationOf`). */
  readonly revocation: Verifier;
  /** Where the service's keys are made and revoked by hand. */
  readonly page?: string;
}

/** What tells the service of a key. */
export interface Hints {
  readonly rule?: Rule | undefined;
  readonly verifier?: Verifier | undefined;
  /** The variable that held it. */
  readonly variable?: string | undefined;
}

/** Names of the services whose keys can be revoked, for people. */
export const REVOCABLE_SERVICES = VERIFIERS.filter(({ revoke }) => revoke !== undefined)
  .map(({ service }) => service)
  .join(', ');

/**
 * The service of a key, and the call that revokes it. The service is the one that is named; else that of the rule, of the key's
 * prefix or of the variable. It is never guessed: a key must not be sent to a stranger.
 * @throws UsageError if the service is not known, documents no such call, or none for such a key
 */
export function toRevocable(secret: Secret, hints: Hints): Revocable {
  const rule = hints.rule ?? rulesOfPrefix(secret).find((each) => verifierOfRule(each) !== undefined);
  const verifier =
    hints.verifier ?? (rule && verifierOfRule(rule)) ?? verifierOfVariable(hints.variable) ?? verifierOfForm(secret);
  if (verifier === undefined) {
    throw new UsageError(
      rule === undefined
        ? `whose key it is does not show: name --service, one of ${REVOCABLE_SERVICES}`
        : `hexhound knows no call that revokes a ${rule.title}${byHand(rule.fix.rotate)}`,
    );
  }
  const page = rule?.fix.rotate ?? rotationPage(verifier);
  const revocation = revocationOf(verifier);
  if (revocation === undefined) {
    throw new UsageError(
      `${verifier.title} documents no call with which the holder of a key revokes it${byHand(page)}`,
    );
  }
  if (refusal(revocation, secret) !== undefined) {
    throw new UsageError(
      `what ${verifier.title} lets its holder revoke is ${revocation.key.says}; this is not, so it is not sent${byHand(page)}`,
    );
  }
  return defined({
    secret,
    title: rule?.title ?? titleOf(verifier),
    fingerprint: rule && fingerprintOf(familyOf(rule), secret.reveal()),
    verifier,
    revocation,
    page,
  });
}

/**
 * Compares the fingerprint of a key with a given one, whole or its first characters.
 * @returns undefined if it has another; no rule for a bare key, since all rules for bare keys give the same fingerprint
 */
export function matchFingerprint(secret: Secret, fingerprint: string): { readonly rule?: Rule } | undefined {
  const hasIt = (family: string) => fingerprintOf(family, secret.reveal()).startsWith(fingerprint);
  const rule = RULE_SET.rules.find((each) => each.kind !== 'bare' && hasIt(familyOf(each)));
  if (rule !== undefined) return { rule };
  return hasIt(BARE_KEY_FAMILY) ? {} : undefined;
}

/** By the form of the key, for services that revoke other keys than they check: those have prefixes. */
function verifierOfForm(secret: Secret): Verifier | undefined {
  return VERIFIERS.find(({ revoke }) => revoke?.key?.pattern.test(secret.reveal()));
}

/** The verifier that the rule names, or that of the same service: a refresh token has no check, but can be revoked. */
function verifierOfRule({ verify, provider }: Rule): Verifier | undefined {
  return VERIFIERS.find(({ id }) => id === verify) ?? VERIFIERS.find(({ service }) => service === provider);
}

/** The title of the service's rule, if it has only one. */
function titleOf({ id, title }: Verifier): string {
  const [only, another] = RULE_SET.rules.filter(({ verify }) => verify === id);
  return only !== undefined && another === undefined ? only.title : `${title} key`;
}

function byHand(page: string | undefined): string {
  return page === undefined ? ": revoke it in the service's console" : `: revoke it at ${page}`;
}
