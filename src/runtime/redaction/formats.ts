import {
  ANCHOR_LENGTH,
  type CharacterClass,
  characterClass,
  type Hit,
  type Matcher,
  matchAt,
  type View,
} from './anchors.ts';
import { isWordStart } from './escapes.ts';
import { FORMATS } from './generated.ts';

const ALPHABETS: Readonly<Record<string, string>> = {
  // Letters and digits.
  w: 'A-Za-z0-9',
  // base64url; the same with dots, for keys of several parts; base64.
  u: 'A-Za-z0-9_\\-',
  d: 'A-Za-z0-9_.=\\-',
  b: 'A-Za-z0-9+/=',
  x: 'a-f0-9A-F',
  U: 'A-Z0-9',
  // Whatever parts of keys are joined with.
  a: 'A-Za-z0-9_.=+/:!~%\\-',
};

/** Prefixes without a rule: for the scanner, such keys are too similar to words. */
const OTHERS = 'w16 sonic_';

interface Format {
  readonly prefix: string;
  readonly body: RegExp;
  readonly run: CharacterClass;
}

export const FORMAT_REACH = 160;

/**
 * The matchers for keys with a fixed prefix, by the first characters of the prefixes. The build makes the list of the scanner's
 * rules, without their exact lengths and checksums (src/rules/redaction-formats.ts).
 */
export function prefixMatchers(): Map<string, Matcher> {
  const formats = new Map<string, Format[]>();
  for (const line of [OTHERS, ...FORMATS.trim().split('\n')]) {
    const [form = '', ...prefixes] = line.split(' ');
    const alphabet = ALPHABETS[form[0] ?? ''] ?? '';
    const body = new RegExp(`[${alphabet}]{${form.slice(1)}}`, 'y');
    const run = characterClass(alphabet);
    for (const prefix of prefixes) {
      const start = prefix.slice(0, ANCHOR_LENGTH);
      formats.set(start, [...(formats.get(start) ?? []), { prefix, body, run }]);
    }
  }
  return new Map([...formats].map(([start, same]) => [start, (view, at) => prefixed(same, view, at)]));
}

function prefixed(formats: readonly Format[], view: View, at: number): Hit | undefined {
  for (const { prefix, body, run } of formats) {
    if (!view.text.startsWith(prefix, at)) continue;
    const match = matchAt(body, view.text, at + prefix.length);
    // Letters alone are a name or words. Words with hyphens can have a digit, but have no capitals.
    if (match === null || (!/[0-9]/.test(match[0]) && !/[a-z][A-Z]/.test(match[0]))) continue;
    // `_` joins a name to it.
    if (!isWordStart(view, at) && view.before(at, 1) !== '_') continue;
    return { from: at, to: at + prefix.length + match[0].length, run, kind: 'prefixed' };
  }
  return undefined;
}

const TOKEN = characterClass('A-Za-z0-9_.\\-');
const JWT = /eyJ[A-Za-z0-9_-]{14,1024}\.[A-Za-z0-9_-]{6}/y;
export const JWT_REACH = 1100;

/** JSON in base64url with further parts after dots: JSON Web Tokens, encrypted ones, signed sessions. */
export const jwt: Matcher = (view, at) => {
  const match = matchAt(JWT, view.text, at);
  if (match === null || !isWordStart(view, at)) return undefined;
  return { from: at, to: at + match[0].length, run: TOKEN, kind: 'jwt' };
};

const BEARER = /bearer(?: {1,4}|%20|\+|\\u0020)(?=[A-Za-z._~+/=-]{0,64}[0-9])[A-Za-z0-9._~+/=-]{16}/iy;
const BEARER_RUN = characterClass('A-Za-z0-9._~+/=\\-');

/** The value of a header `Authorization` without the header's name. */
export const bearer: Matcher = ({ text }, at) => {
  const match = matchAt(BEARER, text, at);
  if (match === null) return undefined;
  const to = at + match[0].length;
  return { from: to - 16, to, run: BEARER_RUN, kind: 'named' };
};

// With a mask in it, it is masked already.
const USERINFO =
  /:(?:\\{0,2}\/){2}(?![^ \t\r\n/]{0,1000}\*{4})([^ \t\r\n:/?#,;"'`<>{}\\]{0,256}):([^ \t\r\n/"'`<>{}@\\]{1,512})@/y;
const TOKEN_AS_USER = /:(?:\\{0,2}\/){2}(?=[A-Za-z_-]{0,64}[0-9])([A-Za-z0-9_-]{20,256})@/y;
export const URL_REACH = 1024;

/** `://user:password@`, and `://token@` with a long token. */
export const userinfo: Matcher = ({ text }, at) => {
  const match = matchAt(USERINFO, text, at);
  if (match !== null) {
    const [whole, , password = ''] = match;
    if (/^(?:\$|%s|\[[A-Za-z ]{1,24}\]$)/.test(password)) return undefined;
    const to = at + whole.length - 1;
    return { from: to - password.length, to, kind: 'url' };
  }
  const token = matchAt(TOKEN_AS_USER, text, at);
  if (token === null) return undefined;
  const to = at + token[0].length - 1;
  return { from: to - (token[1] ?? '').length, to, kind: 'url' };
};

/** The same within another URL, percent-encoded once or twice. */
const CODED_USERINFO =
  /%(?:25)?3A(?:%(?:25)?2F){2}(?:(?!%(?:25)?(?:2F|3A|40))[^\s"'`<>*/]){0,256}%(?:25)?3A((?:(?!%(?:25)?(?:2F|40))[^\s"'`<>*/]){1,512})%(?:25)?40/iy;
export const CODED_USERINFO_STARTS = ['%3a%', '%253'];

export const codedUserinfo: Matcher = ({ text }, at) => {
  const match = matchAt(CODED_USERINFO, text, at);
  if (match === null) return undefined;
  const [whole, password = ''] = match;
  const to = at + whole.search(/%(?:25)?40$/);
  return { from: to - password.length, to, kind: 'url' };
};

/** `-u name:password` and `--user` of curl and others. `-u 1000:1000` and `-u app:app` are users and groups. */
const USER_FLAG =
  /-u(?:ser)?[ =]{1,4}(["']?)[^\s:"'`*/]{1,64}:(?=[^\s"'`]{0,64}[0-9])(?=[^\s"'`]{0,64}[A-Za-z])([^\s"'`*]{8,256})/y;
export const USER_FLAG_STARTS = ['-u ', '-use'];

export const userFlag: Matcher = (view, at) => {
  const match = matchAt(USER_FLAG, view.text, at);
  if (match === null || !/(?:^|[\s-])$/.test(view.before(at, 1))) return undefined;
  const to = at + match[0].length;
  return { from: to - (match[2] ?? '').length, to, kind: 'named' };
};

const WEBHOOK =
  /hooks\.slack\.com(?:\\{0,2}\/)(?:services|workflows|triggers)(?=[A-Za-z0-9_/\\-]{20})|webhooks(?:\\{0,2}\/)[0-9]{17,20}(?=\\{0,2}\/[A-Za-z0-9_-]{30})|\/bot(?=[0-9]{6,12}:[A-Za-z0-9_-]{30})/iy;
const WEBHOOK_RUN = characterClass('A-Za-z0-9_:/\\\\\\-');
export const WEBHOOK_STARTS = ['hook', 'webh', '/bot'];

/** URLs that are secrets themselves: incoming webhooks of Slack and Discord, bots of Telegram. */
export const webhook: Matcher = ({ text }, at) => {
  const match = matchAt(WEBHOOK, text, at);
  if (match === null) return undefined;
  const from = at + match[0].length;
  return { from, to: from + 20, run: match[0].toLowerCase() === '/bot' ? TELEGRAM_RUN : WEBHOOK_RUN, kind: 'url' };
};

const TELEGRAM_RUN = characterClass('A-Za-z0-9_:\\-');

const PEM = /BEGIN (?:[A-Z0-9]{1,16} ){0,3}PRIVATE KEY(?: BLOCK)?-----/y;

/** The first line of a private key in PEM. */
export const pem: Matcher = (view, at) => {
  const match = matchAt(PEM, view.text, at);
  if (match === null || view.before(at, 5) !== '-----') return undefined;
  const to = at + match[0].length;
  return { from: to, to, pem: true, kind: 'pem' };
};
