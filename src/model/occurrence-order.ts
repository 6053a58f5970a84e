import type { Occurrence } from './finding.ts';

/** Orders the occurrences of a finding, whatever order their contents were read in. */
export function byTimeAndPlace(a: Occurrence, b: Occurrence): number {
  return (
    utc(a.date) - utc(b.date) ||
    compareText(a.path ?? '', b.path ?? '') ||
    compareText(a.inside ?? '', b.inside ?? '') ||
    a.line - b.line ||
    a.column - b.column ||
    compareText(a.blob ?? '', b.blob ?? '')
  );
}

/** Dates have offsets, so their texts cannot be compared. A commit can hold any text as its date: an invalid one counts as oldest. */
function utc(date: string | undefined): number {
  return (date === undefined ? 0 : Date.parse(date)) || 0;
}

/** By UTF-16 units. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
