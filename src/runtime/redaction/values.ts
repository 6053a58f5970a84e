import { SHORTEST_KEY } from './known.ts';
import type { Redactor } from './redactor.ts';

/** Limits on depth and number of objects; what is beyond is left out of the copy, never shown. */
const DEEPEST = 32;
const MOST_OBJECTS = 20_000;
const LEFT_OUT = '[left out by redaction]';

const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/** Names that can make their value a secret. */
const MAY_BE_SECRET = /key|token|secret|pass|pwd|credential|auth/i;

/**
 * A copy of a value with every secret in it masked, or the value itself when there is none. The original is never
 * changed. Copies keep their prototypes: errors stay errors, with their stacks, causes and other properties.
 */
export function redactValue<T>(redactor: Redactor, value: T): T {
  const copier = new Copier(redactor);
  const copy = copier.copy(value, undefined, 0);
  return copier.changed ? (copy as T) : value;
}

class Copier {
  changed = false;
  readonly #redactor: Redactor;
  readonly #copies = new Map<object, unknown>();

  constructor(redactor: Redactor) {
    this.#redactor = redactor;
  }

  /** @param name the name of the property that holds the value */
  copy(value: unknown, name: string | undefined, depth: number): unknown {
    if (typeof value === 'string') return this.#text(value, name);
    if (typeof value === 'number' || typeof value === 'bigint') return this.#number(value, name);
    if (typeof value !== 'object' || value === null) return value;
    if (this.#copies.has(value)) return this.#copies.get(value);
    if (depth > DEEPEST || this.#copies.size >= MOST_OBJECTS) {
      this.changed = true;
      return LEFT_OUT;
    }
    try {
      return this.#object(value, depth + 1);
    } catch {
      // A proxy or a getter that throws: its content is unknown.
      this.changed = true;
      return LEFT_OUT;
    }
  }

  #text(text: string, name: string | undefined): string {
    let redacted = this.#redactor.redact(text);
    if (redacted === text && name !== undefined && MAY_BE_SECRET.test(name)) {
      // As JSON, so that a name means the same as in text.
      const quoted = `${JSON.stringify(name)}:`;
      const pair = this.#redactor.redact(quoted + JSON.stringify(text));
      if (pair !== quoted + JSON.stringify(text)) redacted = unquoted(pair.slice(quoted.length));
    }
    if (redacted !== text) this.changed = true;
    return redacted;
  }

  #number(value: number | bigint, name: string | undefined): unknown {
    const text = String(value);
    const redacted = this.#text(text, name);
    return redacted === text ? value : redacted;
  }

  #object(value: object, depth: number): unknown {
    if (value instanceof Uint8Array) return this.#bytes(value);
    if (ArrayBuffer.isView(value)) return this.#view(value);
    if (value instanceof ArrayBuffer) return this.#buffer(value);
    if (Array.isArray(value)) return this.#array(value, depth);
    if (value instanceof Map) return this.#map(value, depth);
    if (value instanceof Set) return this.#set(value, depth);
    if (value instanceof String) return this.#replaced(value, String(value), (text) => text);
    if (typeof URL !== 'undefined' && value instanceof URL) return this.#replaced(value, value.href, urlOf);
    if (typeof URLSearchParams !== 'undefined' && value instanceof URLSearchParams) {
      return this.#replaced(value, value.toString(), (text) => new URLSearchParams(text));
    }
    if (typeof Headers !== 'undefined' && value instanceof Headers) return this.#headers(value);
    if (value instanceof Date || value instanceof RegExp || value instanceof Promise)
      return this.#remember(value, value);
    if (value instanceof Error) return this.#error(value, depth);
    return this.#properties(value, this.#remember(value, Object.create(Object.getPrototypeOf(value)) as object), depth);
  }

  #remember<T>(value: object, copy: T): T {
    this.#copies.set(value, copy);
    return copy;
  }

  #replaced(value: object, text: string, make: (text: string) => unknown): unknown {
    const redacted = this.#text(text, undefined);
    return this.#remember(value, redacted === text ? value : make(redacted));
  }

  #bytes(value: Uint8Array): unknown {
    const bytes = this.#redactBytes(value);
    // Not by a constructor: those of subclasses such as Buffer take other arguments.
    return this.#remember(value, Object.setPrototypeOf(bytes, Object.getPrototypeOf(value) as object));
  }

  /** Other views become a Uint8Array when something in them was masked: their numbers would mean nothing. */
  #view(value: ArrayBufferView): unknown {
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    const redacted = this.#redactBytes(bytes);
    return this.#remember(value, redacted === bytes ? value : redacted);
  }

  #buffer(value: ArrayBuffer): unknown {
    return this.#remember(value, this.#redactBytes(new Uint8Array(value)).buffer);
  }

  /** As a stream does, so bytes that are not text stay as they are. */
  #redactBytes(value: Uint8Array): Uint8Array {
    const pieces = this.#redactor.bytePieces();
    const parts = [...pieces.push(value), ...pieces.end()];
    if (pieces.count === 0) return value;
    this.changed = true;
    const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }

  #array(value: readonly unknown[], depth: number): unknown {
    if (isBytes(value)) {
      const bytes = Uint8Array.from(value);
      const redacted = this.#redactBytes(bytes);
      return this.#remember(value, redacted === bytes ? value : Array.from(redacted));
    }
    const copy: unknown[] = this.#remember(value, []);
    copy.length = value.length;
    for (const key of Object.keys(value)) {
      const index = Number(key);
      // Raw headers: a name, then its value.
      const before = value[index - 1];
      const name = typeof before === 'string' && isHeaderName(before) ? before : undefined;
      Reflect.set(copy, key, this.copy(Reflect.get(value, key), name, depth));
    }
    return copy;
  }

  #map(value: ReadonlyMap<unknown, unknown>, depth: number): unknown {
    const copy = this.#remember(value, new Map<unknown, unknown>());
    for (const [key, item] of value) {
      copy.set(this.copy(key, undefined, depth), this.copy(item, typeof key === 'string' ? key : undefined, depth));
    }
    return copy;
  }

  #set(value: ReadonlySet<unknown>, depth: number): unknown {
    const copy = this.#remember(value, new Set<unknown>());
    for (const item of value) copy.add(this.copy(item, undefined, depth));
    return copy;
  }

  #headers(value: Headers): unknown {
    const entries = [...value].map(([name, text]) => [name, this.#text(text, name)] as [string, string]);
    return this.#remember(value, new Headers(entries));
  }

  #error(value: Error, depth: number): unknown {
    // A real error, not only its prototype: consoles and loggers check for that.
    const copy = this.#remember(value, new Error());
    delete copy.stack;
    Object.setPrototypeOf(copy, Object.getPrototypeOf(value) as object);
    return this.#properties(value, copy, depth);
  }

  #properties(value: object, copy: object, depth: number): object {
    for (const key of Reflect.ownKeys(value)) {
      const property = descriptorOf(value, key);
      if (property === undefined) continue;
      const name = typeof key === 'string' ? key : undefined;
      const written = name === undefined ? key : this.#text(name, undefined);
      if ('value' in property) {
        const item: unknown = this.copy(property.value, name, depth);
        Object.defineProperty(copy, written, { ...property, value: item, configurable: true });
      } else if (property.get !== undefined) {
        // A getter, like the original.
        this.changed = true;
        const redactor = this.#redactor;
        const get = () => {
          try {
            return new Copier(redactor).copy(Reflect.get(value, key), name, depth);
          } catch {
            return LEFT_OUT;
          }
        };
        Object.defineProperty(copy, written, { get, enumerable: property.enumerable ?? false, configurable: true });
      }
    }
    this.#methods(value, copy, depth);
    return copy;
  }

  /** `toJSON` and `util.inspect.custom` can show more than the properties, and must be called on the original. */
  #methods(value: object, copy: object, depth: number): void {
    const redactor = this.#redactor;
    const toJson: unknown = Reflect.get(value, 'toJSON');
    if (typeof toJson === 'function') {
      this.changed = true;
      const write = (...args: unknown[]) =>
        new Copier(redactor).copy(Reflect.apply(toJson, value, args), undefined, depth);
      Object.defineProperty(copy, 'toJSON', { value: write, enumerable: false, configurable: true, writable: true });
    }
    const inspect: unknown = Reflect.get(value, INSPECT);
    if (typeof inspect === 'function') {
      this.changed = true;
      const write = (...args: unknown[]) =>
        new Copier(redactor).copy(Reflect.apply(inspect, value, args), undefined, depth);
      Object.defineProperty(copy, INSPECT, { value: write, enumerable: false, configurable: true, writable: true });
    }
  }
}

/** From Node.js 21 on, the stack of an error is an accessor that gives a text. */
function descriptorOf(value: object, key: string | symbol): PropertyDescriptor | undefined {
  const property = Object.getOwnPropertyDescriptor(value, key);
  if (key !== 'stack' || property?.get === undefined || !(value instanceof Error)) return property;
  return { value: value.stack, writable: true, enumerable: false };
}

/** The numbers of a Buffer, as in its JSON. */
function isBytes(values: readonly unknown[]): values is readonly number[] {
  return (
    values.length >= SHORTEST_KEY &&
    values.every((value) => typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 256)
  );
}

function isHeaderName(text: string): boolean {
  return /^(?:[Pp]roxy-)?[Aa]uthorization$|^[Xx]-[\w-]{1,40}$/.test(text);
}

function unquoted(json: string): string {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'string' ? value : '****';
  } catch {
    return '****';
  }
}

function urlOf(text: string): URL | string {
  return URL.canParse(text) ? new URL(text) : text;
}
