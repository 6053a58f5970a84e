import { groupBy } from '../../../model/group-by.ts';
import { type Template, templateOf } from '../../detect/template.ts';
import type { FoundPart, HistoryMatch } from './found.ts';
import { type MatchPages, readMatches } from './match-log.ts';

/** A match of a template. `ordinal` counts the matches of the object from 0. */
interface Sample {
  readonly object: number;
  readonly ordinal: number;
  readonly line: number;
  readonly column: number;
}

/**
 * One match for each template of a cached log, which holds the positions but not the templates. Only the objects with these
 * matches have to be read again to get the templates back.
 */
export class Samples {
  readonly #matches: MatchPages;
  /** By the number of the template. */
  readonly #samples: Sample[] = [];

  constructor(matches: MatchPages) {
    this.#matches = matches;
    let [last, ordinal] = [-1, 0];
    readMatches(matches, (object, _, template, line, column) => {
      ordinal = object === last ? ordinal + 1 : 0;
      last = object;
      this.#samples[template] ??= { object, ordinal, line, column };
    });
  }

  /** Numbers of the objects to read, each once. */
  get objects(): number[] {
    return [...new Set(this.#samples.map(({ object }) => object))];
  }

  /**
   * The log together with its templates.
   * @param found all matches in `objects`, in order
   * @returns undefined if they do not agree with the log
   */
  restore(found: readonly HistoryMatch[]): FoundPart | undefined {
    const byObject = groupBy(found, ({ object }) => object);
    const templates: Template[] = [];
    for (const [number, { object, ordinal, line, column }] of this.#samples.entries()) {
      const match = byObject.get(object)?.[ordinal]?.match;
      if (match?.span.line !== line || match.span.column !== column) return undefined;
      templates[number] = templateOf(match);
    }
    return { templates, matches: this.#matches };
  }
}
