import { memoize } from './memoize.ts';
import {
  CAPTCHA_PUBLIC,
  DUMMY,
  FILLER,
  FOREIGN_KEY,
  FORGOTTEN,
  HARDWARE,
  HASH,
  HINT,
  ID,
  KEY,
  LOOKUP_KEY,
  META,
  NOUN_FIRST,
  PASSWORD,
  PUBLIC_TOKEN,
  REFERRED,
  RUN_THROUGH,
  SECRET,
  SECRET_KEY,
  SOLVER,
} from './words.ts';

/**
 * What a name says about its value. `secret`: it is a secret. `secret-part`: the name is about a secret, but its last word
 * is unknown. `key`: a key of some kind. `hint`: related to secrets. The next ones say that it is not a secret: `hash` a
 * digest or a version, `id`, `public` a key for looking up or for publishing, `captcha` a public value of captcha widgets,
 * `meta` something about a secret, `path` a file. `other`: nothing is known.
 */
export type NameKind =
  | 'secret'
  | 'secret-part'
  | 'key'
  | 'hint'
  | 'hash'
  | 'id'
  | 'public'
  | 'captcha'
  | 'meta'
  | 'path'
  | 'other';

export interface NameReading {
  readonly kind: NameKind;
  /** The name calls itself a fake. */
  readonly dummy: boolean;
  /** It is a password or a PIN, which people make up. */
  readonly password: boolean;
}

const WORD = /[iI]18[nN]|[lL]10[nN]|[A-Z]+(?![a-z])\d*|[A-Z]?[a-z\x80-\xff]+\d*|\d+/g;
const GLUED_SECRET =
  /^(.+)(secret|secrets|token|tokens|password|passwd|pwd|apikey|passphrase|credentials?|passwort|kennwort|schluessel|contrasena|wachtwoord)$/;
const GLUED_KEY = /^(.{2,})(keys?)$/;
/** Short words for a secret behind their owner. Others that end so are no such names: `compass`, `monkey`, `compat`. */
const GLUED_SHORT =
  /^(db|dn|root|user|admin|my|smb|smtp|imap|mail|mysql|pg|sql|redis|ldap|ftp|ssh|vnc|vpn|http|proxy|wifi|login|app|bind|github|gh|key|store|remote|local|auth|cert|pem|trust|enable|master)(pass|pw|pat)$/;
const ENDS_SHORT = /[a-z](?:key|pass|pw|pat|salt)$/;
/** A password or token with one of these before it is only its digest or ciphertext. */
const DIGESTED = /^(?:hashed|encrypted|obfuscated|bcrypt|digest|md\d|sha\d*|crc\d*|ntlm)$/;
const CIPHERTEXT = /^(?:encrypted|obfuscated|wrapped|sealed)$/;
const FILE_NAME =
  /(?:\/[^/]*|\.(?:js|mjs|css|scss|less|png|jpe?g|gif|svg|ico|html?|php|py|rb|go|java|c|h|cc|cpp|ts|tsx|jsx|json|xml|txt|md|gz|tgz|zip|jar|so|dll|exe|po|mo|tpl|woff2?|ttf|eot|map|patch|diff|deb|rpm|apk|bin|iso))$/i;

/** `captchaAIApiKey` and `CAPTCHA_AI_API-KEY` give `captcha ai api key`: lower case; numbers are words unless part of one (`md5`, `oauth2`). */
export const splitName = memoize((name): readonly string[] =>
  (name.match(WORD) ?? []).flatMap((word) => unglue(lowerCase(word))),
);

/** The words of a name with the numbers at their ends, as names of companies have them: `SHIP24_API_KEY` gives `ship24 api key`. */
export const splitNumberedName = memoize((name): readonly string[] => (name.match(WORD) ?? []).map(lowerCase));

/** Bytes of other letters than ASCII's stay as they are. */
function lowerCase(word: string): string {
  return word.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** Splits what people write as one word, such as `clientkey` and `accesstoken`, and cuts off a number at the end. */
function unglue(word: string): string[] {
  if (isKnown(word)) return [word];
  if (word.charCodeAt(0) >= 0x80) return unglueForeign(word);
  const plain = word.replace(/(?<=[a-z])\d+$/, '');
  if (plain !== word) return unglue(plain);
  const [, owner, secret] = GLUED_SECRET.exec(word) ?? [];
  if (owner !== undefined && secret !== undefined)
    return [...unglue(owner), ...(secret === 'apikey' ? ['api', 'key'] : [secret])];
  const [, user, short] = GLUED_SHORT.exec(word) ?? [];
  if (user !== undefined && short !== undefined) return [user, short];
  const [, kind, key] = GLUED_KEY.exec(word) ?? [];
  return kind !== undefined && key !== undefined && (SECRET_KEY.has(kind) || LOOKUP_KEY.has(kind))
    ? [kind, key]
    : [word];
}

/** Words for a secret outside ASCII: some languages have no blanks, others no capitals that `splitName` sees. */
const FOREIGN_SECRETS = [...SECRET].filter((word) => word.charCodeAt(0) >= 0x80);

function unglueForeign(word: string): string[] {
  const secret = FOREIGN_SECRETS.find((known) => word.startsWith(known) || word.endsWith(known));
  if (secret === undefined) return [word];
  return word.startsWith(secret) ? [secret, word.slice(secret.length)] : [word.slice(0, -secret.length), secret];
}

function isKnown(word: string): boolean {
  return (
    word.length < 4 || SECRET.has(word) || HASH.has(word) || ID.has(word) || HINT.has(word) || CAPTCHA_PUBLIC.has(word)
  );
}

/** Reads an identifier, a path of identifiers, or some words. The last words count most. */
export const readName = memoize((name): NameReading => {
  const words = withoutFramework(splitName(name));
  const dummy = words.some((word) => DUMMY.has(word));
  const password = words.some((word) => PASSWORD.has(word));
  if (FILE_NAME.test(name) && !name.startsWith('/')) return { kind: 'path', dummy, password };
  return { kind: isCaptchaPublic(words) ? 'captcha' : kindOf(words), dummy, password };
});

/** Next.js, Expo and Nuxt put these before whatever they build into a page. */
function withoutFramework(words: readonly string[]): readonly string[] {
  return /^(?:next|expo|nuxt) public$/.test(words.slice(0, 2).join(' ')) ? words.slice(2) : words;
}

/**
 * What the name of captcha solving says of a run of 32, which is no answer of a captcha: `captcha_solver` and `CAPTCHA_API` are names
 * of a key; `CAPTCHA`, `solver` and `api` may be.
 */
export function solverKindOf(name: string): 'solver-key' | 'solver' | 'other' {
  const words = splitName(name).filter((word) => !FILLER.has(word));
  if (words.length === 0 || !words.every((word) => SOLVER.has(word))) return 'other';
  return words.length > 1 && words.some((word) => /captcha|solv/.test(word)) ? 'solver-key' : 'solver';
}

/** Whether a name has a word beside the usual ones: `API_TOKEN` can be a name of any service's key, `DD_API_KEY` cannot. */
export function isSpecific(name: string): boolean {
  return splitName(name).some(
    (word) => word !== 'key' && !SECRET.has(word) && !SECRET_KEY.has(word) && !FILLER.has(word),
  );
}

/**
 * Whether a value only repeats words of its name, `PostgresPasswordKey: postgres-password`, or gives something to it, as what
 * replaces text does: `s/TOKEN=.*$/TOKEN=none/`.
 */
export function isEcho(name: string, value: string): boolean {
  if (name.length > 3 && value.includes(`${name}=`)) return true;
  if (/^[a-z\d]+(?:[-_][a-z\d]+)+$/.test(value) && plain(name).endsWith(plain(value))) return true;
  if (!/^[A-Za-z]+(?:[-_. ][A-Za-z]+)*$/.test(value)) return false;
  const own = splitName(name);
  const known = new Set(own.map(singular));
  const words = splitName(value);
  if (words.length > 3 && words.slice(-3).join(' ') === own.slice(-3).join(' ')) return true;
  const others = words.filter((word) => !known.has(singular(word)));
  return (
    words.length > 1 &&
    others.length <= (words.length > 3 ? 1 : 0) &&
    (own.at(-1) === 'key' || words.some((word) => SECRET.has(word) || word === 'key'))
  );
}

/** Whether a `pin` is given the name of a pin of a chip, of a port, or of a constant: `LED0_PIN | PH10`, `.rdx_pin = LCD_PARAM_RDX`. */
export function isPinOfChip(name: string, value: string): boolean {
  return (
    /^(?:P[A-Z\d]|PORT[A-Z]|GPIO|IO|[A-Z])_?\.?\d{1,2}(?:[._]\d{1,2})?$|^[A-Z][A-Z\d]*(?:_[A-Z\d]+)+$/.test(value) &&
    splitName(name).at(-1) === 'pin'
  );
}

/** A label of a device tree is so given to its node, `host_en_pin: host-en-pin`, and a constant to its text: `CONF_CF_PIN = "cf_pin"`. */
function plain(name: string): string {
  return name.replace(/[-_]/g, '').toLowerCase();
}

function singular(word: string): string {
  return word.replace(/s$/, '');
}

/** Whether a name only ends as those of secrets do: `monkey`, `compass`. */
export function isOtherWord(name: string): boolean {
  return ENDS_SHORT.test(splitName(name).at(-1) ?? '');
}

function isCaptchaPublic(words: readonly string[]): boolean {
  if (words.slice(0, 3).join(' ') === 's s c') return true;
  return [1, 2, 3].some((count) => CAPTCHA_PUBLIC.has(words.slice(-count).join('')));
}

function kindOf(words: readonly string[]): NameKind {
  let unknown = false;
  for (let at = words.length - 1; at >= 0; at--) {
    const word = words[at] ?? '';
    const before = words.slice(Math.max(0, at - 3), at);
    if (KEY.has(word)) return isPair(words, at) ? 'public' : kindOfKey(before, unknown);
    if (SECRET.has(word)) return kindOfSecret(word, before, unknown);
    if (word === 'hash' && before.at(-1) === 'api') return 'secret';
    if (word === 'encoded' && PASSWORD.has(before.at(-1) ?? '')) return 'hash';
    if (word === 'api' && FOREIGN_KEY.has(before.at(-1) ?? '')) return 'secret';
    if (word === 'salt' && before.length > 0) return 'secret-part';
    if (HASH.has(word)) return 'hash';
    if (ID.has(word)) return words.slice(0, at).some((owned) => NOUN_FIRST.has(owned)) ? 'secret' : 'id';
    if (META.has(word) && before.some((w) => SECRET.has(w) || w === 'key')) return 'meta';
    if (HINT.has(word)) return before.some((w) => SECRET.has(w)) ? 'secret' : 'hint';
    unknown ||= !FILLER.has(word) && !/^\d+$/.test(word);
  }
  return 'other';
}

/** `setKeyValue`: of entries with a key and a value. */
function isPair(words: readonly string[], at: number): boolean {
  return words[at + 1] === 'value' && words.slice(0, at).every((word) => FILLER.has(word));
}

function kindOfKey(before: readonly string[], unknown: boolean): NameKind {
  // `selectByPrimaryKey`
  if (isPublic(before) || before.slice(-2).join(' ') === 'by primary') return 'public';
  // What a password stands under: `userPasswordKey`.
  const owner = before.at(-1) ?? '';
  if (PASSWORD.has(owner)) return before.some((word) => REFERRED.has(word)) ? 'meta' : 'key';
  if (before.some((word) => CIPHERTEXT.test(word))) return 'hash';
  for (const word of [...before].reverse()) {
    if (SECRET.has(word) || SECRET_KEY.has(word)) return unknown ? 'secret-part' : 'secret';
    // `username_key`, `Basenames_key`: what has a name stands under it.
    if (LOOKUP_KEY.has(word) || /names?$/.test(word)) return 'public';
  }
  return unknown ? 'other' : 'key';
}

function kindOfSecret(word: string, before: readonly string[], unknown: boolean): NameKind {
  const last = before.at(-1) ?? '';
  if (word.startsWith('token') && PUBLIC_TOKEN.has(last)) return 'public';
  if (word.startsWith('pass') && (FORGOTTEN.has(last) || last === 'no')) return 'meta';
  // What may sign in (Web Authentication, 5.4), and names of enumerations: `TokenTypeAccessToken`.
  if (word.startsWith('credential') && /^(?:allow|exclude)/.test(last)) return 'id';
  if (before.includes('type')) return 'meta';
  if (word === 'secret' && REFERRED.has(last)) return 'meta';
  if (word === 'pass' && RUN_THROUGH.has(last)) return 'other';
  if (word === 'pin' && HARDWARE.has(last.replace(/\d+$/, ''))) return 'other';
  if (isPublic(before)) return 'public';
  // Spring calls the digest of a password so.
  if (DIGESTED.test(last) || (last === 'encoded' && word.startsWith('pass'))) return 'hash';
  return unknown ? 'secret-part' : 'secret';
}

function isPublic(words: readonly string[]): boolean {
  return words.includes('public') || words.includes('publishable');
}
