import { describe, expect, test } from 'vitest';
import { CHECKS } from '../../src/rules/checks.ts';
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
  toBase32,
  toBase58,
} from '../../src/rules/checksum.ts';
import { fill } from '../../src/rules/generate.ts';

/** One generator for each check, and which part of what it makes the check covers. */
const TOKENS: readonly (readonly [check: string, generator: string, covered: RegExp])[] = [
  ['github-classic', '{{github:ghp_}}', /[^_]+$/],
  ['github-classic', '{{github:ghr_}}', /[^_]+$/],
  ['github-fine-grained', '{{github-pat}}', /^.{85}/],
  ['npm', '{{npm}}', /[^_]+$/],
  ['vercel', '{{vercel:vcp_}}', /[^_]+$/],
  ['zuplo', '{{zuplo}}', /[a-z0-9]{32}/],
  ['atlassian', '{{atlassian}}', /^.+$/],
  ['grafana', '{{grafana}}', /(?<=_).+(?=_)|[^_]+$/],
  ['gitlab-routable', '{{gitlab-routable:glpat-}}', /^.+$/],
  ['gitlab-routable', '{{gitlab-routable:glrt-t1_}}', /^.+$/],
  ['crc62', '{{crc62:nbp_:30}}', /[^_]+$/],
  ['crc62', '{{crc62:polar_oat_:37}}', /[^_]+$/],
  ['matrix', '{{matrix}}', /^.+(?=_)/],
  ['age', '{{age}}', /(?<=KEY-1).+$/],
  ['bech32', '{{bech32key:nsec:52}}', /(?<=nsec1).+$/],
  ['bech32', '{{bech32key:suiprivkey:53}}', /(?<=suiprivkey1).+$/],
  ['extended-key', '{{xprv}}', /^.+$/],
  ['nats-seed', '{{nats-seed}}', /^.{57}/],
];

describe.each(TOKENS)('%s, %s', (name, generator, covered) => {
  const check = CHECKS[name];
  const tokens = Array.from({ length: 40 }, (_, seed) => fill(generator, `${seed}`));

  test('accepts what carries the right checksum', () => {
    expect(tokens.filter((token) => check?.(token) !== true)).toEqual([]);
  });

  test('refuses the same with one character changed, wherever', () => {
    const [token = ''] = tokens;
    const { index, 0: part } = covered.exec(token) ?? { index: 0, 0: '' };
    expect(part.length).toBeGreaterThan(6);
    for (let at = index; at < index + part.length; at++) {
      const other = /[0-9]/.test(token.charAt(at))
        ? '01'.replace(token.charAt(at), '').charAt(0)
        : swapped(token.charAt(at));
      const changed = token.slice(0, at) + other + token.slice(at + 1);
      expect([at, check?.(changed)]).toEqual([at, false]);
    }
  });
});

/** Another character of the same kind. */
function swapped(character: string): string {
  if (/[a-z]/.test(character)) return character === 'c' ? 'd' : 'c';
  if (/[A-Z]/.test(character)) return character === 'C' ? 'D' : 'C';
  return character === '-' ? '_' : '-';
}

// Values of an implementation in another language.
test('checksums', () => {
  const body = 'A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5';
  expect({
    base62: crc32Base62(body),
    base36: crc32Base36(body),
    hex: crc32Hex(body),
    little: crc32HexLittleEndian(body),
    sha: sha256Base32(body),
    padded: [crc32Base62(''), crc32Base36(''), crc32Hex('')],
  }).toEqual({
    base62: '0Zb5Hm',
    base36: '08p682y',
    hex: '1f5a476a',
    little: '6a475a1f',
    sha: 'EZYU7PJR',
    padded: ['000000', '0000000', '00000000'],
  });
  // BIP-173's first example: A12UEL5L.
  expect(bech32Checksum('a', '')).toBe('2uel5l');
});

// The check value of CRC-16/XMODEM, and the test vectors of RFC 4648.
test('CRC-16 and base32', () => {
  expect(crc16(Buffer.from('123456789'))).toBe(0x31c3);
  const vectors = { f: 'MY', fo: 'MZXQ', foo: 'MZXW6', foob: 'MZXW6YQ', fooba: 'MZXW6YTB', foobar: 'MZXW6YTBOI' };
  for (const [plain, text] of Object.entries(vectors)) {
    expect([toBase32(Buffer.from(plain)), fromBase32(text).toString()]).toEqual([text, plain]);
  }
});

// draft-msporny-base58, 5; the double hash of `hello` of the Bitcoin wiki.
test('base58 and its checksum', () => {
  const text = '2NEpo7TZRRrLZSi2U';
  expect([toBase58(Buffer.from('Hello World!')), fromBase58(text).toString()]).toEqual([text, 'Hello World!']);
  expect(base58Checksum(Buffer.from('hello')).toString('hex')).toBe('9595c9df');
});

test.each([
  ['github-jwt', '{{github-jwt}}', 'ghs_12_{{b64url:40}}.{{b64url:40}}.{{b64url:43}}'],
  ['pypi', '{{pypi:pypi.org}}', 'pypi-AgEIcHlwaS5vcmc{{b64url:150}}'],
  ['pypi', '{{pypi:test.pypi.org}}', '{{pypi:pypi.example.org}}'],
  ['azure-storage', '{{azure-storage}}', '{{b64:84}}=='],
  ['jwt', '{{jwt}}', '{{jwt-io}}'],
  ['jwt', '{{jwt}}', '{{supabase-key:anon}}'],
  ['jwt', '{{jwt}}', 'eyJ{{b64url:40}}.eyJ{{b64url:40}}.{{b64url:43}}'],
  ['supabase-service-role', '{{supabase-key:service_role}}', '{{supabase-key:anon}}'],
  ['discord-bot', '{{discord-bot}}', 'M{{b64url:23}}.{{b64url:6}}.{{b64url:38}}'],
  ['sentry-org', '{{sentry-org}}', 'sntrys_eyJ{{b64:120}}_{{b64:43}}'],
  ['grafana-cloud', '{{grafana-cloud}}', 'glc_{{b64:80}}'],
  ['grafana-api-key', '{{grafana-api-key}}', 'eyJrIjoi{{b64:80}}'],
  ['user-and-password', '{{basic}}', '{{b64:24}}'],
  ['user-and-password', '{{basic}}', Buffer.from('someone:password').toString('base64')],
  ['user-and-password', '{{basic}}', Buffer.from('admin:admin').toString('base64')],
  ['1password', '{{1password}}', 'ops_eyJ{{b64:300}}'],
  ['convex', '{{json64:v2}}', 'eyJ2MiI6I{{b64:60}}'],
  ['qstash', '{{json64:UserID,Password}}', '{{json64:UserID,Name}}'],
  ['cloudflare-tunnel', '{{json64:a,t,s}}', '{{json64:a,t}}'],
  ['workos', '{{workos:sk_live_}}', 'sk_live_{{b64:75}}'],
])('%s reads what is inside', (name, good, bad) => {
  const answers = (example: string) =>
    new Set(Array.from({ length: 40 }, (_, seed) => CHECKS[name]?.(fill(example, `${seed}`))));
  expect([answers(good), answers(bad)]).toEqual([new Set([true]), new Set([false])]);
});

test('a PyPI token that was cut off is none', () => {
  expect(CHECKS.pypi?.(fill('{{pypi:pypi.org}}', 'cut').slice(0, -8))).toBe(false);
});
