import type { Occurrence } from '../model/finding.ts';
import type { Paint } from '../syntax/paint.ts';
import { clip, plural } from '../syntax/words.ts';
import { type Lifetime, lifetimeOf } from './lifetime.ts';
import { type FilePlaces, isFile, isInCommit, nameOf, whereOf } from './place.ts';
import { whyOf } from './reasons.ts';
import type { FindingDocument, OccurrenceDocument } from './schema.ts';
import { historyLine, joined, placeLines } from './terminal-place.ts';

/** The most places of a finding that are shown. */
export const MAX_PLACES = 3;

/** All files of a finding. The occurrences that are shown are those of the first files. */
export type Files = readonly FilePlaces<Occurrence>[];

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

/** The provider of rules without one. */
const GENERIC = 'generic';

/** Longer secrets (--show-secrets) get a line of their own. */
const MAX_IN_HEADING = 80;

/**
 * A finding with everything that helps to judge it.
 * @param finding with the occurrences that are shown, one for each of the first files
 */
export function inFull(finding: FindingDocument, files: Files, paint: Paint): string[] {
  const { secret = '', kind, rule, provider, confidence, note, parts, details, verification, fingerprint } = finding;
  const why = whyOf(finding);
  const more = files.length - finding.occurrences.length;
  const isInformative = provider !== GENERIC && !rule.startsWith(provider);
  const origin = [
    rule,
    ...(isInformative ? [provider] : []),
    kind === 'public' ? 'public by design' : `${confidence} confidence`,
  ].join(', ');
  const noun = files.every(({ first }) => isFile(first.kind)) ? 'file' : 'place';
  return [
    `${heading(finding, paint)} ${paint('dim', `(${origin})`)}`,
    ...files.flatMap((file, at) => {
      const place = finding.occurrences[at];
      return place === undefined ? [] : placeLines(place, finding, file, files.length === 1, paint);
    }),
    ...(more > 0 ? [`  and in ${plural(more, `more ${noun}`)} (--format json lists all)`] : []),
    ...lifetimeLines(finding, files, paint),
    ...(secret.length > MAX_IN_HEADING ? [labelled('value', secret, paint)] : []),
    ...(why === undefined ? [] : [labelled('why', clip(why, 300), paint)]),
    ...(parts === undefined ? [] : [labelled('with', clip(partsText(parts), 300), paint)]),
    ...(details === undefined ? [] : [labelled('says', clip(detailsText(details), 300), paint)]),
    ...(note === undefined ? [] : [labelled('note', clip(note, 300), paint)]),
    ...(verification === undefined ? [] : [labelled('alive', aliveOf(verification, paint), paint)]),
    labelled('id', paint('dim', fingerprint), paint),
  ];
}

/**
 * A finding in two lines: what and where.
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
    ...briefHistory(finding, first, files, paint),
    ...(rest > 0 ? [paint('dim', `and ${plural(rest, 'more place')}`)] : []),
  ];
  const where = paint('cyan', whereOf(first, secret === undefined));
  return [what, `  ${[where, ...details].join('  ')}`];
}

/** The history of the finding, or of its first place where that is unknown; no line or one. */
function briefHistory(finding: FindingDocument, first: OccurrenceDocument, files: Files, paint: Paint): string[] {
  const { author } = first;
  const { since, now } = lifetime(finding, files, nameOf);
  if (since === undefined && now === undefined) {
    return historyLine(author === undefined ? first : { ...first, author: nameOf(author) }, paint);
  }
  const past = since === undefined ? '' : `since ${since}`;
  const holder = now === undefined ? '' : now.isHeld ? `still ${now.text}` : now.text;
  return joined(past, holder, now?.isHeld === true, paint);
}

/** Since when the finding is in the history, and what has it now. */
function lifetimeLines(finding: FindingDocument, files: Files, paint: Paint): string[] {
  const { since, now } = lifetime(finding, files);
  return [
    ...(since === undefined ? [] : [labelled('since', since, paint)]),
    ...(now === undefined ? [] : [labelled('now', now.isHeld ? paint('yellow', now.text) : now.text, paint)]),
  ];
}

/** Empty for the message or the header of a single commit, because its place says the same. */
function lifetime({ history }: FindingDocument, files: Files, show?: (author: string) => string): Lifetime {
  const isMessage = files.every(({ first }) => isInCommit(first.kind));
  return history === undefined || (isMessage && files.length === 1) ? {} : lifetimeOf(history, isMessage, show);
}

function heading({ severity, title, secret = '' }: FindingDocument, paint: Paint): string {
  const parts = [paint(SEVERITY_STYLE[severity], severity.padEnd(8)), paint('bold', clip(title, 100))];
  if (secret !== '' && secret.length <= MAX_IN_HEADING) parts.push(secret);
  return parts.join(' ');
}

function aliveOf({ status, reason, balance }: NonNullable<FindingDocument['verification']>, paint: Paint): string {
  const style = status === 'active' || status === 'restricted' ? 'red' : 'dim';
  const amount = balance === undefined ? '' : `, balance ${balance}`;
  return `${paint(style, ALIVE[status])}${amount} (${clip(reason, 200)})`;
}

/** `key id AKIA..., session token ****abcd` */
export function partsText(parts: NonNullable<FindingDocument['parts']>): string {
  return parts.map(({ name, value }) => `${name} ${value}`).join(', ');
}

/** `account 609629065308, expired 2024-01-31T12:00:00Z` */
export function detailsText(details: NonNullable<FindingDocument['details']>): string {
  return Object.entries(details)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}

function labelled(label: string, text: string, paint: Paint): string {
  return `  ${paint('dim', label.padEnd(5))} ${text}`;
}
