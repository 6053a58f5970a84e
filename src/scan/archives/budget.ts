import { duration, bytes as inWords } from '../../syntax/words.ts';

/** Archives in archives that are opened, and files compressed more than once. A saved container image needs four. */
export const MAX_DEPTH = 8;

/** Most files of one archive, those of archives in it counted too. */
const MAX_ENTRIES = 100_000;

/**
 * Most bytes of one archive's content: a bomb of a few kilobytes stays cheap, and a log that compresses well is read. Text
 * compresses by 3 to 20, zeroes by 1,000.
 */
const FREE_BYTES = 64 * 1024 ** 2;
const MAX_RATIO = 100;
const MAX_BYTES = 4 * 1024 ** 3;

/** Time for unpacking one archive. What packs slowly still packs a megabyte in a second. */
const FREE_MS = 30_000;
const MS_FOR_BYTE = 1e-3;

/** Milliseconds in which so many packed bytes have to be unpacked. */
export function timeToUnpack(packed: number): number {
  return FREE_MS + packed * MS_FOR_BYTE;
}

/** An archive that has to be in memory as a whole. */
export const MAX_WHOLE_BYTES = 128 * 1024 ** 2;

/** An archive, or a file in it, is not opened (further). Its message is half a sentence for people. */
export class Refusal extends Error {
  /** The whole archive is given up, not only the file in it. */
  readonly endsAll: boolean;

  constructor(reason: string, endsAll = false) {
    super(reason);
    this.endsAll = endsAll;
  }
}

/** What may still be read of one archive. */
export class Budget {
  #packed = 0;
  #opened = 0;
  #entries = 0;
  #spent = 0;
  #since = performance.now();

  /** What is unpacked is being looked at, which has limits of its own. */
  pause(): void {
    this.#spent += performance.now() - this.#since;
  }

  goOn(): void {
    this.#since = performance.now();
  }

  /** Counts bytes of the archive itself. */
  addPacked(count: number): void {
    this.#packed += count;
  }

  /** Counts bytes of its content, at every level. @throws Refusal if there are too many, or it takes too long */
  addOpened(count: number): void {
    const time = timeToUnpack(this.#packed);
    if (this.#spent + performance.now() - this.#since > time)
      throw new Refusal(`it takes longer than ${duration(time / 1000)} to unpack: the rest was not looked at`, true);
    this.#opened += count;
    const most = Math.min(MAX_BYTES, FREE_BYTES + this.#packed * MAX_RATIO);
    if (this.#opened > most)
      throw new Refusal(`it expands to more than ${inWords(most)}: the rest was not looked at`, true);
  }

  /** Counts a file in it. @throws Refusal if there are too many */
  addEntry(): void {
    this.#entries++;
    if (this.#entries > MAX_ENTRIES)
      throw new Refusal(`it holds more than ${MAX_ENTRIES} files: the rest was not looked at`, true);
  }
}
