import { expect, test } from 'vitest';
import { problemText } from '../../src/report/problem.ts';

test.each([
  ['no', 'git cannot be started', 'no: git cannot be started'],
  ['e', 'permission denied', 'e: permission denied'],
  ['a.py', 'ba.py is locked', 'a.py: ba.py is locked'],
  ['a.py', 'a.pyc is locked', 'a.py: a.pyc is locked'],
  ['a.py', 'the file a.py: is locked', 'the file a.py: is locked'],
  ['a.py', "'a.py' and a.py", "'a.py' and a.py"],
  ['', 'nothing has a name', 'nothing has a name'],
])('of %j: %s', (subject, message, text) => {
  expect(problemText({ subject, message })).toBe(text);
});
