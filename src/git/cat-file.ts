import { messageOf } from '../model/errors.ts';
import { type Fragment, nextOrigin, OVERLAP_BYTES, PIECE_BYTES, START } from '../model/fragment.ts';
import { type GitContext, type GitProcess, startGit } from './run.ts';

export type ObjectType = 'blob' | 'tree' | 'commit' | 'tag';

/** An object, or the piece of it that begins at `origin`. `bytes` is valid until the next one is asked for. */
export interface GitObject extends Pick<Fragment, 'bytes' | 'origin'> {
  readonly id: string;
  readonly type: ObjectType;
}

/** Reads objects by id, in the order given. Those that cannot be read are reported to `unreadable` and skipped. */
export type ObjectReader = (
  context: GitContext,
  ids: readonly string[],
  unreadable: (id: string, why: string) => void,
) => AsyncIterable<GitObject>;

/** Reads with `git cat-file --batch`. A damaged object ends that process; it is started again for the objects after it. */
export const readByCatFile: ObjectReader = async function* readByCatFile(context, ids, unreadable) {
  let next = 0;
  while (next < ids.length) {
    const run = startGit(context, ['cat-file', '--batch', '--buffer'], { input: `${ids.slice(next).join('\n')}\n` });
    try {
      for await (const entry of parseBatch(run, ids, next)) {
        if ('missing' in entry) unreadable(ids[next] ?? entry.missing, 'the object is missing');
        else yield entry;
        if (!('partial' in entry)) next++;
      }
      await run.done;
      // Git may end early with exit code 0.
      if (next < ids.length) throw new Error('its output ended early');
      return;
    } catch (cause) {
      const id = ids[next];
      if (id === undefined) throw cause;
      unreadable(id, `git cannot read the object: ${messageOf(cause)}`);
      next++;
    } finally {
      run.stop();
    }
  }
};

const LINE_FEED = 10;

const TOO_SHORT = 'its output is not as long as the object says';

type BatchEntry = GitObject | (GitObject & { partial: true }) | { missing: string };

/**
 * Parses what `git cat-file --batch` prints (git-cat-file(1), BATCH OUTPUT):
 * `<oid> SP <type> SP <size> LF <contents> LF`, or `<oid> SP missing LF`.
 */
async function* parseBatch(run: GitProcess, ids: readonly string[], first: number): AsyncGenerator<BatchEntry> {
  const input = new ByteStream(run.stdout);
  for (let next = first; next < ids.length; next++) {
    const header = await input.line();
    if (header === undefined) return;
    const [id = '', type = '', size = ''] = header.split(' ');
    if (id !== ids[next]) throw new Error('its output is not about this object');
    if (type === 'missing' || size === '') {
      yield { missing: id };
      continue;
    }
    let left = Number(size);
    let origin = START;
    const common = { id, type: type as ObjectType };
    while (left > PIECE_BYTES) {
      const piece = await input.peek(PIECE_BYTES);
      yield { ...common, bytes: piece, origin, partial: true };
      origin = nextOrigin(origin, piece);
      input.skip(PIECE_BYTES - OVERLAP_BYTES);
      left -= PIECE_BYTES - OVERLAP_BYTES;
    }
    const rest = await input.peek(left + 1);
    // Git prints the size that a damaged object claims, and then what there is of it.
    if (rest[left] !== LINE_FEED) throw new Error(TOO_SHORT);
    yield { ...common, bytes: rest.subarray(0, left), origin };
    input.skip(left + 1);
  }
}

/** Reads a stream by length or line. */
class ByteStream {
  readonly #chunks: AsyncIterator<Buffer>;
  #held: Buffer = Buffer.alloc(0);

  constructor(stream: NodeJS.ReadableStream) {
    this.#chunks = (stream as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  }

  /** The next line without its LF; undefined at the end of the stream. */
  async line(): Promise<string | undefined> {
    for (;;) {
      const end = this.#held.indexOf(LINE_FEED);
      if (end >= 0) {
        const text = this.#held.toString('latin1', 0, end);
        this.skip(end + 1);
        return text;
      }
      if (!(await this.#more(1))) return undefined;
    }
  }

  /** The next `length` bytes, without moving on. */
  async peek(length: number): Promise<Buffer> {
    if (this.#held.length < length && !(await this.#more(length - this.#held.length))) {
      throw new Error(TOO_SHORT);
    }
    return this.#held.subarray(0, length);
  }

  skip(length: number): void {
    this.#held = this.#held.subarray(length);
  }

  /** Reads at least `length` more bytes; false when the stream ends first. All chunks are joined at once. */
  async #more(length: number): Promise<boolean> {
    const parts = [this.#held];
    let got = 0;
    while (got < length) {
      const { value, done } = await this.#chunks.next();
      if (done) break;
      parts.push(value);
      got += value.length;
    }
    this.#held = parts.length === 2 && parts[0]?.length === 0 ? (parts[1] ?? this.#held) : Buffer.concat(parts);
    return got >= length;
  }
}
