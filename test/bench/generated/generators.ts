import { createHash } from 'node:crypto';
import { fill } from '../../../src/rules/generate.ts';
import { ALPHABETS, Random } from '../../../src/rules/random.ts';

/** Names of passwords, as they stand in code and settings. Some are words of other languages. */
export const PASSWORD_NAMES = [
  ...['password', 'DB_PASSWORD', 'passwd', 'pwd', 'bind_pw', 'requirepass', 'smtp_pass', 'mysql_root_password'],
  ...['admin_pass', 'passphrase', 'contraseña', 'mot_de_passe', 'senha', 'passwort', '密码', 'пароль'],
];

/** Names of keys and tokens. */
export const KEY_NAMES = [
  ...['api_key', 'API_TOKEN', 'client_secret', 'STRIPE_KEY', 'SEGMENT_WRITE_KEY', 'AES_KEY', 'ENCRYPTION_KEY'],
  ...['JWT_SECRET', 'GITHUB_PAT', 'access_token', 'signing_key', 'webhook_secret', 'APP_SECRET', 'auth_token'],
];

/** What a value is: a form without a name, such as `mysql -p`, says which it takes. `any` is both a key and a password. */
type Kind = 'any' | 'key' | 'password' | 'setting';

/** One way in which passwords or keys are made. */
export interface Generator {
  readonly name: string;
  /** A `setting` stands only under its own names. */
  readonly kind: Kind;
  readonly names: readonly string[];
  /** People make up such values: words, with digits and marks. */
  readonly madeUp?: boolean;
  /** The same value for the same seed. */
  readonly make: (seed: string) => string;
}

const LETTERS_AND_DIGITS = ALPHABETS.base62;
/** All marks of ASCII. */
const MARKS = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';
const WORDS =
  'winter,monkey,dragon,summer,orange,silver,coffee,rocket,falcon,garden,tiger,planet,yellow,castle,hunter,button,marble,pepper,guitar,thunder'.split(
    ',',
  );
/** Three and four letters that are words, and hexadecimal digits too. */
const HEX_WORDS = ['abc', 'dead', 'beef', 'cafe', 'face', 'fade', 'feed', 'abcd', 'bad', 'decade'];
const TEST_WORDS = ['test', 'demo', 'fake', 'temp', 'dev', 'abc', 'user', 'foo', 'pass', 'key'];
const LEET: Readonly<Record<string, string>> = { a: '4', e: '3', i: '1', o: '0', s: '5', t: '7' };

/** Draws one of them by a hash of the seed, so that a row added to a table does not change the others. */
export function pick<T>(list: readonly T[], seed: string): T {
  const item = list[createHash('sha256').update(seed).digest().readUInt32BE() % list.length];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}

const ANY = { kind: 'any', names: [...KEY_NAMES, ...PASSWORD_NAMES] } as const;
const KEY = { kind: 'key', names: KEY_NAMES } as const;
const PASSWORD = { kind: 'password', names: PASSWORD_NAMES } as const;
const MADE_UP = { ...PASSWORD, madeUp: true } as const;
const setting = (...names: string[]) => ({ kind: 'setting', names }) as const;

const filled = (template: string) => (seed: string) => fill(template, seed);
const bytes = (count: number, encoding: 'base64' | 'base64url', seed: string) =>
  Buffer.from(fill(`{{hex:${2 * count}}}`, seed), 'hex').toString(encoding);

/** Makes values until one is as wanted. */
function until(wanted: RegExp, make: (seed: string) => string): (seed: string) => string {
  return (seed) => {
    for (let attempt = 0; ; attempt++) {
      const value = make(`${seed}/${attempt}`);
      if (wanted.test(value)) return value;
    }
  };
}

const ENCODED = { base64: /[+/]/, base64url: /[-_]/ };
const encoded = (count: number, encoding: 'base64' | 'base64url') =>
  until(ENCODED[encoding], (seed) => bytes(count, encoding, seed));

/** At least two characters are marks. */
const marked = (alphabet: string, length: number) =>
  until(/[^A-Za-z0-9].*[^A-Za-z0-9]/, (seed) => new Random(seed).text(alphabet, length));

const word = (seed: string) => pick(WORDS, `${seed}/word`);
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const digits = (seed: string, length: number) => fill(`{{digits:${length}}}`, seed);
const leet = (text: string) => capital(text.replace(/[aeiost]/g, (letter) => LEET[letter] ?? letter));

/** Overwrites a part of a random value, neither at its start nor at its end. */
function withWord(words: readonly string[], template: string, seed: string): string {
  const value = fill(template, seed);
  const inner = pick(words, `${seed}/inner`);
  const at = 1 + (Number(digits(seed, 3)) % (value.length - inner.length - 1));
  return value.slice(0, at) + inner + value.slice(at + inner.length);
}

const DJANGO = 'abcdefghijklmnopqrstuvwxyz0123456789!@#$%^&*(-_=+)';
const WORDPRESS = `${LETTERS_AND_DIGITS}!@#$%^&*()-_[]{}<>~\`+=,.;:/?| `;
const WORDPRESS_NAMES = ['AUTH_KEY', 'SECURE_AUTH_KEY', 'LOGGED_IN_KEY', 'NONCE_KEY', 'AUTH_SALT', 'NONCE_SALT'];

export const GENERATORS: readonly Generator[] = [
  ...[16, 20, 24, 31, 32, 33, 40, 64].map((n) => ({ name: `hex ${n}`, ...ANY, make: filled(`{{hex:${n}}}`) })),
  { name: 'hex 64 with a word', ...ANY, make: (seed) => withWord(HEX_WORDS, '{{hex:64}}', seed) },
  ...[16, 20, 24, 32, 40].map((n) => ({ name: `lower ${n}`, ...ANY, make: filled(`{{alnum:${n}}}`) })),
  { name: 'lower 40 with a word', ...ANY, make: (seed) => withWord(TEST_WORDS, '{{alnum:40}}', seed) },
  { name: 'base62 12', ...PASSWORD, make: filled('{{base62:12}}') },
  ...[16, 20, 24, 31, 32, 33, 40, 64].map((n) => ({ name: `base62 ${n}`, ...ANY, make: filled(`{{base62:${n}}}`) })),
  ...[240, 400].map((n) => ({ name: `base62 ${n}`, ...KEY, make: filled(`{{base62:${n}}}`) })),
  ...[16, 24, 32].map((n) => ({ name: `base64 of ${n} bytes`, ...ANY, make: encoded(n, 'base64') })),
  ...[24, 32].map((n) => ({ name: `base64url of ${n} bytes`, ...ANY, make: encoded(n, 'base64url') })),
  { name: 'uuid', ...KEY, make: filled('{{uuid}}') },
  { name: 'sk- and hex 32', ...KEY, make: filled('sk-{{hex:32}}') },
  { name: 'rails hex 128', ...setting('secret_key_base', 'SECRET_KEY_BASE'), make: filled('{{hex:128}}') },
  { name: 'laravel', ...setting('APP_KEY'), make: (seed) => `base64:${bytes(32, 'base64', seed)}` },
  { name: 'django', ...setting('SECRET_KEY', 'DJANGO_SECRET_KEY'), make: marked(DJANGO, 50) },
  {
    name: 'django-insecure',
    ...setting('SECRET_KEY', 'DJANGO_SECRET_KEY'),
    make: (seed) => `django-insecure-${marked(DJANGO, 50)(seed)}`,
  },
  { name: 'wordpress 64', ...setting(...WORDPRESS_NAMES), make: until(/^\S.*\S$/, marked(WORDPRESS, 64)) },
  { name: 'aws password 20', ...PASSWORD, make: marked(`${LETTERS_AND_DIGITS}!@#$%^&*()_+-=[]{}|`, 20) },
  { name: 'keepass 20', ...PASSWORD, make: marked(LETTERS_AND_DIGITS + MARKS.replace(/["'`\\]/g, ''), 20) },
  { name: 'all marks 16', ...PASSWORD, make: marked(LETTERS_AND_DIGITS + MARKS, 16) },
  {
    name: 'four words',
    ...MADE_UP,
    make: (seed) => [0, 1, 2, 3].map((at) => word(`${seed}/${at}`)).join('-'),
  },
  {
    name: 'Word2024!',
    ...MADE_UP,
    make: (seed) => `${capital(word(seed))}20${digits(seed, 2)}${pick([...'!@#$%&*?'], seed)}`,
  },
  { name: 'word and digits', ...MADE_UP, make: (seed) => word(seed) + digits(seed, 4) },
  {
    name: 'leet word',
    ...MADE_UP,
    make: (seed) => `${leet(word(seed))}${pick([...'!@#$%&*_'], seed)}${digits(seed, 2)}`,
  },
  {
    name: 'Twowords@1234',
    ...MADE_UP,
    make: (seed) => `${capital(word(seed))}${word(`${seed}/2`)}@${pick(['1234', '123', digits(seed, 4)], seed)}`,
  },
];
