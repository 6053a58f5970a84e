import { type CommitInfo, type Introduction, walkRange } from '../../git/attribution.ts';
import { GitFailure } from '../../git/run.ts';
import type { GitContext } from '../../git/safety.ts';
import type { Fragment } from '../../model/fragment.ts';
import type { Place } from '../../model/place.ts';
import { PathNames } from './path-names.ts';

/** Which paths of a range are of interest. */
export interface RangePaths {
  readonly isWanted: (path: string) => boolean;
  /** Asked for wanted paths only: whether the file is inspected as a whole. */
  readonly isInspected: (path: string) => boolean;
}

/** What the commits of a range put at paths. */
export interface Additions {
  /** Blobs that are new at a wanted path. The repository may have had them before, at another path or in an older commit. */
  readonly wanted: ReadonlySet<string>;
  /** Blobs that are new at any path. */
  readonly all: ReadonlySet<string>;
  /** By blob, the files to inspect. */
  readonly inspected: ReadonlyMap<string, readonly Introduction[]>;
  /** Names of new files and folders. */
  readonly names: readonly Fragment[];
  /** Why not all commits could be walked. */
  readonly failure: GitFailure | undefined;
}

/** @param from as for `walkRange` */
export async function readAdditions(
  context: GitContext,
  from: readonly string[],
  { isWanted, isInspected }: RangePaths,
): Promise<Additions> {
  const [wanted, all] = [new Set<string>(), new Set<string>()];
  const inspected = new Introductions();
  const paths = new PathNames();
  const names: Fragment[] = [];
  const failure = await walkAdditions(context, from, (step) => {
    if (!('path' in step)) return;
    const { blob, path, parentBlobs } = step;
    all.add(blob);
    if (!isWanted(path)) return;
    wanted.add(blob);
    if (parentBlobs.length === 0) names.push(...paths.fragmentsOf(path, commitPlace(step)));
    if (isInspected(path)) inspected.add(step, path);
  });
  return { wanted, all, inspected: inspected.byBlob, names, failure };
}

/** Where a range has some objects. */
export interface RangePlaces {
  /** By blob. A path is there once for each content that it had before. */
  readonly introductions: ReadonlyMap<string, readonly Introduction[]>;
  readonly commits: ReadonlyMap<string, CommitInfo>;
}

/** Walks the range again: all introductions of a long one would not fit into memory. @param objects blobs and commits */
export async function placeObjects(
  context: GitContext,
  from: readonly string[],
  objects: ReadonlySet<string>,
): Promise<RangePlaces> {
  const introductions = new Introductions();
  const commits = new Map<string, CommitInfo>();
  await walkAdditions(context, from, (step) => {
    if (!('path' in step)) {
      if (objects.has(step.id)) commits.set(step.id, step);
    } else if (objects.has(step.blob)) introductions.add(step, `${step.path}\0${step.parentBlobs.join()}`);
  });
  return { introductions: introductions.byBlob, commits };
}

/** Without files that only changed their mode. @returns why git could not go on, as where a tree is missing */
async function walkAdditions(
  context: GitContext,
  from: readonly string[],
  onStep: (step: CommitInfo | Introduction) => void,
): Promise<GitFailure | undefined> {
  try {
    for await (const step of walkRange(context, from)) {
      if (!('path' in step) || !step.parentBlobs.includes(step.blob)) onStep(step);
    }
    return undefined;
  } catch (thrown) {
    if (thrown instanceof GitFailure) return thrown;
    throw thrown;
  }
}

/** The first introduction of each blob under each key: parents come before children. */
class Introductions {
  readonly byBlob = new Map<string, Introduction[]>();
  readonly #seen = new Set<string>();

  add(known: Introduction, key: string): void {
    const whole = `${known.blob}\0${key}`;
    if (this.#seen.has(whole)) return;
    this.#seen.add(whole);
    const others = this.byBlob.get(known.blob);
    if (others === undefined) this.byBlob.set(known.blob, [known]);
    else others.push(known);
  }
}

/** What a place says about the commit that added it. */
export function commitPlace({ blob, commit: { id, author, date } }: Introduction): Omit<Place, 'kind' | 'path'> {
  return { blob, commit: id, author, date };
}
