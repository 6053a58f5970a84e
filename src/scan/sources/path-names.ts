import { type Fragment, START } from '../../model/fragment.ts';
import type { Match } from '../../model/match.ts';
import { type Place, SHORTEST_NAME } from '../../model/place.ts';

/** The names of files and folders in paths, as contents to search: each folder once. */
export class PathNames {
  readonly #seen = new Set<string>();

  /** The names in a path that were not in a path before. @param place without a path; of the file, if it is of a commit */
  *fragmentsOf(path: string, place: Omit<Place, 'kind' | 'path'> = {}): Generator<Fragment> {
    for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
      const part = path.slice(0, end);
      if (this.#seen.has(part)) return;
      this.#seen.add(part);
      const name = nameOf(part);
      if (name.length < SHORTEST_NAME) continue;
      yield { bytes: Buffer.from(name), origin: START, place: { ...place, kind: 'path', path: part } };
    }
  }
}

/** The last part of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Whether a match in a name is reported. Bare keys are not: too many files, branches and tags are named by a digest. */
export function isReportedInName({ kind }: Match): boolean {
  return kind === 'rule';
}

/** Moves a match in a name to its position in the path. */
export function matchInPath(match: Match, path: string): Match {
  const before = path.length - nameOf(path).length;
  const { column, endColumn } = match.span;
  return { ...match, span: { ...match.span, column: column + before, endColumn: endColumn + before } };
}
