import { expect, test } from 'vitest';
import { readUpdates } from '../../src/git/ref-updates.ts';

const [A, B, NONE] = ['a'.repeat(40), 'b'.repeat(64), '0'.repeat(40)];

test('what git gives a pre-push hook', () => {
  const text = `refs/heads/a ${A} refs/heads/b ${B}\nHEAD^{/fix it} ${A} refs/tags/v1 ${NONE}\r\n(delete) ${NONE} refs/heads/c ${A}\n\n`;
  expect(readUpdates(text, 'pre-push')).toEqual([
    { name: 'refs/heads/b', before: B, after: A },
    { name: 'refs/tags/v1', before: undefined, after: A },
    { name: 'refs/heads/c', before: A, after: undefined },
  ]);
});

test('what git gives a pre-receive hook', () => {
  expect(readUpdates(`${NONE} ${A} refs/heads/a\n`, 'pre-receive')).toEqual([
    { name: 'refs/heads/a', before: undefined, after: A },
  ]);
});

test.each(['main', `${A} refs/heads/a`, `refs/heads/a ${A.slice(1)} refs/heads/a ${A}`])('%j is none of it', (line) => {
  for (const hook of ['pre-push', 'pre-receive'] as const) {
    expect(() => readUpdates(`\n${line}\n`, hook)).toThrow(
      expect.objectContaining({ code: 'E_USAGE', subject: 'line 2', message: expect.stringContaining(hook) }),
    );
  }
});
