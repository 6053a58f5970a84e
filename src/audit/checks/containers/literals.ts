import { isForShow } from '../../../files/paths.ts';
import { readDotenv } from '../../../syntax/dotenv.ts';
import type { CheckContext } from '../check.ts';
import type { Problem } from '../problem.ts';
import type { ValueKind } from '../value-kind.ts';

/** `$NAME` with a default is worth what its default is worth: `${API_KEY:-abc}`. */
const WITH_DEFAULT = /^\$\{\w+:?-([^{}]*)\}$/;

/** Fingerprints of the keys that packages are signed with, which images check: 40 digits, perhaps several. */
const FINGERPRINT = /^(?:0x)?[0-9A-F]{40}(?:\s+(?:0x)?[0-9A-F]{40})*$/;

/** What somebody typed who made up an identifier: `1234-abcd`. */
const TYPED = /(?:^|-)(?:1234|5678|abcd)(?:-|$)/;

/** What was made of a password to compare others with: bcrypt and its like, as htpasswd writes them. */
const DIGEST = /(?:^|:)(?:\$(?:2[abxy]|apr1|argon2\w*|[156]|y)\$|\{SHA\})/;

/** Parts of names under which public keys are asked for. */
const PUBLIC_NAME = /recv-?key|keyserver|fingerprint/i;

/** A word and a number, `devstore123`: however random its name makes it look, a person made it up. */
const WORD_AND_NUMBER = /^(?=.{0,20}$)[A-Za-z]+[-_.@]?\d{0,4}[!@#]?$/;

/** A login in an address: the password and the host. */
const LOGIN = /^[a-z][a-z0-9+.-]{0,30}:\/\/[^/?#@:\s]*:([^/?#@\s]+)@([^/?#\s]*)/i;

/** A host that only the machine itself or the network of its containers answers under. */
const OWN_HOST = /^(?:localhost|127\.|0\.0\.0\.0|\[?::1|host\.docker\.internal|[a-z0-9_-]+(?::\d+)?$)/i;

/** What a value that is given to a name in a file of settings is worth. */
export function judgeLiteral(context: CheckContext, name: string, value: string): ValueKind {
  const text = WITH_DEFAULT.exec(value)?.[1] ?? value;
  if (
    text.length < SHORTEST ||
    FINGERPRINT.test(text) ||
    DIGEST.test(text) ||
    TYPED.test(text) ||
    PUBLIC_NAME.test(name)
  )
    return 'nothing';
  if (/gpg|pgp/i.test(name) && /^[0-9a-fA-F\s]+$/.test(text)) return 'nothing';
  const [, password, host = ''] = LOGIN.exec(text) ?? [];
  if (password !== undefined && OWN_HOST.test(host)) return judgeLiteral(context, 'password', password);
  const kind = context.judgeValue(name, text);
  return kind === 'key' && WORD_AND_NUMBER.test(text) ? 'chosen' : kind;
}

/** Nothing shorter is worth anything. */
const SHORTEST = 6;

/** Lines of a file within a file that are looked at. */
const MOST_LINES = 500;

/** What a text is worth that may be a whole file of settings: as much as the line in it that is worth most. */
export function judgeText(context: CheckContext, name: string, text: string): ValueKind {
  const whole = judgeLiteral(context, name, text);
  if (whole === 'key' || !text.includes('\n')) return whole;
  const kinds = readDotenv(text)
    .slice(0, MOST_LINES)
    .map((line) => judgeLiteral(context, line.name, line.value));
  return kinds.includes('key') ? 'key' : kinds.includes('chosen') ? 'chosen' : whole;
}

/** How much a literal weighs; undefined where it is nothing to speak of: made up for a test or an example. */
export function literalWeight(kind: ValueKind, path: string): Problem['weight'] | undefined {
  const forShow = isForShow(path);
  if (kind === 'key') return forShow ? 'advice' : 'failure';
  return kind === 'chosen' && !forShow ? 'advice' : undefined;
}

/** `a literal key` or, for what a person made up, `a literal value`. */
export function describeLiteral(kind: ValueKind): string {
  return kind === 'key' ? 'a literal key' : 'a literal password or key that somebody made up';
}
