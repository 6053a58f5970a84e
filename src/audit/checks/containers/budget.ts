/** How many nodes of a YAML file may be walked: aliases of aliases make a small file a large tree. */
export class Budget {
  #left: number;

  constructor(nodes = 50_000) {
    this.#left = nodes;
  }

  /** False once all is spent. */
  spend(): boolean {
    return this.#left-- > 0;
  }
}
