import { isPlaceholder } from '../detect/placeholder.ts';
import { readName, splitName } from '../verdict/name-words.ts';

/**
 * What a variable of a `.env` file holds:
 * - `random`: a generated value, under the name of a secret;
 * - `chosen`: under such a name, a value that a person made up and that is not a placeholder;
 * - `nothing`: everything else.
 */
export type Holding = 'random' | 'chosen' | 'nothing';

/** @param value without its quotes */
export function holdingOf(name: string, value: string): Holding {
  const text = value.slice(0, MAX_LENGTH).trim();
  const login = /^[a-z][a-z0-9+.-]*:\/\/[^/?#@:\s]*:([^/?#@\s]+)@([^/?#\s]*)/i.exec(text);
  if (login !== null) {
    const [, password = '', host = ''] = login;
    return OWN_MACHINE.test(host) ? weaker(judge(password)) : judge(password);
  }
  if (!namesSecret(name)) return 'nothing';
  return BUNDLED.test(name) ? weaker(judge(text)) : judge(text);
}

/** Characters of a value that are read: a private key in PEM form has 3,300. */
const MAX_LENGTH = 4096;

/** Names of this machine or of hosts in its compose network: nobody else can reach them. */
const OWN_MACHINE = /^(?:localhost|127\.|0\.0\.0\.0|\[?::1|host\.docker\.internal|[a-z_-]+(?::\d+)?$)/i;

/** Build tools put these variables into web pages, so their values are public. */
const BUNDLED = /^(?:VITE|REACT_APP|GATSBY|VUE_APP|NG_APP|(?:NEXT_|EXPO_|NUXT_)?PUBLIC)_/;

function namesSecret(name: string): boolean {
  const { kind } = readName(name);
  return kind === 'secret' || kind === 'secret-part' || kind === 'key' || SECRET_IN_DOTENV.test(name);
}

/** Names that speak of a secret here, where every variable is a setting, and could mean anything in code. */
const SECRET_IN_DOTENV = /(?:pass|_pat|_pw|salt|connection_?str(?:ing)?)$/i;

function weaker(holding: Holding): Holding {
  return holding === 'random' ? 'chosen' : 'nothing';
}

function judge(text: string): Holding {
  if (text.length < SHORTEST || NOT_SECRET.some((shape) => shape.test(text))) return 'nothing';
  if (isPlaceholder(text) || isPassword(text)) return 'nothing';
  if (looksRandom(text)) return 'random';
  return isDefault(text) ? 'nothing' : 'chosen';
}

const SHORTEST = 6;

/** Values in place of a secret. */
const NOT_SECRET = [
  /^(?:\$[A-Za-z_{(]|%\w+%$|[<[{(]|\*+$)/, // ${OTHER}, $(command), %OTHER%, <your key>, [key], {{ key }}
  /^(?:encrypted:|ENC\[|vault:|op:\/\/|ref\+|arn:|sm:\/\/|ssm:|keyring:|secretsmanager:|projects\/)/i, // encrypted, or a reference to a store
  /^(?:true|false|null|none|undefined|disabled|enabled)$/i,
  /^[\d.,:\s%-]*$/, // numbers, addresses, dates
  /^[a-z][a-z0-9+.-]*:\/\//i, // an address; one with a login was handled before
  /^[^\s@]+@[^\s@]+\.[a-z]{2,}$/i, // an e-mail address
  /^(?:~|\.{1,2})?(?:\/[a-z0-9_.-]{1,24})+\/?$/, // a path
  /[^\x20-\x7e\n]/, // words of another script, a typographer's ellipsis
  /change|replac|fake|generate|(.)\1{7,}|[_-]here$/i,
];

/** Words in values that are not meant to be secret. */
const DEFAULT_WORD =
  /^(?:my|some|the|a|an|is|this|not|put|get|enter|set|you|here|from|for|keys?|secrets?|token|pass|password|passwd|api|access|test|testing|dev|development|local|localhost|default|demo|foo|bar|baz|string|random|insecure|super|long|admin|administrator|root|user|guest|postgres|mysql|mongo|redis|rabbitmq|minio|minioadmin|elastic|homestead|rails|laravel|app|value|none|empty|optional|required|welcome|qwerty|letmein|only|must|be)$/;

/** Whether at least half of its words are such words: `my-secret-key`, `testpassword`. */
function isDefault(text: string): boolean {
  const words = splitName(text).filter((word) => /[a-z]/.test(word));
  return /secret/i.test(text) || words.filter((word) => DEFAULT_WORD.test(word)).length * 2 >= words.length;
}

/** `Password1`, `P@ssw0rd!`. */
function isPassword(text: string): boolean {
  return /pa[s$]{2}w[o0]rd|passwort/i.test(text.replace(/[@4]/g, 'a'));
}

/**
 * Whether a value looks generated: it changes between lower case, upper case and digits at every second or third
 * character. What people write does so only between words and numbers. A capitalised word counts as one run.
 */
function looksRandom(text: string): boolean {
  const runs = text.match(/[A-Z]?[a-z]+|[A-Z]+|\d+/g) ?? [];
  const mean = runs.join('').length / runs.length;
  const longestMean = text.length < 14 ? 2.2 : text.length < 24 || /[-_. ]/.test(text) ? 2.7 : 3.8;
  return text.length >= 8 && mean <= longestMean && new Set(text).size >= 7 && /\d/.test(text);
}
