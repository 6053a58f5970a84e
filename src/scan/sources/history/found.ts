import type { Match } from '../../../model/match.ts';
import type { Rule } from '../../../model/rule.ts';
import { type Template, TemplateReader, templateOf } from '../../detect/template.ts';
import { MatchLog, type MatchPages, readMatches } from './match-log.ts';

/** A match in the object of this number. */
export interface HistoryMatch {
  readonly object: number;
  /** One of `PART`. */
  readonly part: number;
  readonly match: Match;
  /** As in an occurrence. */
  readonly inside?: string;
}

/** The matches that one thread found. */
export interface FoundPart {
  readonly templates: readonly Template[];
  readonly matches: MatchPages;
}

/** All matches in the objects of a history. They are kept packed: there can be millions, and most are not reported. */
export class FoundInHistory {
  readonly #parts: readonly FoundPart[];
  readonly #others: readonly HistoryMatch[];
  readonly #reader: TemplateReader;

  /** @param others matches in objects that were read whole */
  constructor(parts: readonly FoundPart[], others: readonly HistoryMatch[], rules: readonly Rule[]) {
    this.#parts = parts;
    this.#others = others;
    this.#reader = new TemplateReader(rules);
  }

  /** Numbers of the archives with matches in their files. */
  archives(): number[] {
    return this.#others.flatMap(({ object, inside }) => (inside === undefined ? [] : [object]));
  }

  /** Calls `onObject` for every object with a match, for some more than once. */
  forEachObject(onObject: (object: number, part: number) => void): void {
    let last = -1;
    const visit = (object: number, part: number) => {
      if (object !== last) onObject(object, part);
      last = object;
    };
    for (const { matches } of this.#parts) readMatches(matches, visit);
    for (const { object, part } of this.#others) visit(object, part);
  }

  /** A log of the matches in objects themselves, which can be kept: templates have numbers only, as their content holds the secrets. */
  toLog(): MatchPages {
    const log = new MatchLog();
    const numbers = new Map<Template | string, number>();
    const numberOf = (key: Template | string): number => {
      const number = numbers.get(key) ?? numbers.size;
      numbers.set(key, number);
      return number;
    };
    for (const { templates, matches } of this.#parts) {
      readMatches(matches, (object, part, number, line, column) => {
        const template = templates[number];
        if (template !== undefined) log.add(object, part, numberOf(template), line, column);
      });
    }
    for (const { object, part, match, inside } of this.#others) {
      // Positions in an archive say nothing of the object itself.
      if (inside !== undefined) continue;
      log.add(object, part, numberOf(JSON.stringify(templateOf(match))), match.span.line, match.span.column);
    }
    return log.finish();
  }

  /**
   * The matches to report, each with its verdicts.
   * @param judge gets one sample for all matches that differ only in their position; matches for which it returns undefined
   *   are left out
   */
  select<V>(
    judge: (object: number, part: number, sample: Match, inside?: string) => V | undefined,
  ): (HistoryMatch & { verdicts: V })[] {
    const selected: (HistoryMatch & { verdicts: V })[] = [];
    for (const { templates, matches } of this.#parts) {
      const samples = templates.map((template) => this.#reader.matchAt(template, 1, 1));
      readMatches(matches, (object, part, number, line, column) => {
        const [sample, template] = [samples[number], templates[number]];
        if (sample === undefined || template === undefined) throw new Error('a match without a template');
        const verdicts = judge(object, part, sample);
        if (verdicts === undefined) return;
        selected.push({ object, part, match: this.#reader.matchAt(template, line, column), verdicts });
      });
    }
    for (const item of this.#others) {
      const verdicts = judge(item.object, item.part, item.match, item.inside);
      if (verdicts !== undefined) selected.push({ ...item, verdicts });
    }
    return selected;
  }
}
