import { describe, expect, test } from 'vitest';
import { HexhoundError } from '../../../src/model/errors.ts';
import type { Finding } from '../../../src/model/finding.ts';
import { VERIFIERS } from '../../../src/rules/verifiers/services.ts';
import { baseUrlsFrom, type PlannedCalls } from '../../../src/scan/verify/options.ts';
import { verifyFindings } from '../../../src/scan/verify/verify.ts';
import { alnumKey, hexKey } from '../../helpers/keys.ts';
import { findingOf } from './finding.ts';
import { type Answer, type Received, saying, serve } from './server.ts';

const CAPTCHAAI = 'captchaai-balance';
const quick = { timeoutMs: 20_000, spacingMs: 0, laterMs: 1 };

function keyIn({ body, path }: Received): string {
  return /[0-9a-z]{32}/.exec(`${body} ${path}`)?.[0] ?? '';
}

function verifications(findings: readonly Finding[]): unknown[] {
  return findings.map(({ verification }) => verification);
}

test('each distinct key is asked about once, and findings stay in their order', async () => {
  const [a, b] = [alnumKey('a'), hexKey('b')];
  const { url, host, received } = await serve((response, request) => {
    response.end(keyIn(request) === a ? '{"status":1,"request":"7"}' : 'ERROR_KEY_DOES_NOT_EXIST');
  });
  const plain = findingOf(hexKey('c'), undefined);
  const { secret: _, ...file } = findingOf('', CAPTCHAAI);
  const findings = [findingOf(b, CAPTCHAAI, 0.4), plain, findingOf(a, CAPTCHAAI), file, findingOf(b, CAPTCHAAI, 0.8)];
  const announced: (readonly PlannedCalls[])[] = [];
  const verified = await verifyFindings(findings, {
    ...quick,
    baseUrls: { [CAPTCHAAI]: url },
    announce: (calls) => {
      expect(received).toEqual([]);
      announced.push(calls);
    },
  });
  const active = { status: 'active', reason: 'the service gave the balance', balance: 7 };
  const inactive = {
    status: 'inactive',
    reason:
      'ERROR_KEY_DOES_NOT_EXIST: incorrect or expired (the service answers the same for an account without threads)',
  };
  expect(verifications(verified)).toEqual([inactive, undefined, active, undefined, inactive]);
  expect(verified.map(({ verification: __, ...rest }) => rest)).toEqual(findings);
  expect([verified[1], verified[3]]).toEqual([plain, file]);
  // About the second it is asked by both calls: the first left it open.
  expect(received.map(keyIn)).toEqual([a, b, b]);
  expect(announced).toEqual([[{ service: 'CaptchaAI', host, keys: 2, what: 'POST /res.php, the key in its form' }]]);
});

test('nothing to ask: nothing is announced', async () => {
  const announce = () => {
    throw new Error('announced');
  };
  expect(await verifyFindings([], { baseUrls: {}, announce })).toEqual([]);
  const short = findingOf(alnumKey('short', 20), CAPTCHAAI);
  const unnamed = findingOf(hexKey('unnamed'), 'no-such-check');
  expect(verifications(await verifyFindings([short, unnamed], { baseUrls: {}, announce }))).toEqual([
    {
      status: 'inactive',
      reason:
        'ERROR_WRONG_USER_KEY: a CaptchaAI key is 32 letters and digits; this value is not (20 characters), so it was not sent',
    },
    { status: 'unknown', reason: 'not asked: hexhound has no check named no-such-check' },
  ]);
});

describe('what stands beside a key goes with it', () => {
  const KEY = hexKey('in two parts');

  test('in one call, before the environment', async () => {
    const { url, received } = await serve((response) => response.end('{"sid":"1","items":[],"id":"1"}'));
    const [first, second] = ['AC', 'AC'].map((head, at) => head + hexKey(`account ${at}`));
    const baseUrls = { 'twilio-key': url, 'algolia-key': url, 'okta-token': url };
    const findings = [
      findingOf(KEY, 'twilio-key', 0.9, { 'account id': first ?? '', other: 'x' }),
      findingOf(hexKey('alone'), 'twilio-key'),
      findingOf(alnumKey('algolia'), 'algolia-key', 0.9, { 'application id': 'ABCDE12345' }),
      findingOf(`00${alnumKey('okta', 40)}`, 'okta-token', 0.9, { domain: 'acme.okta.com' }),
    ];
    const env = { TWILIO_ACCOUNT_SID: second ?? '' };
    const verified = await verifyFindings(findings, { ...quick, baseUrls, env });
    expect(verified.map(({ verification }) => verification?.status)).toEqual(findings.map(() => 'active'));
    const basic = (account = '', key = '') => `Basic ${Buffer.from(`${account}:${key}`).toString('base64')}`;
    const asked = received.map(({ path, headers }) => [
      path,
      /^(?:authorization|x-algolia-application-id): (.+)$/m.exec(headers)?.[1],
    ]);
    expect(asked.sort()).toEqual(
      [
        [`/2010-04-01/Accounts/${first}.json`, basic(first, KEY)],
        [`/2010-04-01/Accounts/${second}.json`, basic(second, hexKey('alone'))],
        ['/1/indexes', 'ABCDE12345'],
        ['/api/v1/users/me', `SSWS 00${alnumKey('okta', 40)}`],
      ].sort(),
    );
  });

  test.each([
    ['okta-token', `00${alnumKey('okta', 40)}`, { domain: 'acme.okta.com.attacker.io' }],
    ['okta-token', `00${alnumKey('okta', 40)}`, { domain: 'attacker.io/.okta.com' }],
    ['algolia-key', alnumKey('algolia'), { 'application id': 'attacker.io/' }],
    ['algolia-key', alnumKey('algolia'), {}],
  ])('not to a host that is none of the service: %s %#', async (verify, key, parts) => {
    const options = { ...quick, baseUrls: {}, env: {} };
    const [verified] = await verifyFindings([findingOf(key, verify, 0.9, parts)], options);
    expect(verified?.verification).toMatchObject({ status: 'unknown', reason: expect.stringMatching(/^not asked: /) });
  });
});

test('a key goes to one service, the likelier one', async () => {
  const [ours, theirs] = [await serve(saying('1')), await serve(saying('{"errorId":0,"balance":2}'))];
  const key = hexKey('both');
  const verified = await verifyFindings([findingOf(key, CAPTCHAAI, 0.5), findingOf(key, '2captcha-balance', 0.6)], {
    ...quick,
    baseUrls: { [CAPTCHAAI]: ours.url, '2captcha-balance': theirs.url },
  });
  expect(verifications(verified)).toEqual([
    { status: 'unknown', reason: 'not asked: the key is likelier one of 2Captcha, and a key goes to one service only' },
    { status: 'active', reason: 'the service gave the balance', balance: 2 },
  ]);
  expect(ours.received).toEqual([]);
  expect(theirs.received.length).toBe(1);
});

test('the first ban ends the questions to that service, and to no other', async () => {
  const bannedAtSecond: Answer = (response) => {
    response.end(banning.received.length === 2 ? '{"status":0,"request":"IP_BANNED"}' : '{"status":1,"request":"1"}');
  };
  const banning = await serve(bannedAtSecond);
  const other = await serve(saying('{"errorId":0,"balance":2}'));
  const findings = [0.5, 0.9, 0.7, 0.6].map((score) => findingOf(hexKey(`ban ${score}`), CAPTCHAAI, score));
  const elsewhere = ['x', 'y'].map((seed) => findingOf(hexKey(seed), 'capmonster-balance'));
  const verified = await verifyFindings([...findings, ...elsewhere], {
    ...quick,
    baseUrls: { [CAPTCHAAI]: banning.url, 'capmonster-balance': other.url },
  });
  const notAsked = { status: 'unknown', reason: 'not asked: this address is banned' };
  expect(verifications(verified)).toEqual([
    notAsked,
    { status: 'active', reason: 'the service gave the balance', balance: 1 },
    {
      status: 'unknown',
      reason: 'IP_BANNED: the service has banned this address for a while and says nothing about the key',
    },
    notAsked,
    { status: 'active', reason: 'the service gave the balance', balance: 2 },
    { status: 'active', reason: 'the service gave the balance', balance: 2 },
  ]);
  expect([banning.received.length, other.received.length]).toEqual([2, 2]);
});

test('a service that is down is left after three calls in a row, and gets another chance after an answer', async () => {
  const pattern = ['down', 'down', 'up', 'down', 'down', 'down'];
  const { url, received } = await serve((response) => {
    const up = pattern[received.length - 1] === 'up';
    response.writeHead(up ? 200 : 503).end('1');
  });
  const findings = Array.from({ length: 8 }, (_, index) => findingOf(hexKey(`down ${index}`), CAPTCHAAI));
  const verified = await verifyFindings(findings, { ...quick, baseUrls: { [CAPTCHAAI]: url } });
  const down = { status: 'unknown', reason: 'HTTP 503: the service is out of order' };
  const up = { status: 'active', reason: 'the service gave the balance', balance: 1 };
  const left = { status: 'unknown', reason: 'not asked: the 3 calls before got no answer' };
  expect(verifications(verified)).toEqual([down, down, up, down, down, down, left, left]);
  expect(received.length).toBe(6);
});

test('four services are asked at once, and one service one thing at a time, with a pause', async () => {
  const ids = VERIFIERS.filter(({ key, account }) => account === undefined && key.pattern.test(hexKey('a')))
    .map(({ id }) => id)
    .slice(0, 6);
  const open = new Set<string>();
  const times: number[] = [];
  let most = 0;
  let held: (() => void)[] | undefined = [];
  const { url, received } = await serve((response, { path = '' }) => {
    const [, id = ''] = path.split('/');
    expect(open.has(id)).toBe(false);
    open.add(id);
    most = Math.max(most, open.size);
    if (id === CAPTCHAAI) times.push(performance.now());
    const end = () => {
      open.delete(id);
      response.end('0');
    };
    if (held === undefined) return end();
    held.push(end);
    if (held.length < 4) return;
    // A fifth would come in this time.
    setTimeout(() => {
      for (const release of held ?? []) release();
      held = undefined;
    }, 100);
  });
  const findings = ids.flatMap((id) => ['m', 'n', 'o'].map((seed) => findingOf(hexKey(`${seed} ${id}`), id)));
  const baseUrls = Object.fromEntries(ids.map((id) => [id, `${url}/${id}`]));
  await verifyFindings(findings, { timeoutMs: 20_000, spacingMs: 60, baseUrls });
  expect([most, received.length]).toEqual([4, 18]);
  const [first = 0, second = 0, third = 0] = times;
  expect(times.length).toBe(3);
  // Timers may be a millisecond early.
  expect(Math.min(second - first, third - second)).toBeGreaterThan(58);
});

test('an address that a key must not be sent to fails before anything is sent', async () => {
  const { url, received } = await serve(saying('1'));
  const findings = [findingOf(hexKey('sent'), CAPTCHAAI), findingOf(hexKey('not sent'), '2captcha-balance')];
  const baseUrls = { [CAPTCHAAI]: url, '2captcha-balance': 'http://2captcha.example' };
  await expect(verifyFindings(findings, { ...quick, baseUrls })).rejects.toThrow(HexhoundError);
  expect(received).toEqual([]);
});

test('CAPTCHAAI_URL replaces the address of CaptchaAI, and is checked when it is read', () => {
  expect(baseUrlsFrom({ CAPTCHAAI_URL: ' http://localhost:8080 ' })).toEqual({
    [CAPTCHAAI]: 'http://localhost:8080',
  });
  expect(baseUrlsFrom({ CAPTCHAAI_URL: '', TWOCAPTCHA_URL: 'http://example.com' })).toEqual({});
  expect(() => baseUrlsFrom({ CAPTCHAAI_URL: 'http://example.com' })).toThrow(HexhoundError);
});

test('an answer of "later" is asked for again, at most twice; a ban is not', async () => {
  const ask = async (...answers: readonly string[]) => {
    let calls = 0;
    const { url, received } = await serve((response) => response.end(answers[calls++] ?? answers.at(-1)));
    const baseUrls = { [CAPTCHAAI]: url };
    const [finding] = await verifyFindings([findingOf(alnumKey('later'), CAPTCHAAI)], { ...quick, baseUrls });
    return [received.length, finding?.verification?.status];
  };
  expect(await ask('MAX_USER_TURN', '{"status":1,"request":"7"}')).toEqual([2, 'active']);
  expect(await ask('ERROR_NO_SLOT_AVAILABLE')).toEqual([3, 'unknown']);
  expect(await ask('IP_BANNED')).toEqual([1, 'unknown']);
});

test('a dry run says where each key would go, and asks nobody', async () => {
  const { url, host, received } = await serve(saying('{"status":1,"request":"7"}'));
  const findings = [findingOf(alnumKey('dry'), CAPTCHAAI), findingOf(hexKey('dry'), '2captcha-balance')];
  const announced: (readonly PlannedCalls[])[] = [];
  const options = {
    ...quick,
    dryRun: true,
    baseUrls: { [CAPTCHAAI]: url, '2captcha-balance': url },
    announce: (calls: readonly PlannedCalls[]) => announced.push(calls),
  };
  expect(await verifyFindings(findings, options)).toEqual(findings);
  expect(announced).toEqual([
    [
      { service: 'CaptchaAI', host, keys: 1, what: 'POST /res.php, the key in its form' },
      { service: '2Captcha', host, keys: 1, what: 'POST /getBalance, the key in its JSON' },
    ],
  ]);
  expect(received).toEqual([]);
});

test('only the services that are named are asked', async () => {
  const { url, received } = await serve(saying('{"status":1,"request":"7"}'));
  const findings = [findingOf(alnumKey('only'), CAPTCHAAI), findingOf(hexKey('only'), '2captcha-balance')];
  const baseUrls = { [CAPTCHAAI]: url, '2captcha-balance': url };
  const verified = await verifyFindings(findings, { ...quick, baseUrls, services: new Set(['captchaai']) });
  expect(verified.map(({ verification }) => verification?.status)).toEqual(['active', undefined]);
  expect(received.map(({ path }) => path)).toEqual(['/res.php']);
});
