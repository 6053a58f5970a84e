import { toSafeJson } from '../syntax/escape.ts';

/** Items that are written together: one by one takes twice as long. */
const BATCH = 100;

/** The items of an array, changed one by one when they are read. */
export function lazily<T, U>(items: readonly T[], change: (item: T) => U): Iterable<U> {
  return {
    *[Symbol.iterator]() {
      for (const item of items) yield change(item);
    },
  };
}

/**
 * The text of `toSafeJson(value, indent)` in pieces. Any iterable is written as an array, and only a few of its items are in
 * memory at a time.
 * @param depth of nesting of the value
 */
export function* jsonPieces(value: unknown, indent = 0, depth = 0): Generator<string> {
  if (!holdsIterable(value)) yield nested(value, indent, depth);
  else if (isIterable(value)) yield* listPieces(value, indent, depth);
  else yield* objectPieces(value, indent, depth);
}

function* objectPieces(value: object, indent: number, depth: number): Generator<string> {
  let separator = '{';
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined) continue;
    yield `${separator}${lineBreak(indent, depth + 1)}${toSafeJson(key)}:${indent > 0 ? ' ' : ''}`;
    yield* jsonPieces(item, indent, depth + 1);
    separator = ',';
  }
  yield `${lineBreak(indent, depth)}}`;
}

function* listPieces(items: Iterable<unknown>, indent: number, depth: number): Generator<string> {
  const end = `${lineBreak(indent, depth)}]`;
  let separator = '[';
  let batch: unknown[] = [];
  const flush = () => {
    const text = `${separator}${nested(batch, indent, depth).slice(1, -end.length)}`;
    separator = ',';
    batch = [];
    return text;
  };
  for (const item of items) {
    if (holdsIterable(item)) {
      if (batch.length > 0) yield flush();
      yield `${separator}${lineBreak(indent, depth + 1)}`;
      yield* jsonPieces(item, indent, depth + 1);
      separator = ',';
    } else if (batch.push(item) === BATCH) yield flush();
  }
  if (batch.length > 0) yield flush();
  yield separator === '[' ? '[]' : end;
}

function nested(value: unknown, indent: number, depth: number): string {
  const text = toSafeJson(value, indent);
  return indent > 0 && depth > 0 ? text.replaceAll('\n', lineBreak(indent, depth)) : text;
}

function lineBreak(indent: number, depth: number): string {
  return indent > 0 ? `\n${' '.repeat(indent * depth)}` : '';
}

function isIterable(value: object): value is Iterable<unknown> {
  return Symbol.iterator in value;
}

/** Whether the value is or contains an iterable that is no array. */
function holdsIterable(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  if (!Array.isArray(value) && isIterable(value)) return true;
  return Object.values(value).some(holdsIterable);
}
