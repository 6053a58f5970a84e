import type { FeatureName } from '../../model/generated.ts';
import { memoize } from './memoize.ts';
import { drawnBits, unleet, withoutWalks } from './randomness.ts';

/** What a value's characters say about it. */
export type ValueFeature = Extract<FeatureName, `value.${string}`>;

/** Bits of `drawnBits` from which on a value was drawn; from which on nobody can tell; letters alone can be a strange word. */
const DRAWN = 0;
const UNCLEAR = -8;
const DRAWN_LETTERS = 6;

/** A value with so much in favour of chance is not code, a reference or a placeholder, whatever marks stand in it. */
const SURELY_DRAWN = 25;

/** Variables and templates that stand for a value: `${NAME}`, `{{ name }}`, `<%= name %>`, `%(name)s`, `$NAME`, `@name@`. */
const TEMPLATE =
  /\$\w*\{[^{}]*\}|\$\{[\w.]+\([^{}]*$|\{\{[^{}]*\}\}|\{\{[\w .$|-]*$|<%.*(?:%>|$)|\$\([\w ./:-]*\)?|#\{[\w .]+\}|\$\[\[?[\w. ]*\]|%\(\w+\)[sd]|%\w+\[.*\]\w*%|^\W*\$[A-Za-z_][\w>-]*\W*$|^%[A-Za-z_][\w.-]*%$|^\$env:\w+$|^@{1,2}[\w.]+@{1,2}$|^!!\w+!!$|^\(\(.*\)\)$|^:[a-z_]+$|^@[a-zA-Z_]\w*$|^\[\[?[\w .-]+\]\]?$|^<[^<>]+>$|^&lt;.*&gt;$|^#\w+#$|^__\w+__$|^~~\w+~~$|^\*[a-zA-Z_]\w*$|^&[a-zA-Z_]\w*$|^!\w+ |^@\/|^@file|^#{2,}|^`[^`]*`$/;
/** Text with names in braces: `{user}-{id}`, `{faker.password(12)}`. */
const BRACES = /^[\w ./:@,-]*(?:\{[A-Za-z_][\w.]*(?:\([^{}]*\))?\}[\w ./:@,-]*)+$/;
/** What printf is given. */
const FORMAT = /%[-+ #0]*[\d.*]*(?:hh|h|ll|l|z|j)?[sdvqxXucfgpi@]/g;

/** Names of types, in any language, and what forms say of a field. */
const TYPE =
  /^\[?(?:(?:const|static|final|my|our|let|var|std::) ?)?(?:string|str|text|char|varchar|nvarchar|unicode|bool(?:ean)?|int(?:eger)?|u?int\d+|float|double|number|object|any|mixed|null|nil|none|true|false|yes|no|on|off|undefined|unset|unknown|void|bytes?|bytearray|buffer|array|list|dict|map|self|this|secretstr|securestring|optional|required|hidden|default|empty|n\/a|tbd|todo|nullable|uuid|email|date|token|field|input|label|type|name|value|key|keys|basic|bearer|digest|apikey|oauth2?|openidconnect)(?:(?:\s?[|?!&*:]|\s=\s)[\w\s|?!&*:=,.[\]]*|\[.*|<.*|\(.*|\{.*|\]!?)?$/i;

/** Digests of passwords in the forms of crypt(3), PHC strings, LDAP (RFC 2307), Django and Werkzeug. */
const HASHED =
  /^\$(?:2[abxy]?|[1567y]|apr1|argon2\w*|scrypt|bcrypt[\w-]*|pbkdf2[\w-]*|sha\d+|[PSH])\$|^\{(?:SSHA|SHA|CRYPT|MD5|SMD5|PBKDF2|ARGON2|BCRYPT|X-)\w*[-\w]*\}|^(?:sha1|sha256|sha512|md5|crypt|pbkdf2[_:]\w+|bcrypt\w*|argon2\w*|phpass|scrypt|scram-sha-\d+)[$:]|^\*[0-9A-F]{40}$/i;

/** Ciphertext: SOPS, Spring Cloud Config, Vault transit, Ansible, jasypt, eyaml, git-crypt. */
const ENCRYPTED =
  /^(?:ENC|DEC)(?:::\w+)?[[(]|^Ag[A-D][A-Za-z0-9+/]{300,}={0,2}$|^\{cipher\}|^vault:v\d|^\$ANSIBLE_VAULT|^!vault\b|^\{ENC|^AQICAH|^CiQA|^age:|^-----BEGIN AGE/;

/** Names of encodings, digests, ciphers and formats, which stand beside secrets: `decode(token, 'base64')`. */
const ALGORITHM =
  /^(?:base(?:16|32|58|64)(?:url)?|utf-?(?:8|16)\w*|latin-?1|us-ascii|sha-?\d+|md-?5|hmac[-_]?\w*|aes[-_\d][\w-]*|des[-_][\w-]*|[rhep]s(?:256|384|512)|argon2\w*|pbkdf2\w*|ed25519|x25519|ntlm|negotiate|kerberos|spnego|scram-sha-\d+(?:-plus)?|cram-md5|digest-md5|xoauth2?|gssapi|plain|curve25519|oauth[12](?:\.\d)?|pkcs\d+|x509|cwe-\d+|ipv[46]|http\/?[12](?:\.\d)?|iso-?8859-?\d+|rsa[-_]?\d+|ecdsa[-\w]*|ssh-\w+|tls[-_v]?\d.*)$|hmac-sha|sha\d{1,3}with/i;

/** Where a secret is to be found: an ARN, a URL without a password, a name in a store. */
const REFERENCE =
  /^arn:|^_?(?:op|vault|ssm|secretsmanager|secretmanager|aws-?sm|gcp-?sm|keyvault|kv|file|env|doppler|infisical|ref|secret|aws|gcp|azure|bao|akv|keyring|dotenv|process|pass|chamber|urn)[:+]|^(?:type|id)=[\w.-]+,(?:type|id|src|source|target|env)=|^[a-z][a-z0-9+.-]*:\/\/(?![^\s/:@]*:[^\s/@]+@)|^https?:/i;
/** Keys that services publish: Stripe, Supabase, Clerk, PostHog, Mapbox, reCAPTCHA. */
const PUBLIC = /^(?:pk_(?:live|test)_|sb_publishable_|phc_|pk\.eyJ|6L[a-zA-Z0-9_-]{6}AAAAA)/;
/** Paths, options, names of files and hosts. */
const FILE =
  /^(?:\/|\.\.?\/|~\/|[A-Za-z]:[\\/])[\w.@ -]|^--?[a-z][a-z-]+$|^\.[a-z][\w-]*(?:\.[\w-]+)*$|\.(?:pem|key|crt|cer|p12|pfx|jks|json|ya?ml|txt|js|ts|jsx|tsx|py|rb|go|java|php|html?|md|css|env|conf|cfg|ini|xml|sh|pl|cc?|h|cpp|cs|rs|kt|swift|lua|sql|log|gz|zip|exe|dll|so|png|svg|com|org|net|io|local|internal)(?:[:/?#][\w=&.:/-]*)?$/i;
/** Members and paths: these only if they read like words. */
const PATH =
  /^[A-Za-z_$][\w$]*(?:(?:\.|::|->|\?\.|#|\/)[\w$-]+)+[;,]?$|^[\w.-]+\/[\w./-]*$|^id=[\w-]+\.?$|^[A-Z][A-Z0-9_-]*(?:,[A-Z][A-Z0-9_-]*)+$|^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/;

/** Calls, arrows, operators, comments: what can stand behind a name in code. */
const CODE =
  /^!!|=!|^\/.*\/[dgimsuvy]*$|^[!&*-]?[\w$.:>[\]'"-]*[A-Za-z_]\w*\s?\(|=>|->|::|&&|\|\||^[\w$.]+\[|[;{,]$|^[({[]|^\/[/*]|^\W+$|^<[/!\w]|\breturn\b|\bnew /;

/** An object in JSON, whose own names are found by themselves, and regular expressions. */
const NOTATION = /^\{\s*\\?["'][\w.-]+\\?["']\s*:|\\[wdsWDS][{+*?)\]]/;

/** Without quotes, the name of a constant or of a variable. */
const CONSTANT = /^[A-Z]{2,}(?:_[A-Z]+)*$/;
const VARIABLE = /^[A-Za-z_]+\d{0,3}[A-Za-z_]*$/;
const SURE_VARIABLE = 12;
/** Four words and more. */
const PASSPHRASE = /^[A-Za-z]{3,}(?:[-_. ][A-Za-z]{3,}){3,}$/;
/** Names of many words may have a number among them. */
const MANY_WORDS = -20;

/** Versions, addresses, times, numbers with marks. */
const NUMBER =
  /^[~^v=<>]*\d+(?:[._:,-]\d+)+[a-z]?\d*$|^[+-]?0x[0-9a-f]+[ul]*$|^[+-]?\d{1,3}$|^\d+(?:\.\d+)?[a-z%]{1,3}$/i;

/** A command whose output is the value. */
const COMMAND = /^`?(?:cat|echo|pass|op|vault|aws|gcloud|kubectl|openssl|base64|head|cut|jq) [\w./-]/;

/** What people write where a secret would stand. */
const STAND_IN =
  /example|placeholder|change(?:me|it|d|this)?|dummy|sample|redact(?:ed)?|todo|fixme|replace|insert|enter|update|your?|fake|mock|invalid|wrong|here|goes|none|empty|unset|undefined|hidden|masked|blank|tbd|foo|ba[rz]|xyz|x{2,}/gi;
/** `changeme`, whatever stands beside it, and with digits for letters. */
const CHANGE_ME = /ch[a4@]n[g69][e3][-_ .]?m[e3]/i;
/** Words, of which one is `your`, behind the prefix of a token or not: `xoxb-your-bot-token`. */
const YOURS = /^(?=[A-Za-z_. -]*$)(?:.*[-_. ])?your[-_. ]/i;
/** Words for a secret, and what people put beside them. */
const FILLER =
  /secrets?|password|passwort|passwd|passphrase|pass|pwd|pw|creds?|credentials?|token|keys?|tests?|testing|user(?:name)?|name|client|access|refresh|auth|bearer|value|string|private|public|super|very|strong|some|this|that|with|valid|old|new|current|random|chars?|characters?|bytes|length|min|max|api|app|my|the|to|is|it|not|set|me|put|be|or|and|for|a|an|in|of|null|db|database|default|dev|prod|local|demo|cert|abc/gi;
/** Share of the letters that these words have to cover. */
const FILLED = 0.75;
/** Digits that a word for a secret may have behind it without being made up. */
const MOST_DIGITS = 2;

/** Names that manuals and images give a first password, often the user's name. */
const DEFAULT =
  /^(?:admin|administrator|root|user|guest|postgres|postgresql|mysql|mariadb|mongo|mongodb|redis|rabbitmq|rabbit|minio|minioadmin|minio123|elastic|grafana|jenkins|sonar|kafka|docker|vagrant|ubuntu|oracle|sa|system|manager|tomcat|nexus|guacamole|keycloak|airflow|superset|cassandra|neo4j|welcome|hello|letmein|iloveyou|monkey|dragon|demo|opensesame|open sesame|laravel|symfony|django|wordpress|homestead|forge|anonymous|public|nobody|toor|tiger|calvin|raspberry|alpine)\d?$/i;

/** RFC 9562, 4. */
const UUID = /^\{?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\}?$/i;
/** What stands for characters that are left out. */
const MASKED = /\.{3}|\xe2\x80\xa6|\*{3}|x{6}|^\W*redacted/i;
/** Letters alone, and what is short, can be anything. */
const TELLING_LETTERS = 16;
const TELLING = 8;
/** Escapes of blanks and control characters at the ends of a text or inside it. */
const ESCAPES = /\\(?:[abfnrtv0]|x[0-9a-f]{2}|u00[0-9a-f]{2})|%0[0-9a-f]/gi;

/**
 * Features of a value that a secret's name is given: what kind of text it is, and how long.
 * @param text latin1, without its quotes
 * @param quoted it is a string literal: marks in it are not code
 */
export function readNamedValue(text: string, quoted: boolean): readonly ValueFeature[] {
  return featuresOf((quoted ? QUOTED : BARE) + text);
}

const [QUOTED, BARE] = ['"', ' '];

const featuresOf = memoize((marked): readonly ValueFeature[] => read(marked.slice(1), marked.startsWith(QUOTED)), 8192);

function read(text: string, quoted: boolean): ValueFeature[] {
  const value = text.replace(/^\\?["'](?=.*\\?["']$)|\\?["']$/g, '').replace(ESCAPES, '');
  const plain = decoded(value);
  const kind = plain === undefined ? undefined : kindOf(plain, true, drawnBits(plain));
  const features: ValueFeature[] = [
    kind === undefined || kind === 'value.drawn' ? kindOf(value, quoted, drawnBits(withoutMark(value))) : kind,
  ];
  if (value.length < 6) features.push('value.tiny');
  else if (value.length < 8) features.push('value.short');
  else if (value.length >= 20) features.push('value.long');
  return features;
}

/** Django marks keys that were not made for production; what follows is drawn. */
function withoutMark(value: string): string {
  return value.replace(/^django-insecure-/, '');
}

/** The text that a value is the base64 of, as in Kubernetes' `data:`; undefined if it is something else. */
function decoded(value: string): string | undefined {
  if (value.length % 4 !== 0 || value.length < 8 || !/^[A-Za-z0-9+/]+={0,2}$/.test(value)) return undefined;
  const text = Buffer.from(value, 'base64').toString('latin1').trim();
  return /^[\x20-\x7e\r\n\t]{5,}$/.test(text) ? text : undefined;
}

/** Kinds of text that stand for a value, or name it, and so cannot be a secret themselves. */
const NEVER: ReadonlySet<ValueFeature> = new Set<ValueFeature>([
  'value.template',
  'value.type',
  'value.algorithm',
  'value.reference',
  'value.number',
  'value.code',
  'value.encrypted',
]);
/** Without quotes, in code, these are names. */
const NAMES: ReadonlySet<ValueFeature> = new Set<ValueFeature>(['value.words', 'value.placeholder', 'value.default']);

/** Whether a text cannot be a secret, whatever stands around it. */
export function cannotBeSecret(text: string, quoted: boolean): boolean {
  const [kind] = readNamedValue(text, quoted);
  return kind !== undefined && (NEVER.has(kind) || (!quoted && NAMES.has(kind)));
}

function kindOf(value: string, quoted: boolean, bits: number): ValueFeature {
  if (bits < SURELY_DRAWN && MASKED.test(value)) return 'value.placeholder';
  if (HASHED.test(value)) return 'value.hashed';
  if (ENCRYPTED.test(value)) return 'value.encrypted';
  if (NOTATION.test(value) && !/[A-Za-z0-9]{20}/.test(value)) return 'value.code';
  if (PUBLIC.test(value)) return 'value.reference';
  if (UUID.test(value)) return isFilled(value) ? 'value.placeholder' : 'value.drawn';
  if (bits < SURELY_DRAWN || value.length < 16) {
    const notDrawn = readText(value, quoted, bits);
    if (notDrawn !== undefined) return notDrawn;
  }
  if (isPeriodic(value)) return 'value.dull';
  if (/^\d+$/.test(value)) return 'value.digits';
  const letters = /^[A-Za-z_\x80-\xff-]+$/.test(value);
  const isTelling = value.length >= (letters ? TELLING_LETTERS : TELLING);
  if (bits >= (letters ? DRAWN_LETTERS : DRAWN)) return isTelling ? 'value.drawn' : 'value.unclear';
  if (PASSPHRASE.test(value)) return 'value.typed';
  if (bits < MANY_WORDS && /^[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+){3,}$/.test(value)) return 'value.words';
  if (/^[A-Za-z\x80-\xff]+(?:[-_. :/+@][A-Za-z\x80-\xff]+)*$/.test(value) || /^\D*[\x80-\xff]{6}\D*$/.test(value))
    return 'value.words';
  return bits >= UNCLEAR || hasManyMarks(value) ? 'value.unclear' : 'value.typed';
}

/** Whether there are more marks than people put into a password. */
function hasManyMarks(value: string): boolean {
  return value.length >= 14 && new Set(value.replace(/[\w\s.\x80-\xff-]/g, '')).size >= 3;
}

/** What kind of text that is no secret it is; undefined if it may be one. */
function readText(value: string, quoted: boolean, bits: number): ValueFeature | undefined {
  if (TEMPLATE.test(value) || BRACES.test(value) || COMMAND.test(value) || isFormat(value)) return 'value.template';
  if (TYPE.test(value)) return 'value.type';
  if (ALGORITHM.test(value)) return 'value.algorithm';
  if (REFERENCE.test(value)) return 'value.reference';
  if (bits < DRAWN_LETTERS && (FILE.test(value) || PATH.test(value))) return 'value.reference';
  if (NUMBER.test(value)) return 'value.number';
  if (DEFAULT.test(value)) return 'value.default';
  if (CHANGE_ME.test(value) || YOURS.test(value)) return 'value.placeholder';
  const plain = unleet(value);
  if (isFilled(value) || (plain !== value && isFilled(plain))) return 'value.placeholder';
  if (/^\s|\s$/.test(value)) return 'value.code';
  if (!quoted && CODE.test(value)) return 'value.code';
  if (!quoted && CONSTANT.test(value)) return 'value.reference';
  if (!quoted && bits < SURE_VARIABLE && VARIABLE.test(value)) return 'value.words';
  if (quoted && bits < DRAWN && /^[\w.$]+\(.*\)$|^[^\w\x80-\xff]+$/.test(value)) return 'value.code';
  if (bits < DRAWN && PROSE.test(value)) return 'value.prose';
  return undefined;
}

/** Blanks between words, or words and a mark at the end. */
const PROSE = /[A-Za-z\x80-\xff,.:;] [A-Za-z\x80-\xff(<'"]|^[A-Za-z\x80-\xff ]+(?:[:?!.]|\xef\xbc\x9a)$/;

/** Whether there is little but what printf replaces. */
function isFormat(value: string): boolean {
  const rest = value.replace(FORMAT, '');
  return rest !== value && rest.replace(/[^A-Za-z0-9]/g, '').length < 4;
}

/** Whether words for a missing secret, walks over the keyboard and repeated characters make up most of it. */
function isFilled(value: string): boolean {
  const { rest, count } = withoutWalks(value);
  const letters = countLetters(value);
  const others = value.replace(/[A-Za-z\x80-\xff]/g, '').length;
  if (value === '') return true;
  if (letters === 0) return count > 0 ? countOthers(rest) <= MOST_DIGITS : others < value.length / 2;
  const withoutStandIns = rest.replace(STAND_IN, ' ');
  const uncovered = countLetters(withoutStandIns.replace(FILLER, ' '));
  if (uncovered > letters * (1 - FILLED)) return false;
  return withoutStandIns !== rest || countOthers(rest) <= MOST_DIGITS;
}

function countLetters(text: string): number {
  return text.replace(/[^A-Za-z\x80-\xff]/g, '').length;
}

/** Digits, and marks that join no words. */
function countOthers(text: string): number {
  return text.replace(/[A-Za-z\x80-\xff_. -]/g, '').length;
}

/** Whether it is one text of at least two characters again and again. */
function isPeriodic(value: string): boolean {
  for (let period = 1; period <= value.length / 2; period++) {
    if (value.startsWith(value.slice(period))) return true;
  }
  return false;
}
