import { expect, test } from 'vitest';
import { AllowLists, matchesPath } from '../../src/rules/allow-list.ts';

const HOSTILE = '^(?:a|aa)+$';

test('an expression that would run for ever is given up', () => {
  const lists = new AllowLists([{ patterns: [HOSTILE] }]);
  const secret = `${'a'.repeat(200)}!`;
  const error = expect.objectContaining({ code: 'E_RULE', message: expect.stringContaining('takes too long') });
  expect(() => lists.holding({ secret, match: secret, line: secret })).toThrowError(error);
  expect(() => matchesPath(secret, HOSTILE)).toThrowError(error);
});
