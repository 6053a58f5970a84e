import { format, inspect } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Secret } from '../../src/model/secret.ts';

test('the mask of a long secret shows its last four characters, that of a short one or a block nothing', () => {
  expect(new Secret('abcdefghijklmnopqrstuvwxyz012345').mask()).toBe('****2345');
  expect(new Secret('hunter2hunter2').mask()).toBe('****');
  expect(new Secret('-----BEGIN KEY-----\nabcd\n-----END KEY-----').mask()).toBe('****');
  expect(new Secret(`abcdefghijklmnopqrstuvwxyz${'\x1b'}[2J`).mask()).toBe('****');
});

test('no conversion to text gives the value away', () => {
  const values = fc.string({ minLength: 12, maxLength: 80, unit: fc.constantFrom(...'abcdef0123456789-_') });
  fc.assert(
    fc.property(values, (value) => {
      const secret = new Secret(value);
      const texts = [
        String(secret),
        `${secret}`,
        JSON.stringify({ secret, list: [secret] }),
        inspect(secret, { showHidden: true, depth: 10, getters: true }),
        inspect(new Error('x', { cause: secret }), { depth: 10 }),
        format('%s %o %O %j', secret, secret, secret, secret),
        JSON.stringify(Object.entries(secret)),
        JSON.stringify({ ...secret }),
      ];
      for (const text of texts) expect(text.includes(value)).toBe(false);
      expect(secret.reveal()).toBe(value);
    }),
  );
});
