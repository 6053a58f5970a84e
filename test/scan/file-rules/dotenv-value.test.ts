import { expect, test } from 'vitest';
import { holdingOf } from '../../../src/scan/file-rules/dotenv-value.ts';
import { alnumKey, hexKey } from '../../helpers/keys.ts';

const hex = hexKey('dotenv');
/** Mixed case with digits, as base62 and base64 tokens are. */
const token = alnumKey('token', 40).replace(/[a-m]/g, (letter) => letter.toUpperCase());

test.each([
  ['CAPTCHAAI_API_KEY', hex],
  ['SECRET_KEY_BASE', token],
  ['JWT_SECRET', `base64:${token}=`],
  ['API_HASH', hex],
  ['DB_PASSWORD', ['tR7', 'xQ2?'].join('!')],
  ['MYSQLPASS', `x${token.slice(0, 15)}`],
  ['STORAGE_CONNECTION_STRING', `AccountKey=${token}`],
  ['PRIVATE_KEY', `-----BEGIN PRIVATE KEY-----\n${token}\n${token}\n-----END PRIVATE KEY-----`],
  ['DATABASE_URL', `postgres://app:${token}@db.example.org/app`],
])('%s holds what only a generator makes', (name, value) => {
  expect(holdingOf(name, value)).toBe('random');
});

test.each([
  ['REDIS_PASSWORD', 'walrus-in-june'],
  ['SESSION_SECRET', 'keyboard cat'],
  ['VITE_FIREBASE_KEY', token],
  ['NEXT_PUBLIC_API_KEY', token],
  ['DATABASE_URL', `postgres://app:${token}@localhost:5432/app`],
  ['DATABASE_URL', `postgres://app:${token}@db:5432/app`],
])('%s holds what somebody chose', (name, value) => {
  expect(holdingOf(name, value)).toBe('chosen');
});

test.each([
  ['API_KEY', ''],
  ['API_KEY', 'your-api-key'],
  ['API_KEY', '<your key>'],
  ['API_KEY', `$${'{OTHER_KEY}'}`],
  ['API_KEY', '$(pass show api)'],
  ['API_KEY', 'xxxxxxxxxxxxxxxx'],
  ['API_KEY', 'sk-proj-xxxxxxxx'],
  ['API_KEY', 'generate_a_new_key'],
  ['API_KEY', 'get_a_key_from_the_console'],
  ['API_KEY', 'ключ_от_сервиса'],
  ['API_KEY', `encrypted:${token}`],
  ['API_KEY', 'op://vault/item/field'],
  ['API_KEY_ID', hex],
  ['PUBLIC_KEY', token],
  ['RECAPTCHA_SITE_KEY', token],
  ['SECRET_KEY', 'change_me_please_1a2b3c'],
  ['SECRET_KEY_FILE', '/run/secrets/key'],
  ['SECRET_KEY', '/run/secrets/key'],
  ['DB_PASSWORD', 'password123'],
  ['DB_PASSWORD', 'P@ssw0rd!1'],
  ['DB_PASSWORD', 'postgres'],
  ['DB_PASSWORD', 'root'],
  ['DB_PASSWORD', 'null'],
  ['DB_PASS', 'testpassword'],
  ['SMTP_PASSWORD', 'smtpPassword'],
  ['JWT_SECRET', 'my-super-secret-and-long-jwt-secret-with-32-characters'],
  ['ACCESS_TOKEN_TTL', '3600'],
  ['TOKEN_URL', 'https://example.org/oauth/token'],
  ['AUTH_EMAIL', 'ada@example.org'],
  ['DATABASE_URL', 'postgres://postgres:postgres@localhost:5432/app'],
  ['DATABASE_URL', 'postgres://user:pass@postgres:5432/app'],
  ['GIT_SHA', hex],
  ['NODE_ENV', 'development'],
  ['PORT', '3000'],
  ['CACHE_DIR', `/var/cache/${hex}`],
])('%s = %s is nothing to keep', (name, value) => {
  expect(holdingOf(name, value)).toBe('nothing');
});

test.each([
  `a://${':'.repeat(1e6)}`,
  `/${'a/'.repeat(5e5)}`,
  `${'a@'.repeat(5e5)}`,
  `a://b:${'@'.repeat(1e6)}`,
  ' '.repeat(1e6),
])('does not stop at a long value made to be slow', (value) => {
  expect(['nothing', 'chosen']).toContain(holdingOf('API_KEY', value));
});
