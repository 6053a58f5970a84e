import type { Fragment } from '../../model/fragment.ts';
import type { PlacedMatch } from '../../model/place.ts';
import type { JudgedMatch } from '../../model/verdict.ts';
import { Detector } from '../detect/detector.ts';
import { judgeMatches } from '../verdict/judge-match.ts';
import type { Search } from './source.ts';

/**
 * Gives matches their places once all are known: one content can be at many (a blob at several paths and commits), and
 * at none that counts (the line was not added by the range that was asked for).
 */
export type Locate = (matches: readonly PlacedMatch[]) => Promise<readonly PlacedMatch[]>;

/**
 * Looks through fragments one after the other.
 * @param locate for fragments that do not know yet where they are
 */
export async function searchFragments(
  fragments: AsyncIterable<Fragment>,
  { ruleSet, detection, files, log, goOn }: Search,
  locate: Locate = (matches) => Promise.resolve(matches),
): Promise<Iterable<JudgedMatch>> {
  const detector = new Detector(ruleSet, detection);
  const matches: PlacedMatch[] = [];
  for await (const fragment of fragments) {
    for (const match of detector.detect(fragment)) matches.push({ match, place: fragment.place });
    files.inspect(fragment);
    if (!goOn()) break;
  }
  for (const problem of detector.problems) log.notice(problem);
  return judgeMatches(await locate(matches), ruleSet);
}
