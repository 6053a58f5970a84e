import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readAnswer } from '../../src/runtime/answer.ts';
import { errorFromCode } from '../../src/runtime/codes.ts';
import { hexKey } from '../helpers/keys.ts';

test.each<[string, number, unknown]>([
  ['{"status":1,"request":"72"}', 200, { request: '72', fields: { status: 1, request: '72' } }],
  ['{"status":"1","request":72}', 200, { request: 72, fields: { status: '1', request: 72 } }],
  ['{"status":1}', 200, { request: undefined, fields: { status: 1 } }],
  ['\ufeff {"status":0,"request":" ERROR_PAGEURL "}\n', 200, { code: 'ERROR_PAGEURL' }],
  ['{"status":0,"request":"ERROR_PAGEURL"}', 403, { code: 'ERROR_PAGEURL' }],
  ['{"status":0,"request":"ERROR_PAGEURL"}', 429, { code: 'ERROR_PAGEURL' }],
  ['OK|72', 200, { request: '72', fields: {} }],
  ['OK|a|b', 200, { request: 'a|b', fields: {} }],
  ['CAPCHA_NOT_READY', 200, { code: 'CAPCHA_NOT_READY' }],
  ['{"status":1,"request":"72"}', 500, { unreadable: 'HTTP 500: the service is out of order' }],
  ['ERROR_PAGEURL', 503, { unreadable: 'HTTP 503: the service is out of order' }],
  [
    '{"status":1,"request":"72"}',
    404,
    { unreadable: 'HTTP 404: the answer says success, but its HTTP status does not' },
  ],
  ['{"status":1,"request":"72"}', 429, { unreadable: 'HTTP 429: too many calls' }],
  ['', 200, { unreadable: 'HTTP 200: an empty answer' }],
  [' \n', 403, { unreadable: 'HTTP 403: an empty answer' }],
  ['<!doctype html>', 200, { unreadable: 'HTTP 200: a web page instead of an answer' }],
  ['{"status":1,"req', 200, { unreadable: 'HTTP 200: an answer that is not in the documented form' }],
  ['0.5', 200, { unreadable: 'HTTP 200: an answer that is not in the documented form' }],
  ['null', 200, { unreadable: 'HTTP 200: an answer that is not in the documented form' }],
  ['[]', 200, { unreadable: 'HTTP 200: neither a success nor a code' }],
  ['{}', 200, { unreadable: 'HTTP 200: neither a success nor a code' }],
  ['{"status":0,"request":""}', 200, { unreadable: 'HTTP 200: neither a success nor a code' }],
  ['{"status":true,"request":1}', 200, { unreadable: 'HTTP 200: neither a success nor a code' }],
  ['{"status":2,"request":{}}', 200, { unreadable: 'HTTP 200: neither a success nor a code' }],
])('%s with HTTP %i', (body, status, answer) => {
  expect(readAnswer({ status, body })).toEqual(answer);
});

test('a number alone is an answer where it is expected', () => {
  expect(readAnswer({ status: 200, body: '0.5' }, true)).toEqual({ request: '0.5', fields: {} });
  expect(readAnswer({ status: 200, body: '1e99' }, true)).toHaveProperty('unreadable');
});

test('any body has an answer, and no unreadable one is repeated', () => {
  const key = hexKey('answer');
  const body = fc.oneof(
    fc.string(),
    fc.json(),
    fc.constantFrom('status', 'request', 'error').map((name) => JSON.stringify({ [name]: key })),
    fc.string().map((text) => `${text}${key}`),
  );
  fc.assert(
    fc.property(body, fc.integer({ min: 200, max: 599 }), (text, status) => {
      const answer = readAnswer({ status, body: text });
      if ('unreadable' in answer) expect(answer.unreadable).not.toContain(key);
      if ('code' in answer) expect(errorFromCode(answer.code).message).not.toContain(key);
    }),
  );
});

test.each([
  ['ERROR_WRONG_USER_KEY', 'E_REJECTED', false],
  ['ERROR_KEY_DOES_NOT_EXIST', 'E_REJECTED', false],
  ['ERROR_IP_NOT_ALLOWED', 'E_RESTRICTED', false],
  ['ERROR_ZERO_BALANCE', 'E_NO_THREADS', false],
  ['IP_BANNED', 'E_BANNED', false],
  ['MAX_USER_TURN', 'E_UNKNOWN', true],
  ['ERROR_NO_SLOT_AVAILABLE', 'E_UNKNOWN', true],
  ['ERROR_SERVER_ERROR', 'E_UNKNOWN', true],
  ['ERROR_INTERNAL_SERVER_ERROR', 'E_UNKNOWN', true],
  ['ERROR_CAPTCHA_UNSOLVABLE', 'E_UNSOLVABLE', false],
  ['ERROR_PAGEURL', 'E_BAD_REQUEST', false],
  ['ERROR_GOOGLEKEY', 'E_BAD_REQUEST', false],
  ['ERROR_WRONG_GOOGLEKEY', 'E_BAD_REQUEST', false],
  ['ERROR_BAD_TOKEN_OR_PAGEURL', 'E_BAD_REQUEST', false],
  ['ERROR_BAD_PARAMETERS', 'E_BAD_REQUEST', false],
  ['ERROR_BAD_PROXY', 'E_PROXY', false],
  ['ERROR_PROXY_CONNECTION_FAILED', 'E_PROXY', true],
  ['ERROR_ZERO_CAPTCHA_FILESIZE', 'E_BAD_REQUEST', false],
  ['ERROR_TOO_BIG_CAPTCHA_FILESIZE', 'E_BAD_REQUEST', false],
  ['ERROR_TOKEN_EXPIRED', 'E_UNKNOWN', false],
])('%s is %s', (serviceCode, code, retryable) => {
  const error = errorFromCode(` ${serviceCode}\n`);
  expect(error).toMatchObject({ code, retryable, serviceCode });
  expect(error.message).toMatch(new RegExp(`^${serviceCode}[:,] [^.]*[a-z]`));
  expect(error.message).not.toContain('undefined');
});

test('a code that may be anything is not shown', () => {
  const key = hexKey('answer');
  for (const text of [key, `ERROR_${key.toUpperCase()}`, '__proto__', 'constructor', '']) {
    expect(errorFromCode(text)).toMatchObject({
      code: 'E_UNKNOWN',
      message: 'a failure with a code that is not documented',
    });
  }
});
