import { NO_OUTCOME } from '../../kernel/object-kernel.ts';
import type { WindowEvidence } from '../verdict/window.ts';
import type { Template } from './template.ts';

/** What was found at an anchor. With `window` or `encoded`, it depends on the rest of the content, too. */
export interface Outcome {
  readonly hits: readonly RelativeHit[];
  /** For a candidate. */
  readonly window?: WindowEvidence;
  /** For base64, or something packed, with a candidate in it. */
  readonly encoded?: true;
}

/** A hit, relative to its anchor. */
export interface RelativeHit {
  readonly offset: number;
  readonly length: number;
  readonly template: number;
  readonly rank: number;
}

/** Templates that are remembered, so that equal ones get the same number. */
const MOST_KNOWN = 4096;

/**
 * Numbers outcomes, for the lists of anchors in the kernel's memory, and templates. Equal ones mostly get the same number,
 * as the same lines come back in every version of a file.
 */
export class Outcomes {
  /** Templates by number. */
  readonly templates: Template[] = [];
  readonly #outcomes: Outcome[] = [{ hits: [] }];
  /** Candidates: the last one of each window, and all by their content as JSON. */
  #byWindow = new WeakMap<WindowEvidence, number>();
  readonly #byJson = new Map<string, number>();
  readonly #templateNumbers = new Map<string, number>();
  /** Templates that an inline comment leaves out, by the number of the same template without the comment and the marker. */
  readonly #ignored = new Map<string, number>();

  get(number: number): Outcome | undefined {
    return this.#outcomes[number];
  }

  /** @returns number of an outcome without a candidate */
  add(outcome: Outcome): number {
    if (outcome.hits.length === 0 && outcome.encoded === undefined) return NO_OUTCOME;
    return this.#outcomes.push(outcome) - 1;
  }

  /** Number of the last outcome of a candidate with this window; `NO_OUTCOME` if there is none. */
  lastOf(window: WindowEvidence): number {
    return this.#byWindow.get(window) ?? NO_OUTCOME;
  }

  /** @returns number of a candidate's outcome */
  addCandidate(window: WindowEvidence, hits: readonly RelativeHit[]): number {
    const json = JSON.stringify([hits, window]);
    let number = this.#byJson.get(json);
    if (number === undefined) {
      number = this.#outcomes.push({ hits, window }) - 1;
      this.#byJson.set(json, number);
    }
    this.#byWindow.set(window, number);
    return number;
  }

  addTemplate(template: Template): number {
    const json = JSON.stringify(template);
    const known = this.#templateNumbers.get(json);
    if (known !== undefined) return known;
    if (this.#templateNumbers.size >= MOST_KNOWN) this.#templateNumbers.clear();
    const number = this.templates.push(template) - 1;
    this.#templateNumbers.set(json, number);
    return number;
  }

  /** @returns number of the same template as one that an inline comment leaves out */
  ignore(number: number, marker: string): number {
    const key = `${number} ${marker}`;
    const known = this.#ignored.get(key);
    const template = this.templates[number];
    if (known !== undefined || template === undefined) return known ?? number;
    const ignored = this.templates.push({ ...template, ignoredBy: marker }) - 1;
    this.#ignored.set(key, ignored);
    return ignored;
  }

  /** Drops all outcomes: no list holds their numbers any more. Templates stay. */
  forget(): void {
    this.#outcomes.length = 1;
    this.#byWindow = new WeakMap();
    this.#byJson.clear();
  }
}
