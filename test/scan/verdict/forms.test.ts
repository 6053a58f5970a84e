import { expect, test } from 'vitest';
import { reported } from './judge-line.ts';
import { KEY_FORMS } from './key-forms.ts';

test.each(KEY_FORMS)('a key: %s', (content) => {
  expect(reported(content)).toMatch(/^(?:high|medium) bare-key-hex32$/);
});

/** Hexadecimal values that are no keys. */
const OTHERS: readonly string[] = [
  'md5: <K>',
  '<K>  dist/app.js',
  '<K> *dist/app.js',
  'MD5 (dist/key.txt) = <K>',
  '"lib/apt_key.rb": "<K>"',
  'ETag: "<K>"',
  'checksum=<K>',
  '"fingerprint": "<K>"',
  'password_hash = "<K>"',
  'token_md5: <K>',
  'guid: <K>',
  '"id": "<K>"',
  'key_id = "<K>"',
  'clientId: "<K>"',
  'public_key = "<K>"',
  'cacheKey = "<K>"',
  'partition_key: <K>',
  'rev = "<K>"',
  '"commit": "<K>"',
  'nonce="<K>", realm="x"',
  'Digest username="me", response="<K>"',
  'csrf_token = "<K>"',
  'https://www.gravatar.com/avatar/<K>?s=80',
  'https://gist.github.com/someone/<K>',
  'background: url(/img/<K>.png)',
  'app.<K>.js',
  'assertEquals("<K>", md5(text));',
  'expect(md5(text)).toBe("<K>")',
  'md5("<K>")',
  '{"<K>": {"token": 1}}',
  "'<K>' => 'api_key',",
  'return "<K>"',
  'foo("<K>")',
  'x = "<K>"',
  '"value": "<K>"',
  '{"key": "nonce", "value": "<K>"}',
  '<item id="<K>">token</item>',
  '<span class="token string"><K></span>',
  'trace_id=<K>',
  'https://<K>@o17.ingest.sentry.io/42',
  'DEK-Info: AES-128-CBC,<K>',
  'https://img.shields.io/codecov/c/github/acme/app?style=flat&token=<K>',
  'x-algolia-agent=docsearch%20(3.2.1)&x-algolia-api-key=<K>',
  "apiKey: '<K>', // search only (public) API key",
  'see <K> for the token',
  '<K>',
];

test.each(OTHERS)('no key: %s', (content) => {
  expect(reported(content)).toBe('-');
});

test('a word of [a-z0-9] needs a name that means a secret', () => {
  expect([
    reported('api_key = "<A>"'),
    reported('-u admin:<A>'),
    reported('key = "<A>"'),
    reported('name = "<A>"'),
    reported('the token <A>'),
  ]).toEqual(['medium bare-key-alnum32', 'medium bare-key-alnum32', '-', '-', '-']);
});

test('32 of upper and lower case are reported for services that have such keys, and for nobody else', () => {
  expect([
    reported('https://api.sctg.xyz/in.php?key=<M>&method=post'),
    reported("multibot_key = '<M>'"),
    reported('api_key = "<M>"'),
    reported('CAPTCHAAI_API_KEY = "<M>"'),
  ]).toEqual(['high sctg-api-key', 'high multibot-api-key', '-', '-']);
});
