import { expect, test } from 'vitest';
import type { Occurrence } from '../../src/model/finding.ts';
import { placesByFile } from '../../src/report/place.ts';

function at(path: string, day: string, refs: readonly string[] = ['refs/heads/main']): Occurrence {
  const span = { line: 1, column: 1, endLine: 1, endColumn: 33 };
  return { ...span, kind: 'file', path, blob: `${path}${day}`, commit: day, date: `${day}T12:00:00+00:00`, refs };
}

test('places are grouped by file: what can be opened first, else the oldest', () => {
  const [a1, a2, b1, b2] = [at('a', '2024-01-01'), at('a', '2024-03-01'), at('b', '2024-02-01'), at('b', '2024-02-01')];
  expect(placesByFile([a1, b1, a2, b2])).toEqual([
    { first: a1, others: 1, versions: { count: 2, oldest: a1, newest: a2 } },
    { first: b1, others: 1 },
  ]);
  const open = at('b', '2024-05-01', ['HEAD']);
  expect(placesByFile([a1, b1, open])).toEqual([
    { first: open, others: 1, versions: { count: 2, oldest: b1, newest: open } },
    { first: a1, others: 0 },
  ]);
});

test('messages are not files', () => {
  const message = (id: string): Occurrence => ({ ...at('', '2024-01-01'), kind: 'commit-message', blob: id });
  expect(placesByFile([message('one'), message('two')])).toHaveLength(2);
});
