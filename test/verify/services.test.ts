import { expect, test } from 'vitest';
import { Secret } from '../../src/findings/secret.ts';
import { call, refusal } from '../../src/verify/call.ts';
import { endpointOf } from '../../src/verify/endpoint.ts';
import { VERIFIERS } from '../../src/verify/services.ts';
import { alnumKey, hexKey } from '../helpers/keys.ts';
import { verifierNamed } from './named.ts';
import { saying, serve } from './server.ts';

const hex = hexKey('services');
const alnum = alnumKey('services');

/** What each service documents: a key as it is seen, the request, a balance, and how it says that there is no such key. */
const GET_BALANCE = { request: ['POST', '/getBalance'], yes: '{"errorId":0,"balance":3.25}' } as const;
const NO_KEY = '{"errorId":1,"errorCode":"ERROR_KEY_DOES_NOT_EXIST","errorDescription":"..."}';
const documented = {
  'captchaai-balance': { key: alnum, request: ['POST', '/res.php'], yes: '{"status":1,"request":"3.25"}' },
  '2captcha-balance': { key: hex, ...GET_BALANCE, no: NO_KEY },
  'rucaptcha-balance': { key: hex, ...GET_BALANCE, no: NO_KEY },
  'anticaptcha-balance': { key: hex, ...GET_BALANCE, no: NO_KEY },
  'capsolver-balance': {
    key: `CAP-${hex.toUpperCase()}`,
    request: ['POST', '/getBalance'],
    yes: `{"errorId":0,"balance":3.25,"packages":[{"token":"CAP-${hexKey('package').toUpperCase()}"}]}`,
    no: '{"errorId":1,"errorCode":"ERROR_KEY_DENIED_ACCESS"}',
  },
  'capmonster-balance': { key: hex, ...GET_BALANCE, no: NO_KEY },
  'solvecaptcha-balance': {
    key: hex,
    request: ['GET', `/res.php?key=${hex}&action=getbalance&json=1`],
    yes: '{"status":1,"request":"3.25"}',
    no: '{"status":0,"request":"ERROR_KEY_DOES_NOT_EXIST"}',
  },
  'azcaptcha-balance': {
    key: alnum,
    request: ['GET', `/res.php?key=${alnum}&action=getbalance&json=1`],
    yes: '3.25',
    no: 'ERROR_KEY_DOES_NOT_EXIST',
  },
  'nextcaptcha-balance': { key: `next_${hexKey('services', 34)}`, ...GET_BALANCE },
  'yescaptcha-balance': { key: `${hexKey('services', 40)}123456`, ...GET_BALANCE, no: NO_KEY },
} as const;

test('every service is here, and nothing else', () => {
  expect(VERIFIERS.map(({ id }) => id)).toEqual(Object.keys(documented));
  expect(VERIFIERS.map(({ service }) => `${service}-balance`)).toEqual(Object.keys(documented));
  for (const { baseUrl } of VERIFIERS) expect(new URL(baseUrl).protocol).toBe('https:');
});

test.each(Object.entries(documented))('%s', async (id, { key, request, yes, ...rest }) => {
  const verifier = verifierNamed(id);
  const secret = new Secret(key);
  expect(refusal(verifier, secret)).toBeUndefined();

  const alive = await serve(saying(yes));
  const judged = await call(verifier, secret, endpointOf(verifier, alive.url, id), 20_000);
  expect(judged).toEqual({
    verification: { status: 'active', reason: 'the service gave the balance', balance: 3.25 },
  });
  expect(alive.received.map(({ method, path }) => [method, path])).toEqual([request]);
  const { send, fields } = verifier.call;
  if (send === 'json') {
    const [{ type, body } = { type: '', body: '' }] = alive.received;
    expect([type, JSON.parse(body)]).toEqual(['application/json', { clientKey: key }]);
  }
  expect(Object.values(fields).filter((value) => value === '{key}')).toEqual(['{key}']);

  if ('no' in rest) {
    const dead = await serve(saying(rest.no));
    const { verification } = await call(verifier, secret, endpointOf(verifier, dead.url, id), 20_000);
    expect(verification.status).toBe('inactive');
    expect(verification.reason).toMatch(/^ERROR_KEY_[A-Z_]+: the service knows no such key$/);
  }
});

test('what the others document about addresses and bans', async () => {
  const says = async (id: string, errorCode: string) => {
    const { url } = await serve(saying(JSON.stringify({ errorId: 99, errorCode })));
    const verifier = verifierNamed(id);
    const { verification, stop } = await call(verifier, new Secret(hex), endpointOf(verifier, url, id), 20_000);
    return [verification.status, stop];
  };
  expect(await says('anticaptcha-balance', 'ERROR_IP_NOT_ALLOWED')).toEqual(['restricted', undefined]);
  expect(await says('2captcha-balance', 'ERROR_IP_BLOCKED')).toEqual(['unknown', 'this address is banned']);
  expect(await says('capmonster-balance', 'ERROR_IP_BANNED')).toEqual(['unknown', 'this address is banned']);
  expect(await says('capmonster-balance', 'ERROR_TOO_MUCH_REQUESTS')).toEqual([
    'unknown',
    'the service limits its rate',
  ]);
  expect(await says('capsolver-balance', 'ERROR_RATE_LIMIT')).toEqual(['unknown', 'the service limits its rate']);
  expect(await says('capsolver-balance', 'ERROR_SETTLEMENT_FAILED')).toEqual(['active', undefined]);
  expect(await says('capsolver-balance', 'ERROR_KEY_TEMP_BLOCKED')).toEqual(['unknown', undefined]);
  expect(await says('nextcaptcha-balance', 'ERROR_KEY_DOES_NOT_EXIST')).toEqual(['unknown', undefined]);
});
