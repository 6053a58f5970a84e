import type { Found } from '../findings/place.ts';
import type { Fragment } from '../fragment.ts';

/** A working tree, the index, a history, standard input: something that yields fragments. */
export interface Source {
  fragments(): AsyncIterable<Fragment>;
  /** After the last fragment, of a source whose fragments do not know where they are. */
  readonly locate?: Locate;
}

/**
 * Gives what was found its places: one content can be at many (a blob at several paths and commits), and at none that
 * counts (the line was not added by the range that was asked for).
 * @param isNamed files with such a path are given back too, with their content, whatever was found in them
 */
export type Locate = (found: readonly Found[], isNamed: (path: string) => boolean) => Promise<Located>;

export interface Located {
  readonly found: readonly Found[];
  /** Small files only: what is larger than a piece is left out. */
  readonly named: readonly Fragment[];
}
