import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MatchLog, readMatches } from '../../../../src/scan/sources/history/match-log.ts';

type Row = [object: number, kind: number, template: number, line: number, column: number];

function roundTrip(rows: readonly Row[]): Row[] {
  const log = new MatchLog();
  for (const row of rows) log.add(...row);
  const read: Row[] = [];
  readMatches(log.finish(), (...row) => read.push(row));
  return read;
}

const number = fc.oneof(fc.nat(300), fc.nat(2 ** 31 - 1));

/** As a scan gives them: the matches of an object together, by line. */
const rows = fc.array(fc.tuple(number, fc.array(fc.tuple(number, number, number), { minLength: 1 }))).map((objects) =>
  objects.flatMap(([object, matches]) =>
    matches
      .toSorted((a, b) => a[1] - b[1])
      // An object has one kind, however often it comes.
      .map(([template, line, column]): Row => [object, 1 + (object % 4), template, line, column]),
  ),
);

test('whatever is logged is read again', () => {
  fc.assert(
    fc.property(rows, (all) => {
      // Two objects of one number in a row are one object.
      const apart = all.filter(([object], at) => at === 0 || object !== all[at - 1]?.[0] || all[at - 1]?.[3] === 0);
      const sorted = apart.filter(
        (row, at) => at === 0 || row[0] !== apart[at - 1]?.[0] || row[3] >= (apart[at - 1]?.[3] ?? 0),
      );
      expect(roundTrip(sorted)).toEqual(sorted);
    }),
  );
});

test('four million matches of a lock file take four bytes each, over many pages', () => {
  const log = new MatchLog();
  const lines = 4000;
  for (let version = 0; version < 100; version++) {
    for (let line = 1; line <= lines; line++) log.add(1000 + version, 3, line, line, 14);
  }
  const pages = log.finish();
  expect(pages.pages.reduce((sum, { length }) => sum + length, 0)).toBeLessThan(100 * lines * 4.1);
  let [count, same] = [0, 0];
  readMatches(pages, (object, kind, template, line, column) => {
    const [version, wanted] = [1000 + Math.floor(count / lines), (count % lines) + 1];
    // One `expect` for each of them would take longer than everything else.
    if (object === version && kind === 3 && template === wanted && line === wanted && column === 14) same++;
    count++;
  });
  expect({ count, same }).toEqual({ count: 100 * lines, same: 100 * lines });
});
