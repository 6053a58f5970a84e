import type { Hit } from './hit.ts';

/**
 * Of hits that overlap, keeps the one that says most: a key whose checksum fits before one known by its prefix, that
 * before one known by a word nearby, that before a bare key; among equals the longer.
 */
export function resolveOverlaps(hits: readonly Hit[]): Hit[] {
  const ranked = [...hits].sort(
    (a, b) => rank(b) - rank(a) || b.end - b.start - (a.end - a.start) || a.start - b.start,
  );
  const taken = new Ranges();
  return ranked.filter((hit) => taken.add(hit.start, hit.end)).sort((a, b) => a.start - b.start);
}

function rank(hit: Hit): number {
  if (hit.kind === 'bare') return 0;
  if (hit.checked) return 3;
  return hit.rule.kind === 'prefix' ? 2 : 1;
}

/** Disjoint ranges, sorted. */
class Ranges {
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];

  /** False, and nothing added, when the range overlaps one that is there. */
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
