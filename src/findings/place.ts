import type { Match } from '../detect/match.ts';
import type { Occurrence, Span } from './finding.ts';

/** Where a content is: an occurrence without its lines. */
export type Place = Omit<Occurrence, keyof Span | 'excerpt'>;

/** A match and a place where its content is. */
export interface Found {
  readonly match: Match;
  readonly place: Place;
}
