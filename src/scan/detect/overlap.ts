/** Something at start..end. Where several overlap, the one of the highest rank is kept. */
export interface Ranked {
  readonly start: number;
  readonly end: number;
  readonly rank: number;
}

/**
 * Of overlapping hits, keeps the one of the highest rank; of equal ones, the longest.
 * @returns sorted by start
 */
export function resolveOverlaps<T extends Ranked>(hits: readonly T[]): T[] {
  const sorted = [...hits].sort((a, b) => a.start - b.start);
  if (!sorted.some(({ start }, at) => start < (sorted[at - 1]?.end ?? 0))) return sorted;
  const ranked = [...hits].sort((a, b) => b.rank - a.rank || b.end - b.start - (a.end - a.start) || a.start - b.start);
  const taken = new Ranges();
  return ranked.filter((hit) => taken.add(hit.start, hit.end)).sort((a, b) => a.start - b.start);
}

/** Disjoint ranges, sorted. */
class Ranges {
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];

  /** @returns false if the range overlaps another one and so was not added */
  add(start: number, end: number): boolean {
    let low = 0;
    for (let high = this.#starts.length; low < high; ) {
      const middle = (low + high) >> 1;
      if ((this.#ends[middle] ?? 0) <= start) low = middle + 1;
      else high = middle;
    }
    if ((this.#starts[low] ?? Number.POSITIVE_INFINITY) < end) return false;
    this.#starts.splice(low, 0, start);
    this.#ends.splice(low, 0, end);
    return true;
  }
}
