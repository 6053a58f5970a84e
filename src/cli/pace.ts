/** The rate is that of the last 2 seconds, or of the last tenth of the time since the start, whichever is more. */
const MIN_SECONDS = 2;
const SHARE = 0.1;

/**
 * Measures how fast work goes. A history begins with large objects that are stored whole and ends with small changes, or the
 * other way round, so an estimate by the mean since the start would keep moving; one by the last interval would jump. Here
 * both the work and the time that it took fade exponentially.
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

  /** @param done in total; less than before means that something else is counted now */
  add(done: number, time: number): void {
    const seconds = time - this.#time;
    if (done < this.#done) {
      this.#done = 0;
      this.#recentDone = 0;
      this.#recentSeconds = 0;
    }
    const period = Math.max(MIN_SECONDS, (time - this.#started) * SHARE);
    const fade = Math.exp(-seconds / period);
    this.#recentDone = this.#recentDone * fade + done - this.#done;
    this.#recentSeconds = this.#recentSeconds * fade + seconds;
    this.#done = done;
    this.#time = time;
  }

  /** Per second; 0 before anything was done. */
  get rate(): number {
    return this.#recentSeconds > 0 ? this.#recentDone / this.#recentSeconds : 0;
  }
}
