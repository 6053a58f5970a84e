import { NO_OUTCOME } from '../../kernel/object-kernel.ts';
import type { Sight } from '../verdict/gather.ts';
import type { Template } from './template.ts';

/** What an anchor came to. */
export interface Outcome {
  readonly hits: readonly Placed[];
  /** Of a candidate: the context has a say about it. */
  readonly sight?: Sight;
  /** Of base64 with a candidate in it. */
  readonly encoded?: true;
}

/** A hit of a template, relative to its anchor. */
export interface Placed {
  readonly offset: number;
  readonly length: number;
  readonly template: number;
  readonly rank: number;
}

/** Templates that are told apart from new ones. */
const MOST_KNOWN = 4096;

/**
 * Numbers what anchors came to, for the lists in the kernel's memory, and the templates of what was found. The same gets
 * the same number where that is easily seen: the same lines come back in every version of a file.
 */
export class Outcomes {
  /** What was found, each by its number. */
  readonly templates: Template[] = [];
  readonly #outcomes: Outcome[] = [{ hits: [] }];
  /** Of candidates: the last of those that look the same, and all by what they say. */
  #bySight = new WeakMap<Sight, number>();
  readonly #bySaying = new Map<string, number>();
  readonly #templateNumbers = new Map<string, number>();
  /** Numbers of templates that an inline comment leaves out, by the number of the template as it is without, and marker. */
  readonly #ignored = new Map<string, number>();

  get(number: number): Outcome | undefined {
    return this.#outcomes[number];
  }

  /** Number of an outcome without candidates. */
  add(outcome: Outcome): number {
    if (outcome.hits.length === 0 && outcome.encoded === undefined) return NO_OUTCOME;
    return this.#outcomes.push(outcome) - 1;
  }

  /** Number of the last outcome of a candidate that looks the same; `NO_OUTCOME` if there is none. */
  ofSight(sight: Sight): number {
    return this.#bySight.get(sight) ?? NO_OUTCOME;
  }

  /** Number of a candidate's outcome. */
  addCandidate(sight: Sight, hits: readonly Placed[]): number {
    const saying = JSON.stringify([hits, sight]);
    let number = this.#bySaying.get(saying);
    if (number === undefined) {
      number = this.#outcomes.push({ hits, sight }) - 1;
      this.#bySaying.set(saying, number);
    }
    this.#bySight.set(sight, number);
    return number;
  }

  addTemplate(template: Template): number {
    const saying = JSON.stringify(template);
    const known = this.#templateNumbers.get(saying);
    if (known !== undefined) return known;
    if (this.#templateNumbers.size >= MOST_KNOWN) this.#templateNumbers.clear();
    const number = this.templates.push(template) - 1;
    this.#templateNumbers.set(saying, number);
    return number;
  }

  /** Number of the same template, left out by an inline comment. */
  ignore(number: number, marker: string): number {
    const key = `${number} ${marker}`;
    const known = this.#ignored.get(key);
    const template = this.templates[number];
    if (known !== undefined || template === undefined) return known ?? number;
    const ignored = this.templates.push({ ...template, ignoredBy: marker }) - 1;
    this.#ignored.set(key, ignored);
    return ignored;
  }

  /** No list holds a number any more. Templates stay. */
  forget(): void {
    this.#outcomes.length = 1;
    this.#bySight = new WeakMap();
    this.#bySaying.clear();
  }
}
