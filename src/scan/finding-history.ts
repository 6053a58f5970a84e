import { defined } from '../model/defined.ts';
import type { FindingHistory } from '../model/finding.ts';
import type { PlaceHistory } from '../model/place.ts';

const REACHES = ['nothing', 'reflog', 'refs'] as const;

/** Makes the history of a finding from those of its places. */
export class HistoryBuilder {
  #first: PlaceHistory | undefined;
  #last: PlaceHistory | undefined;
  #reach = -1;
  #isKnown = false;
  readonly #heldBy = new Set<string>();
  /** Lists whose names were added; many places share one. */
  readonly #added = new Set<readonly string[]>();

  add(place: PlaceHistory): void {
    const { firstOrder, lastOrder, heldBy = [], reachedBy } = place;
    if (firstOrder !== undefined && !(firstOrder >= (this.#first?.firstOrder ?? Number.POSITIVE_INFINITY))) {
      this.#first = place;
    }
    if (lastOrder !== undefined && !(lastOrder <= (this.#last?.lastOrder ?? -1))) this.#last = place;
    if (reachedBy !== undefined) this.#reach = Math.max(this.#reach, REACHES.indexOf(reachedBy));
    this.#isKnown = true;
    if (this.#added.has(heldBy)) return;
    this.#added.add(heldBy);
    for (const holder of heldBy) this.#heldBy.add(holder);
  }

  /** @returns undefined if no place has a history */
  build(): FindingHistory | undefined {
    if (!this.#isKnown) return undefined;
    const reachedBy = REACHES[this.#reach];
    const heldBy = [...this.#heldBy].sort(headFirst);
    return defined({ first: this.#first?.first, last: this.#last?.last, heldBy, reachedBy });
  }
}

function headFirst(a: string, b: string): number {
  return (
    Number(b === 'HEAD') - Number(a === 'HEAD') || Number(b === 'index') - Number(a === 'index') || (a < b ? -1 : 1)
  );
}
