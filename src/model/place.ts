import type { FindingHistory, Occurrence, Span } from './finding.ts';
import type { Match } from './match.ts';

/** Where a content is: an occurrence without its lines. */
export interface Place extends Omit<Occurrence, keyof Span | 'excerpt'> {
  /** What the history says about this place. */
  readonly history?: PlaceHistory;
}

/** The history of one place. `firstOrder` and `lastOrder` order commits, parents before children. */
export interface PlaceHistory extends FindingHistory {
  readonly firstOrder?: number;
  readonly lastOrder?: number;
}

/** A match and a place where its content is. */
export interface PlacedMatch {
  readonly match: Match;
  readonly place: Place;
}
