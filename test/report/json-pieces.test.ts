import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonPieces, lazily } from '../../src/report/json-pieces.ts';
import { toSafeJson } from '../../src/syntax/escape.ts';
import { whole } from './sample.ts';

/** The same data, with every array that stands where `choose` says made when it is read. */
function asLazy(value: unknown, choose: () => boolean): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => asLazy(item, choose));
    return choose() ? lazily(items, (item) => item) : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, asLazy(item, choose)]));
}

test('the same text as of JSON.stringify, whichever arrays are lazy', () => {
  fc.assert(
    fc.property(
      fc.jsonValue({ maxDepth: 5 }),
      fc.infiniteStream(fc.boolean()),
      fc.constantFrom(0, 2),
      (value, choices, indent) => {
        const lazy = asLazy(value, () => choices.next().value === true);
        expect(whole(jsonPieces(lazy, indent))).toBe(toSafeJson(value, indent));
      },
    ),
  );
});

test('long lists, mixed ones, and keys that hold nothing', () => {
  const items = Array.from({ length: 450 }, (_, at) =>
    at % 200 === 150 ? { at, list: [at] } : { at, '\u202e': '\n' },
  );
  const mixed = lazily(items, (item) => ('list' in item ? { ...item, list: lazily(item.list ?? [], (x) => x) } : item));
  for (const indent of [0, 2]) {
    expect(whole(jsonPieces({ a: undefined, mixed }, indent))).toBe(toSafeJson({ mixed: items }, indent));
  }
});

test('no more is made than is asked for', () => {
  let made = 0;
  const pieces = jsonPieces({
    items: lazily(Array.from({ length: 100_000 }), () => {
      made++;
      return { a: 1 };
    }),
  });
  pieces.next();
  pieces.next();
  expect(made).toBeLessThan(1000);
});
