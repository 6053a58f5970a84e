import { type Fragment, START } from '../../model/fragment.ts';
import type { Match } from '../../model/match.ts';
import { type Place, SHORTEST_NAME } from '../../model/place.ts';

/** The names of files and folders in paths, as contents to search: each folder once. */
export class PathNames {
  readonly #seen = new Set<string>();
  /** A folder that was in the last path. */
  #last = '';

  /** The names in a path that were not in a path before. @param place without a path; of the file, if it is of a commit */
  *fragmentsOf(path: string, place: Omit<Place, 'kind' | 'path'> = {}): Generator<Fragment> {
    for (const part of this.newIn(path)) yield nameFragment(part, place);
  }

  /** The path and those of its folders that were not in a path before, if their names are long enough to be searched. */
  newIn(path: string): string[] {
    const parts: string[] = [];
    // Most files are in the folder of the one before.
    for (let part = path; part !== '' && part !== this.#last && !this.#seen.has(part); ) {
      const slash = part.lastIndexOf('/');
      this.#seen.add(part);
      if (part.length - slash > SHORTEST_NAME) parts.push(part);
      part = part.slice(0, Math.max(0, slash));
    }
    this.#last = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    return parts;
  }
}

/** The name of a file or folder as a content to search. */
export function nameFragment(path: string, place: Omit<Place, 'kind' | 'path'> = {}): Fragment {
  return { bytes: Buffer.from(nameOf(path)), origin: START, place: { ...place, kind: 'path', path } };
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
