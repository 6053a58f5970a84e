import { describeCall } from '../../scan/verify/describe-call.ts';
import type { Revocable } from './revocable.ts';
import type { Revoked, RevokedStatus } from './revoke.ts';

/**
 * The call that would be made.
 * @param source where the key is from, for people
 */
export function describeRevocation(revocable: Revocable, source: string, endpoint: URL): string {
  const { secret, title, fingerprint, revocation, verifier } = revocable;
  return lines(`${title} ${secret.mask()} (${source})`, [
    ['id', fingerprint],
    ['calls', `${endpoint.host}: ${describeCall(revocation)}`],
    ['as in', verifier.revoke?.docs],
    ['then', 'the key is dead for everybody who uses it, and nothing brings it back'],
  ]);
}

const HEADLINES: Readonly<Record<RevokedStatus, string>> = {
  revoked: 'revoked',
  'dead already': 'dead already: there was nothing to revoke',
  alive: 'NOT revoked: the key is alive',
  unknown: 'unknown: the key may be alive',
};

/** The result, and what to do next. */
export function describeRevoked(
  { status, reason, checked, advice }: Revoked,
  { page, fingerprint, verifier }: Revocable,
): string {
  const isDead = status === 'revoked' || status === 'dead already';
  const atPage = page === undefined ? "in the service's console" : `at ${page}`;
  return lines(HEADLINES[status], [
    ['answer', reason],
    ['asked', checked === undefined ? undefined : `${checked.status}: ${checked.reason}`],
    ['advice', advice],
    ['next', isDead ? `Make a new key ${atPage}, and put it where this one was used` : `Revoke it by hand ${atPage}`],
    ['', isDead ? `(hexhound rotate --new --service ${verifier.service} puts it into .env).` : undefined],
    [
      '',
      isDead && fingerprint !== undefined
        ? `hexhound purge ${fingerprint} takes the dead one out of the history.`
        : undefined,
    ],
  ]);
}

function lines(first: string, rows: readonly (readonly [label: string, text: string | undefined])[]): string {
  const shown = rows.flatMap(([label, text]) => (text === undefined ? [] : [`  ${label.padEnd(6)}  ${text}`]));
  return [first, ...shown, ''].join('\n');
}
