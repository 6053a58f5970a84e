import type { Judgement } from '../../rules/verifiers/verifier.ts';
import { isCi } from './ci.ts';
import type { KeyIo } from './key-io.ts';

/** A service's error code comes before a colon. */
const CODE = /^([A-Z]+_[A-Z_]+): /;

const REPLACED = 'If the key was replaced, hexhound rotate --new puts the new one into .env.';
const BANNED = 'Stop what goes on asking with a wrong key from this address, or the ban starts again.';

/** Advice in addition to the verifier's, by error code. */
const BY_CODE: Readonly<Record<string, string>> = {
  ERROR_KEY_DOES_NOT_EXIST: REPLACED,
  ERROR_KEY_DENIED_ACCESS: REPLACED,
  ERROR_IP_NOT_ALLOWED:
    'Hosted CI runners and cloud functions have other addresses at every run: send their calls through a fixed one, or ' +
    'empty the list.',
  IP_BANNED: BANNED,
  ERROR_IP_BANNED: BANNED,
  ERROR_IP_BLOCKED: BANNED,
  ERROR_KEY_TEMP_BLOCKED: BANNED,
};

/**
 * What a user can do about an answer, a sentence each, in addition to the advice in the answer. Empty for a live key.
 */
export function troubleshoot(
  { verification: { status, reason }, unreachable }: Judgement,
  env: KeyIo['env'],
): string[] {
  const code = CODE.exec(reason)?.[1] ?? '';
  const lines: string[] = [];
  const known = Object.hasOwn(BY_CODE, code) ? BY_CODE[code] : undefined;
  if (known !== undefined) lines.push(known);
  if (/a web page instead of an answer/.test(reason)) {
    lines.push('A proxy, a login page of the network or a page about maintenance answers in place of the service.');
  } else if (unreachable === true && isCi(env)) {
    lines.push('CI jobs often may not call out: check whether this runner reaches the host at all.');
  }
  if (status === 'unknown') lines.push('This says nothing about the key: do not replace it because of this answer.');
  return lines;
}
