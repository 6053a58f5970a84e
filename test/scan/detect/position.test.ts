import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Kernel } from '../../../src/kernel/kernel.ts';
import { START } from '../../../src/model/fragment.ts';
import { Positions } from '../../../src/scan/detect/position.ts';

/** Small chunks, so that lines end in all places of them. */
const kernel = new Kernel({ keywords: [], prefixes: [] }, { chunkBytes: 64 });
const measure = kernel.measureLines.bind(kernel);

function positions(text: string | Uint8Array, offsets: number[]) {
  const reader = new Positions(Buffer.from(text), START, measure);
  return offsets.map((offset) => reader.of(offset)).map(({ line, column }) => `${line}:${column}`);
}

test('lines end with LF, CR LF or CR', () => {
  expect(positions('a\nb\r\nc\rd', [0, 2, 5, 7])).toEqual(['1:1', '2:1', '3:1', '4:1']);
});

test('columns count UTF-16 units', () => {
  expect(positions('é日😀x', [0, 2, 5, 9])).toEqual(['1:1', '1:2', '1:3', '1:5']);
});

test('a later piece of a content begins where it says', () => {
  const reader = new Positions(Buffer.from('ab\ncd'), { offset: 100, line: 7, column: 12 }, measure);
  expect([reader.of(1), reader.of(4)]).toEqual([
    { line: 7, column: 13 },
    { line: 8, column: 2 },
  ]);
});

test('agrees with splitting the text into lines', () => {
  const text = fc
    .array(fc.constantFrom('a', 'é', '日', '😀', '\n', '\r\n', '\r', ' '), { maxLength: 400 })
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, fc.nat(), (content, seed) => {
      const characters = [...content];
      const before = characters.slice(0, seed % (characters.length + 1)).join('');
      // Between CR and LF there is no position to speak of.
      fc.pre(!(before.endsWith('\r') && content.startsWith(`${before}\n`)));
      const lines = before.split(/\r\n|\n|\r/);
      expect(positions(content, [Buffer.byteLength(before)])).toEqual([
        `${lines.length}:${(lines.at(-1) ?? '').length + 1}`,
      ]);
    }),
  );
});
