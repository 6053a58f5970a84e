import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toBase32 } from '../../src/rules/checksum.ts';
import { DETAILS, detailsOf } from '../../src/rules/details.ts';
import { fill } from '../../src/rules/generate.ts';

const NOW = Date.parse('2026-01-01T00:00:00Z');

function told(name: string, secret: string) {
  return detailsOf(name, secret, NOW);
}

function base64(data: object | string): string {
  return Buffer.from(typeof data === 'string' ? data : JSON.stringify(data)).toString('base64url');
}

function jwt(claims: object): string {
  return `${base64({ alg: 'HS256' })}.${base64(claims)}.${fill('{{b64url:43}}', 'details')}`;
}

/** A key id of an account: one bit, forty of its number, seven more (in the first six bytes), and what is left. */
function keyId(account: bigint, rest: string): string {
  const bytes = Buffer.alloc(10);
  bytes.writeUIntBE(Number(account << 7n) + 0x800000000000, 0, 6);
  bytes.write(rest, 6, 'latin1');
  return `ASIA${toBase32(bytes)}`;
}

test('whose a JSON Web Token is, and that it has ended', () => {
  const claims = { iss: 'https://login.acme.io/', sub: 'ci', aud: ['api', 'x'], tid: 'acme', iat: 1_700_000_000 };
  const common = {
    issuer: 'https://login.acme.io/',
    subject: 'ci',
    audience: 'api',
    tenant: 'acme',
    issued: '2023-11-14T22:13:20Z',
  };
  expect(told('jwt', jwt({ ...claims, exp: 1_700_003_600.5 }))).toEqual({ ...common, expired: '2023-11-14T23:13:20Z' });
  expect(told('jwt', jwt({ ...claims, exp: 1_900_000_000 }))).toEqual({ ...common, expires: '2030-03-17T17:46:40Z' });
  expect(told('jwt', `ghs_123_${jwt({ iss: 'github' })}`)).toEqual({ issuer: 'github' });
});

test('claims that nobody expects', () => {
  const long = 'a'.repeat(5000);
  expect(told('jwt', jwt({ iss: { a: 1 }, sub: long, exp: 1e300, aud: [] }))).toEqual({ subject: long.slice(0, 200) });
  expect(told('jwt', jwt({ exp: 'soon', iat: -5, password: 'x', jti: 'y' }))).toBeUndefined();
});

test('the account of an AWS key id', () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 999_999_999_999n), (account) => {
      expect(told('aws-key-id', keyId(account, 'abcd'))).toEqual({ account: String(account).padStart(12, '0') });
    }),
  );
  // An older id.
  expect(told('aws-key-id', `AKIAI${fill('{{base32:15}}', 'old')}`)).toBeUndefined();
});

test('a key of Amazon Bedrock: its user and account, or its end', () => {
  expect(told('bedrock-key', `ABSK${base64('BedrockAPIKey-a1b2-at-123456789012:c2VjcmV0')}`)).toEqual({
    user: 'BedrockAPIKey-a1b2',
    account: '123456789012',
  });
  const query = `X-Amz-Credential=${keyId(123456789012n, 'abcd')}%2F20250701%2Fus-east-1%2Fbedrock%2Faws4_request`;
  const address = `bedrock.amazonaws.com/?Action=CallWithBearerToken&${query}&X-Amz-Date=20250701T100000Z&X-Amz-Expires=43200`;
  expect(told('bedrock-session', `bedrock-api-key-${base64(address)}`)).toEqual({
    account: '123456789012',
    region: 'us-east-1',
    issued: '2025-07-01T10:00:00Z',
    expired: '2025-07-01T22:00:00Z',
  });
});

test.each([
  ['storage', '{{b64:76}}+ASt{{b64:5}}A==', { service: 'Storage' }],
  ['Service Bus', '{{b64:33}}+ASbA{{b64:5}}=', { service: 'Service Bus' }],
  ['Functions, in an address', '{{b64url:44}}AzFu{{b64url:6}}%3D%3D', { service: 'Functions' }],
  [
    'one with a date',
    '{{base62:52}}JQQJ99BCACYeBjFXJ3w3AAABACOG{{base62:4}}',
    { service: 'AI services', issued: '2025-03' },
  ],
  ['one from before', '{{base62:76}}{{base62:10}}==', undefined],
])('an Azure key says which service it is of: %s', (_, example, expected) => {
  expect(told('azure-key', fill(example, 'azure'))).toEqual(expected);
});

test.each([
  [
    'gitlab-routable',
    `glpat-${base64(`o:1\nu:2s\n${'\xff'.repeat(17)}`)}.01.170abcdef`,
    { organisation: '1', user: '100' },
  ],
  [
    'sentry-org',
    `sntrys_${base64({ iat: 1.7e9, url: 'https://sentry.io', org: 'acme', region_url: 'https://us.sentry.io' })}_x`,
    {
      organisation: 'acme',
      address: 'https://sentry.io',
      region: 'https://us.sentry.io',
      issued: '2023-11-14T22:13:20Z',
    },
  ],
  ['grafana-cloud', `glc_${base64({ o: '12', n: 'stack', k: 'SECRET' })}`, { organisation: '12', name: 'stack' }],
  ['grafana-api-key', base64({ k: 'SECRET', n: 'reader', id: 3 }), { organisation: '3', name: 'reader' }],
  [
    '1password',
    `ops_${base64({ signInAddress: 'acme.1password.com', email: 'a@b.c', secretKey: 'S' })}`,
    { address: 'acme.1password.com', account: 'a@b.c' },
  ],
  ['cloudflare-tunnel', base64({ a: 'acc', t: 'tun', s: 'SECRET' }), { account: 'acc', tunnel: 'tun' }],
  ['mapbox', `sk.${base64({ u: 'acme', a: 'id' })}.x`, { account: 'acme' }],
  ['tinybird', `p.${base64({ u: 'w', id: 'i', host: 'eu_shared' })}.x`, { workspace: 'w', region: 'eu_shared' }],
  ['discord-bot', `${base64('123456789012345678')}.a.b`, { bot: '123456789012345678' }],
  ['telegram-bot', '123456789:AAx', { bot: '123456789' }],
  [
    'pypi',
    `pypi-${base64('\x02\x01\x08pypi.org\x02\x02[0, 1700000000, 1600000000]\x02[1, ["hexhound"]]')}`,
    {
      address: 'pypi.org',
      project: 'hexhound',
      expired: '2023-11-14T22:13:20Z',
    },
  ],
])('%s', (name, secret, expected) => {
  expect(told(name, secret)).toEqual(expected);
});

test('nothing breaks on what only looks like a key', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.keys(DETAILS)),
      fc.string({ unit: 'binary', maxLength: 300 }),
      (name, text) => {
        const details = told(name, text) ?? {};
        expect(Object.values(details).every((value) => value !== '' && value.length <= 200)).toBe(true);
      },
    ),
  );
});

test('the algorithm of a private key, and its size or curve', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const ec = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey;
  const pem = (key: KeyObject, type: 'pkcs1' | 'pkcs8' | 'sec1') => String(key.export({ format: 'pem', type }));
  const size = { algorithm: 'RSA', size: '2048 bits' };
  expect(told('private-key', pem(rsa, 'pkcs8'))).toEqual(size);
  expect(told('private-key', pem(rsa, 'pkcs1').replaceAll('\n', String.raw`\n`))).toEqual(size);
  expect(told('private-key', pem(ec, 'sec1'))).toEqual({ algorithm: 'EC', curve: 'prime256v1' });
  expect(told('private-key', rsa.export({ format: 'der', type: 'pkcs8' }).toString('base64'))).toEqual(size);
  expect(told('private-key', `x${base64('no key')}`)).toBeUndefined();
});

test('a private key of OpenSSH', () => {
  const string = (bytes: Buffer) =>
    Buffer.concat([Buffer.from([0, 0, 0, bytes.length >> 8, bytes.length & 255].slice(1)), bytes]);
  const text = (word: string) => string(Buffer.from(word));
  const head = (cipher: string) => [
    Buffer.from('openssh-key-v1\0'),
    text(cipher),
    text('none'),
    text(''),
    Buffer.from([0, 0, 0, 1]),
  ];
  const pem = (parts: Buffer[]) => {
    const lines =
      Buffer.concat(parts)
        .toString('base64')
        .match(/.{1,70}/g) ?? [];
    return ['-----BEGIN OPENSSH', ' PRIVATE KEY-----\n', lines.join('\n'), '\n-----END OPENSSH PRIVATE KEY-----'].join(
      '',
    );
  };
  const rsa = string(Buffer.concat([text('ssh-rsa'), text('\x01\0\x01'), string(Buffer.alloc(257).fill(7, 1))]));
  expect(told('private-key', pem([...head('none'), rsa]))).toEqual({ algorithm: 'ssh-rsa', size: '2048 bits' });
  const curve = string(Buffer.concat([text('ssh-ed25519'), string(Buffer.alloc(32, 9))]));
  const told2 = { algorithm: 'ssh-ed25519', encryption: 'aes256-ctr' };
  expect(told('private-key', pem([...head('aes256-ctr'), curve]))).toEqual(told2);
  expect(told('private-key', pem(head('none').slice(0, 2)))).toBeUndefined();
});
