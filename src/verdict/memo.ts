/**
 * Remembers what a pure function of a text gave: the same names and marks come back in every line of a file. Forgets
 * all when it holds too much, which keeps it small whatever is scanned.
 * @param most how many texts it holds
 */
export function memoize<T>(compute: (text: string) => T, most = 4096): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    if (known.size >= most) known.clear();
    const value = compute(text);
    known.set(text, value);
    return value;
  };
}
