import { inspect } from 'node:util';

/** Characters at the end of a secret that a report may show, so that its owner knows which key it is. */
const SHOWN = 4;

/**
 * A secret value that no serialisation gives away: `String()`, JSON, template strings and `util.inspect` give its mask.
 * Only `reveal()` gives the value, so a search for that name lists every place that uses one.
 */
export class Secret {
  readonly #value: string;

  /** @param value the secret's bytes as latin1, or any text */
  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself. Only for fingerprints, redaction, verification, search and `--show-secrets`. */
  reveal(): string {
    return this.#value;
  }

  get length(): number {
    return this.#value.length;
  }

  equals(other: Secret): boolean {
    return this.#value === other.#value;
  }

  /** Such as `****c0de`. The last four characters are shown if the secret has one line and is long enough. */
  mask(): string {
    const isShown = this.#value.length >= 24 && /^[\x21-\x7e]*\w{4}$/.test(this.#value);
    return `****${isShown ? this.#value.slice(-SHOWN) : ''}`;
  }

  toString(): string {
    return this.mask();
  }

  toJSON(): string {
    return this.mask();
  }

  [inspect.custom](): string {
    return `Secret(${this.mask()})`;
  }
}
