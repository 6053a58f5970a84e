/** The rate is measured over the last 2 seconds or the last tenth of the whole time, whichever is longer. */
const MIN_SECONDS = 2;
const SHARE = 0.1;

/**
 * Measures how fast work goes. The objects of a history differ in size: often large ones come first and small ones last.
 * So the mean since the start is wrong for a long time, and the rate of the last interval jumps. Here the work and its
 * time are both weighted, and the weights of earlier intervals decay exponentially.
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

  /** @param done in total; a smaller number than before starts a new count */
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

  /** Work per second; 0 at the start. */
  get rate(): number {
    return this.#recentSeconds > 0 ? this.#recentDone / this.#recentSeconds : 0;
  }
}
