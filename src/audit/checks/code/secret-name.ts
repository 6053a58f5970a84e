import { RULE_SET } from '../../../rules/rule-set.ts';
import { readName, splitName } from '../../../scan/verdict/name-words.ts';
import { wordSet } from '../../../syntax/text.ts';

/** Whether a variable holds a secret. `perhaps`: it may also hold a record about one, or the name of a field. */
export type Secrecy = 'sure' | 'perhaps' | 'no';

/**
 * Judges the name of a variable in code, more strictly than the scanner, which sees the value too. `token` and `key`
 * alone can be anything: part of a text, the key of a map.
 */
export function secrecyOfName(name: string): Secrecy {
  const words = splitName(name);
  const { kind, dummy } = readName(name);
  if (words.length > MOST_WORDS || words.some((word) => ABOUT.has(word))) return 'no';
  const first = words[0] ?? '';
  if (words.length > 1 && VERBS.has(first)) return 'no';
  // `PARAM_API_KEY` and `HEADER_API_KEY` hold the name of a parameter.
  if (words.length > 1 && LABELS.has(first)) return 'no';
  const core = withoutFiller(words);
  const secrecy = secrecyOfWords(core);
  if (secrecy !== 'no') return kind === 'public' || kind === 'captcha' || dummy ? 'no' : secrecy;
  return isServiceKey(core) ? 'sure' : 'no';
}

/**
 * The same for a member expression.
 * @param chain its names, the outermost first: `process`, `env`, `API_KEY`
 */
export function secrecyOf(chain: readonly string[]): Secrecy {
  const name = chain.at(-1) ?? '';
  const owner = chain.at(-2) ?? '';
  if (/^authorization$/i.test(name)) return /headers?$/i.test(owner) ? 'sure' : 'no';
  const secrecy = secrecyOfName(name);
  if (secrecy === 'no') return 'no';
  return chain.slice(0, -1).some(holdsLabels) ? 'no' : secrecy;
}

/** `t.password`, `errors.apiKey`, `FieldType.Password`, `R.string.api_key` are texts or names, not secrets. */
function holdsLabels(owner: string): boolean {
  if (/^(?:R|t|[Ll]10n|i18n)$/.test(owner)) return true;
  const last = splitName(owner).at(-1) ?? '';
  return LABEL_OBJECTS.has(last) || (/^[A-Z]/.test(owner) && ENUMS.has(last));
}

const MOST_WORDS = 6;

function withoutFiller(words: readonly string[]): readonly string[] {
  let end = words.length;
  while (end > 1 && TRAILING.has(words[end - 1] ?? '')) end--;
  return words.slice(0, end);
}

function secrecyOfWords(words: readonly string[]): Secrecy {
  const last = words.at(-1) ?? '';
  const before = words.at(-2) ?? '';
  if (last === 'apikey') return 'sure';
  if (last === 'apikeys') return 'perhaps';
  if (last === 'key') return KEY_SURE.has(before) ? 'sure' : KEY_PERHAPS.has(before) ? 'perhaps' : 'no';
  if (last === 'keys') return KEY_SURE.has(before) ? 'perhaps' : 'no';
  if (last === 'token') return TOKEN_SURE.has(before) ? 'sure' : 'no';
  if (last === 'tokens') return TOKEN_SURE.has(before) ? 'perhaps' : 'no';
  if (last === 'secret') return SECRET_SURE.has(before) ? 'sure' : before === '' ? 'perhaps' : 'no';
  if (PASSWORDS.has(last)) return NEW.has(words[0] ?? '') ? 'perhaps' : 'sure';
  if (last === 'pwd' || last === 'pass' || last === 'psw') return PASS_OF.has(before) ? 'sure' : 'no';
  if (last === 'passwords' || last === 'creds' || last === 'credentials' || last === 'credential') return 'perhaps';
  if (last === 'pat') return before === 'github' || before === 'gitlab' || before === 'azure' ? 'sure' : 'no';
  return 'no';
}

/** `CAPTCHAAI_KEY`, `twocaptcha_key`. */
function isServiceKey(words: readonly string[]): boolean {
  const last = words.at(-1);
  if (last !== 'key' && last !== 'token') return false;
  return SERVICE_WORDS.has(words.slice(0, -1).join('')) || words.at(-2) === 'captcha';
}

/** As `splitName` gives them, joined. */
const SERVICE_WORDS: ReadonlySet<string> = new Set([
  ...RULE_SET.providers.flatMap(({ words }) => words.map((word) => splitName(word).join(''))),
  ...'openai anthropic deepseek groq gemini sendgrid mailgun twilio openrouter mistral cohere perplexity huggingface'.split(
    ' ',
  ),
]);

const PASSWORDS = wordSet('password passwd passphrase passwort kennwort senha contrasena wachtwoord passcode');
/** A new password, which is shown to its user. */
const NEW = wordSet('generated random temporary temp tmp initial default');
const PASS_OF = wordSet(
  'db database user smtp mysql mail root admin ftp proxy redis auth sql login postgres mongo ssh rabbitmq imap email',
);
const KEY_SURE = wordSet('api apis private priv secret solver anticaptcha service');
const KEY_PERHAPS = wordSet('access encryption master signing client auth account license licence jwt subscription');
const TOKEN_SURE = wordSet(
  `access auth api bearer refresh bot personal oauth oauth2 github gitlab npm slack discord telegram session jwt admin
   login vault user secret hf deploy gh`,
);
const SECRET_SURE = wordSet(
  `client api app application jwt webhook consumer shared session cookie auth access signing stripe aws oauth oauth2 totp
   otp token user service`,
);

/** At the end of a name they change nothing. */
const TRAILING = wordSet('value val str string text txt plain plaintext raw env var variable');

/** A name with one of these words is about a secret, or about a secret that is hashed, encrypted or masked. */
const ABOUT = wordSet(`
  hash hashed digest encrypted enc cipher sealed masked mask redacted sanitized sanitised obfuscated truncated partial safe
  public publishable pub anon count counts length len size name names label labels title titles type types kind id ids idx index
  field fields prompt policy policies placeholder hint help desc description message messages msg error errors err
  exception regex pattern format expiry expires expiration exp ttl lifetime valid strength score rule rules min max required
  missing invalid wrong bad prefix suffix header headers button modal dialog component icon event handler callback hook factory
  generator validator resolver schema column param parameter attribute attr property prop claim claims scope scopes method mode
  strategy class enum visibility hidden changed change reset forgot forgotten forget lost update updated verification verify
  confirmation attempts attempt warning visible usage test tests example dummy fake sample reference ref refs lookup algorithm
  alg ptr fn func
`);

const VERBS = wordSet(`
  has have is are was were show hide toggle need needs require requires no not use uses used using with without should can
  could valid check validate verify enable enabled disable disabled allow allowed allows num number total n add remove
  delete create update edit rotate revoke enter on handle ask prompt input save set forgot change supports support needs
  missing invalid when if skip ignore contains include includes any must
`);

/** Constants that begin with these hold the name of a setting, not its value. */
const LABELS = wordSet(`
  param arg args argument extra conf attr pref prefs preference field opt option prop property flag err msg lbl label str
  cmd command action type role scope claim grant col column route ctx cfgkey configkey
  kw tag form text txt lang i18n permission event xpath css selector query cookie header hdr
`);

const LABEL_OBJECTS = wordSet(`
  strings messages message labels label errors error fields field columns column rules schema inputs refs placeholders
  placeholder touched texts text translations translation i18n locale lang titles hints validation validations validator
  validators permissions permission names types type scopes colors icons styles routes events selectors locators
  attributenames paths
`);
const ENUMS = wordSet(`
  type types method methods kind kinds mode modes field fields keys names name headers header flags claim claims scheme
  schemes status action actions attribute attributes column columns enum constants consts scope scopes property tag
  options params parameters event events category role roles format grant
`);
