import type { Line } from './lines.ts';

/** A part of a content that a comment covers: bytes [start, end). */
export interface Region extends Line {
  /** The comment's marker. */
  readonly marker: string;
  /** Offset of the comment. */
  readonly at: number;
}

/** Regions by family. */
export class Regions {
  readonly #lists = new Map<string, Region[]>();
  #sorted: ReadonlyMap<string, readonly Region[]> | undefined;

  add(key: string, region: Region): void {
    const list = this.#lists.get(key) ?? [];
    this.#lists.set(key, list);
    const last = list.at(-1);
    // Comments mostly come in order, and those on one line cover the same bytes.
    const joined = last?.marker === region.marker && last.start <= region.start && region.start <= last.end;
    if (joined)
      list[list.length - 1] = {
        start: last.start,
        end: Math.max(last.end, region.end),
        marker: last.marker,
        at: last.at,
      };
    else list.push(region);
    this.#sorted = undefined;
  }

  /** The first region of `key` that shares a byte with [start, end). */
  find(key: string, start: number, end: number): Region | undefined {
    this.#sorted ??= new Map([...this.#lists].map(([name, list]) => [name, disjoint(list)]));
    const regions = this.#sorted.get(key) ?? [];
    let low = 0;
    let high = regions.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((regions[middle]?.end ?? 0) <= start) low = middle + 1;
      else high = middle;
    }
    const region = regions[low];
    return region !== undefined && region.start < end ? region : undefined;
  }
}

/** The same regions, sorted and without overlaps. */
function disjoint(regions: readonly Region[]): readonly Region[] {
  const result: Region[] = [];
  let covered = 0;
  for (const region of regions.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    if (region.end <= covered) continue;
    result.push({ ...region, start: Math.max(covered, region.start) });
    covered = region.end;
  }
  return result;
}
