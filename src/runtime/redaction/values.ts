import { SHORTEST_KEY } from './known.ts';
import type { Redactor } from './redactor.ts';

/** Limits on depth and number of objects; what is beyond is left out of the copy, never shown. */
const DEEPEST = 32;
const MOST_OBJECTS = 20_000;
const LEFT_OUT = '[left out by redaction]';

const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/** Names of several secrets: `tokens: { prod: '...' }`. */
const GROUP = /(?:key|token|secret|password|credential)s$/i;

/** Names that can make their value a secret. */
const MAY_BE_SECRET = /key|token|secret|pass|pwd|credential|auth|bearer|session/i;

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
    if (typeof value === 'symbol') return this.#symbol(value);
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return value;
    if (this.#copies.has(value)) return this.#copies.get(value);
    if (depth > DEEPEST || this.#copies.size >= MOST_OBJECTS) {
      this.changed = true;
      return LEFT_OUT;
    }
    try {
      return this.#object(value, name, depth + 1);
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

  #symbol(value: symbol): symbol {
    const { description = '' } = value;
    const redacted = this.#text(description, undefined);
    return redacted === description ? value : Symbol(redacted);
  }

  #object(value: object, name: string | undefined, depth: number): unknown {
    if (value instanceof Uint8Array) return this.#bytes(value);
    if (ArrayBuffer.isView(value)) return this.#view(value);
    if (value instanceof ArrayBuffer) return this.#buffer(value);
    if (Array.isArray(value)) return this.#array(value, name, depth);
    if (value instanceof Map) return this.#map(value, depth);
    if (value instanceof Set) return this.#set(value, depth);
    if (value instanceof String) return this.#replaced(value, String(value), (text) => text);
    if (typeof URL !== 'undefined' && value instanceof URL) return this.#replaced(value, value.href, urlOf);
    if (typeof URLSearchParams !== 'undefined' && value instanceof URLSearchParams) {
      return this.#replaced(value, value.toString(), (text) => new URLSearchParams(text));
    }
    if (typeof Headers !== 'undefined' && value instanceof Headers) return this.#headers(value);
    if (value instanceof Date) return this.#remember(value, value);
    if (value instanceof RegExp) return this.#replaced(value, String(value), (text) => text);
    if (value instanceof Promise || /^\[object (?:Map|Set) Iterator\]$/.test(tagOf(value)))
      return this.#unreadable(value);
    if (value instanceof Error) return this.#error(value, depth);
    if (typeof value === 'function') return this.#function(value, depth);
    const copy = this.#remember(value, Object.create(Object.getPrototypeOf(value)) as object);
    return this.#properties(value, copy, depth, name);
  }

  /** A console shows its content, but reading it would mean to wait for it or to use it up. */
  #unreadable(value: object): unknown {
    this.changed = true;
    return this.#remember(value, value instanceof Promise ? Promise.resolve(LEFT_OUT) : LEFT_OUT);
  }

  /** Copied if it has properties of its own, as a class has: a console shows them. */
  #function(value: object, depth: number): unknown {
    const own = Reflect.ownKeys(value).filter((key) => !OF_FUNCTIONS.has(key));
    if (own.length === 0) return this.#remember(value, value);
    const inner = new Copier(this.#redactor);
    const copy = inner.#properties(
      value,
      inner.#remember(value, () => undefined),
      depth,
    );
    this.changed ||= inner.changed;
    return this.#remember(value, inner.changed ? copy : value);
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

  /** @param name of all its items */
  #array(value: readonly unknown[], name: string | undefined, depth: number): unknown {
    if (isBytes(value)) {
      const bytes = Uint8Array.from(value);
      const redacted = this.#redactBytes(bytes);
      return this.#remember(value, redacted === bytes ? value : Array.from(redacted));
    }
    const copy: unknown[] = this.#remember(value, []);
    copy.length = value.length;
    for (const key of Object.keys(value)) {
      const item: unknown = Reflect.get(value, key);
      const own = /^\d+$/.test(key) ? (nameBefore(value[Number(key) - 1], item) ?? name?.replace(/s$/i, '')) : key;
      Reflect.set(copy, key, this.copy(item, own, depth));
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
    // Its message and name are accessors, which work on real ones only.
    if (typeof DOMException !== 'undefined' && value instanceof DOMException) {
      const own = this.#remember(value, new DOMException(this.#text(value.message, undefined), value.name));
      return this.#properties(value, own, depth);
    }
    // A real error, not only its prototype: consoles and loggers check for that.
    const copy = this.#remember(value, new Error());
    delete copy.stack;
    Object.setPrototypeOf(copy, Object.getPrototypeOf(value) as object);
    return this.#properties(value, copy, depth);
  }

  /** @param group name of the value itself */
  #properties(value: object, copy: object, depth: number, group?: string): object {
    const one = group !== undefined && GROUP.test(group) ? group.slice(0, -1) : undefined;
    for (const key of Reflect.ownKeys(value)) {
      const property = descriptorOf(value, key);
      if (property === undefined || (typeof value === 'function' && OF_FUNCTIONS.has(key))) continue;
      const own = key === 'value' ? (nameBeside(value) ?? key) : typeof key === 'string' ? key : key.description;
      const name = one !== undefined && !MAY_BE_SECRET.test(own ?? '') ? one : own;
      const written = typeof key === 'string' ? this.#text(key, undefined) : this.#symbol(key);
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

  /**
   * Methods that show more than the properties. They must be called on the original, because the copy lacks its private fields.
   * The toString of objects and errors works on copies too.
   */
  #methods(value: object, copy: object, depth: number): void {
    const redactor = this.#redactor;
    for (const name of ['toJSON', 'toString', Symbol.toPrimitive, INSPECT]) {
      const method: unknown = Reflect.get(value, name);
      if (typeof method !== 'function' || PLAIN_METHODS.has(method)) continue;
      this.changed = true;
      const write = (...args: unknown[]) =>
        new Copier(redactor).copy(Reflect.apply(method, value, args), undefined, depth);
      Object.defineProperty(copy, name, { value: write, enumerable: false, configurable: true, writable: true });
    }
    const tag: unknown = Reflect.get(value, Symbol.toStringTag);
    if (typeof tag === 'string' && !Object.hasOwn(value, Symbol.toStringTag))
      Object.defineProperty(copy, Symbol.toStringTag, { value: this.#text(tag, undefined), configurable: true });
  }
}

const PLAIN_METHODS: ReadonlySet<unknown> = new Set([
  Object.prototype.toString,
  Error.prototype.toString,
  Function.prototype.toString,
]);

/** Properties that all functions have, and that consoles do not show. */
const OF_FUNCTIONS: ReadonlySet<string | symbol> = new Set(['length', 'name', 'prototype', 'arguments', 'caller']);

function tagOf(value: object): string {
  return Object.prototype.toString.call(value);
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

/**
 * The name that the item before gives to an item: in raw headers, entries, arguments of a program. In a list of names the
 * item is one too, and looks like no secret.
 */
function nameBefore(before: unknown, item: unknown): string | undefined {
  if (typeof before !== 'string' || typeof item !== 'string') return undefined;
  if (/^(?:proxy-)?authorization$|^x-[\w-]{1,40}$/i.test(before)) return before;
  const isName = before.length <= 64 && MAY_BE_SECRET.test(before) && /^-{0,2}[A-Za-z][\w.-]*$/.test(before);
  return isName && /[A-Za-z]/.test(item) && /\d/.test(item) && item.length >= 12
    ? before.replace(/^-+/, '')
    : undefined;
}

/** The name of `value` in `{ name: 'X-Api-Key', value: '...' }`. */
function nameBeside(value: object): string | undefined {
  for (const key of ['name', 'key']) {
    const name: unknown = Object.getOwnPropertyDescriptor(value, key)?.value;
    if (typeof name === 'string') return name;
  }
  return undefined;
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
