import { expect, test } from 'vitest';
import type { Flags } from '../../src/cli/flags.ts';
import { refuseKeys } from '../../src/cli/refuse-keys.ts';
import { UsageError } from '../../src/model/errors.ts';
import { alnumKey, hexKey } from '../helpers/keys.ts';

const FLAGS: Flags = {
  dotenv: { type: 'string', value: 'FILE', help: '' },
  output: { type: 'string', short: 'o', value: 'FILE', help: '' },
  env: { type: 'string', value: 'NAME', help: '' },
  finding: { type: 'string', value: 'FINGERPRINT', help: '' },
  stdin: { type: 'boolean', help: '' },
};
const KEY = alnumKey('refused');

/** What is said about these arguments; undefined where they may stand. */
function refusalOf(...args: readonly string[]): string | undefined {
  try {
    refuseKeys(args, FLAGS, 'Put it into a variable');
    return undefined;
  } catch (thrown) {
    if (!(thrown instanceof UsageError)) throw thrown;
    return thrown.message;
  }
}

test.each([
  [],
  ['--env', 'CAPTCHAAI_API_KEY'],
  ['-', '--stdin'],
  // A character too few; long, but of several words.
  [KEY.slice(1)],
  ['a-long-name-of-several-words-none-of-which-is-long'],
  ['--dotenv', `/builds/${KEY}/.env`],
  [`--dotenv=/builds/${KEY}/.env`],
  ['--dotenv', `C:\\builds\\${KEY}\\.env`],
  ['-o', `out/${KEY}.json`],
  [`--output=./${KEY}`],
  ['--finding', hexKey('fingerprint')],
  [`--finding=${hexKey('fingerprint')}`],
])('may stand: %j', (...args) => {
  expect(refusalOf(...args)).toBeUndefined();
});

test.each([
  [KEY],
  [hexKey('refused', 40)],
  [`x${KEY}y`],
  ['--env', KEY],
  [`--env=${KEY}`],
  [`--${KEY}`],
  // A fingerprint has 32 hexadecimal digits, and one place.
  ['--finding', hexKey('refused', 40)],
  ['--finding', KEY],
  ['--finding', '123456', hexKey('refused')],
  // Without a slash it may be a key in the wrong place.
  ['--dotenv', KEY],
  [`--dotenv=${KEY}`],
  // A path, but not behind a flag that takes one.
  [`/builds/${KEY}/.env`],
  ['--env', `/builds/${KEY}`],
  ['--stdin', `a/${KEY}`],
  ['--dotenv', '.env', `a/${KEY}`],
  [`-e=a/${KEY}`],
])('is refused and not repeated: %j', (...args) => {
  const message = refusalOf(...args);
  expect(message).toMatch(
    /^a key must not be given on the command line, .*\. Put it into a variable; this one should be/,
  );
  expect(message).not.toContain(KEY.slice(0, 8));
});

test.each([
  ['--env-file', '.env'],
  ['--env-file=.env'],
  ['--env-file-if-exists', 'x'],
  ['-', '--env-file-if-exists=x'],
])('a flag of Node.js that loads a file is refused: %j', (...args) => {
  expect(refusalOf(...args)).toMatch(/^--env-file is a flag of Node\.js, .* say --dotenv FILE$/);
});

test('flags that only begin like it may stand', () => {
  expect(refusalOf('--env-files', '--env', 'file', '--env=file')).toBeUndefined();
});
