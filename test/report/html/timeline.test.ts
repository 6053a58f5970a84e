import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lifeOf, timelineOf } from '../../../src/report/html/timeline.ts';

const now = Date.UTC(2026, 0, 31, 12);
const at = (date: string) => Date.parse(date);

test('a life has an end only where there is one, and nothing is later than the scan', () => {
  expect(lifeOf({ from: '2025-11-02T09:14:00+01:00' }, now)).toEqual({ from: at('2025-11-02T08:14:00Z') });
  expect(lifeOf({ from: '2025-11-02', to: '2099-01-01' }, now)).toEqual({ from: at('2025-11-02'), to: now });
  // As of a commit that was rebased: its author wrote it before the one in front of it.
  expect(lifeOf({ from: '2025-11-02', to: '2025-10-01' }, now)).toEqual({
    from: at('2025-11-02'),
    to: at('2025-11-02'),
  });
});

test.each([undefined, '', 'yesterday', '\\x1b[2J', '2025-13-45', '1970-01-01T00:00:00Z', '0033-04-03'])(
  '%j is no beginning',
  (from) => {
    expect(lifeOf(from === undefined ? {} : { from }, now)).toBeUndefined();
  },
);

test.each([
  ['2026-01-29', ['2026-01-29', '2026-01-30', '2026-01-31']],
  ['2025-11-05', ['2025-11-03', '2025-11-10', '2025-11-17'], 13],
  ['2024-02-10', ['2024-02', '2024-03', '2024-04'], 24],
  ['2013-05-10', ['2013-04', '2013-07', '2013-10'], 52],
  ['1999-12-31', ['1999', '2000', '2001'], 28],
  ['1971-06-01', ['1971', '1972', '1973'], 56],
])('periods since %s begin on round dates: %j', (from, first, count = first.length) => {
  const periods = timelineOf([{ from: at(from) }], now)?.periods ?? [];
  expect(periods.map(({ label }) => label).slice(0, 3)).toEqual(first);
  expect(periods).toHaveLength(count);
});

test('counts who came, who left and who is left', () => {
  const lives = [
    { from: at('2024-02-10'), to: at('2024-04-01') },
    { from: at('2024-02-29') },
    { from: at('2024-04-02'), to: at('2026-01-31') },
  ];
  const counts = timelineOf(lives, now)?.periods.map(({ label, entered, left, held }) => [label, entered, left, held]);
  expect(counts?.slice(0, 4)).toEqual([
    ['2024-02', 2, 0, 2],
    ['2024-03', 0, 0, 2],
    ['2024-04', 1, 1, 2],
    ['2024-05', 0, 0, 2],
  ]);
  expect(counts?.at(-1)).toEqual(['2026-01', 0, 1, 1]);
});

test('in a far future, too', () => {
  const { periods = [] } = timelineOf([{ from: at('1990-05-05') }], at('2300-01-01')) ?? {};
  expect(periods.map(({ label }) => label).slice(0, 2)).toEqual(['1990', '2000']);
});

test('no lives, no timeline', () => {
  expect(timelineOf([], now)).toBeUndefined();
});

test('whatever the dates are: each is counted once, in few equal periods', () => {
  const time = fc.date({ noInvalidDate: true, min: new Date(1) }).map((date) => date.toISOString());
  const life = fc.record({ from: time, to: fc.option(time, { nil: undefined }) });
  fc.assert(
    fc.property(fc.array(life, { minLength: 1 }), (dates) => {
      const lives = dates.flatMap(({ from, to }) => lifeOf({ from, ...(to !== undefined && { to }) }, now) ?? []);
      const periods = timelineOf(lives, now)?.periods ?? [];
      const sum = (key: 'entered' | 'left') => periods.reduce((total, period) => total + period[key], 0);
      expect(sum('entered')).toBe(dates.length);
      expect(sum('left')).toBe(dates.filter(({ to }) => to !== undefined).length);
      expect(periods.at(-1)?.held).toBe(dates.filter(({ to }) => to === undefined).length);
      expect(periods.length).toBeLessThanOrEqual(60);
      expect(periods.every(({ held }) => held >= 0)).toBe(true);
      expect(new Set(periods.map(({ label }) => label)).size).toBe(periods.length);
    }),
  );
});
