/** A word may have one typing error in three letters. */
const LETTERS_PER_ERROR = 3;

/** Longer words are not compared: the cost is the product of the lengths. */
const LONGEST = 64;

/**
 * The end of a message about an unknown word: `; did you mean "minConfidence"?`, or nothing if no known word is similar.
 */
export function suggest(word: string, known: Iterable<string>): string {
  if (word.length > LONGEST) return '';
  let best: string | undefined;
  let least = Math.floor(word.length / LETTERS_PER_ERROR) + 1;
  for (const candidate of known) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best === undefined ? '' : `; did you mean "${best}"?`;
}

/** The number of insertions, deletions, substitutions and swaps of neighbours (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let [older, old]: number[][] = [[], Array.from({ length: b.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((old?.[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (old?.[j - 1] ?? 0) + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) cost = Math.min(cost, (older?.[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    [older, old] = [old, row];
  }
  return old?.[b.length] ?? 0;
}
