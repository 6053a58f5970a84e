import type { Paint } from './paint.ts';
import { type FilePlaces, historyOf, isOpen, whereOf } from './place.ts';
import { whyOf } from './reasons.ts';
import type { FindingDocument, OccurrenceDocument } from './schema.ts';
import { clip, plural } from './words.ts';

/** Places of a finding that it is shown with. */
export const PLACES_SHOWN = 3;

/** How much there is beyond what is shown; as many as the finding has files, of which the first are its occurrences. */
export type Files = readonly Omit<FilePlaces<unknown>, 'first'>[];

const SEVERITY_STYLE = {
  critical: ['bold', 'red'],
  high: 'red',
  medium: 'yellow',
  low: 'blue',
} as const satisfies Record<FindingDocument['severity'], Parameters<Paint>[0]>;

const ALIVE: Record<NonNullable<FindingDocument['verification']>['status'], string> = {
  active: 'yes',
  restricted: 'yes, but not from this address',
  inactive: 'no',
  unknown: 'unknown',
};

/** The provider of rules that name none. */
const GENERIC = 'generic';

/** Longer secrets (--show-secrets) get a line of their own. */
const LONGEST_IN_HEADING = 80;

/**
 * A finding with everything that helps to judge it: one paragraph.
 * @param finding with the occurrences that are shown, one for each of the first files
 */
export function inFull(finding: FindingDocument, files: Files, paint: Paint): string[] {
  const { secret = '', rule, provider, confidence, note, verification, fingerprint } = finding;
  const why = whyOf(finding);
  const more = files.length - finding.occurrences.length;
  const isNew = provider !== GENERIC && !rule.startsWith(provider);
  const origin = [rule, ...(isNew ? [provider] : []), `${confidence} confidence`].join(', ');
  return [
    `${heading(finding, paint)} ${paint('dim', `(${origin})`)}`,
    ...finding.occurrences.flatMap((place, at) => placeLines(place, finding, files[at], paint)),
    ...(more > 0 ? [`  and in ${plural(more, 'more file')} (--format json lists all)`] : []),
    ...(secret.length > LONGEST_IN_HEADING ? [labelled('value', secret, paint)] : []),
    ...(why === undefined ? [] : [labelled('why', clip(why, 300), paint)]),
    ...(note === undefined ? [] : [labelled('note', clip(note, 300), paint)]),
    ...(verification === undefined ? [] : [labelled('alive', aliveOf(verification, paint), paint)]),
    labelled('id', paint('dim', fingerprint), paint),
  ];
}

/**
 * A finding among many: what and where, in two lines.
 * @param finding with at least one of its occurrences, which is shown
 */
export function inBrief(finding: FindingDocument, files: Files, paint: Paint): string[] {
  const { occurrences, confidence, secret, verification, fingerprint } = finding;
  const what = [
    heading(finding, paint),
    ...(confidence === 'high' ? [] : [`(${confidence} confidence)`]),
    ...(verification === undefined ? [] : [`(alive: ${ALIVE[verification.status]})`]),
    paint('dim', `id ${fingerprint}`),
  ].join(' ');
  const [first] = occurrences;
  if (first === undefined) return [what];
  const rest = files.reduce((sum, { others }) => sum + 1 + others, 0) - 1;
  const details = [
    ...historyLine(withoutAddress(first), paint),
    ...(rest > 0 ? [paint('dim', `and ${plural(rest, 'more place')}`)] : []),
  ];
  const where = paint('cyan', whereOf(first, secret === undefined));
  return [what, `  ${[where, ...details].join('  ')}`];
}

function heading({ severity, title, secret = '' }: FindingDocument, paint: Paint): string {
  const parts = [paint(SEVERITY_STYLE[severity], severity.padEnd(8)), paint('bold', clip(title, 100))];
  if (secret !== '' && secret.length <= LONGEST_IN_HEADING) parts.push(secret);
  return parts.join(' ');
}

function placeLines(
  place: OccurrenceDocument,
  { secret }: FindingDocument,
  file: Files[number] | undefined,
  paint: Paint,
): string[] {
  const { line, excerpt = '' } = place;
  return [
    `  ${paint('cyan', whereOf(place, secret === undefined))}`,
    ...(excerpt === '' ? [] : [`    ${paint('dim', `${line} |`)} ${highlighted(excerpt, secret, paint)}`]),
    ...historyLine(place, paint).map((text) => `    ${text}`),
    ...(file === undefined || file.others === 0 ? [] : [`    ${paint('dim', againText(file))}`]),
  ];
}

function againText({ others, days }: Files[number]): string {
  return `and ${plural(others, 'more time')} in this file${days === undefined ? '' : `, ${days.join(' to ')}`}`;
}

/** None or one: what is still there stands out from what is past. */
function historyLine(place: OccurrenceDocument, paint: Paint): string[] {
  const { origin, holder } = historyOf(place);
  const parts = [
    ...(origin === '' ? [] : [paint('dim', holder === '' ? origin : `${origin},`)]),
    ...(holder === '' ? [] : [paint(isOpen(place) ? 'yellow' : 'dim', holder)]),
  ];
  return parts.length === 0 ? [] : [parts.join(' ')];
}

function withoutAddress({ author, ...place }: OccurrenceDocument): OccurrenceDocument {
  return author === undefined ? place : { ...place, author: author.replace(/(?<=\S) <[^>]*>$/, '') };
}

function highlighted(excerpt: string, secret: string | undefined, paint: Paint): string {
  return secret === undefined ? excerpt : excerpt.split(secret).join(paint('red', secret));
}

function aliveOf({ status, reason, balance }: NonNullable<FindingDocument['verification']>, paint: Paint): string {
  const style = status === 'active' || status === 'restricted' ? 'red' : 'dim';
  const amount = balance === undefined ? '' : `, balance ${balance}`;
  return `${paint(style, ALIVE[status])}${amount} (${clip(reason, 200)})`;
}

function labelled(label: string, text: string, paint: Paint): string {
  return `  ${paint('dim', label.padEnd(5))} ${text}`;
}
