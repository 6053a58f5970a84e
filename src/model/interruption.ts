/** A wish to stop (Ctrl-C), and whether somebody is there who stops in good order. */
export class Interruption {
  #isHeeded = false;
  #isRequested = false;

  /** Somebody asked to stop. */
  get isRequested(): boolean {
    return this.#isRequested;
  }

  /** From now on, whoever calls this looks at `isRequested` now and then; until the function it gets is called. */
  heed(): () => void {
    this.#isHeeded = true;
    return () => {
      this.#isHeeded = false;
    };
  }

  /** @returns whether somebody will stop in good order. Not of a second wish: who says it twice wants it at once. */
  request(): boolean {
    const isFirst = !this.#isRequested;
    this.#isRequested = true;
    return isFirst && this.#isHeeded;
  }
}
