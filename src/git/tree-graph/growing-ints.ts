/** A growing list of 32-bit numbers: the first `length` of `values`. */
export class GrowingInts {
  values = new Int32Array(16);
  length = 0;

  push(value: number): void {
    if (this.length === this.values.length) this.#grow();
    this.values[this.length++] = value;
  }

  /** An array of its own, as long as the list. */
  toArray(): Int32Array<ArrayBuffer> {
    return this.values.slice(0, this.length);
  }

  #grow(): void {
    const larger = new Int32Array(this.values.length * 2);
    larger.set(this.values);
    this.values = larger;
  }
}
