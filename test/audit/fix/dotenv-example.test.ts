import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dotenvExample } from '../../../src/audit/fix/dotenv-example.ts';
import { readDotenv } from '../../../src/syntax/dotenv.ts';
import { hexKey } from '../../helpers/keys.ts';

const KEY = hexKey('example');

test('keeps names and comments, drops values', () => {
  const text = [
    '# Keys of the solver: https://captchaai.com/api-docs.php',
    `export CAPTCHAAI_API_KEY="${KEY}" # primary`,
    '',
    `# CAPTCHAAI_API_KEY_BACKUP=${KEY}`,
    `# the old one was ${KEY}`,
    'PORT=8080',
    'PEM="-----BEGIN',
    'NOT_A_NAME=1',
    'END"',
    'no assignment',
  ].join('\r\n');
  expect(dotenvExample(text)).toBe(
    [
      '# Keys of the solver: https://captchaai.com/api-docs.php',
      'CAPTCHAAI_API_KEY=',
      '',
      '# CAPTCHAAI_API_KEY_BACKUP=',
      'PORT=',
      'PEM=',
      '',
    ].join('\n'),
  );
});

test('has all names of a file and no value, for any file', () => {
  const name = fc.stringMatching(/^[A-Z][A-Z0-9_]{0,8}$/);
  const line = fc.oneof(
    fc
      .tuple(fc.constantFrom('', 'export ', '# '), name, fc.stringMatching(/^[ -~]{0,40}$/))
      .map(([a, b, c]) => `${a}${b}=${c}`),
    fc.stringMatching(/^#[ -~]{0,40}$/),
    fc.constant(`KEY=${KEY}`),
    fc.constant(`# ${KEY}`),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
      const text = lines.join('\n');
      const example = dotenvExample(text);
      expect(readDotenv(example).map((each) => each.name)).toEqual(readDotenv(text).map((each) => each.name));
      expect(readDotenv(example).every(({ value }) => value === '')).toBe(true);
      expect(example).not.toContain(KEY);
    }),
  );
});
