/** Limits how many nodes of a YAML file are visited: with aliases of aliases a small file can be a huge tree. */
export class Budget {
  #left: number;

  constructor(nodes = 50_000) {
    this.#left = nodes;
  }

  /** False if nothing is left. */
  spend(): boolean {
    return this.#left-- > 0;
  }

  /** More was asked for than there was. */
  get isOverdrawn(): boolean {
    return this.#left < 0;
  }
}
