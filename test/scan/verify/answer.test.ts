import { array, assert, constantFrom, integer, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { VERIFIERS } from '../../../src/rules/verifiers/services.ts';
import type { Judgement } from '../../../src/rules/verifiers/verifier.ts';
import { readAnswer } from '../../../src/scan/verify/answer.ts';
import { hexKey } from '../../helpers/keys.ts';
import { verifierNamed } from './named.ts';

const captchaai = verifierNamed('captchaai-balance');

function captchaaiSays(body: string, httpStatus = 200): Judgement['verification'] {
  return readAnswer(captchaai, httpStatus, body).verification;
}

function active(balance: number): Judgement['verification'] {
  return { status: 'active', reason: 'the service gave the balance', balance };
}

test.each([
  ['{"status":1,"request":"12.34500"}', 12.345],
  ['{"status":"1","request":"12.345"}', 12.345],
  ['{"status":1,"request":12.345}', 12.345],
  ['{"request":"0","status":1}', 0],
  ['{"status":1,"request":"-0.01"}', -0.01],
  ['\uFEFF {"status":1,"request":"3"}\r\n', 3],
  ['1.234', 1.234],
  ['0\n', 0],
  ['OK|1.5', 1.5],
])('a balance means active: %j', (body, balance) => {
  expect(captchaaiSays(body)).toEqual(active(balance));
});

test.each([
  [
    'ERROR_WRONG_USER_KEY',
    { status: 'inactive', reason: 'ERROR_WRONG_USER_KEY: the service calls the key incorrect or expired' },
  ],
  [
    'ERROR_KEY_DOES_NOT_EXIST',
    {
      status: 'inactive',
      reason:
        'ERROR_KEY_DOES_NOT_EXIST: incorrect or expired (the service answers the same for an account without threads)',
    },
  ],
  [
    'ERROR_ZERO_BALANCE',
    {
      status: 'active',
      reason: 'ERROR_ZERO_BALANCE: the key is alive, and nothing is left to use: no balance or no free threads',
      balance: 0,
    },
  ],
  [
    'ERROR_IP_NOT_ALLOWED',
    { status: 'restricted', reason: 'ERROR_IP_NOT_ALLOWED: the key is alive, but not allowed from this address' },
  ],
  [
    'IP_BANNED',
    {
      status: 'unknown',
      reason: 'IP_BANNED: the service has banned this address for a while and says nothing about the key',
    },
  ],
  [
    'MAX_USER_TURN',
    {
      status: 'unknown',
      reason: 'MAX_USER_TURN: the service is busy or limits its rate and says nothing about the key',
    },
  ],
  [
    'ERROR_NO_SLOT_AVAILABLE',
    {
      status: 'unknown',
      reason: 'ERROR_NO_SLOT_AVAILABLE: the service is busy or limits its rate and says nothing about the key',
    },
  ],
  [
    'ERROR_INTERNAL_SERVER_ERROR',
    {
      status: 'unknown',
      reason: 'ERROR_INTERNAL_SERVER_ERROR: the service is busy or limits its rate and says nothing about the key',
    },
  ],
  [
    'ERROR_EMPTY_ACTION',
    {
      status: 'unknown',
      reason: 'ERROR_EMPTY_ACTION: the service did not understand the request, which is not about the key',
    },
  ],
  [
    'ERROR_SOMETHING_NEW',
    { status: 'unknown', reason: 'HTTP 200: ERROR_SOMETHING_NEW, which says nothing certain about the key' },
  ],
  [
    'CAPCHA_NOT_READY',
    { status: 'unknown', reason: 'HTTP 200: CAPCHA_NOT_READY, which says nothing certain about the key' },
  ],
])('CaptchaAI code %s, as JSON, with a text beside it, and bare', (code, expected) => {
  const bodies = [
    JSON.stringify({ status: 0, request: code }),
    JSON.stringify({ status: '0', request: code, error_text: 'whatever' }),
    code,
    `${code}\n`,
  ];
  expect(bodies.map((body) => captchaaiSays(body))).toEqual(bodies.map(() => expected));
});

test('only a ban and a rate limit stop the questions', () => {
  const stops = Object.keys(captchaai.codes).filter((code) => readAnswer(captchaai, 200, code).stop !== undefined);
  expect(stops).toEqual(['IP_BANNED', 'ERROR_IP_BLOCKED']);
  expect(readAnswer(captchaai, 429, 'slow down')).toEqual({
    verification: { status: 'unknown', reason: 'HTTP 429: too many calls' },
    advice: 'Ask again later.',
    stop: 'too many calls',
  });
});

test.each([
  ['', 200, 'HTTP 200: an empty answer'],
  [' \n', 200, 'HTTP 200: an empty answer'],
  ['<!doctype html><title>Just a moment</title>', 200, 'HTTP 200: a web page instead of an answer'],
  ['<html>1.5</html>', 403, 'HTTP 403: a web page instead of an answer'],
  ['{"status":1,"requ', 200, 'HTTP 200: an answer that is not in the documented form'],
  ['hello', 200, 'HTTP 200: an answer that is not in the documented form'],
  ['null', 200, 'HTTP 200: an answer that is not in the documented form'],
  ['1,5', 200, 'HTTP 200: an answer that is not in the documented form'],
  ['1e999', 200, 'HTTP 200: an answer that is not in the documented form'],
  ['12345678901234567890', 200, 'HTTP 200: an answer that is not in the documented form'],
  ['{"status":1}', 200, 'HTTP 200: a success without a balance'],
  ['{"status":1,"request":1e999}', 200, 'HTTP 200: a success without a balance'],
  ['{"status":1,"request":1000000000000}', 200, 'HTTP 200: a success without a balance'],
  ['{"status":1,"request":"OK"}', 200, 'HTTP 200: a success without a balance'],
  ['{"status":[1],"request":"5"}', 200, 'HTTP 200: a failure with a code that is not documented'],
  ['{"status":true,"request":"5"}', 200, 'HTTP 200: a failure with a code that is not documented'],
  ['[]', 200, 'HTTP 200: neither a success nor a code'],
  ['{"status":0,"request":null}', 200, 'HTTP 200: neither a success nor a code'],
  ['{"status":0,"request":"constructor"}', 200, 'HTTP 200: a failure with a code that is not documented'],
  ['{"status":0,"request":"__proto__"}', 200, 'HTTP 200: a failure with a code that is not documented'],
  ['{"status":1,"request":"5"}', 404, 'HTTP 404: a balance, but not with a success'],
  ['{"status":1,"request":"5"}', 500, 'HTTP 500: the service is out of order'],
  ['ERROR_WRONG_USER_KEY', 502, 'HTTP 502: the service is out of order'],
])('%j with HTTP %i says nothing about the key', (body, httpStatus, reason) => {
  expect(captchaaiSays(body, httpStatus)).toEqual({ status: 'unknown', reason });
});

test('a documented code counts with HTTP 4xx', () => {
  expect(captchaaiSays('ERROR_IP_NOT_ALLOWED', 403).status).toBe('restricted');
  const denied = '{"errorId":1,"errorCode":"ERROR_KEY_DENIED_ACCESS","errorDescription":"Wrong account key"}';
  expect(readAnswer(verifierNamed('capsolver-balance'), 401, denied).verification).toEqual({
    status: 'inactive',
    reason: 'ERROR_KEY_DENIED_ACCESS: the service knows no such key',
  });
});

test('no answer, however odd, throws, claims a live key without a balance, or is repeated with the key it echoes', () => {
  const key = hexKey('echo');
  const digits = hexKey('digits').replace(/[a-f]/g, '7');
  const pieces = constantFrom(
    ...[key, key.toUpperCase(), digits, '{"status":1,"request":"', '{"errorId":1,"errorCode":"', '"}', '0', 'ERROR_'],
    ...['IP_BANNED', '{"status":0,"request":"', '<', 'OK|', '[', ']', '.', '"', '{"errorId":0,"balance":', '}'],
  );
  const bodies = array(pieces, { maxLength: 6 }).map((parts) => parts.join(''));
  assert(
    property(constantFrom(...VERIFIERS), integer({ min: 200, max: 599 }), bodies, string(), (verifier, http, a, b) => {
      for (const body of [a, a + b]) {
        const shown = JSON.stringify(readAnswer(verifier, http, body));
        expect(shown.toLowerCase()).not.toContain(key);
        expect(shown).not.toContain(digits);
        const { status, balance } = readAnswer(verifier, http, body).verification;
        if (status === 'active' && balance === undefined) expect(body).toContain('ERROR_SETTLEMENT_FAILED');
      }
    }),
  );
});
