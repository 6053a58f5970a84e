import { Anchors } from './anchors.ts';
import { binaryText, utf8, withCodes } from './binary.ts';
import {
  bearer,
  FORMAT_REACH,
  HOOK_STARTS,
  hook,
  JWT_REACH,
  jwt,
  pem,
  prefixMatchers,
  URL_REACH,
  userinfo,
} from './formats.ts';
import { type KnownKey, knownKey } from './known.ts';
import { NAME_STARTS, NAMED_REACH, namedValues } from './named.ts';
import { type Masked, type Plan, Scanner } from './scanner.ts';

/** A key as text, or what keeps one from being shown, as an `ApiKey` does. */
export type KeyToMask = string | { reveal(): string };

export interface RedactorOptions {
  /** Keys to mask wherever they stand and however they are written, of 6 characters at least. */
  readonly keys?: Iterable<KeyToMask>;
  /** Also mask what looks like a secret, or is called one: true unless told otherwise. */
  readonly patterns?: boolean;
  /**
   * Leave readable what the text says is a hash where its name also speaks of a secret: `token_sha256`, `password_hash`,
   * 40 or 64 hexadecimal digits that are only called a key. Without a secret's name a hash is never masked by pattern.
   */
  readonly keepHashes?: boolean;
  /**
   * What is written in place of a secret: text without white space, quotation marks and backslashes, so that JSON stays
   * JSON. Default: `****` and, of secrets of 24 characters or more, the last four.
   */
  readonly mask?: string | ((what: Masked) => string);
}

/** Takes a text or its bytes in pieces of any size, and gives back what of them can be written. */
export interface Pieces<T extends string | Uint8Array> {
  /** Pieces to write now, in order; those of bytes may be parts of what was given. */
  push(piece: T): T[];
  /** What was held back; nothing may be given any more. */
  end(): T[];
  /** Secrets masked so far. */
  readonly count: number;
}

/** Masks secrets in text. Made by {@link createRedactor}. */
export interface Redactor {
  /** The text with every secret in it masked. What is masked already stays as it is. */
  redact(text: string): string;
  /** Also mask this key from now on. @throws TypeError for one that is too short; the message does not hold it */
  add(key: KeyToMask): void;
  /**
   * A web stream that masks what goes through, text or UTF-8 bytes (one of the two, not mixed). A secret that is split over
   * chunks is masked too: a line is held back until it ends, or until more of it has come than any pattern needs.
   * `stream.Duplex.fromWeb` makes a stream of Node.js of it.
   */
  stream(): TransformStream<string | Uint8Array, string | Uint8Array>;
  /** The same for whoever has chunks and no stream. */
  textPieces(): Pieces<string>;
  bytePieces(): Pieces<Uint8Array>;
}

/**
 * A redactor for an application's output.
 * @throws TypeError for keys that are too short to be masked, and masks that would break what they are written in
 */
export function createRedactor(options: RedactorOptions = {}): Redactor {
  return new TextRedactor(options);
}

class TextRedactor implements Redactor {
  readonly #keys = new Map<string, KnownKey>();
  readonly #patterns: boolean;
  readonly #keepHashes: boolean;
  readonly #mask: (what: Masked) => string;
  #plan: Plan | undefined;

  constructor({ keys = [], patterns = true, keepHashes = false, mask }: RedactorOptions) {
    this.#patterns = patterns;
    this.#keepHashes = keepHashes;
    this.#mask = maskOf(mask);
    if (typeof keys === 'string') throw new TypeError('keys must be a list of strings, not a string');
    for (const key of keys) this.add(key);
  }

  add(key: KeyToMask): void {
    const text = textOf(key);
    if (this.#keys.has(text)) return;
    this.#keys.set(text, knownKey(text));
    this.#plan = undefined;
  }

  redact(text: string): string {
    const parts: string[] = [];
    const sink = {
      copy: (from: number, to: number) => parts.push(text.slice(from, to)),
      put: (s: string) => parts.push(s),
    };
    const scanner = new Scanner(this.#currentPlan(), sink);
    withCodes(text, (codes) => scanner.scan(text, codes, true));
    return scanner.count === 0 ? text : parts.join('');
  }

  textPieces(): Pieces<string> {
    return new TextPieces(this.#currentPlan());
  }

  bytePieces(): Pieces<Uint8Array> {
    return new BytePieces(this.#currentPlan());
  }

  stream(): TransformStream<string | Uint8Array, string | Uint8Array> {
    const plan = this.#currentPlan();
    let text: TextPieces | undefined;
    let bytes: BytePieces | undefined;
    return new TransformStream({
      transform(chunk, controller) {
        if (typeof chunk === 'string' ? bytes !== undefined : text !== undefined) {
          throw new TypeError('a stream to redact must be all text or all bytes');
        }
        if (typeof chunk === 'string') {
          text ??= new TextPieces(plan);
          for (const piece of text.push(chunk)) controller.enqueue(piece);
        } else if (chunk instanceof Uint8Array) {
          bytes ??= new BytePieces(plan);
          for (const piece of bytes.push(chunk)) controller.enqueue(piece);
        } else {
          throw new TypeError('a stream to redact must be of strings or Uint8Array');
        }
      },
      flush(controller) {
        for (const piece of text?.end() ?? bytes?.end() ?? []) controller.enqueue(piece);
      },
    });
  }

  #currentPlan(): Plan {
    this.#plan ??= planFor([...this.#keys.values()], this.#patterns, this.#keepHashes, this.#mask);
    return this.#plan;
  }
}

function planFor(
  keys: readonly KnownKey[],
  patterns: boolean,
  keepHashes: boolean,
  mask: (what: Masked) => string,
): Plan {
  const anchors = new Anchors();
  const known = new Anchors();
  for (const { starts, matcher } of keys) {
    for (const start of starts) {
      anchors.add(start, matcher);
      known.add(start, matcher);
    }
  }
  const longestKey = Math.max(0, ...keys.map(({ reach }) => reach));
  const unfinished = keys.flatMap((key) => key.unfinished ?? []);
  if (!patterns) return { anchors, known, reach: 2 * longestKey + 1, unfinished, mask };

  const named = namedValues(keepHashes);
  for (const start of NAME_STARTS) anchors.add(start, named);
  for (const [start, matcher] of prefixMatchers()) anchors.add(start, matcher);
  for (const start of HOOK_STARTS) anchors.add(start, hook);
  anchors.add('eyj', jwt);
  anchors.add('bear', bearer);
  anchors.add('begi', pem);
  for (const start of ['://', ':\\/', ':\\\\']) anchors.add(start, userinfo);
  // A key that overlaps with a second thing is looked at together with it.
  const reach = longestKey + Math.max(longestKey, NAMED_REACH, FORMAT_REACH, JWT_REACH, URL_REACH) + 1;
  return { anchors, known, reach, unfinished, mask };
}

function textOf(key: KeyToMask): string {
  const text: unknown = typeof key === 'object' && key !== null ? key.reveal() : key;
  if (typeof text !== 'string') throw new TypeError('a key to redact must be a string');
  return text;
}

const MASK = /^[^\s"'`\\]*$/;

function maskOf(mask: RedactorOptions['mask']): (what: Masked) => string {
  if (mask === undefined) return ({ shown }) => `****${shown}`;
  if (typeof mask === 'function') {
    return (what) => {
      const text = mask(what);
      return typeof text === 'string' && MASK.test(text) ? text : '****';
    };
  }
  if (!MASK.test(mask)) throw new TypeError('a mask must have no white space, quotation marks or backslashes');
  return () => mask;
}

class TextPieces implements Pieces<string> {
  readonly #scanner: Scanner;
  #held = '';
  #text = '';
  #out: string[] = [];

  constructor(plan: Plan) {
    this.#scanner = new Scanner(plan, {
      copy: (from, to) => this.#out.push(this.#text.slice(from, to)),
      put: (text) => this.#out.push(text),
    });
  }

  get count(): number {
    return this.#scanner.count;
  }

  push(piece: string): string[] {
    return this.#scan(piece, false);
  }

  end(): string[] {
    return this.#scan('', true);
  }

  #scan(piece: string, isLast: boolean): string[] {
    this.#text = this.#held + piece;
    this.#out = [];
    const done = withCodes(this.#text, (codes) => this.#scanner.scan(this.#text, codes, isLast));
    this.#held = this.#text.slice(done);
    return this.#out;
  }
}

class BytePieces implements Pieces<Uint8Array> {
  readonly #scanner: Scanner;
  #held: Uint8Array = new Uint8Array(0);
  #bytes: Uint8Array = new Uint8Array(0);
  #out: Uint8Array[] = [];

  constructor(plan: Plan) {
    this.#scanner = new Scanner(plan, {
      copy: (from, to) => this.#out.push(this.#bytes.subarray(from, to)),
      put: (text) => this.#out.push(utf8(text)),
    });
  }

  get count(): number {
    return this.#scanner.count;
  }

  push(piece: Uint8Array): Uint8Array[] {
    return this.#scan(piece, false);
  }

  end(): Uint8Array[] {
    return this.#scan(new Uint8Array(0), true);
  }

  #scan(piece: Uint8Array, isLast: boolean): Uint8Array[] {
    this.#bytes = joined(this.#held, piece);
    this.#out = [];
    const done = this.#scanner.scan(binaryText(this.#bytes), this.#bytes, isLast);
    // A copy: the rest of what it is a part of need not be kept, and its owner may use it again.
    this.#held = this.#bytes.slice(done);
    return this.#out;
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b;
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
