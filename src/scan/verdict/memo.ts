/**
 * Remembers what a pure function of a text gave: the same names and marks come back in every line of a file. What was not
 * asked for while `most` other texts were is forgotten, which keeps it small whatever is scanned.
 * @param most how many texts it holds; for a while, twice as many
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
