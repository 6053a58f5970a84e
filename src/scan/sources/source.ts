import type { Fragment } from '../../model/fragment.ts';
import type { Match } from '../../model/match.ts';
import type { Found } from '../../model/place.ts';
import type { RuleSet } from '../../model/rule.ts';
import type { DetectorOptions } from '../detect/detector.ts';

/** A working tree, the index, a range of a history, standard input: something that yields fragments. */
export interface FragmentSource {
  fragments(): AsyncIterable<Fragment>;
  /** After the last fragment, of a source whose fragments do not know where they are. */
  readonly locate?: Locate;
}

/** A whole history: what it holds is looked at where it lies, by as many threads as that is worth. */
export interface SearchableSource {
  search(search: Search): Promise<Located>;
}

export type Source = FragmentSource | SearchableSource;

/** What is looked for. */
export interface Search {
  readonly ruleSet: RuleSet;
  readonly options: DetectorOptions;
  /** Whether a match would be reported at a path, with whatever confidence. */
  readonly isWorth: (match: Match, path: string | undefined) => boolean;
  /** As in `Locate`. */
  readonly isNamed: (path: string) => boolean;
  /** Called now and then; answers whether to go on. */
  readonly onProgress: () => boolean;
}

/**
 * Gives what was found its places: one content can be at many (a blob at several paths and commits), and at none that
 * counts (the line was not added by the range that was asked for).
 * @param isNamed files with such a path are given back too, with their content, whatever was found in them
 */
export type Locate = (found: readonly Found[], isNamed: (path: string) => boolean) => Promise<Located>;

export interface Located {
  readonly found: Iterable<Found>;
  /** Small files only: what is larger than a piece is left out. */
  readonly named: Iterable<Fragment> | AsyncIterable<Fragment>;
}
