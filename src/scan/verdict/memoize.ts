/**
 * Caches the results of a pure function: the same names and marks come back in every line of a file. Results that were not
 * used during `most` other calls are dropped. Some of these caches live as long as the module: as results depend on
 * nothing but the text and the size is bounded, scans in one process can share them.
 * @param most results that are kept; at times twice as many
 */
export function memoize<T extends object | string | number | boolean>(
  compute: (text: string) => T,
  most = 4096,
): (text: string) => T {
  let recent = new Map<string, T>();
  let older = new Map<string, T>();
  return (text) => {
    const known = recent.get(text);
    if (known !== undefined) return known;
    const value = older.get(text) ?? compute(text);
    if (recent.size >= most) {
      older = recent;
      recent = new Map();
    }
    recent.set(text, value);
    return value;
  };
}
