import { expect, test } from 'vitest';
import { FEATURES } from '../../src/model/generated.ts';
import { whyOf } from '../../src/report/reasons.ts';

const name = { feature: 'name.key', weight: 2.5, detail: 'CAPTCHAAI_KEY' };
const host = { feature: 'service.host', weight: 1.5, detail: 'CaptchaAI' };
const siblings = { feature: 'siblings.several', weight: -0.5, detail: '12' };
const inTest = { feature: 'file.test', weight: -3 };
const bias = { feature: 'bias', weight: -2.5 };

const words = (feature: keyof typeof FEATURES) => FEATURES[feature];

test('strongest first, in the words of the table of weights', () => {
  expect(whyOf({ reasons: [bias, host, name], confidence: 'high' })).toBe(
    `named CAPTCHAAI_KEY; ${words('service.host')} (CaptchaAI)`,
  );
});

test('what spoke against it, unless the finding is certain', () => {
  const reasons = [siblings, name, inTest, { ...host, weight: 0.2 }];
  expect(whyOf({ reasons, confidence: 'medium' })).toBe(
    `named CAPTCHAAI_KEY; but ${words('file.test')}; but ${words('siblings.several')} (12)`,
  );
  expect(whyOf({ reasons, confidence: 'high' })).toBe('named CAPTCHAAI_KEY');
});

test('how it stands there only where that is unusual', () => {
  const usual = { feature: 'op.assign', weight: 1 };
  const unusual = { feature: 'op.userinfo', weight: 5 };
  expect(whyOf({ reasons: [usual, name, unusual], confidence: 'high' })).toBe(
    `${words('op.userinfo')}; named CAPTCHAAI_KEY`,
  );
});

test('a name that speaks against it is explained', () => {
  const reasons = [{ feature: 'name.hash', weight: -5, detail: 'etag' }];
  expect(whyOf({ reasons, confidence: 'low' })).toBe(`but ${words('name.hash')} (etag)`);
});

test('no more than can be read; nothing for nothing; a feature that the table does not know', () => {
  const many = Array.from({ length: 9 }, (_, at) => ({ feature: `unknown.${at}`, weight: at }));
  expect(whyOf({ reasons: many, confidence: 'high' })).toBe('unknown.8; unknown.7; unknown.6');
  expect(whyOf({ reasons: [bias], confidence: 'low' })).toBeUndefined();
  expect(whyOf({ reasons: [{ feature: 'checksum', weight: 6.9 }], confidence: 'high' })).toBe('its checksum is right');
  const wrong = { feature: 'checksum.wrong', weight: -1.4 };
  expect(whyOf({ reasons: [wrong], confidence: 'low' })).toBe('but its checksum is wrong');
  expect(whyOf({ reasons: [{ feature: 'toString', weight: 1 }], confidence: 'high' })).toBe('toString');
});
