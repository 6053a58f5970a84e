import {
  characterClass,
  endOfRun,
  LOOKBEHIND,
  type Matcher,
  matchAt,
  matchesAt,
  type Quotation,
  type View,
} from './anchors.ts';
import { SEQUENCE } from './escapes.ts';

/** What a name says about its value. */
type NameKind =
  /** A password: any value is masked. */
  | 'password'
  /** A token or an API key: masked if the value looks at all like one. */
  | 'secret'
  /** Called only a key: masked if the value can hardly be anything else. */
  | 'key';

/** The beginnings of the last words of such names. */
export const NAME_STARTS = ['key', 'toke', 'secr', 'pass', 'pwd', 'cred', 'auth', 'bear', 'sess'];

/** How many characters of a value are examined to tell whether it is a secret. If so, all of it is masked. */
const EXAMINED = 256;
/** The most characters from a name's last word to the end of the examined part of the value. */
export const NAMED_REACH = 352 + EXAMINED;

/** A quotation mark that is percent-encoded, once or several times, or a reference of HTML. */
const CODED_QUOTE = '%(?:25){0,3}22|&(?:quot|apos|#(?:34|39|x22|x27));';

/**
 * The last word of a name, the operator, the opening quotation mark, and the scheme of an HTTP header. After a comma (3) a
 * value counts only within quotation marks.
 * @param blank what may stand in place of an operator (4)
 */
function namePattern(blank: string): RegExp {
  return new RegExp(
    [
      '(key|token|secret|passphrase|passwor[dt]|passwd|pass|pwd|credentials?|authorization|auth|bearer|session)',
      '([_-]?(?:hash|md5|sha[0-9]{0,3}|digest|checksum|fingerprint))?(?:[_-]?value|_2captcha)?[0-9]{0,2}',
      '(?:',
      String.raw`(\\{0,7}["'\x60]|${CODED_QUOTE})?\]?${SEQUENCE}{0,2}[ \t]{0,16}(?:=>|:=|[=:]|%(?:25){0,3}3[ADad])${SEQUENCE}?[ \t]{0,16}${SEQUENCE}{0,2}`,
      String.raw`|(\\{0,7}["'])[ \t]{0,4},[ \t]{0,4}b?(?:\\{0,7}["']value\\{0,7}["'][ \t]{0,4}:[ \t]{0,4})?(?=\\{0,7}["'])`,
      `|(?:[ \\t][\\w:-]{1,32}="[^"<>\r\n]{0,64}"){0,3}(?:>|&gt;)|(${blank})`,
      ')',
      String.raw`(?:(\\{0,7})(["'\x60])|${CODED_QUOTE})?`,
      `${SEQUENCE}{0,2}`,
      '(?:(?:bearer|basic|token|digest|apikey|negotiate|key)(?: {1,4}|%20|\\+))?',
    ].join(''),
    'iy',
  );
}

/** In tables, lists and messages a key may follow without an operator. In prose such words are often followed by a blank. */
const BEFORE_KEY = String.raw`(?:,|->|[ \t]{1,16}(?:(?:->|\||is|was)[ \t]{1,16})?)(?=(?:\\{0,7}["'\x60])?[A-Za-z0-9]{24})`;
const NAMED = namePattern(BEFORE_KEY);
/** For a command line flag, behind a hyphen: a blank may stand before any value. */
const FLAG = namePattern(`${BEFORE_KEY}|[ \\t]`);

/** Before `key`: the name of a secret. */
const SECRET_KEY =
  /(?:api|app|client|access|secret|private|auth|account|shared|master|encryption|encrypt|signing|consumer|captcha|service|license|subscription|storage|admin|root|user|x)[_. -]?$/i;
/** Before `key`: the name of something that is not secret. */
const OTHER_KEY =
  /(?:public|pub|site|cache|sort|primary|foreign|partition|row|object|idempotency|index|lookup|route|query|hash|group|translation|i18n|host|publishable|mon|tur|hot|don|joc|whis)[_. -]?$/i;
/** Before `token`: names of other things, in pages, syntax trees and forms. */
const OTHER_TOKEN = /(?:page|next|continuation|cancel|cancellation|sync|unexpected|invalid)[_. -]?$/i;

/** A mask, a variable, a placeholder or an object in place of a value. */
const PLACEHOLDER =
  /\*{3}|\$[{(]|\{\{|%[sdo]\b|<[\w -]{1,40}>|\[[A-Za-z ]{1,24}\]|(?:null|undefined|true|false|none|nil|string|boolean|number)(?![\w-])|=/iy;
/** Source code, such as `process.env.TOKEN`, `this.#token`, `getToken(`. */
const CODE = /[A-Za-z_$][\w$]{0,60}(?:(?:\??\.#?[A-Za-z_$][\w$]{0,60}){1,8}(?=$|[^\w.])|[([])/y;

/** The characters of a value without quotation marks: all but separators in logs, URLs and settings. */
const BARE = characterClass(String.raw`!#$%+\-./0-9:=?@A-Z^_a-z~\u0080`);
const ESCAPED_QUOTE = new RegExp(CODED_QUOTE, 'i');

/** Letters and digits that are very likely a key. */
const KEY_SHAPED =
  /[A-Za-z0-9]{32}(?![A-Za-z0-9_*-])|(?=[a-z0-9]{0,60}[A-Z])(?=[A-Z0-9]{0,60}[a-z])(?=[A-Za-z]{0,60}[0-9])[A-Za-z0-9]{24}/y;
const LONG_HEXADECIMAL = /(?:[A-Fa-f0-9]{40}|[A-Fa-f0-9]{64})(?![A-Za-z0-9_*-])/y;

/**
 * A value after the name of a secret: `api_key=`, `"password":"`, `Authorization: Bearer `, `--token `, in logs, JSON,
 * JSON within strings, query strings and headers. Only the last word of a name and what stands before it
 * count, so `API_KEY_ID` is not the name of a secret.
 */
export function namedValues(keepHashes: boolean): Matcher {
  return (view, at) => {
    const pattern = view.before(at, 1) === '-' ? FLAG : NAMED;
    const match = matchAt(pattern, view.text, at);
    if (match === null) return undefined;
    const [whole, word = '', hash, quoted, listed, blank, backslashes = '', mark] = match;
    if (hash !== undefined && keepHashes) return undefined;
    const name = view.before(at, LOOKBEHIND);
    const isFlag = /--(?:[a-z0-9]{1,16}-){0,2}$/i.test(name);
    const kind = kindOf(word.toLowerCase(), name);
    if (kind === undefined) return undefined;

    const from = at + whole.length;
    const quotation: Quotation | undefined = mark === undefined ? undefined : { mark, backslashes: backslashes.length };
    const value = valueAt(view, from, quotation);
    const isBare = quotation === undefined;
    // After a colon and a blank prose may follow.
    const isProse = isBare && /[: \t>]$/.test(whole) && !/=[^=]*$/.test(whole);
    const strict = blank !== undefined || listed !== undefined || isProse;
    if (blank !== undefined && !isFlag ? !matchesAt(KEY_SHAPED, value) : !isSecret(value, kind, strict, keepHashes))
      return undefined;
    if (!isBare) return { from, to: from, quotation, kind: 'named' };
    const around = quoted !== undefined && /^[\d.]+$/.test(value) ? quoted : undefined;
    return { from, to: from + 1, run: BARE, kind: 'named', ...(around === undefined ? {} : { around }) };
  };
}

function kindOf(word: string, before: string): NameKind | undefined {
  // The end of a mask.
  if (/\*\w{0,24}$/.test(before)) return undefined;
  if (word === 'pass')
    return /(?:^|[^A-Za-z0-9]|[a-z](?=$))$/.test(before) && !/[a-z]{3}$/.test(before) ? 'password' : undefined;
  if (word.startsWith('pass') || word === 'pwd')
    return word === 'pwd' && /[a-z]$/i.test(before) && !/(?:db|user|_)$/i.test(before) ? undefined : 'password';
  if (word === 'key') {
    if (OTHER_KEY.test(before)) return undefined;
    return SECRET_KEY.test(before) || /[?&]$/.test(before) ? 'secret' : 'key';
  }
  // Most values with these names say how, or whether, one logs in.
  if (word === 'auth' || word === 'bearer' || word === 'session') return 'key';
  return word === 'token' && OTHER_TOKEN.test(before) ? undefined : 'secret';
}

/** The examined part of the value. */
function valueAt({ text }: View, from: number, quotation: Quotation | undefined): string {
  const seen = text.slice(from, from + EXAMINED);
  if (quotation === undefined) {
    const bare = seen.slice(0, endOfRun(BARE, seen, 0, seen.length));
    return bare.slice(0, ESCAPED_QUOTE.exec(bare)?.index);
  }
  const end = seen.search(quotation.mark === '"' ? /["\r\n]/ : quotation.mark === "'" ? /['\r\n]/ : /[`\r\n]/);
  return end < 0 ? seen : seen.slice(0, end);
}

function isSecret(value: string, kind: NameKind, strict: boolean, keepHashes: boolean): boolean {
  if (value === '' || matchesAt(PLACEHOLDER, value)) return false;
  // In the bytes of a stream, characters beyond ASCII have more than one.
  const { length } = value.replaceAll(/[^\x20-\x7e]+/g, '....');
  if (kind === 'password') return !matchesAt(CODE, value) && (!strict || length >= 6);
  if (matchesAt(KEY_SHAPED, value)) return true;
  if (kind === 'key') return !keepHashes && matchesAt(LONG_HEXADECIMAL, value);
  if (/[ \t]/.test(value) || matchesAt(CODE, value)) return false;
  const isMixed = /\d/.test(value) && /[A-Za-z]/.test(value);
  return length >= (isMixed ? (strict ? 12 : 6) : strict ? 24 : 12);
}
