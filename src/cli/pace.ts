/** How far back the rate looks: this many seconds, and in long work a part of all that passed, whichever is more. */
const LEAST_MEMORY = 2;
const MEMORY_SHARE = 0.1;

/**
 * How fast work goes now. A history begins with large objects that are stored whole and ends with small changes, or the
 * other way round, so the mean since the start would foretell an end that keeps moving; the last interval alone jumps.
 * What was done and the time that it took both fade, which makes the first estimates the mean, and later ones recent.
 */
export class Pace {
  readonly #started: number;
  #time: number;
  #done = 0;
  #recentDone = 0;
  #recentSeconds = 0;

  /** @param time seconds on any clock */
  constructor(time: number) {
    this.#started = time;
    this.#time = time;
  }

  /** @param done all in all; less than before means that something else is counted now */
  add(done: number, time: number): void {
    const seconds = time - this.#time;
    if (done < this.#done) {
      this.#done = 0;
      this.#recentDone = 0;
      this.#recentSeconds = 0;
    }
    const memory = Math.max(LEAST_MEMORY, (time - this.#started) * MEMORY_SHARE);
    const fade = Math.exp(-seconds / memory);
    this.#recentDone = this.#recentDone * fade + done - this.#done;
    this.#recentSeconds = this.#recentSeconds * fade + seconds;
    this.#done = done;
    this.#time = time;
  }

  /** In a second; 0 before anything was done. */
  get rate(): number {
    return this.#recentSeconds > 0 ? this.#recentDone / this.#recentSeconds : 0;
  }
}
