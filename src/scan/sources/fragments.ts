import { HexhoundError, type ScanError } from '../../model/errors.ts';
import type { Fragment } from '../../model/fragment.ts';
import type { Match } from '../../model/match.ts';
import { type Place, type PlacedMatch, withInside } from '../../model/place.ts';
import type { ScanLog } from '../../model/scan-log.ts';
import type { JudgedMatch } from '../../model/verdict.ts';
import { archiveFormat } from '../archives/format.ts';
import { withArchives } from '../archives/with-archives.ts';
import { isTold } from '../detect/comment-problem.ts';
import { Detector } from '../detect/detector.ts';
import { isTooSlow, TimeLimit } from '../detect/time-limit.ts';
import { judgeMatches } from '../verdict/judge-match.ts';
import { isReportedInName, matchInPath } from './path-names.ts';
import type { Search } from './source.ts';

/**
 * Finds the places of matches. One content can have many places (a blob at several paths and commits), or none, if the
 * range that is scanned did not add the line.
 */
export type Locate = (matches: readonly PlacedMatch[]) => Promise<readonly PlacedMatch[]>;

/**
 * Detects and judges matches in fragments, one after the other; of an archive in the files in it. A comment that may not do
 * what its author meant is noted where it is first met. A file that takes too long is given up.
 * @param locate finds places that the fragments do not have yet
 */
export async function searchFragments(
  fragments: AsyncIterable<Fragment>,
  search: Search,
  locate: Locate = (matches) => Promise.resolve(matches),
): Promise<Iterable<JudgedMatch>> {
  const searcher = new FragmentSearcher(search);
  const { matches, problems } = searcher;
  await searcher.search(fragments, search.log);
  for (const text of problems.values()) search.log.notice(text);
  for (const error of searcher.failures) search.log.report(error);
  return judgeMatches(await locate(matches), search.ruleSet);
}

/** What was found in fragments. */
export interface Found {
  readonly matches: readonly PlacedMatch[];
  /** Inline comments that may not do what their author meant: each kind once, with a notice that names the first place. */
  readonly problems: ReadonlyMap<string, string>;
  /** Our own inline comments that leave nothing out, with their places. */
  readonly unused: readonly string[];
}

/** Detects matches in fragments, and collects them. */
export class FragmentSearcher implements Found {
  matches: PlacedMatch[] = [];
  problems = new Map<string, string>();
  unused: string[] = [];
  readonly #search: Omit<Search, 'log'>;
  readonly #limit: TimeLimit;
  readonly #detector: Detector;
  /** The file that was searched last, and the last one that took too long. */
  #last: string | undefined;
  #slow: string | undefined;

  constructor(search: Omit<Search, 'log'>) {
    const { ruleSet, detection, goOn } = search;
    this.#search = search;
    this.#limit = new TimeLimit(detection.fileTimeoutMs ?? Number.POSITIVE_INFINITY, goOn);
    this.#detector = new Detector(ruleSet, detection, this.#limit);
  }

  /** Rules that were not looked for to the end. */
  get failures(): readonly ScanError[] {
    return [...this.#detector.failures.values()].map((error) => error.toScanError());
  }

  /** Searches contents, and the files in archives. */
  async search(fragments: AsyncIterable<Fragment>, log: ScanLog): Promise<void> {
    const { env, goOn } = this.#search;
    const opened = withArchives(fragments, mayOpen, leaveOutOf(log), env);
    for await (const { inside, isName, ...fragment } of untilStopped(opened, goOn)) {
      if (inside === undefined) this.searchOne(fragment, log);
      else {
        const place = { ...fragment.place, inside, ...(isName && { kind: 'path' as const }) };
        this.#detect(fragment, place, log);
      }
      if (!goOn()) break;
    }
  }

  /** Searches a piece of a content that is no archive. */
  searchOne(fragment: Fragment, log: ScanLog): void {
    this.#detect(fragment, fragment.place, log);
    this.#search.files.inspect(fragment);
  }

  /** @param place that of the fragment, or in it */
  #detect(fragment: Fragment, place: Place, log: ScanLog): void {
    const { inside } = place;
    const name = fileOf(fragment);
    if (name !== this.#slow) {
      try {
        const isFirst = name !== this.#last;
        const found = this.#limit.run(fragment.bytes.length, isFirst, () => this.#detector.detect(fragment));
        for (const match of found) {
          const placed = placeIn(place, match);
          if (placed !== undefined) this.matches.push(placed);
        }
        if (inside === undefined && place.kind === 'file') this.#noteUnused(name, place, found);
      } catch (thrown) {
        if (isTooSlow(thrown)) log.error('E_SOURCE', withInside(name, inside), this.#limit.reason);
        this.#slow = name;
      }
    }
    this.#last = name;
    for (const [problem, line] of this.#detector.problems) {
      const shown = withInside(place.path ?? 'input', inside);
      if (!this.problems.has(problem) && isTold(problem, shown))
        this.problems.set(problem, `${shown}:${line}: ${problem}`);
    }
    this.#detector.problems.clear();
  }

  #noteUnused(name: string, place: Place, found: readonly Match[]): void {
    const { ruleSet } = this.#search;
    const isReported = (match: Match) => judgeMatches([{ match, place }], ruleSet).next().done !== true;
    this.unused.push(...(this.#detector.comments?.unusedIn(name, found, isReported) ?? []));
  }
}

/** The file that a fragment is a piece of, by its path or its blob. */
function fileOf({ place: { kind, path, blob } }: Pick<Fragment, 'place'>): string {
  return path ?? blob ?? (kind === 'commit-message' ? 'commit message' : 'standard input');
}

/** @returns undefined for a match in a name that is not reported there */
function placeIn(place: Place, match: Match): PlacedMatch | undefined {
  const { kind, inside, path = '' } = place;
  if (kind !== 'path' && kind !== 'ref') return { match, place };
  if (!isReportedInName(match)) return undefined;
  return { match: kind === 'path' && inside === undefined ? matchInPath(match, path) : match, place };
}

/** A source that waits for git fails when the scan is stopped; what it gave before counts. */
async function* untilStopped<T>(fragments: AsyncIterable<T>, goOn: () => boolean): AsyncGenerator<T> {
  try {
    yield* fragments;
  } catch (thrown) {
    if (goOn() || !(thrown instanceof HexhoundError)) throw thrown;
  }
}

function mayOpen({ place: { kind } }: Fragment): boolean {
  return kind === 'file' || kind === 'git-file' || kind === 'stdin';
}

/** Whether a content has to be opened, by its first piece. */
export function isArchive(first: Fragment): boolean {
  return mayOpen(first) && archiveFormat(first.bytes) !== undefined;
}

function leaveOutOf(log: ScanLog) {
  return (fragment: Fragment, inside: string, reason: string) =>
    log.leaveOut('archive', withInside(fileOf(fragment), inside), reason);
}
