/** Words of a record of `applyDelta` (assembly/delta.ts): where a copied range begins and ends, and where it came from. */
const SEGMENT_WORDS = 3;

/**
 * The ranges of an object in which something can stand that stands in no single range that a delta copied: what was
 * inserted, and so much of the copies around it as a needle can reach into them.
 * @param words the delta's records, from `at`, in the order of the object
 * @param overlap bytes of the longest needle, less one
 */
export function* changedRanges(
  words: Uint32Array,
  at: number,
  count: number,
  length: number,
  overlap: number,
): Generator<readonly [from: number, to: number]> {
  let [dirty, covered] = [0, 0];
  for (let word = at; word < at + count * SEGMENT_WORDS; word += SEGMENT_WORDS) {
    const [start = 0, end = 0] = [words[word], words[word + 1]];
    // Everything in a short one may belong to what is before it or behind.
    if (end - start <= 2 * overlap) continue;
    if (start > 0) yield [dirty, Math.min(length, start + overlap)];
    dirty = end - overlap;
    covered = end;
  }
  if (covered < length) yield [dirty, length];
}
