import { type Template, templateOf } from '../../detect/template.ts';
import type { FoundPart, HistoryMatch } from './found.ts';
import { type MatchPages, readMatches } from './match-log.ts';

/** Where a template was met with. `ordinal` counts the matches of the object from 0. */
interface Sample {
  readonly object: number;
  readonly ordinal: number;
  readonly line: number;
  readonly column: number;
}

/**
 * One place for each template of a log. A log says where everything is, but not what, for it may be kept; what it is
 * can be read again there, and the rest of the objects need not be.
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

  /** Numbers of the objects that are to be looked at, each once. */
  get objects(): number[] {
    return [...new Set(this.#samples.map(({ object }) => object))];
  }

  /**
   * The log together with its templates.
   * @param found everything that was found in `objects`, in the order of each
   * @returns undefined where that is not what the log says
   */
  restore(found: readonly HistoryMatch[]): FoundPart | undefined {
    const byObject = new Map<number, HistoryMatch[]>();
    for (const item of found) {
      const items = byObject.get(item.object);
      if (items === undefined) byObject.set(item.object, [item]);
      else items.push(item);
    }
    const templates: Template[] = [];
    for (const [number, { object, ordinal, line, column }] of this.#samples.entries()) {
      const match = byObject.get(object)?.[ordinal]?.match;
      if (match?.span.line !== line || match.span.column !== column) return undefined;
      templates[number] = templateOf(match);
    }
    return { templates, matches: this.#matches };
  }
}
