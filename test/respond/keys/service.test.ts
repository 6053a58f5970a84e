import { expect, test } from 'vitest';
import { Secret } from '../../../src/model/secret.ts';
import {
  backupVariable,
  METERED,
  primaryVariable,
  recogniseService,
  rotationPage,
  variablesOf,
} from '../../../src/respond/keys/service.ts';
import { hexKey } from '../../helpers/keys.ts';

function recognise(value: string, variable?: string): [service: string, isAssumed: boolean] {
  const { verifier, isAssumed } = recogniseService(new Secret(value), variable);
  return [verifier.service, isAssumed];
}

test('a service is recognised by the variable, then by the prefix, then assumed', () => {
  const hex = hexKey('form');
  const capsolver = `CAP-${hex.toUpperCase()}`;
  expect(recognise(hex, 'TWOCAPTCHA_API_KEY')).toEqual(['2captcha', false]);
  expect(recognise(hex, 'CAPMONSTER_API_KEY_BACKUP')).toEqual(['capmonster', false]);
  expect(recognise(capsolver, 'TWOCAPTCHA_API_KEY')).toEqual(['2captcha', false]);
  expect(recognise(capsolver, 'MINE')).toEqual(['capsolver', false]);
  expect(recognise(`next_${hexKey('next', 34)}`)).toEqual(['nextcaptcha', false]);
  expect(recognise(hex)).toEqual(['captchaai', true]);
  expect(recognise(`${capsolver}x`)).toEqual(['captchaai', true]);
});

test('every service with a balance has variables for a key and a backup key, and a rotation page', () => {
  for (const verifier of METERED) {
    expect(variablesOf(verifier)).toContain(primaryVariable(verifier));
    expect(variablesOf(verifier)).toContain(backupVariable(verifier));
    expect(rotationPage(verifier)).toMatch(/^https:\/\//);
  }
  const all = METERED.flatMap(variablesOf);
  expect(new Set(all).size).toBe(all.length);
  const [captchaai] = METERED;
  expect(captchaai && [primaryVariable(captchaai), backupVariable(captchaai)]).toEqual([
    'CAPTCHAAI_API_KEY',
    'CAPTCHAAI_API_KEY_BACKUP',
  ]);
});
