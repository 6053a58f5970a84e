/** When secrets came into a history and left it, on a scale of days, weeks, months or years. */

/** Milliseconds since 1970. Without an end it is still there. */
export interface Life {
  readonly from: number;
  readonly to?: number;
}

/** A part of the time: how many came and went in it, and how many were there at its end. */
export interface Period {
  /** `2024-03-01`, `2024-03`, `2024` */
  readonly label: string;
  readonly entered: number;
  readonly left: number;
  readonly held: number;
}

export interface Timeline {
  readonly start: number;
  readonly periods: readonly Period[];
}

/** The most periods: each is a bar of a few pixels, on a phone, too. */
const MOST = 60;

const DAY = 86_400_000;

/** What the scale counts in: so many days, or so many months, and how much of an ISO date names one. */
const UNITS = [
  { days: 1, months: 0, digits: 10 },
  { days: 7, months: 0, digits: 10 },
  { days: 0, months: 1, digits: 7 },
  { days: 0, months: 3, digits: 7 },
  { days: 0, months: 12, digits: 4 },
];
type Unit = (typeof UNITS)[number];

/**
 * @param from,to ISO 8601
 * @returns undefined where the first is no date that git has, which counts from 1970; 0 is from tools that know no date. What
 * is said to be later than the scan was then, at the latest: clocks are wrong
 */
export function lifeOf({ from = '', to = '' }: { from?: string; to?: string }, now: number): Life | undefined {
  const [start, end] = [from, to].map((date) => Math.min(Date.parse(date), now));
  if (start === undefined || !(start > 0)) return undefined;
  // Dates of authors need not be in the order of commits.
  return { from: start, ...(end !== undefined && !Number.isNaN(end) && { to: Math.max(start, end) }) };
}

/** Undefined without lives. */
export function timelineOf(lives: readonly Life[], now: number): Timeline | undefined {
  const first = lives.reduce((least, { from }) => Math.min(least, from), Number.POSITIVE_INFINITY);
  if (first > now) return undefined;
  const unit = scaleOf(first, now);
  const start = unitOf(first, unit);
  const starts = Array.from({ length: unitOf(now, unit) - start + 1 }, (_, at) => startOf(start + at, unit));
  const [entered, left] = [starts.map(() => 0), starts.map(() => 0)];
  const count = (counts: number[], time: number) => {
    const at = unitOf(time, unit) - start;
    counts[at] = (counts[at] ?? 0) + 1;
  };
  for (const { from, to } of lives) {
    count(entered, from);
    if (to !== undefined) count(left, to);
  }
  let held = 0;
  const periods = starts.map((start, at): Period => {
    const [came, went] = [entered[at] ?? 0, left[at] ?? 0];
    held += came - went;
    return { label: new Date(start).toISOString().slice(0, unit.digits), entered: came, left: went, held };
  });
  return { start: startOf(start, unit), periods };
}

/** The smallest unit of which there are few enough between two moments. */
function scaleOf(first: number, last: number): Unit {
  return UNITS.find((unit) => unitOf(last, unit) - unitOf(first, unit) < MOST) ?? { days: 0, months: 120, digits: 4 };
}

/** Weeks begin on Mondays, and the first day of 1970 was a Thursday. */
const offsetOf = ({ days }: Unit) => (days === 7 ? 3 : 0);

/** The number of the unit with a moment. */
function unitOf(time: number, unit: Unit): number {
  const date = new Date(time);
  if (unit.days > 0) return Math.floor((Math.floor(time / DAY) + offsetOf(unit)) / unit.days);
  return Math.floor((date.getUTCFullYear() * 12 + date.getUTCMonth()) / unit.months);
}

function startOf(at: number, unit: Unit): number {
  return unit.days > 0 ? (at * unit.days - offsetOf(unit)) * DAY : Date.UTC(1970, at * unit.months - 1970 * 12);
}
