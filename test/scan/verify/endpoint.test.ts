import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { HexhoundError } from '../../../src/model/errors.ts';
import { endpointFor, endpointOf } from '../../../src/scan/verify/endpoint.ts';
import { hexKey } from '../../helpers/keys.ts';
import { verifierNamed } from './named.ts';

const captchaai = verifierNamed('captchaai-balance');

test.each([
  ['https://ocr.captchaai.com', 'https://ocr.captchaai.com/res.php'],
  ['https://ocr.captchaai.com/', 'https://ocr.captchaai.com/res.php'],
  ['HTTPS://OCR.captchaai.com:8443//', 'https://ocr.captchaai.com:8443/res.php'],
  ['https://ocr.captchaai.com/in.php', 'https://ocr.captchaai.com/res.php'],
  ['https://ocr.captchaai.com/res.php', 'https://ocr.captchaai.com/res.php'],
  ['https://gateway.example/captcha/ai/', 'https://gateway.example/captcha/ai/res.php'],
  ['http://localhost:8080', 'http://localhost:8080/res.php'],
  ['http://127.0.0.1', 'http://127.0.0.1/res.php'],
  ['http://127.9.8.7:1', 'http://127.9.8.7:1/res.php'],
  ['http://2130706433', 'http://127.0.0.1/res.php'],
  ['http://[::1]:99', 'http://[::1]:99/res.php'],
])('%s', (base, endpoint) => {
  expect(endpointOf(captchaai, base, 'CAPTCHAAI_URL').href).toBe(endpoint);
});

const PLAIN = 'a key sent over plain http can be read on the way; use https';

test.each([
  ['http://ocr.captchaai.com', PLAIN],
  ['http://10.0.0.1', PLAIN],
  ['http://128.0.0.1', PLAIN],
  ['http://0.0.0.0', PLAIN],
  ['http://[::ffff:10.0.0.1]', PLAIN],
  ['http://127.0.0.1.example.com', PLAIN],
  ['http://localhost.example.com', PLAIN],
  ['http://127.0.0.1@example.com', PLAIN],
  ['ftp://127.0.0.1', 'the address must begin with https://'],
  ['file:///etc/hosts', 'the address must begin with https://'],
  ['ocr.captchaai.com', 'not an address that begins with https://'],
  ['', 'not an address that begins with https://'],
  ['https://user:word@ocr.captchaai.com', 'the address must not hold a user or password'],
  ['https://ocr.captchaai.com/res.php?key=x', 'the address must not have a part after ? or #'],
  ['https://ocr.captchaai.com/#x', 'the address must not have a part after ? or #'],
])('refused: %s', (base, message) => {
  expect(refusalOf(base).toScanError()).toEqual({ code: 'E_CONFIG', subject: 'CAPTCHAAI_URL', message });
});

test('an address that holds a key is refused without repeating it', () => {
  const key = hexKey('in-address');
  for (const base of [key, `http://${key}`, `https://${key}@host`, `https://host/?key=${key}`, `nonsense ${key}`]) {
    expect(inspect(refusalOf(base), { depth: 10, showHidden: true })).not.toContain(key);
  }
});

test('options replace the address of one service', () => {
  const baseUrls = { 'captchaai-balance': 'http://localhost:1' };
  expect(endpointFor(captchaai, baseUrls).href).toBe('http://localhost:1/res.php');
  expect(endpointFor(verifierNamed('2captcha-balance'), baseUrls).href).toBe('https://api.2captcha.com/getBalance');
});

function refusalOf(base: string): HexhoundError {
  try {
    endpointOf(captchaai, base, 'CAPTCHAAI_URL');
  } catch (thrown) {
    if (thrown instanceof HexhoundError) return thrown;
    throw thrown;
  }
  throw new Error('not refused');
}
