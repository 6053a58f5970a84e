/** What the graph needs of a commit. Valid until its parser parses the next. */
export interface CommitFields {
  /** Raw ids, one behind the other: of the tree, then of the parents. */
  readonly ids: Uint8Array;
  /** How many bytes of `ids` are theirs. */
  readonly length: number;
  /** Committer's time in seconds, 0 where it cannot be read. */
  readonly time: number;
}

const LINE_FEED = 10;
const GREATER = 0x3e;

/** Parses commits one after the other. */
export class CommitParser {
  readonly #hashBytes: number;
  /** Room for one id more than commits usually have. Grows for an octopus merge. */
  #ids = new Uint8Array(32 * 4);

  /** @param hashBytes of a raw id: 20 or 32 */
  constructor(hashBytes: number) {
    this.#hashBytes = hashBytes;
  }

  /**
   * Reads the header's first lines: `tree <id>`, `parent <id>` for each parent, `author <ident>`, `committer <ident>`
   * (git-commit-tree(1), write_commit_tree in git's commit.c). Undefined for what does not begin so.
   */
  parse(bytes: Uint8Array): CommitFields | undefined {
    const hashBytes = this.#hashBytes;
    let size = 0;
    let at = 0;
    for (let word = 'tree '; startsWith(bytes, at, word); word = 'parent ') {
      at += word.length;
      if (size + hashBytes > this.#ids.length) this.#ids = grown(this.#ids);
      const ids = this.#ids;
      for (let byte = 0; byte < hashBytes; byte++, at += 2) {
        const value = (hexDigit(bytes[at]) << 4) | hexDigit(bytes[at + 1]);
        if (value < 0) return undefined;
        ids[size + byte] = value;
      }
      if (bytes[at++] !== LINE_FEED) return undefined;
      size += hashBytes;
    }
    if (size === 0) return undefined;
    return { ids: this.#ids, length: size, time: readTime(bytes, at) };
  }
}

/** From the end of the second line: `committer <name> < <address> > <seconds> <zone>`. */
function readTime(bytes: Uint8Array, author: number): number {
  const committer = lineEnd(bytes, author) + 1;
  if (!startsWith(bytes, committer, 'committer ')) return 0;
  let at = lineEnd(bytes, committer) - 1;
  while (at > committer && bytes[at] !== GREATER) at--;
  let time = 0;
  for (at += 2; ; at++) {
    const digit = (bytes[at] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) return time;
    time = time * 10 + digit;
  }
}

/** Lines of a header are short: a call of `indexOf` would take longer than the loop. */
function lineEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== LINE_FEED) at++;
  return at;
}

function startsWith(bytes: Uint8Array, at: number, word: string): boolean {
  for (let index = 0; index < word.length; index++) if (bytes[at + index] !== word.charCodeAt(index)) return false;
  return true;
}

/** Values of hexadecimal digits by their code. -1 for other characters stays negative when it is shifted and combined. */
const HEX = Int8Array.from({ length: 256 }, (_, code) =>
  '0123456789abcdef'.indexOf(String.fromCharCode(code).toLowerCase()),
);

function hexDigit(code = 0): number {
  return HEX[code] ?? -1;
}

function grown(ids: Uint8Array): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(ids.length * 2);
  larger.set(ids);
  return larger;
}
