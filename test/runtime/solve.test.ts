import { expect, test } from 'vitest';
import { CaptchaAI } from '../../src/runtime/captchaai.ts';
import type { SolveRequest } from '../../src/runtime/methods.ts';
import type { LogEvent, SolveOptions } from '../../src/runtime/solve.ts';
import { alnumKey, hexKey } from '../helpers/keys.ts';
import { type Answer, byKey, captchaai, failing, fieldOf, ok, type Script, type Service, saying } from './service.ts';
import { rejectionOf } from './thrown.ts';

const key = alnumKey('solve');
const backup = hexKey('solve');
const TOKEN = `03A-${hexKey('token', 200)}`;
const pageurl = 'https://shop.example/login';
const REQUEST: SolveRequest = { method: 'turnstile', sitekey: 'site', pageurl };
const FAST: SolveOptions = { waitMs: 1, pollMs: 1, retryMs: 1 };
const NOT_READY = failing('CAPCHA_NOT_READY');

interface Course {
  readonly service: Service;
  readonly log: LogEvent[];
  /** The solution or what was thrown. */
  readonly outcome: unknown;
}

async function solve(
  script: Script,
  request: SolveRequest = REQUEST,
  options: SolveOptions & { readonly callMs?: number } = {},
): Promise<Course> {
  const service = await captchaai(script);
  const log: LogEvent[] = [];
  const client = new CaptchaAI(
    { key, backup, url: service.url },
    { log: (event) => log.push(event), timeoutMs: options.callMs },
  );
  const outcome = await client.solve(request, { ...FAST, ...options }).catch((thrown: unknown) => thrown);
  return { service, log, outcome };
}

function eventsOf({ log }: Course): string[] {
  return log.map(({ event }) => event);
}

test('submitted to in.php, asked for at res.php, each by POST with the key in the body', async () => {
  const course = await solve({ submit: ok('72'), result: [NOT_READY, saying('CAPCHA_NOT_READY'), ok(TOKEN)] });
  expect(course.outcome).toEqual({ id: '72', token: TOKEN });
  const { received } = course.service;
  expect(received.map(({ method, path, body }) => [method, path, body])).toEqual([
    ['POST', '/in.php', `key=${key}&method=turnstile&json=1&sitekey=site&pageurl=${encodeURIComponent(pageurl)}`],
    ...Array(3).fill(['POST', '/res.php', `key=${key}&action=get&id=72&json=1`]),
  ]);
  expect(course.log).toEqual(
    ['submitted', 'pending', 'pending', 'solved'].map((event) => ({
      event,
      method: 'turnstile',
      key: 'primary',
      id: '72',
      ms: expect.any(Number),
    })),
  );
});

test('answers in text', async () => {
  expect((await solve({ submit: saying('OK|72'), result: saying(`OK|${TOKEN}\n`) })).outcome).toEqual({
    id: '72',
    token: TOKEN,
  });
});

test('an id that is a number, and a status in a string', async () => {
  const submit = saying('{"status":"1","request":72}');
  expect((await solve({ submit, result: ok(TOKEN) })).outcome).toEqual({ id: '72', token: TOKEN });
});

test.each<[string, SolveRequest, Answer, object]>([
  [
    'GeeTest as an object',
    { method: 'geetest', gt: hexKey('gt'), challenge: hexKey('challenge'), pageurl },
    ok({ challenge: 'c', validate: 'v', seccode: 's' }),
    { token: '{"challenge":"c","validate":"v","seccode":"s"}', data: { challenge: 'c', validate: 'v', seccode: 's' } },
  ],
  [
    'GeeTest as text',
    { method: 'geetest', gt: hexKey('gt'), challenge: hexKey('challenge'), pageurl },
    ok('{"challenge":"c"}'),
    { token: '{"challenge":"c"}', data: { challenge: 'c' } },
  ],
  [
    'GeeTest in another form',
    { method: 'geetest', gt: hexKey('gt'), challenge: hexKey('challenge'), pageurl },
    ok('a|b'),
    { token: 'a|b', data: 'a|b' },
  ],
  [
    'tiles of BLS',
    { method: 'bls', instructions: '664', images: Array(9).fill('data:image/gif;base64,R0lG') },
    ok('[1,4,7]'),
    { token: '[1,4,7]', data: [1, 4, 7] },
  ],
  [
    'a challenge',
    { method: 'cloudflare_challenge', pageurl, proxy: 'a:b@proxy.example:80', proxytype: 'HTTP' },
    ok('OK', { result: 'clearance', user_agent: 'Mozilla/5.0' }),
    { token: 'clearance', userAgent: 'Mozilla/5.0' },
  ],
  ['an image that shows a number', { method: 'base64', body: 'QUJD' }, ok(4071), { token: '4071' }],
  ['an image that shows JSON', { method: 'base64', body: 'QUJD' }, ok('[1]'), { token: '[1]' }],
  ['a grid', { method: 'base64', body: 'QUJD', grid_size: '3x3' }, ok('[1]'), { token: '[1]', data: [1] }],
])('the solution of %s', async (_, request, result, expected) => {
  expect((await solve({ submit: ok('72'), result }, request)).outcome).toEqual({ id: '72', ...expected });
});

test('what is sent: switches as 0 and 1, base64 bare, tiles one by one, extras', async () => {
  const sent = async (request: SolveRequest) => {
    const { service } = await solve({ submit: ok('72'), result: ok('x') }, request);
    return Object.fromEntries(new URLSearchParams(service.received[0]?.body));
  };
  const own = { key, json: '1' };
  expect(
    await sent({ method: 'userrecaptcha', googlekey: 'g', pageurl, invisible: true, enterprise: 0, min_score: 0.3 }),
  ).toEqual({
    ...own,
    method: 'userrecaptcha',
    googlekey: 'g',
    pageurl,
    invisible: '1',
    enterprise: '0',
    min_score: '0.3',
  });
  expect(await sent({ method: 'base64', body: 'data:image/png;base64,QUJD', extra: { lang: 'en' } })).toEqual({
    ...own,
    method: 'base64',
    body: 'QUJD',
    lang: 'en',
  });
  const bls = await sent({ method: 'bls', instructions: '664', images: Array(9).fill('data:image/gif;base64,R0lG') });
  expect(bls).toMatchObject({ image_base64_1: 'data:image/gif;base64,R0lG', instructions: '664' });
  expect([bls.image_base64_9, bls.image_base64_10]).toEqual(['data:image/gif;base64,R0lG', undefined]);
});

test.each<[string, SolveRequest, string, string]>([
  ['bytes of a PNG', { method: 'post', file: new Uint8Array([0x89, 0x50, 0x4e]) }, 'captcha.png', 'PN'],
  ['bytes of a JPEG', { method: 'post', file: new Uint8Array([0xff, 0xd8, 0xff]) }, 'captcha.jpg', ''],
  ['bytes of a GIF', { method: 'post', file: Buffer.from('GIF89a') }, 'captcha.gif', 'GIF89a'],
  ['a blob', { method: 'post', file: new Blob(['JPG'], { type: 'image/jpeg' }) }, 'captcha.jpeg', 'JPG'],
  ['a blob with a name', { method: 'post', file: new Blob(['x']), filename: 'a.gif' }, 'a.gif', 'x'],
])('a file goes out as multipart: %s', async (_, request, filename, content) => {
  const { service, outcome } = await solve({ submit: ok('72'), result: ok('text') }, request);
  expect(outcome).toMatchObject({ token: 'text' });
  const submitted = service.received[0];
  if (submitted === undefined) throw new Error('nothing was sent');
  expect(submitted.type).toMatch(/^multipart\/form-data; boundary=/);
  expect([fieldOf(submitted, 'key'), fieldOf(submitted, 'method'), fieldOf(submitted, 'json')]).toEqual([
    key,
    'post',
    '1',
  ]);
  expect(submitted.body).toContain(`name="file"; filename="${filename}"`);
  expect(submitted.body).toContain(content);
});

test('a request with problems is not sent', async () => {
  const course = await solve({}, { ...REQUEST, pageurl: `https://shop.example/?k=${key}`, sitekey: '' });
  expect(course.outcome).toMatchObject({
    code: 'E_BAD_REQUEST',
    message:
      'the request was not sent: sitekey: missing; pageurl: holds the API key, which would be logged and passed on',
    problems: [{ parameter: 'sitekey' }, { parameter: 'pageurl' }],
  });
  expect([course.service.received, course.log]).toEqual([[], []]);
  // The backup must not leave either.
  const other = await solve({}, { ...REQUEST, sitekey: backup });
  expect(other.outcome).toMatchObject({ code: 'E_BAD_REQUEST' });
});

test('what is sent is what was checked, whatever becomes of the request meanwhile', async () => {
  const request = { method: 'turnstile' as const, sitekey: 'site', pageurl };
  const change: Answer = (response) => {
    request.pageurl = `https://shop.example/${key}`;
    response.end('ERROR_SERVER_ERROR');
  };
  const { service, outcome } = await solve({ submit: [change, ok('72')], result: ok(TOKEN) }, request);
  expect(outcome).toMatchObject({ token: TOKEN });
  expect(service.received.slice(0, 2).map((one) => fieldOf(one, 'pageurl'))).toEqual([pageurl, pageurl]);
});

test('and so is what lies within it', async () => {
  const image = 'data:image/png;base64,QUJD';
  const extra = { lang: 'en' };
  const images = Array.from({ length: 9 }, () => image);
  const file = new Uint8Array([0xff, 0xd8, 0x31]);
  const sentTwice = async (request: SolveRequest, change: () => void) => {
    const busy: Answer = (response) => {
      change();
      response.end('ERROR_SERVER_ERROR');
    };
    const { service } = await solve({ submit: [busy, ok('72')], result: ok('[1]') }, request);
    return service.received.slice(0, 2);
  };
  const tiles = await sentTwice({ method: 'bls', instructions: '7', images, extra }, () => {
    extra.lang = key;
    images[0] = key;
  });
  expect(tiles.map((one) => [fieldOf(one, 'lang'), fieldOf(one, 'image_base64_1')])).toEqual(
    Array(2).fill(['en', image]),
  );
  const pictures = await sentTwice({ method: 'post', file }, () => file.fill(0x32));
  expect(pictures.map(({ body }) => body.includes('1\r\n--'))).toEqual([true, true]);
});

test('an error of the second submission does not name the task of the first', async () => {
  const submit = byKey({ [key]: ok('72'), [backup]: failing('ERROR_ZERO_BALANCE') });
  const course = await solve({ submit, result: failing('ERROR_KEY_DOES_NOT_EXIST') });
  expect(course.outcome).toMatchObject({ code: 'E_NO_THREADS' });
  expect(course.outcome).not.toHaveProperty('taskId');
  expect(course.log.map(({ event, key: name, id }) => [event, name, id])).toEqual([
    ['submitted', 'primary', '72'],
    ['failed', 'backup', undefined],
  ]);
});

test('a rejected primary: submitted once more with the backup, and asked for with it', async () => {
  const submit = byKey({ [backup]: ok('73') });
  const result = byKey({ [backup]: ok(TOKEN) });
  const course = await solve({ submit, result });
  expect(course.outcome).toEqual({ id: '73', token: TOKEN });
  expect(course.service.received.map((one) => [one.path, fieldOf(one, 'key') === backup])).toEqual([
    ['/in.php', false],
    ['/in.php', true],
    ['/res.php', true],
  ]);
  expect(course.log.map(({ event, key: name }) => [event, name])).toEqual([
    ['submitted', 'backup'],
    ['solved', 'backup'],
  ]);
});

test('a primary that is revoked while it solves: a new task with the backup', async () => {
  const submit = byKey({ [key]: ok('72'), [backup]: ok('73') });
  const result = byKey({ [key]: failing('ERROR_KEY_DOES_NOT_EXIST'), [backup]: ok(TOKEN) });
  const course = await solve({ submit, result });
  expect(course.outcome).toEqual({ id: '73', token: TOKEN });
  expect(course.log.map(({ id }) => id)).toEqual(['72', '73', '73']);
});

test('both rejected', async () => {
  const course = await solve({ submit: failing('ERROR_WRONG_USER_KEY') });
  expect(course.outcome).toMatchObject({ code: 'E_REJECTED', serviceCode: 'ERROR_WRONG_USER_KEY' });
  expect(course.service.received).toHaveLength(2);
  expect(course.log).toEqual([
    {
      event: 'failed',
      method: 'turnstile',
      key: 'backup',
      ms: expect.any(Number),
      code: 'E_REJECTED',
      reason: 'ERROR_WRONG_USER_KEY: the service calls the key incorrect or expired',
    },
  ]);
});

test.each([
  ['ERROR_ZERO_BALANCE', 'E_NO_THREADS'],
  ['ERROR_IP_NOT_ALLOWED', 'E_RESTRICTED'],
  ['IP_BANNED', 'E_BANNED'],
  ['ERROR_PAGEURL', 'E_BAD_REQUEST'],
  ['ERROR_BAD_TOKEN_OR_PAGEURL', 'E_BAD_REQUEST'],
  ['ERROR_BAD_PROXY', 'E_PROXY'],
  ['ERROR_NEW', 'E_UNKNOWN'],
])('%s at the submission is thrown at once as %s', async (serviceCode, code) => {
  const course = await solve({ submit: failing(serviceCode) });
  expect(course.outcome).toMatchObject({ code, serviceCode });
  expect([course.service.received.length, eventsOf(course)]).toEqual([1, ['failed']]);
});

test('unsolvable, with the id of the task', async () => {
  const course = await solve({ submit: ok('72'), result: [NOT_READY, failing('ERROR_CAPTCHA_UNSOLVABLE')] });
  expect(course.outcome).toMatchObject({ code: 'E_UNSOLVABLE', taskId: '72' });
  expect(eventsOf(course)).toEqual(['submitted', 'pending', 'failed']);
});

const PASSING: readonly [string, Answer][] = [
  ['no slot', failing('ERROR_NO_SLOT_AVAILABLE')],
  ['an error of the server', failing('ERROR_SERVER_ERROR')],
  ['the same as text', saying('ERROR_INTERNAL_SERVER_ERROR')],
  ['a proxy that is out of reach', failing('ERROR_PROXY_CONNECTION_FAILED')],
  ['a page', saying('<html>502</html>', 502)],
  ['an empty answer', saying('')],
  ['half of an answer', saying('{"status":1')],
  ['a redirect', saying('', 307, { location: '/elsewhere' })],
  ['a reset', (response) => response.socket?.resetAndDestroy()],
];

test.each(PASSING)('%s passes, at the submission and after it', async (_, answer) => {
  const course = await solve({ submit: [answer, answer, ok('72')], result: [answer, NOT_READY, answer, ok(TOKEN)] });
  expect(course.outcome).toEqual({ id: '72', token: TOKEN });
  expect(eventsOf(course)).toEqual(['retrying', 'retrying', 'submitted', 'retrying', 'pending', 'retrying', 'solved']);
  expect(course.log[0]?.reason).toBeTypeOf('string');
});

test('but not for ever, and each pause is longer', async () => {
  const course = await solve({ submit: saying('<html>') }, REQUEST, { retries: 2 });
  expect(course.outcome).toMatchObject({
    code: 'E_UNKNOWN',
    message: 'HTTP 200: a web page instead of an answer',
    retryable: true,
  });
  expect(course.log.map(({ event, pauseMs }) => [event, pauseMs])).toEqual([
    ['retrying', 1],
    ['retrying', 2],
    ['failed', undefined],
  ]);
  const later = await solve({ submit: ok('72'), result: saying('<html>') }, REQUEST, { retries: 0 });
  expect(later.outcome).toMatchObject({ code: 'E_UNKNOWN', taskId: '72' });
});

test('the pause that the service asks for is kept', async () => {
  const controller = new AbortController();
  const service = await captchaai({ submit: failing('MAX_USER_TURN') });
  const log: LogEvent[] = [];
  const solving = new CaptchaAI({ key, url: service.url }).solve(REQUEST, {
    ...FAST,
    signal: controller.signal,
    log: (event) => {
      log.push(event);
      controller.abort();
    },
  });
  expect(await rejectionOf(solving)).toMatchObject({ name: 'AbortError' });
  expect(log.map(({ event, pauseMs, code }) => [event, pauseMs, code])).toEqual([
    ['retrying', 10_000, undefined],
    ['failed', undefined, 'E_ABORTED'],
  ]);
});

test('the time limit, before and after the submission', async () => {
  const late = await solve({ submit: ok('72'), result: NOT_READY }, REQUEST, { timeoutMs: 200 });
  expect(late.outcome).toMatchObject({
    code: 'E_TIMEOUT',
    message: 'timed out: no solution within 0.2 s',
    taskId: '72',
  });
  const never = await solve({ submit: () => {} }, REQUEST, { timeoutMs: 100 });
  expect(never.outcome).toMatchObject({
    code: 'E_TIMEOUT',
    message: 'timed out: the captcha could not be submitted within 0.1 s',
  });
  expect(never.outcome).not.toHaveProperty('taskId');
  expect(never.log.at(-1)).toMatchObject({ event: 'failed', code: 'E_TIMEOUT' });
});

test('one call that hangs is given up and made again', async () => {
  const course = await solve({ submit: [() => {}, ok('72')], result: ok(TOKEN) }, REQUEST, { callMs: 200 });
  expect(course.outcome).toEqual({ id: '72', token: TOKEN });
  expect(course.log[0]).toMatchObject({ event: 'retrying', reason: 'timed out: no answer within 0.2 s' });
});

test('the caller can end it at any time', async () => {
  const reason = new Error('enough');
  const before = await solve({}, REQUEST, { signal: AbortSignal.abort(reason) });
  expect([before.outcome, before.service.received]).toEqual([reason, []]);

  const controller = new AbortController();
  const within = await solve({ submit: ok('72'), result: NOT_READY }, REQUEST, {
    signal: controller.signal,
    pollMs: 60_000,
    log: ({ event }) => event === 'pending' && controller.abort(reason),
  });
  expect(within.outcome).toBe(reason);
});

test('a solution may be large, an answer to a submission not, and neither without end', async () => {
  const token = 'x'.repeat(500_000);
  expect((await solve({ submit: ok('72'), result: ok(token) })).outcome).toEqual({ id: '72', token });
  const submit = ok('72', { padding: 'x'.repeat(70_000) });
  expect((await solve({ submit }, REQUEST, { retries: 0 })).outcome).toMatchObject({
    message: 'HTTP 200: an answer of more than 64 KiB',
  });
  const result = ok('x'.repeat(1_100_000));
  expect((await solve({ submit: ok('72'), result }, REQUEST, { retries: 0 })).outcome).toMatchObject({
    message: 'HTTP 200: an answer of more than 1024 KiB',
    taskId: '72',
  });
});

test.each<[string, Answer]>([
  ['no id', ok('')],
  ['a sentence', ok('all is well')],
  ['an object', ok({ id: 1 })],
  ['a number that lost digits', saying('{"status":1,"request":12345678901234567890}')],
  ['the key', ok(key)],
  ['the key in capitals', ok(`id-${key.toUpperCase()}`)],
])('an id that is none: %s', async (_, submit) => {
  const course = await solve({ submit }, REQUEST, { retries: 0 });
  expect(course.outcome).toMatchObject({ code: 'E_UNKNOWN', message: 'a success without a task id' });
});

test.each<[string, Answer]>([
  ['nothing', ok('')],
  ['null', ok(null)],
  ['true', ok(true)],
])('a success without a solution: %s', async (_, result) => {
  expect((await solve({ submit: ok('72'), result })).outcome).toMatchObject({
    code: 'E_UNKNOWN',
    message: 'a success without a solution',
    taskId: '72',
  });
});

test('options that cannot be used are refused before anything is sent', async () => {
  for (const options of [{ pollMs: -1 }, { timeoutMs: 0 }, { waitMs: Number.NaN }, { retries: 0.5 }]) {
    const course = await solve({}, REQUEST, options);
    expect(course.outcome).toMatchObject({ code: 'E_BAD_OPTION' });
    expect(course.service.received).toEqual([]);
  }
});
