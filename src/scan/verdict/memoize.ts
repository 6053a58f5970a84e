/**
 * Keeps results that depend on nothing but a text. What was not asked for during `most` other texts is dropped. Some of these
 * caches live as long as the module: as the size is bounded, scans in one process can share them.
 */
export class TextCache<T> {
  readonly #most: number;
  #recent = new Map<string, T>();
  #older = new Map<string, T>();

  /** @param most results that are kept; at times twice as many */
  constructor(most = 4096) {
    this.#most = most;
  }

  get(text: string): T | undefined {
    const known = this.#recent.get(text);
    if (known !== undefined) return known;
    const older = this.#older.get(text);
    if (older !== undefined) this.set(text, older);
    return older;
  }

  set(text: string, value: T): void {
    if (this.#recent.size >= this.#most) {
      this.#older = this.#recent;
      this.#recent = new Map();
    }
    this.#recent.set(text, value);
  }
}

/**
 * Caches the results of a pure function: the same names and marks come back in every line of a file.
 * @param most as in `TextCache`
 */
export function memoize<T extends object | string | number | boolean>(
  compute: (text: string) => T,
  most?: number,
): (text: string) => T {
  const cache = new TextCache<T>(most);
  return (text) => {
    const known = cache.get(text);
    if (known !== undefined) return known;
    const value = compute(text);
    cache.set(text, value);
    return value;
  };
}
