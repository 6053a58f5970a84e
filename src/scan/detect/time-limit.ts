import { PIECE_BYTES } from '../../model/fragment.ts';

/** The search of a content was given up. */
class TooSlow extends Error {
  /** The whole scan was stopped, so this content is no slower than others. */
  readonly isStop: boolean;

  constructor(isStop: boolean) {
    super('the search of a content was given up');
    this.name = 'TooSlow';
    this.isStop = isStop;
  }
}

/** Steps between two looks at the clock. A step takes some microseconds. */
const STEPS = 64;

/**
 * Bounds the time for one file: whoever wrote it may know a text that is slower than others, and hold up the scan with it. The
 * search asks at every anchor.
 */
export class TimeLimit {
  readonly #milliseconds: number;
  readonly #goOn: () => boolean;
  #left: number;
  #end = Number.POSITIVE_INFINITY;
  #steps = 0;

  /**
   * @param milliseconds for a file; a large one, or one with files in it, has as much for each `PIECE_BYTES`
   * @param goOn whether the whole scan goes on
   */
  constructor(milliseconds: number, goOn: () => boolean = () => true) {
    this.#milliseconds = milliseconds;
    this.#goOn = goOn;
    this.#left = milliseconds;
  }

  /**
   * Runs `work` on a piece of a file, within what is left of its time.
   * @param bytes of the piece
   * @param isFirst nothing of the file has been searched yet
   * @throws TooSlow
   */
  run<T>(bytes: number, isFirst: boolean, work: () => T): T {
    this.#left = isFirst ? this.#milliseconds : this.#left + (bytes / PIECE_BYTES) * this.#milliseconds;
    const start = performance.now();
    this.#end = start + this.#left;
    try {
      return work();
    } finally {
      this.#end = Number.POSITIVE_INFINITY;
      this.#left -= performance.now() - start;
    }
  }

  /** Called for each step of the work. @throws TooSlow */
  readonly step = (): void => {
    if (++this.#steps % STEPS !== 0) return;
    if (performance.now() > this.#end) throw new TooSlow(false);
    if (!this.#goOn()) throw new TooSlow(true);
  };

  /** Half a sentence. */
  get reason(): string {
    return `takes longer than ${this.#milliseconds / 1000} s`;
  }
}

/** Whether `thrown` says that a content was given up for its own sake. Other errors are thrown again. */
export function isTooSlow(thrown: unknown): boolean {
  if (!(thrown instanceof TooSlow)) throw thrown;
  return !thrown.isStop;
}
