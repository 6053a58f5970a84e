import type { Occurrence } from '../model/finding.ts';
import type { Paint } from '../syntax/paint.ts';
import { clip, plural } from '../syntax/words.ts';
import { wrap, wrapCell } from '../syntax/wrap.ts';
import { type Lifetime, lifetimeOf } from './lifetime.ts';
import { type FilePlaces, isFile, isInCommit } from './place.ts';
import { whyOf } from './reasons.ts';
import type { FindingDocument } from './schema.ts';
import { shownSecretOf, subjectOf } from './subject.ts';
import { placeLines } from './terminal-place.ts';
import { isAlive } from './urgency.ts';

/** The most places of a finding that are shown. */
export const MAX_PLACES = 3;

/** All files of a finding. The occurrences that are shown are those of the first files. */
export type Files = readonly FilePlaces<Occurrence>[];

export const SEVERITY_STYLE = {
  critical: ['bold', 'red'],
  high: 'red',
  medium: 'yellow',
  low: 'blue',
} as const satisfies Record<FindingDocument['severity'], Parameters<Paint>[0]>;

export const ALIVE: Record<NonNullable<FindingDocument['verification']>['status'], string> = {
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
 * @param options.members of a file of secrets: the findings in it, which are told with it
 */
export function inFull(
  finding: FindingDocument,
  files: Files,
  { paint, width, members = [] }: { paint: Paint; width: number | undefined; members?: readonly FindingDocument[] },
): string[] {
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
  const cell = (label: string, text: string) => labelled(label, text, paint, width);
  return [
    ...wrap(`${heading(finding, paint)} ${paint('dim', `(${origin})`)}`, width, ' '.repeat(9)),
    ...files.flatMap((file, at) => {
      const place = finding.occurrences[at];
      return place === undefined ? [] : placeLines(place, finding, file, files.length === 1, { paint, width });
    }),
    ...(more > 0 ? [`  and in ${plural(more, `more ${noun}`)} (--format json lists all)`] : []),
    ...members.flatMap((member) => cell('holds', memberText(member, paint))),
    ...lifetimeLines(finding, files, paint, width),
    ...(secret.length > MAX_IN_HEADING ? [`  ${paint('dim', 'value')} ${secret}`] : []),
    ...(why === undefined ? [] : cell('why', clip(why, 300))),
    ...(parts === undefined ? [] : cell('with', clip(partsText(parts), 300))),
    ...(details === undefined ? [] : cell('says', clip(detailsText(details), 300))),
    ...(note === undefined || members.length > 0 ? [] : cell('note', clip(note, 300))),
    ...(verification === undefined ? [] : cell('alive', aliveOf(verification, paint))),
    ...cell('id', paint('dim', fingerprint)),
  ];
}

/** `Stripe secret key STRIPE ****06v6 (critical, line 3, id 9fb98503)` */
function memberText(member: FindingDocument, paint: Paint): string {
  const { severity, verification, fingerprint, occurrences } = member;
  const [first] = occurrences;
  const alive = verification === undefined ? [] : [`alive: ${ALIVE[verification.status]}`];
  const more = [
    severity,
    ...alive,
    ...(first === undefined ? [] : [`line ${first.line}`]),
    `id ${fingerprint.slice(0, 8)}`,
  ];
  return `${clip(subjectOf(member), 100)} ${shownSecretOf(member)} ${paint('dim', `(${more.join(', ')})`)}`;
}

/** Since when the finding is in the history, and what has it now. */
function lifetimeLines(finding: FindingDocument, files: Files, paint: Paint, width: number | undefined): string[] {
  const { since, now } = lifetime(finding, files);
  return [
    ...(since === undefined ? [] : labelled('since', since, paint, width)),
    ...(now === undefined ? [] : labelled('now', now.isHeld ? paint('yellow', now.text) : now.text, paint, width)),
  ];
}

/** Empty for the message or the header of a single commit, because its place says the same. */
function lifetime({ history }: FindingDocument, files: Files): Lifetime {
  const isMessage = files.every(({ first }) => isInCommit(first.kind));
  return history === undefined || (isMessage && files.length === 1) ? {} : lifetimeOf(history, isMessage);
}

function heading(finding: FindingDocument, paint: Paint): string {
  const { severity, title } = finding;
  const secret = shownSecretOf(finding);
  const parts = [paint(SEVERITY_STYLE[severity], severity.padEnd(8)), paint('bold', clip(title, 100))];
  if (secret !== '' && secret.length <= MAX_IN_HEADING) parts.push(secret);
  return parts.join(' ');
}

function aliveOf(verification: NonNullable<FindingDocument['verification']>, paint: Paint): string {
  const [answer, rest] = aliveText(verification);
  return `${paint(isAlive(verification.status) ? 'red' : 'dim', answer)}${rest}`;
}

/** Whether a service accepts a key, in words, and what it said. */
export function aliveText({ status, reason, balance }: NonNullable<FindingDocument['verification']>): [string, string] {
  const amount = balance === undefined ? '' : `, balance ${balance}`;
  return [ALIVE[status], `${amount} (${clip(reason, 200)})`];
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

function labelled(label: string, text: string, paint: Paint, width: number | undefined): string[] {
  return wrapCell(`  ${paint('dim', label.padEnd(5))} `, text, width);
}
