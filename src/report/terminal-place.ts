import type { Occurrence } from '../model/finding.ts';
import { escapeForeign } from '../syntax/escape.ts';
import type { Paint } from '../syntax/paint.ts';
import { plural } from '../syntax/words.ts';
import { clipAround, wrapCell } from '../syntax/wrap.ts';
import { type FilePlaces, historyOf, isFile, isInCommit, isOpen, shortId, whereOf } from './place.ts';
import type { FindingDocument, OccurrenceDocument } from './schema.ts';

/**
 * A file, the line in it, and its history: four lines at most, however many versions it has.
 * @param place the place in the file that is shown
 * @param isOnly there is no other file, so that the history of the finding need not be repeated here
 */
export function placeLines(
  place: OccurrenceDocument,
  finding: FindingDocument,
  file: FilePlaces<Occurrence>,
  isOnly: boolean,
  { paint, width }: { paint: Paint; width: number | undefined },
): string[] {
  const { secret } = finding;
  const { line, excerpt = '' } = place;
  const { past, holder, again } = pastOfFile(place, finding, file, isOnly);
  return [
    `  ${paint('cyan', whereOf(place, secret === undefined))}`,
    ...(excerpt === ''
      ? []
      : [`    ${paint('dim', `${line} |`)} ${highlighted(fitted(excerpt, secret, width, line), secret, paint)}`]),
    ...joined(past, holder, isOpen(place), paint).flatMap((text) => wrapCell('    ', text, width)),
    ...(again === '' ? [] : [`    ${paint('dim', again)}`]),
  ];
}

/**
 * The history of a file with a secret: its commits or versions, what has it now, how often it is in it; each may be empty.
 * @param isOnly as for {@link placeLines}
 */
export function pastOfFile(
  place: OccurrenceDocument,
  { history }: Pick<FindingDocument, 'history'>,
  file: FilePlaces<Occurrence>,
  isOnly: boolean,
): { readonly past: string; readonly holder: string; readonly again: string } {
  const { kind, commit } = place;
  const { origin, holder } = historyOf(place);
  const told = isOnly && history !== undefined && !isInCommit(kind);
  const isFirst = told && commit !== undefined && commit === history.first?.id;
  return {
    past: file.versions === undefined ? (isFirst ? '' : origin) : versionsText(file.versions, file.others + 1),
    holder: told ? '' : holder,
    again: file.versions === undefined && file.others > 0 ? againText(file) : '',
  };
}

/** Joins past and present, which is highlighted where something still has the secret. */
function joined(past: string, holder: string, isHeld: boolean, paint: Paint): string[] {
  const parts = [
    ...(past === '' ? [] : [paint('dim', holder === '' ? past : `${past},`)]),
    ...(holder === '' ? [] : [paint(isHeld ? 'yellow' : 'dim', holder)]),
  ];
  return parts.length === 0 ? [] : [parts.join(' ')];
}

/** `in 500 versions of this file, 2019-03-02 (commit a1b2c3d4e5) to 2026-01-30 (commit d4e5f6a7b8)` */
function versionsText(
  { count, oldest, newest }: NonNullable<FilePlaces<Occurrence>['versions']>,
  times: number,
): string {
  const often = times === count ? '' : `${plural(times, 'time')} `;
  const range = [oldest, newest].map(({ date, commit }) =>
    date === undefined || commit === undefined
      ? undefined
      : `${escapeForeign(date.slice(0, 10))} (commit ${escapeForeign(shortId(commit))})`,
  );
  return `${often}in ${plural(count, 'version')} of this file${range.includes(undefined) ? '' : `, ${range.join(' to ')}`}`;
}

function againText({ first, others }: FilePlaces<Occurrence>): string {
  return `and ${plural(others, 'more time')} in ${isFile(first.kind) ? 'this file' : 'it'}`;
}

function fitted(excerpt: string, secret = '', width: number | undefined, line: number): string {
  return width === undefined ? excerpt : clipAround(excerpt, secret, width - String(line).length - 7);
}

function highlighted(excerpt: string, secret: string | undefined, paint: Paint): string {
  return secret === undefined ? excerpt : excerpt.split(secret).join(paint('red', secret));
}
