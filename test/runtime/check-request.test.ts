import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ApiKey } from '../../src/runtime/api-key.ts';
import { checkRequest } from '../../src/runtime/check-request.ts';
import type { SolveRequest } from '../../src/runtime/methods.ts';
import { alnumKey, hexKey } from '../helpers/keys.ts';

const value = alnumKey('check-request');
const key = new ApiKey(value);
const pageurl = 'https://shop.example/login?next=%2F';
const tile = 'data:image/gif;base64,R0lGODlhAQABAAAAACw=';

const RIGHT: readonly SolveRequest[] = [
  { method: 'userrecaptcha', googlekey: 'site', pageurl },
  { method: 'userrecaptcha', googlekey: 'site', pageurl, version: 'v3', action: 'login', min_score: 0.3 },
  { method: 'userrecaptcha', googlekey: 'site', pageurl: 'http://a.example', invisible: true, enterprise: 1 },
  { method: 'turnstile', sitekey: 'site', pageurl, proxy: 'user:p@ss:word@proxy.example:8080', proxytype: 'SOCKS5' },
  {
    method: 'turnstile',
    sitekey: 'site',
    pageurl,
    action: undefined,
    extra: { soft_id: 7, pingback: 'https://b.example' },
  },
  { method: 'geetest', gt: hexKey('gt'), challenge: hexKey('challenge'), pageurl, api_server: 'api-na.geetest.com' },
  { method: 'base64', body: 'iVBORw0KGgo=' },
  { method: 'base64', body: 'data:image/png;base64,iVBORw0K\nGgo=', instructions: 'taxis', grid_size: '3x3' },
  { method: 'post', file: new Uint8Array([1]) },
  { method: 'post', file: new Blob(['x']), filename: 'a.JPG' },
  { method: 'bls', instructions: '664', images: Array(9).fill(tile) },
  { method: 'cloudflare_challenge', pageurl, proxy: 'proxy.example:80', proxytype: 'HTTP' },
];

test.each(RIGHT.map((request) => [request.method, request] as const))('a right request: %s', (_, request) => {
  expect(checkRequest(request)).toEqual([]);
  expect(checkRequest(request, key)).toEqual([]);
});

/** Requests that the types refuse, as a program without types may make them. */
function problemsOf(request: unknown, given?: ApiKey): string[] {
  return checkRequest(request as SolveRequest, given).map(({ parameter, message }) => `${parameter}: ${message}`);
}

const METHODS = 'userrecaptcha, turnstile, geetest, base64, post, bls, cloudflare_challenge';

test.each<[unknown, string[]]>([
  [undefined, ['request: a request is an object with a method']],
  [[], ['request: a request is an object with a method']],
  ['turnstile', ['request: a request is an object with a method']],
  [{}, [`method: missing; it is one of ${METHODS}`]],
  [{ method: 'hcaptcha' }, [`method: not supported; it is one of ${METHODS}`]],
  [{ method: 'Turnstile' }, ['method: not supported; did you mean "turnstile"?']],
  [{ method: 'recaptcha' }, ['method: not supported; did you mean "userrecaptcha"?']],
  [{ method: 'cloudflare' }, ['method: not supported; did you mean "cloudflare_challenge"?']],
  [{ method: 'constructor' }, [`method: not supported; it is one of ${METHODS}`]],
  [{ method: 7 }, [`method: not supported; it is one of ${METHODS}`]],
  [{ method: 'turnstile' }, ['sitekey: missing', 'pageurl: missing']],
  [{ method: 'turnstile', sitekey: ' ', pageurl: null }, ['sitekey: missing', 'pageurl: missing']],
  [{ method: 'userrecaptcha', googleKey: 'a', pageurl }, ['googlekey: missing; it was given as "googleKey"']],
  [
    { method: 'turnstile', sitekey: 'a', pageurl, pollMs: 3 },
    ['pollMs: not a parameter of this method; other parameters go into extra'],
  ],
  [
    { method: 'turnstile', sitekey: 'a', pageurl, proxy_type: 'HTTP' },
    ['proxy_type: not a parameter of this method; did you mean "proxytype"?'],
  ],
  [
    { method: 'turnstile', sitekey: 'a', pageurl: 'shop.example' },
    ['pageurl: must be a full URL that begins with http:// or https://'],
  ],
  [
    { method: 'turnstile', sitekey: 'a', pageurl: 'file:///etc/hosts' },
    ['pageurl: must begin with http:// or https://'],
  ],
  [{ method: 'turnstile', sitekey: 'a', pageurl: 'javascript:x' }, ['pageurl: must begin with http:// or https://']],
  [{ method: 'turnstile', sitekey: 'a', pageurl: new URL(pageurl) }, ['pageurl: must be text']],
  [{ method: 'turnstile', sitekey: {}, pageurl }, ['sitekey: must be text, a number or a boolean']],
  [
    { method: 'userrecaptcha', googlekey: 'a', pageurl, min_score: 1.5 },
    ['min_score: must be a number from 0.1 to 0.9'],
  ],
  [{ method: 'userrecaptcha', googlekey: 'a', pageurl, version: 3 }, ['version: must be v2 or v3']],
  [{ method: 'base64', body: 'not base64!' }, ['body: must be an image in base64']],
  [{ method: 'base64', body: '/tmp/captcha.png' }, ['body: must be an image in base64']],
  [{ method: 'post', file: '/tmp/captcha.png' }, ['file: must be a File, a Blob or a Uint8Array']],
  [{ method: 'post', file: new Blob([]) }, ['file: is empty']],
  [
    { method: 'post', file: new Blob(['x']), filename: 'a.svg' },
    ['file: must have a filename that ends in .jpg, .jpeg, .png or .gif'],
  ],
  [{ method: 'bls', instructions: 664, images: [tile] }, ['images: must be the nine tiles']],
  [
    { method: 'bls', instructions: 664, images: [...Array(8).fill(tile), 'R0lG'] },
    ['images: tile 9 must be a data:image/ URL in base64'],
  ],
  [
    { method: 'cloudflare_challenge', pageurl, proxy: 'http://proxy.example:80' },
    ['proxytype: missing', 'proxy: must be user:password@host:port or host:port, without a scheme'],
  ],
  [
    { method: 'turnstile', sitekey: 'a', pageurl, proxytype: 'FTP' },
    ['proxytype: must be one of HTTP, HTTPS, SOCKS4, SOCKS5', 'proxy: missing beside proxytype'],
  ],
  [{ method: 'turnstile', sitekey: 'a', pageurl, extra: 'x' }, ['extra: must be an object']],
  [
    { method: 'turnstile', sitekey: 'a', pageurl, extra: { json: 0, data: {}, 'a b': 1 } },
    [
      'json: is added when the request is sent; leave it out',
      'data: must be text, a number or a boolean',
      'extra: a parameter has an invalid name',
    ],
  ],
])('what is wrong with %o', (request, problems) => {
  expect(problemsOf(request)).toEqual(problems);
});

const HOLDS = 'holds the API key, which would be logged and passed on';

test('a key in any parameter is found, and not repeated', () => {
  const escaped = [...value].map((character) => `%${character.charCodeAt(0).toString(16)}`).join('');
  const right = { method: 'turnstile', sitekey: 'a', pageurl } as const;
  const found: readonly [unknown, string[]][] = [
    [{ ...right, pageurl: `https://shop.example/?key=${value}` }, [`pageurl: ${HOLDS}`]],
    [{ ...right, pageurl: `https://shop.example/${value.toUpperCase()}` }, [`pageurl: ${HOLDS}`]],
    [{ ...right, pageurl: `https://shop.example/#${escaped}` }, [`pageurl: ${HOLDS}`]],
    [{ ...right, sitekey: value }, [`sitekey: ${HOLDS}`]],
    [{ ...right, proxy: `user:${value}@proxy.example:80`, proxytype: 'HTTP' }, [`proxy: ${HOLDS}`]],
    [{ ...right, extra: { pingback: `https://b.example/?x=${value}` } }, [`pingback: ${HOLDS}`]],
    [{ ...right, key: value }, ['key: is added when the request is sent; leave it out']],
    [{ ...right, api_key: value }, ['api_key: is added when the request is sent; leave it out']],
    [{ ...right, extra: { key: value } }, ['key: is added when the request is sent; leave it out']],
    [
      { method: 'bls', instructions: '1', images: [...Array(8).fill(tile), tile.replace('=', value)] },
      [`images: ${HOLDS}`],
    ],
    [{ method: value }, [`method: not supported; it is one of ${METHODS}`, `method: ${HOLDS}`]],
    [{ ...right, [value]: 'x' }, ['request: a parameter has the API key as its name']],
    [{ ...right, [value]: value, [`${value}2`]: value }, ['request: a parameter has the API key as its name']],
    [{ ...right, extra: { [value]: value } }, ['extra: a parameter has the API key as its name']],
    [
      { ...right, 'a b': value, 'c d': value },
      ['request: a parameter has an invalid name', 'request: holds the API key, which would be logged and passed on'],
    ],
  ];
  for (const [request, problems] of found) {
    expect(problemsOf(request, key)).toEqual(problems);
    expect(problemsOf(request, key).join()).not.toContain(value);
    expect(problemsOf(request).join()).not.toContain(value);
  }
});

test('the key may be given as text, and as a list', () => {
  const request: SolveRequest = { method: 'turnstile', sitekey: 'a', pageurl: `https://a.example/${value}` };
  const problems = [{ parameter: 'pageurl', message: HOLDS }];
  expect(checkRequest(request, value)).toEqual(problems);
  expect(checkRequest(request, [new ApiKey(hexKey('another')), key])).toEqual(problems);
});

test('without a key, what is named like one and looks like one is found in addresses', () => {
  const looks = 'has what looks like an API key in its query string';
  const at = (query: string, given?: ApiKey) =>
    problemsOf({ method: 'turnstile', sitekey: 'a', pageurl: `https://a.example/?${query}` }, given);
  const other = hexKey('check-request/other');
  for (const name of ['key', 'api_key', 'apiKey', 'clientKey', 'captchaai']) {
    expect(at(`a=1&${name}=${other}`)).toEqual([`pageurl: ${looks}`]);
  }
  expect([at('key=short'), at(`session=${other}`)]).toEqual([[], []]);
  // Known not to be ours, it is the page's own business, unless it is named after the service.
  expect([at(`key=${other}`, key), at(`captcha_key=${other}`, key)]).toEqual([[], [`pageurl: ${looks}`]]);
});

test('the same mistake in several places is one problem', () => {
  const right = { method: 'turnstile', sitekey: 'a', pageurl } as const;
  expect(problemsOf({ ...right, key: value, extra: { key: value } }, key)).toEqual([
    'key: is added when the request is sent; leave it out',
  ]);
  expect(problemsOf({ ...right, extra: { 'a b': 1, 'c d': 2 } })).toEqual(['extra: a parameter has an invalid name']);
  expect(problemsOf({ method: 'cloudflare_challenge', pageurl, proxytype: 'HTTP' })).toEqual(['proxy: missing']);
});

test('whatever is given, there is a list without repetitions and no exception, and no key in it', () => {
  const text = fc.oneof(fc.string(), fc.constant(value), fc.constant(`https://a.example/?key=${value}`));
  const anything = fc.oneof(text, fc.anything({ withNullPrototype: true, withBigInt: true }));
  const names = fc.oneof(
    fc.constantFrom('method', 'pageurl', 'proxy', 'extra', 'images', 'file', 'body', 'key', value),
    text,
  );
  const fieldsOf = fc.dictionary(names, anything);
  const method = fc.constantFrom(...METHODS.split(', '));
  fc.assert(
    fc.property(fieldsOf, fc.option(fieldsOf), fc.option(method), (fields, extra, name) => {
      const given = { ...fields, ...(extra === null ? {} : { extra }), ...(name === null ? {} : { method: name }) };
      const problems = problemsOf(given, key);
      expect(problems.join()).not.toContain(value);
      expect(problems).toEqual([...new Set(problems)]);
      const missing = problems.filter((problem) => /: missing/.test(problem)).map((problem) => problem.split(':')[0]);
      expect(missing).toEqual([...new Set(missing)]);
    }),
    { numRuns: 500 },
  );
});

test('a large image takes no time to speak of', () => {
  expect(checkRequest({ method: 'base64', body: 'QUJD'.repeat(500_000) }, key)).toEqual([]);
  expect(checkRequest({ method: 'base64', body: `${'QUJD'.repeat(500_000)}!` }, key)).toHaveLength(1);
});
