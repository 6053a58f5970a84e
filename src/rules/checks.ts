import {
  base58Checksum,
  bech32Checksum,
  crc16,
  crc32Base36,
  crc32Base62,
  crc32Hex,
  crc32HexLittleEndian,
  fromBase32,
  fromBase58,
  sha256Base32,
} from './checksum.ts';
import { fromBase64, jwtPayload, readJson } from './encoded.ts';
import { checkMnemonic } from './mnemonic.ts';

/**
 * Offline checks by name: whether a secret that matched a pattern can be real, by its checksum or structure. Sources: the
 * services' documentation or, where there is none, published tokens. Undefined: it is not such a secret, whatever its checksum.
 */
export const CHECKS: Readonly<Record<string, (token: string) => boolean | undefined>> = {
  // gh[pour]_, body, CRC-32 of the body.
  'github-classic': (token) => endsWithCrc(token.slice(4)),
  // github_pat_, 22 characters, _, a body of 43, SHA-256 of everything before in 8, 8 more.
  'github-fine-grained': (token) => sha256Base32(token.slice(0, 77)) === token.slice(77, 85),
  'github-jwt': (token) => isJwt(token.slice(token.indexOf('_', 4) + 1)),
  npm: (token) => endsWithCrc(token.slice(4)),
  vercel: (token) => endsWithCrc(token.slice(4)),
  // A body and its CRC-32 behind the last underscore.
  crc62: (token) => endsWithCrc(token.slice(token.lastIndexOf('_') + 1)),
  // The CRC covers everything before the last underscore.
  matrix: (token) => crc32Base62(token.slice(0, -7)) === token.slice(-6),
  zuplo: (token) => crc32Hex(token.slice(5, 37)) === token.slice(38),
  // The CRC covers everything before it, the `=` included.
  atlassian: (token) => crc32Hex(token.slice(0, -8)).toUpperCase() === token.slice(-8),
  // The CRC covers `glsa_` and the 32 characters after it, but not the `_` before the CRC.
  grafana: (token) => crc32HexLittleEndian(token.slice(0, 37)) === token.slice(38),
  'gitlab-routable': isGitlabRoutable,
  age: isBech32,
  bech32: isBech32,
  // BIP-32: 78 bytes and the beginning of their hash.
  'extended-key': (token) => {
    const bytes = fromBase58(token);
    return bytes.length === 82 && base58Checksum(bytes.subarray(0, -4)).equals(bytes.subarray(-4));
  },
  // Wallet import format: a version, 32 bytes, perhaps a mark, and the beginning of their hash.
  wif: (token) => {
    const bytes = fromBase58(token);
    return (
      (bytes.length === 37 || bytes.length === 38) && base58Checksum(bytes.subarray(0, -4)).equals(bytes.subarray(-4))
    );
  },
  mnemonic: checkMnemonic,
  // The last two bytes are the CRC of those before, the lower one first.
  'nats-seed': (token) => {
    const bytes = fromBase32(token);
    return bytes.length === 36 && crc16(bytes.subarray(0, 34)) === bytes.readUInt16LE(34);
  },
  'user-and-password': isUserAndPassword,
  pypi: isPypi,
  'azure-storage': (token) => {
    const bytes = Buffer.from(token, 'base64');
    return bytes.length === 64 && bytes.toString('base64') === token;
  },
  jwt: isSecretJwt,
  'supabase-service-role': (token) => isOfSupabase(token, 'service_role'),
  'supabase-anon': (token) => isOfSupabase(token, 'anon'),
  'discord-bot': (token) => /^\d{17,20}$/.test(fromBase64(token.split('.', 1)[0] ?? '')),
  'sentry-org': (token) => hasKeys(token.split('_')[1], ['iat', 'url']),
  'grafana-cloud': (token) => hasKeys(token.slice(4), ['o', 'n', 'k']),
  'grafana-api-key': (token) => hasKeys(token, ['k', 'n', 'id']),
  '1password': (token) => hasKeys(token.slice(4), []),
  convex: (token) => hasKeys(token, ['v2']),
  qstash: (token) => hasKeys(token, ['UserID', 'Password']),
  'cloudflare-tunnel': (token) => hasKeys(token, ['a', 't', 's']),
  workos: (token) => fromBase64(token.slice('sk_live_'.length)).startsWith('key_'),
};

/**
 * The checks of real checksums. A key with a wrong checksum is still reported, with low confidence: it may have a typing error.
 * The other checks look for a structure; without it a value is not a key.
 */
export const CHECKSUMS: ReadonlySet<string> = new Set([
  'github-classic',
  'github-fine-grained',
  'npm',
  'vercel',
  'crc62',
  'matrix',
  'zuplo',
  'atlassian',
  'grafana',
  'gitlab-routable',
  'age',
  'bech32',
  'extended-key',
  'wif',
  'mnemonic',
  'nats-seed',
]);

/** Whether a text ends with the CRC-32 of the rest, in six base62 digits. */
function endsWithCrc(text: string): boolean {
  return crc32Base62(text.slice(0, -6)) === text.slice(-6);
}

/** The whole is bech32 (BIP-173), in either case: a prefix, the last `1`, data and a checksum of six characters. */
function isBech32(token: string): boolean {
  const lower = token.toLowerCase();
  const one = lower.lastIndexOf('1');
  return bech32Checksum(lower.slice(0, one), lower.slice(one + 1, -6)) === lower.slice(-6);
}

/**
 * `glpat-`, perhaps `t1_`, base64url text, `.01.`, its length in two base36 digits, CRC-32 of everything before in seven
 * (GitLab, lib/authn/token_field/generator/routable_token.rb).
 */
function isGitlabRoutable(token: string): boolean {
  const parts = /^[a-z]+-(?:t\d_)?([\w-]+)\.01\.([\da-z]{2})[\da-z]{7}$/.exec(token);
  if (parts === null) return false;
  const [, payload = '', length = ''] = parts;
  return Number.parseInt(length, 36) === payload.length && crc32Base36(token.slice(0, -7)) === token.slice(-7);
}

/** Passwords in manuals. */
const SAMPLE =
  /^(?:pass(?:word|wd)?|secret|token|changeme|test|sample|example|your.*|my[-_ ]?pass.*|<.*>|\$.*|\{.*|x+|\*+)\d*$/i;

/** Base64 of `user:password`, as the scheme Basic has it (RFC 7617), the password neither a sample nor the user's name. */
function isUserAndPassword(token: string): boolean {
  const [, user, password = ''] = /^([\x20-\x7e]+?):([\x20-\x7e]{4,})$/.exec(fromBase64(token)) ?? [];
  return user !== undefined && password !== user && !SAMPLE.test(password);
}

/** The beginning of a macaroon of version 2 for each index: version, location, type of the next field. */
const PYPI_HEADS = ['\x02\x01\x08pypi.org\x02', '\x02\x01\x0dtest.pypi.org\x02'];

/** The beginning of its last field, the signature of 32 bytes, after the end of the other fields. */
const PYPI_SIGNATURE = '\0\x06\x20';

function isPypi(token: string): boolean {
  const text = Buffer.from(token.slice('pypi-'.length), 'base64url').toString('latin1');
  return PYPI_HEADS.some((head) => text.startsWith(head)) && text.startsWith(PYPI_SIGNATURE, text.length - 35);
}

function isOfSupabase(token: string, role: string): boolean {
  const payload = jwtPayload(token);
  return payload?.iss === 'supabase' && payload.role === role;
}

/** Not keys of Supabase, of which one is public and the other has its own rule, and not the example of jwt.io. */
function isSecretJwt(token: string): boolean {
  const payload = jwtPayload(token);
  if (payload === undefined || (payload.iss === 'supabase' && payload.role !== 'authenticated')) return false;
  return payload.sub !== '1234567890' || payload.name !== 'John Doe';
}

function isJwt(token: string): boolean {
  return jwtPayload(token) !== undefined;
}

function hasKeys(base64: string | undefined, keys: readonly string[]): boolean {
  const data = readJson(base64);
  return data !== undefined && keys.every((key) => Object.hasOwn(data, key));
}
