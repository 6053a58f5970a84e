import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import type { Verification } from '../../../src/model/finding.ts';
import { Secret } from '../../../src/model/secret.ts';
import { VERIFIERS } from '../../../src/rules/verifiers/services.ts';
import type { Judgement } from '../../../src/rules/verifiers/verifier.ts';
import { call, refusal } from '../../../src/scan/verify/call.ts';
import { endpointOf } from '../../../src/scan/verify/endpoint.ts';
import { alnumKey, hexKey } from '../../helpers/keys.ts';
import { verifierNamed } from './named.ts';
import { type Answer, saying, serve } from './server.ts';

const captchaai = verifierNamed('captchaai-balance');
const key = alnumKey('call');

async function ask(baseUrl: string, timeoutMs = 20_000): Promise<Judgement> {
  return call(captchaai, new Secret(key), endpointOf(captchaai, baseUrl, 'CAPTCHAAI_URL'), { timeoutMs });
}

async function verificationOf(answer: Answer, timeoutMs?: number): Promise<Verification> {
  const { url } = await serve(answer);
  return (await ask(url, timeoutMs)).verification;
}

const ACTIVE: Verification = { status: 'active', reason: 'the service gave the balance', balance: 12.5 };
const BALANCE = '{"status":1,"request":"12.5"}';

test('CaptchaAI gets the key in a POST form and nowhere else', async () => {
  const { url, received } = await serve(saying(BALANCE));
  expect(await ask(url)).toEqual({ verification: ACTIVE });
  expect(received).toMatchObject([
    {
      method: 'POST',
      path: '/res.php',
      type: 'application/x-www-form-urlencoded;charset=UTF-8',
      body: `key=${key}&action=getbalance&json=1`,
    },
  ]);
  expect(received[0]?.headers).not.toContain(key);
});

test('a base address keeps its path', async () => {
  const { url, received } = await serve(saying(BALANCE));
  await ask(`${url}/gateway/`);
  expect(received.map(({ path }) => path)).toEqual(['/gateway/res.php']);
});

test.each([
  ['gzip', gzipSync],
  ['br', brotliCompressSync],
])('an answer compressed with %s', async (encoding, compress) => {
  const answer: Answer = (response) => {
    response.writeHead(200, { 'content-encoding': encoding }).end(compress(BALANCE));
  };
  expect(await verificationOf(answer)).toEqual(ACTIVE);
});

test('an answer in many pieces', async () => {
  const answer: Answer = async (response) => {
    for (const character of BALANCE) {
      response.write(character);
      await new Promise((resolve) => setImmediate(resolve));
    }
    response.end();
  };
  expect(await verificationOf(answer)).toEqual(ACTIVE);
});

test.each<[string, Answer, string]>([
  ['no answer at all', () => {}, 'timed out: no answer within 0.3 s'],
  ['headers and no body', (response) => response.writeHead(200).flushHeaders(), 'timed out: no answer within 0.3 s'],
  [
    'half of a body',
    (response) => response.writeHead(200, { 'content-length': BALANCE.length }).write('{"status":1,'),
    'timed out: no answer within 0.3 s',
  ],
  [
    'half of a body that would do alone',
    (response) => response.writeHead(200).write(BALANCE),
    'timed out: no answer within 0.3 s',
  ],
])('%s, until the time is up', async (_, answer, reason) => {
  const { url } = await serve(answer);
  expect(await ask(url, 300)).toEqual({
    verification: { status: 'unknown', reason },
    advice: 'Ask again, or allow more time.',
    unreachable: true,
  });
});

test('a connection that is reset, before the answer and within it', async () => {
  expect(await verificationOf((response) => response.socket?.resetAndDestroy())).toEqual({
    status: 'unknown',
    reason: 'the connection broke off (ECONNRESET)',
  });
  const within = await verificationOf((response) => {
    response.writeHead(200, { 'content-length': BALANCE.length }).write(BALANCE.slice(0, 9), () => {
      response.socket?.destroy();
    });
  });
  expect(within).toEqual({ status: 'unknown', reason: 'the connection broke off (UND_ERR_SOCKET)' });
});

test('damaged compression and damaged HTTP', async () => {
  expect(await verificationOf(saying(BALANCE, 200, { 'content-encoding': 'gzip' }))).toEqual({
    status: 'unknown',
    reason: 'the call failed (Z_DATA_ERROR)',
  });
  const { port } = await listen(createServer((socket) => socket.end('220 mail.example ESMTP\r\n')));
  expect((await ask(`http://127.0.0.1:${port}`)).verification).toEqual({
    status: 'unknown',
    reason: 'the answer is not HTTP (HPE_INVALID)',
  });
});

test('an answer of 64 KiB is read, a larger one is not, however small it was sent', async () => {
  const padded = BALANCE.padEnd(64 * 1024);
  expect(await verificationOf(saying(padded))).toEqual(ACTIVE);
  const tooLarge = { status: 'unknown', reason: 'HTTP 200: an answer of more than 64 KiB' };
  expect(await verificationOf(saying(`${padded} `))).toEqual(tooLarge);
  const bomb: Answer = (response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(50 * 1024 * 1024, 0x20)));
  };
  expect(await verificationOf(bomb)).toEqual(tooLarge);
});

test('an endless answer is left', async () => {
  const endless: Answer = (response) => {
    const write = () => {
      while (response.writable && response.write(Buffer.alloc(4096, 0x20)));
    };
    response.on('drain', write);
    write();
  };
  expect(await verificationOf(endless)).toEqual({
    status: 'unknown',
    reason: 'HTTP 200: an answer of more than 64 KiB',
  });
});

test.each([301, 302, 303, 307, 308])('HTTP %i to another host is not followed', async (status) => {
  const other = await serve(saying(BALANCE));
  const { url, received } = await serve(saying('', status, { location: `${other.url}/res.php?key=${key}` }));
  expect(await ask(url)).toEqual({
    verification: {
      status: 'unknown',
      reason: `HTTP ${status}: sent on to another host; a key is never sent after a redirect`,
    },
    advice: 'Check that the address asked is the one of the service.',
    unreachable: true,
  });
  expect(received.length).toBe(1);
  expect(other.received).toEqual([]);
});

test('a redirect on the same host, to nowhere, and with a body that never ends, is not followed either', async () => {
  const { url, received } = await serve(saying('', 302, { location: '/login' }));
  const same = 'HTTP 302: sent on to another address of the same host; a key is never sent after a redirect';
  expect((await ask(url)).verification.reason).toBe(same);
  expect(received.length).toBe(1);
  const hanging: Answer = (response) => response.writeHead(302, { location: 'https://' }).write('x');
  expect((await verificationOf(hanging)).reason).toBe(
    'HTTP 302: sent on to another host; a key is never sent after a redirect',
  );
});

test('errors of name, connection and TLS', async () => {
  const unresolved = await ask('https://nonexistent.invalid');
  expect(unresolved.verification).toEqual({
    status: 'unknown',
    reason: expect.stringMatching(/^the name of the host cannot be resolved \((ENOTFOUND|EAI_AGAIN)\)$/),
  });
  expect(unresolved.unreachable).toBe(true);

  const closed = createServer();
  const { port } = await listen(closed);
  await new Promise((resolve) => {
    closed.close(resolve);
  });
  expect((await ask(`http://127.0.0.1:${port}`)).verification.reason).toBe('the connection was refused (ECONNREFUSED)');

  const { host, received } = await serve(saying(BALANCE));
  expect(await ask(`https://${host}`)).toEqual({
    verification: {
      status: 'unknown',
      reason: expect.stringMatching(/^no trusted TLS connection \(ERR_SSL_[A-Z_]+\)$/),
    },
    advice: 'If a proxy of your network inspects TLS, name its certificate in NODE_EXTRA_CA_CERTS.',
    unreachable: true,
  });
  expect(received).toEqual([]);
});

test('a value that is no key of the service is refused', () => {
  const advice = 'Copy the key once more, whole, without quotation marks and spaces.';
  const refused = (value: string) => refusal(captchaai, new Secret(value));
  expect(refused(key)).toBeUndefined();
  expect(refused(hexKey('call').toUpperCase())).toBeUndefined();
  expect(refused(key.slice(1))).toEqual({
    verification: {
      status: 'inactive',
      reason:
        'ERROR_WRONG_USER_KEY: a CaptchaAI key is 32 letters and digits; this value is not (31 characters), so it was not sent',
    },
    advice,
  });
  expect(refused(`"${key}"`)).toEqual({
    verification: {
      status: 'unknown',
      reason: 'a CaptchaAI key is 32 letters and digits; this value is not (34 characters), so it was not sent',
    },
    advice,
  });
  expect(refused(`${key}\n`)?.verification.status).toBe('unknown');
  for (const verifier of VERIFIERS) expect(refusal(verifier, new Secret(`x\r\n${key}`))).toBeDefined();
});

async function listen(server: Server): Promise<AddressInfo> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.close();
  });
  return server.address() as AddressInfo;
}

test.each([
  ['30', 'The service asks for a pause of 30 seconds.'],
  ['900', 'The service asks for a pause of 15 min 0 s.'],
  ['Wed, 21 Oct 2015 07:28:00 GMT', 'Ask again later.'],
  ['soon', 'Ask again later.'],
  ['9'.repeat(7), 'Ask again later.'],
])('after too many calls, the pause that the service asks for is told: %s', async (pause, advice) => {
  const { url, received } = await serve(saying('', 429, { 'retry-after': pause }));
  const judged = await ask(url);
  expect([judged.verification.status, judged.stop, judged.advice]).toEqual(['unknown', 'too many calls', advice]);
  expect(received).toHaveLength(1);
});

test('a pause until a date, from a service that is out of order, is told in the reason as well', async () => {
  const until = new Date(Date.now() + 600_000).toUTCString();
  const { url } = await serve(saying('', 503, { 'retry-after': until }));
  const judged = await ask(url);
  expect(judged.verification.reason).toMatch(/^HTTP 503: .*; it asks for a pause of (?:9 min \d+|10 min 0) s$/);
});
