import { inspect } from 'node:util';

/** Characters of a secret that a report may show at its end, so that its owner can tell which key it is. */
const SHOWN = 4;

/**
 * A secret value that no serialisation can leak: `String()`, JSON, template strings and `util.inspect` all give the
 * masked form. Only `reveal()` gives the value, so that a search for it lists every place that handles one.
 */
export class Secret {
  readonly #value: string;

  /** @param value the secret's bytes as latin1, or any text */
  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself. For fingerprints, exact redaction, verification and `--show-secrets` only. */
  reveal(): string {
    return this.#value;
  }

  get length(): number {
    return this.#value.length;
  }

  equals(other: Secret): boolean {
    return this.#value === other.#value;
  }

  /** Such as `****c0de`: the last four characters, of secrets of one line that are long enough for four to say nothing. */
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
