import { withCodes } from './binary.ts';
import { type KnownKey, knownKey } from './known.ts';
import { BytePieces, type Pieces, TextPieces, withEdits } from './pieces.ts';
import { type Masked, maskOf, type Plan, planFor } from './plan.ts';
import { Scanner } from './scanner.ts';
import { SecondLook } from './second-look.ts';

/** A key as text, or an object that hides one, such as an `ApiKey`. */
export type KeyToMask = string | { reveal(): string };

export interface RedactorOptions {
  /** Keys to mask in every place and encoding; of at least 6 characters. */
  readonly keys?: Iterable<KeyToMask>;
  /** Also mask values that look like a secret, or have a secret's name; true unless given. */
  readonly patterns?: boolean;
  /**
   * Do not mask what its name says is a hash or an id: `md5: `, `etag`, `commit`, `trace_id`, a file's `app.<md5>.js`,
   * `token_sha256`, and 40 or 64 hexadecimal digits with the name `key` alone. Without it, every 32 hexadecimal digits, or
   * lower-case letters and digits, are masked, for that is what keys without a prefix look like; a `traceparent` is not.
   */
  readonly keepHashes?: boolean;
  /**
   * What replaces a secret: text without white space, quotation marks and backslashes, so that JSON stays valid.
   * Default: `****`, followed by the last four characters of secrets of 24 characters or more.
   */
  readonly mask?: string | ((what: Masked) => string);
}

/** Masks secrets in text. Made by {@link createRedactor}. */
export interface Redactor {
  /** Masks every secret in the text. Masks in it stay as they are. */
  redact(text: string): string;
  /** Also mask this key from now on. @throws TypeError for a key that is too short; the message does not hold it */
  add(key: KeyToMask): void;
  /**
   * A web stream that masks what passes through it: either text or UTF-8 bytes. A secret that is split over chunks is
   * masked too: a line is held back until it ends, or until it is longer than any pattern needs.
   * `stream.Duplex.fromWeb` makes a stream of Node.js of it; with the types of the DOM loaded it wants a cast to
   * `ReadableWritablePair` of `node:stream/web`, as it does for any `TransformStream`.
   */
  stream(): TransformStream<string | Uint8Array, string | Uint8Array>;
  /** The same for chunks without a stream. */
  textPieces(): Pieces<string>;
  bytePieces(): Pieces<Uint8Array>;
}

/**
 * A redactor for an application's output.
 * @throws TypeError for keys that are too short to be masked, and for masks that would break the text they are written into
 */
export function createRedactor(options: RedactorOptions = {}): Redactor {
  return new TextRedactor(options);
}

class TextRedactor implements Redactor {
  readonly #keys = new Map<string, KnownKey>();
  readonly #patterns: boolean;
  readonly #keepHashes: boolean;
  readonly #mask: Plan['mask'];
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
    const plan = this.#currentPlan();
    const scanner = new Scanner(plan, sink);
    withCodes(text, (codes) => scanner.scan(text, codes, true));
    return withEdits(scanner.count === 0 ? text : parts.join(''), new SecondLook(plan));
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

function textOf(key: KeyToMask): string {
  const text: unknown = typeof key === 'object' && key !== null ? key.reveal() : key;
  if (typeof text !== 'string') throw new TypeError('a key to redact must be a string');
  return text;
}
