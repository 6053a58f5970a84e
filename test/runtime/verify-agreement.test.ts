import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Judgement } from '../../src/rules/verifiers/verifier.ts';
import { CaptchaAI } from '../../src/runtime/captchaai.ts';
import { errorFromCode } from '../../src/runtime/codes.ts';
import { readAnswer, readSettling } from '../../src/scan/verify/answer.ts';
import { alnumKey } from '../helpers/keys.ts';
import { DOCUMENTED } from '../rules/verifiers/documented.ts';
import { verifierNamed } from '../scan/verify/named.ts';

/** An HTTP status and a body. */
type Answer = readonly [status: number, body: string];

const CAPTCHAAI = verifierNamed('captchaai-balance');
const key = alnumKey('agreement');

/** What `hexhound verify` says to the two answers. */
function verified([status, body]: Answer, threads: Answer): Judgement['verification'] {
  const first = readAnswer(CAPTCHAAI, status, body);
  if (first.code === undefined || CAPTCHAAI.settle?.codes.includes(first.code) !== true) return first.verification;
  const second = readSettling(CAPTCHAAI, ...threads);
  return second?.verification.status === 'active' ? second.verification : first.verification;
}

/** What the runtime says to the same. */
function validated(balance: Answer, threads: Answer) {
  const fetch = async (_: string, { body }: RequestInit) => {
    const [status, text] = String(body).includes('threadsinfo') ? threads : balance;
    return new Response(text, { status });
  };
  return new CaptchaAI({ key, fetch }).validate();
}

const documented = DOCUMENTED['captchaai-balance']?.answers.map(([status, body]): Answer => [status, body]) ?? [];
const codes = Object.keys(CAPTCHAAI.codes);
const THREADS: readonly Answer[] = [
  [200, '{"status":1,"threads":5,"working_threads":2}'],
  [200, '{"status":"1","threads":"0","working_threads":"0"}'],
  [200, '{"status":1,"threads":5}'],
  [200, '{"status":1,"threads":"many","working_threads":2}'],
  [200, '{"status":0,"request":"ERROR_KEY_DOES_NOT_EXIST"}'],
  [200, 'IP_BANNED'],
  [200, '<html>'],
  [502, '{"status":1,"threads":5,"working_threads":2}'],
];
const statuses = fc.constantFrom(200, 201, 400, 401, 403, 404, 429, 500, 503);
const values = fc.oneof(
  fc.constantFrom(...codes, 'ERROR_NEW', '__proto__', ' 1.5 ', '-3', '', '1e3', '9999999999999', key),
  fc.integer(),
  fc.double(),
  fc.constantFrom(null, true, {}, []),
);
const bodies = fc.oneof(
  fc
    .record({ status: fc.constantFrom<unknown>(0, 1, '0', '1', true, 2, null), request: values })
    .map((o) => JSON.stringify(o)),
  values.map((value) => `${value}`),
  values.map((value) => `OK|${value}`),
  fc.constantFrom('', ' \n', '<!doctype html>', '{"status":1', '[]', 'null', '\ufeff2'),
  fc.string(),
);

test.each([...documented, ...codes.map((code): Answer => [200, JSON.stringify({ status: 0, request: code })])])(
  'the runtime and hexhound verify say the same to HTTP %i %s',
  async (status, body) => {
    for (const threads of THREADS) {
      const { status: liveness, balance } = verified([status, body], threads);
      const validation = await validated([status, body], threads);
      expect([validation.status, validation.balance]).toEqual([liveness, balance]);
    }
  },
);

test('and to anything else', async () => {
  await fc.assert(
    fc.asyncProperty(statuses, bodies, fc.constantFrom(...THREADS), async (status, body, threads) => {
      const { status: liveness, balance } = verified([status, body], threads);
      const validation = await validated([status, body], threads);
      expect([validation.status, validation.balance]).toEqual([liveness, balance]);
    }),
    { numRuns: 1000, examples: THREADS.map((threads) => [200, 'ERROR_WRONG_USER_KEY', threads]) },
  );
});

const ERRORS: Readonly<Record<string, readonly string[]>> = {
  active: ['E_NO_THREADS'],
  restricted: ['E_RESTRICTED'],
  inactive: ['E_REJECTED'],
  unknown: ['E_BANNED', 'E_UNKNOWN', 'E_BAD_REQUEST'],
};

test.each(Object.entries(CAPTCHAAI.codes))('the error for %s fits what it says about the key', (code, { status }) => {
  const error = errorFromCode(code);
  expect(ERRORS[status]).toContain(error.code);
  expect(error.serviceCode).toBe(code);
});
