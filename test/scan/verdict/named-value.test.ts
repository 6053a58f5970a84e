import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cannotBeSecret, readNamedValue } from '../../../src/scan/verdict/named-value.ts';
import { alnumKey } from '../../helpers/keys.ts';

test.each([
  ...['changeme', 'your-token-here', 'xxxxxxxx', '<password>', '$TOKEN', '%(password)s', '********', 'hunter2'],
  ...['process.env.TOKEN', 'os.environ', 'get_password', 'secret_key_base', 'AccessTokenProvider', 'Foo::Bar'],
  ...[
    './certs/server.pem',
    '/run/secrets/db',
    'https://acme.io',
    '0x4000000D',
    '1.2.3',
    '~2.0.1',
    '123456',
    'RSA_2048',
  ],
  ...[
    'undefined',
    'required',
    'Contraseña',
    'opaque',
    'correct-horse-battery',
    'isPasswordVisible',
    'p4ssw0rd',
    'asdjkllkjasd',
    'Bearer=',
  ],
])('%s is no secret', (value) => {
  expect(cannotBeSecret(Buffer.from(value, 'utf8').toString('latin1'))).toBe(true);
});

test('what is drawn at random may be one, nearly always', () => {
  const values = Array.from({ length: 500 }, (_, seed) => alnumKey(`drawn ${seed}`, 16));
  expect(values.filter(cannotBeSecret).length).toBeLessThan(25);
});

test('what its characters say', () => {
  expect(readNamedValue('kXq7vT2m')).toEqual(['value.mixed']);
  expect(readNamedValue('kqxvtm')).toEqual(['value.letters', 'value.short']);
  expect(readNamedValue(alnumKey('long', 40))).toContain('value.long');
});

test('takes any text, and does not take long', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), (value) => {
      expect(typeof cannotBeSecret(value)).toBe('boolean');
      readNamedValue(value);
    }),
  );
});
