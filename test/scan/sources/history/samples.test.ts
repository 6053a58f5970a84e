import { expect, test } from 'vitest';
import { Secret } from '../../../../src/model/secret.ts';
import type { HistoryMatch } from '../../../../src/scan/sources/history/found.ts';
import { MatchLog } from '../../../../src/scan/sources/history/match-log.ts';
import { Samples } from '../../../../src/scan/sources/history/samples.ts';
import { hexKey } from '../../../helpers/keys.ts';

const BLOB = 3;

/** A log of places: object, template, line, column. */
function logOf(places: readonly (readonly [number, number, number, number])[]) {
  const log = new MatchLog();
  for (const [object, template, line, column] of places) log.add(object, BLOB, template, line, column);
  return log.finish();
}

function found(object: number, name: string, line: number, column: number): HistoryMatch {
  const span = { line, column, endLine: line, endColumn: column + 32 };
  const evidence = { reach: 0, features: [], provider: undefined };
  const secret = new Secret(hexKey(name));
  const match = { kind: 'bare', secret, span, contextLine: line, excerpt: '', evidence } as unknown;
  return { object, part: BLOB, match: match as HistoryMatch['match'] };
}

const LOG = logOf([
  [7, 0, 1, 1],
  [7, 1, 1, 40],
  [8, 0, 5, 1],
  [9, 1, 2, 3],
  [9, 2, 4, 1],
]);

test('one object for each template, and none twice', () => {
  expect(new Samples(LOG).objects).toEqual([7, 9]);
});

test('what is found there again goes with the log', () => {
  const again = [found(9, 'b', 2, 3), found(7, 'a', 1, 1), found(9, 'c', 4, 1), found(7, 'b', 1, 40)];
  const { templates = [], matches } = new Samples(LOG).restore(again) ?? {};
  expect(templates.map(({ value }) => value)).toEqual(['a', 'b', 'c'].map((name) => hexKey(name)));
  expect(matches).toEqual(LOG);
});

test.each([
  ['is not there', [found(7, 'a', 1, 1), found(7, 'b', 1, 40), found(9, 'b', 2, 3)]],
  ['is on another line', [found(7, 'a', 1, 1), found(7, 'b', 1, 40), found(9, 'b', 2, 3), found(9, 'c', 5, 1)]],
  ['is in another column', [found(7, 'a', 1, 1), found(7, 'b', 1, 41), found(9, 'b', 2, 3), found(9, 'c', 4, 1)]],
])('a log of which something %s is of no use', (_, again) => {
  expect(new Samples(LOG).restore(again)).toBeUndefined();
});
