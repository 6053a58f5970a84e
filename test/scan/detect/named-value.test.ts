import { expect, test } from 'vitest';
import { findNamedValue } from '../../../src/scan/detect/named-value.ts';
import { alnumKey, hexKey } from '../../helpers/keys.ts';

const VALUE = alnumKey('named value', 18);

/** What is found behind the first `word` of a text. */
function valueIn(text: string, word = 'password'): string | undefined {
  const bytes = Buffer.from(text, 'latin1');
  const found = findNamedValue(bytes, text.toLowerCase().indexOf(word) + word.length);
  return found && bytes.toString('latin1', found.start, found.end);
}

test.each([
  `password = "${VALUE}"`,
  `password: '${VALUE}',`,
  `DB_PASSWORD=${VALUE}`,
  `password_for_tests := \`${VALUE}\``,
  `"password": "${VALUE}"`,
  `{\\"password\\": \\"${VALUE}\\"}`,
  `{"name": "password", "value": "${VALUE}"}`,
  `setPassword("${VALUE}")`,
  `<password>${VALUE}</password>`,
  `--password ${VALUE} --host db`,
  `https://api.acme.io/?password=${VALUE}&page=1`,
  `ENV DB_PASSWORD ${VALUE}`,
  `password =\n    "${VALUE}"`,
])('%s', (text) => {
  expect(valueIn(text)).toBe(VALUE);
});

test.each(['Bearer', 'Basic', 'Token'])('the scheme of a header is no part of it: %s', (scheme) => {
  expect(valueIn(`Authorization: ${scheme} ${VALUE}\n`, 'authorization')).toBe(VALUE);
});

test.each([
  'password',
  'passwords are secret',
  `password(${VALUE})`,
  'password = getPassword(user)',
  'password = "several words in a row"',
  `password = "${VALUE}`,
  'password = os.environ',
  'password = $DB_PASSWORD',
  `password = ${'$'}{DB_PASSWORD}`,
  'password = "{{ db_password }}"',
  'password = "short"',
  'password: string',
  `password = "${hexKey('has an anchor of its own')}"`,
])('nothing in %s', (text) => {
  expect(valueIn(text)).toBeUndefined();
});

test('the end of the content ends a value too', () => {
  expect(valueIn(`password=${VALUE}`)).toBe(VALUE);
  expect(valueIn('password=')).toBeUndefined();
});
