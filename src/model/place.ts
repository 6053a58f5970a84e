import type { FindingHistory, Occurrence, Span } from './finding.ts';
import type { Match } from './match.ts';

/** Shorter names of files, folders and refs are not scanned: no rule for a format matches fewer bytes. */
export const SHORTEST_NAME = 16;

/** Where a content is: an occurrence without its lines. */
export interface Place extends Omit<Occurrence, keyof Span | 'excerpt'> {
  /** What the history says about this place. */
  readonly history?: PlaceHistory;
}

/** A path with that of a file in the archive there, as reports write it. */
export function withInside(path: string, inside: string | undefined): string {
  return inside === undefined || inside === '' ? path : `${path}!${inside}`;
}

/** The path that a match is judged by. For a file in an archive, its own path follows that of the archive. */
export function judgedPath({ path, inside }: Pick<Place, 'path' | 'inside'>): string | undefined {
  if (path === undefined || inside === undefined) return path ?? inside;
  return inside === '' ? path.replace(/\.(?:gz|xz|zst)$/i, '') : `${path}/${inside.replaceAll('!', '/')}`;
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
