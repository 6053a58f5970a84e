/** Words of a record of `applyDelta` (assembly/delta.ts): start and end of a copied range, and its start in the base. */
const SEGMENT_WORDS = 3;

/**
 * The ranges of an object that have to be searched when its base has been searched already: what the delta inserted,
 * and as many bytes of the copied ranges beside it as a match can reach into them.
 * @param words the delta's records, from index `at` on, in the order of the object
 * @param overlap length of the longest needle, minus one
 */
export function* changedRanges(
  words: Uint32Array,
  at: number,
  count: number,
  length: number,
  overlap: number,
): Generator<readonly [from: number, to: number]> {
  let [from, covered] = [0, 0];
  for (let word = at; word < at + count * SEGMENT_WORDS; word += SEGMENT_WORDS) {
    const [start = 0, end = 0] = [words[word], words[word + 1]];
    // In a short range every byte may be a part of a match that crosses one of its ends.
    if (end - start <= 2 * overlap) continue;
    if (start > 0) yield [from, Math.min(length, start + overlap)];
    from = end - overlap;
    covered = end;
  }
  if (covered < length) yield [from, length];
}
