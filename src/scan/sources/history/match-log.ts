/**
 * Packs matches into few bytes: 1,000 versions of a lock file with 4,000 digests have four million. Each match is stored as
 * the difference to the one before, which is mostly 0 or 1.
 */

/** A finished log. Plain data. */
export interface MatchPages {
  readonly pages: readonly Uint8Array<ArrayBuffer>[];
}

/** Takes the object, which part of it (`PART`), the number of the template, line and column. */
export type OnMatch = (object: number, kind: number, template: number, line: number, column: number) => void;

const PAGE_BYTES = 64 * 1024;

/** Five numbers of at most 5 bytes. */
const MOST_BYTES = 25;

export class MatchLog {
  readonly #pages: Uint8Array<ArrayBuffer>[] = [];
  #page = new Uint8Array(PAGE_BYTES);
  #at = 0;
  #object = 0;
  #kind = 0;
  #template = 0;
  #line = 0;

  add(object: number, kind: number, template: number, line: number, column: number): void {
    if (this.#at + MOST_BYTES > PAGE_BYTES) this.#endPage();
    // Kind 0: the same part of the same object as in the match before.
    const isSame = object === this.#object && kind === this.#kind && this.#at > 0;
    this.#put(isSame ? 0 : kind);
    if (!isSame) {
      this.#put(zigzag(object - this.#object));
      this.#line = 0;
    }
    this.#put(zigzag(template - this.#template));
    this.#put(line - this.#line);
    this.#put(column);
    this.#object = object;
    this.#kind = kind;
    this.#template = template;
    this.#line = line;
  }

  finish(): MatchPages {
    this.#endPage();
    return { pages: this.#pages };
  }

  /** Ends the page. Each page can be read without the others. */
  #endPage(): void {
    if (this.#at > 0) this.#pages.push(this.#page.slice(0, this.#at));
    this.#at = 0;
    this.#object = 0;
    this.#template = 0;
    this.#line = 0;
  }

  /** Groups of 7 bits, the lowest first, all but the last with the 8th bit set. */
  #put(value: number): void {
    let rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) this.#page[this.#at++] = (rest & 127) | 128;
    this.#page[this.#at++] = rest;
  }
}

/** Gives the matches in the order in which they were added. */
export function readMatches({ pages }: MatchPages, onMatch: OnMatch): void {
  for (const page of pages) {
    let at = 0;
    const next = (): number => {
      let value = 0;
      for (let unit = 1; ; unit *= 128) {
        const byte = page[at++] ?? 0;
        value += (byte & 127) * unit;
        if (byte < 128) return value;
      }
    };
    let [object, kind, template, line] = [0, 0, 0, 0];
    while (at < page.length) {
      const newKind = next();
      if (newKind !== 0) {
        kind = newKind;
        object += unzigzag(next());
        line = 0;
      }
      template += unzigzag(next());
      line += next();
      onMatch(object, kind, template, line, next());
    }
  }
}

function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

function unzigzag(value: number): number {
  return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
}
