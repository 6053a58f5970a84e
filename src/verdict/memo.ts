const MOST = 4096;

/**
 * Remembers what a pure function of a text gave: the same names and marks come back in every line of a file. Forgets
 * all when it holds too much, which keeps it small whatever is scanned.
 */
export function memoize<T>(compute: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    if (known.size >= MOST) known.clear();
    const value = compute(text);
    known.set(text, value);
    return value;
  };
}
