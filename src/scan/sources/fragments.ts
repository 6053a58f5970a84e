import { HexhoundError } from '../../model/errors.ts';
import type { Fragment } from '../../model/fragment.ts';
import type { Match } from '../../model/match.ts';
import { type Place, type PlacedMatch, withInside } from '../../model/place.ts';
import type { ScanLog } from '../../model/scan-log.ts';
import type { JudgedMatch } from '../../model/verdict.ts';
import { withArchives } from '../archives/with-archives.ts';
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
  { ruleSet, detection, files, log, env, goOn }: Search,
  locate: Locate = (matches) => Promise.resolve(matches),
): Promise<Iterable<JudgedMatch>> {
  const limit = new TimeLimit(detection.fileTimeoutMs ?? Number.POSITIVE_INFINITY, goOn);
  const detector = new Detector(ruleSet, detection, limit);
  const matches: PlacedMatch[] = [];
  let noted = 0;
  let [file, slow]: string[] = [];
  const opened = withArchives(fragments, mayOpen, leaveOutOf(log), env);
  for await (const { inside, isName, ...fragment } of untilStopped(opened, goOn)) {
    const place =
      inside === undefined ? fragment.place : { ...fragment.place, inside, ...(isName && { kind: 'path' as const }) };
    const name = fileOf(fragment);
    if (name !== slow) {
      try {
        const found = limit.run(fragment.bytes.length, name !== file, () => detector.detect(fragment));
        matches.push(...found.flatMap((match) => placeIn(place, match) ?? []));
      } catch (thrown) {
        if (isTooSlow(thrown)) log.error('E_SOURCE', withInside(name, inside), limit.reason);
        slow = name;
      }
    }
    file = name;
    for (const [problem, line] of [...detector.problems].slice(noted)) {
      log.notice(`${withInside(place.path ?? 'input', inside)}:${line}: ${problem}`);
    }
    noted = detector.problems.size;
    if (inside === undefined) files.inspect(fragment);
    if (!goOn()) break;
  }
  for (const error of detector.failures.values()) log.report(error.toScanError());
  return judgeMatches(await locate(matches), ruleSet);
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

function leaveOutOf(log: ScanLog) {
  return (fragment: Fragment, inside: string, reason: string) =>
    log.leaveOut('archive', withInside(fileOf(fragment), inside), reason);
}
