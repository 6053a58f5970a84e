import { HexhoundError } from '../model/errors.ts';
import { suggest } from '../model/suggest.ts';
import {
  BECH32,
  base58Checksum,
  bech32Checksum,
  crc16,
  crc32Base36,
  crc32Base62,
  crc32Hex,
  crc32HexLittleEndian,
  sha256Base32,
  toBase32,
  toBase58,
} from './checksum.ts';
import { mnemonicOf } from './mnemonic.ts';
import { ALPHABETS, Random } from './random.ts';

/**
 * Replaces the generators in an example by values: `{{hex:32}}`, `{{github:ghp_}}`. So no file has to contain a text like a
 * key. The same example and seed always give the same text.
 *
 * @param seed such as the rule's id and the example
 * @throws HexhoundError E_RULE for a generator that does not exist
 */
export function fill(example: string, seed: string): string {
  let count = 0;
  return example.replaceAll(/\{\{([\w-]+)(?::([^{}]*))?\}\}/g, (whole, name: string, argument = '') => {
    const random = new Random(`${seed}/${count++}/${whole}`);
    if (isAlphabet(name)) return random.text(ALPHABETS[name], lengthOf(whole, argument));
    const generator = Object.hasOwn(GENERATORS, name) ? GENERATORS[name] : undefined;
    if (generator === undefined)
      throw new HexhoundError(
        'E_RULE',
        whole,
        `there is no generator "${name}"${suggest(name, [...Object.keys(ALPHABETS), ...Object.keys(GENERATORS)])}`,
      );
    return generator(random, argument);
  });
}

function isAlphabet(name: string): name is keyof typeof ALPHABETS {
  return Object.hasOwn(ALPHABETS, name);
}

/** Most characters of a generated text. */
const MAX_LENGTH = 10_000;

function lengthOf(generator: string, argument: string): number {
  const length = /^\d{1,5}$/.test(argument) ? Number(argument) : 0;
  if (length >= 1 && length <= MAX_LENGTH) return length;
  throw new HexhoundError('E_RULE', generator, `the length must be a number from 1 to ${MAX_LENGTH}`);
}

/** Generators of tokens with a checksum or a structure. If several tokens have the same scheme, the argument is the prefix. */
const GENERATORS: Readonly<Record<string, (random: Random, argument: string) => string>> = {
  /** A placeholder: `{{x:36}}`. */
  x: (_random, argument) => 'x'.repeat(lengthOf('x', argument)),
  /** Classic GitHub tokens, npm's, Vercel's: a body and its CRC. */
  github: (random, prefix) => withCrc(prefix, random, prefix === 'ghr_' ? 70 : 30),
  npm: (random) => withCrc('npm_', random, 30),
  vercel: (random, prefix) => withCrc(prefix, random, 50),
  'github-pat': (random) => {
    const head = `github_pat_1${random.text(ALPHABETS.ALNUM, 21)}_${random.text(ALPHABETS.base62, 43)}`;
    return head + sha256Base32(head) + random.text(ALPHABETS.base62, 8);
  },
  'github-jwt': (random) => `ghs_${random.text(ALPHABETS.digits, 7)}_${jwt(random, { iss: 'github' })}`,
  /** A prefix, `:`, how many characters there are between it and their CRC. */
  crc62: (random, argument) => {
    const [prefix = '', length] = argument.split(':');
    return withCrc(prefix, random, Number(length));
  },
  matrix: (random) => {
    const head = `syt_Ym90_${random.text(ALPHABETS.letters, 20)}`;
    return `${head}_${crc32Base62(head)}`;
  },
  zuplo: (random) => {
    const body = random.text(ALPHABETS.alnum, 32);
    return `zpka_${body}_${crc32Hex(body)}`;
  },
  atlassian: (random) => {
    const head = `ATATT3xFfGF0${random.text(ALPHABETS.b64url, 171)}=`;
    return head + crc32Hex(head).toUpperCase();
  },
  grafana: (random) => {
    const head = `glsa_${random.text(ALPHABETS.base62, 32)}`;
    return `${head}_${crc32HexLittleEndian(head)}`;
  },
  'grafana-cloud': (random) =>
    `glc_${json({ o: '1', n: 'stack', k: random.text(ALPHABETS.base62, 24), m: { r: 'eu' } })}`,
  'grafana-api-key': (random) => json({ k: random.text(ALPHABETS.base62, 32), n: 'reader', id: 1 }),
  'gitlab-routable': (random, prefix) => {
    const head = `${prefix}${random.text(ALPHABETS.b64url, 42)}.01.16`;
    return head + crc32Base36(head);
  },
  age: (random) => {
    const data = random.text(BECH32, 52);
    return `AGE-SECRET-KEY-1${(data + bech32Checksum('age-secret-key-', data)).toUpperCase()}`;
  },
  /** A prefix, `:`, how many characters there are between it and the checksum. */
  bech32key: (random, argument) => {
    const [prefix = '', length] = argument.split(':');
    const data = random.text(BECH32, Number(length));
    return `${prefix}1${data}${bech32Checksum(prefix, data)}`;
  },
  xprv: (random) => {
    const payload = Buffer.from(`\x04\x88\xad\xe4${random.text(ALPHABETS.base62, 74)}`, 'latin1');
    return toBase58(Buffer.concat([payload, base58Checksum(payload)]));
  },
  /** A private key of Bitcoin in wallet import format. */
  wif: (random) => {
    const payload = Buffer.from(`\x80${random.text(ALPHABETS.base62, 32)}\x01`, 'latin1');
    return toBase58(Buffer.concat([payload, base58Checksum(payload)]));
  },
  /** A phrase of 12 words, or more. */
  mnemonic: (random, count) =>
    mnemonicOf(Buffer.from(random.text(ALPHABETS.base62, (Number(count || 12) * 4) / 3), 'latin1')),
  /** Base64 of a JSON object with these keys. */
  json64: (random, keys) =>
    json(Object.fromEntries(keys.split(',').map((key) => [key, random.text(ALPHABETS.base62, 32)]))),
  workos: (random, prefix) =>
    prefix +
    Buffer.from(`key_01${random.text(ALPHABETS.ALNUM, 24)},${random.text(ALPHABETS.base62, 25)}`).toString('base64'),
  /** Of a user. */
  'nats-seed': (random) => {
    const seed = Buffer.from(`\x95\0${random.text(ALPHABETS.base62, 32)}`, 'latin1');
    const sum = Buffer.alloc(2);
    sum.writeUInt16LE(crc16(seed));
    return toBase32(Buffer.concat([seed, sum]));
  },
  /** Base64 of a user and a password. */
  basic: (random) => Buffer.from(`ci:${random.text(ALPHABETS.base62, 17)}`).toString('base64'),
  /** Base64 of 32 bytes. */
  key32: (random) => `${random.text(ALPHABETS.b64, 42)}${random.text('AEIMQUYcgkosw048', 1)}=`,
  pypi: (random, host) => {
    const fields = [field(1, host), field(2, uuid(random)), '\0', field(2, '[3,"hexhound"]'), '\0\0'];
    return `pypi-${Buffer.from(`\x02${fields.join('')}${field(6, random.text(ALPHABETS.base62, 32))}`, 'latin1').toString('base64url')}`;
  },
  'azure-storage': (random) => Buffer.from(random.text(ALPHABETS.base62, 64)).toString('base64'),
  jwt: (random) => jwt(random, { sub: random.text(ALPHABETS.digits, 8), iat: 1_700_000_000 }),
  'jwt-io': (random) => jwt(random, { sub: '1234567890', name: 'John Doe', iat: 1_516_239_022 }),
  'supabase-key': (random, role) => jwt(random, { iss: 'supabase', ref: random.text(ALPHABETS.alnum, 20), role }),
  'sentry-org': (random) => {
    const claims = {
      iat: 1_700_000_000.5,
      url: 'https://sentry.io',
      region_url: 'https://us.sentry.io',
      org: 'hexhound',
    };
    return `sntrys_${json(claims)}_${random.text(ALPHABETS.base62, 43)}`;
  },
  '1password': (random) =>
    `ops_${json({ signInAddress: 'example.1password.com', secretKey: random.text(ALPHABETS.base62, 34), muk: random.text(ALPHABETS.base62, 120) }).replace(/=+$/, '')}`,
  'discord-bot': (random) => {
    const id = Buffer.from(`1${random.text(ALPHABETS.digits, 17)}`).toString('base64url');
    return `${id}.${random.text(ALPHABETS.base62, 6)}.${random.text(ALPHABETS.b64url, 38)}`;
  },
  uuid,
  pem: (random, label) => pem(random, label).join('\n'),
  /** The same on one line, as JSON and `.env` files hold it. */
  'pem-escaped': (random, label) => pem(random, label).join('\\n'),
};

function withCrc(prefix: string, random: Random, length: number): string {
  const body = random.text(ALPHABETS.base62, length);
  return prefix + body + crc32Base62(body);
}

function json(data: object): string {
  return Buffer.from(JSON.stringify(data)).toString('base64');
}

function jwt(random: Random, claims: object): string {
  const header = Buffer.from('{"alg":"HS256","typ":"JWT"}').toString('base64url');
  return `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${random.text(ALPHABETS.b64url, 43)}`;
}

/** A field of a macaroon: type, length, bytes. */
function field(type: number, text: string): string {
  return String.fromCharCode(type, text.length) + text;
}

function uuid(random: Random): string {
  const hex = random.text(ALPHABETS.hex, 30);
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(12, 15)}`, `a${hex.slice(15, 18)}`, hex.slice(18)].join('-');
}

/** The beginning of the base64 body of each kind of private key: its outermost structure and algorithm. */
const PEM_STARTS: ReadonlyMap<string, string> = new Map([
  ['RSA PRIVATE KEY', 'MIIEpAIBAAKCAQEA'],
  ['EC PRIVATE KEY', 'MHcCAQEEI'],
  ['PRIVATE KEY', 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC'],
  ['ENCRYPTED PRIVATE KEY', 'MIIFHDBOBgkqhkiG9w0BBQ0w'],
  ['OPENSSH PRIVATE KEY', 'b3BlbnNzaC1rZXktdjEAAAAABG5vbmU'],
  // The cipher, not `none`, makes it one with a passphrase.
  ['OPENSSH PRIVATE KEY locked', 'b3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni1jdHI'],
  ['PGP PRIVATE KEY BLOCK', 'lQOYBF'],
]);

/** It has the form of a key, which is all that rules look at, but does not work. */
function pem(random: Random, argument: string): string[] {
  const label = argument.replace(/ locked$/, '');
  const start = PEM_STARTS.get(argument);
  if (start === undefined) throw new HexhoundError('E_RULE', argument, 'there is no generator of such PEM blocks');
  const body = start + random.text(ALPHABETS.b64, (label.startsWith('EC') ? 160 : 1584) - start.length);
  return [`-----BEGIN ${label}-----`, ...(body.match(/.{1,64}/g) ?? []), `-----END ${label}-----`];
}
