import type { Finding } from '../model/finding.ts';
import { plural } from '../syntax/words.ts';
import type { Documents, LazyFinding } from './document.ts';
import { lifetimeOf } from './lifetime.ts';
import { historyOf, isInCommit, nameOf, openFirst } from './place.ts';
import type { FindingDocument, OccurrenceDocument } from './schema.ts';

type FindingHead = Omit<LazyFinding, 'occurrences'>;

/** A finding with the places that are shown: those that can be opened first. */
export interface Told {
  readonly finding: FindingHead;
  readonly place: OccurrenceDocument;
  /** The others that are shown. */
  readonly others: readonly OccurrenceDocument[];
  /** How many places there are in all. */
  readonly places: number;
}

/** @param most the most places that are made */
export function told({ occurrences, ...item }: Finding, documents: Documents, most = 1): Told {
  const shown = documents.finding({ ...item, occurrences: openFirst(occurrences).slice(0, most) });
  const [place, ...others] = shown.occurrences;
  if (place === undefined) throw new Error(`a finding of ${item.rule.id} has no place`);
  return { finding: shown, place, others, places: occurrences.length };
}

/** The title of a finding's rule, or the id of one without a title. */
export function titleOf({ title, rule }: Pick<FindingHead, 'title' | 'rule'>): string {
  return title.trim() === '' ? rule : title;
}

/** `GitHub personal access token ****abcd` */
export function headingOf(finding: Pick<FindingHead, 'title' | 'rule' | 'secret'>): string {
  const { secret } = finding;
  return secret === undefined ? titleOf(finding) : `${titleOf(finding)} ${secret}`;
}

/** What a finding means and what to do, as sentences. The first has no path, author or other text of the repository in it. */
export function sentencesOf(finding: FindingHead, places: number): string[] {
  const { verification, note, risk, fix } = finding;
  return [
    `${headingOf(finding)}${places > 1 ? ` in ${plural(places, 'place')}` : ''}.`,
    ...(verification === undefined ? [] : [ALIVE[verification.status]]),
    ...(note === undefined ? [] : [note]),
    risk,
    // Nobody need rotate what is dead.
    ...(fix.rotate === undefined || verification?.status === 'inactive' ? [] : [`Rotate it: ${fix.rotate}`]),
  ].filter((sentence) => sentence !== '');
}

const ALIVE: Readonly<Record<NonNullable<FindingDocument['verification']>['status'], string>> = {
  active: 'The key is active.',
  restricted: 'The key is active.',
  inactive: 'The key is dead: its service says so.',
  unknown: '',
};

/** Since when the finding is in the history and what has it now, or the same of its place; empty where that is unknown. */
export function pastOf({ finding, place }: Pick<Told, 'finding' | 'place'>): string {
  if (finding.history !== undefined) {
    const { since = '', now } = lifetimeOf(finding.history, isInCommit(place.kind), nameOf);
    return joined(since === '' ? '' : `since ${since}`, now?.text ?? '');
  }
  const { author } = place;
  const { origin, holder } = historyOf(author === undefined ? place : { ...place, author: nameOf(author) });
  return joined(origin, holder);
}

function joined(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(', ');
}

/** Numbers findings of one fingerprint, so that each has an identity of its own: 1, and hardly ever more. */
export function ordinals(): (fingerprint: string) => number {
  const counts = new Map<string, number>();
  return (fingerprint) => {
    const ordinal = (counts.get(fingerprint) ?? 0) + 1;
    counts.set(fingerprint, ordinal);
    return ordinal;
  };
}
