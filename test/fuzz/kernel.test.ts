import { deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { Kernel } from '../../src/kernel/kernel.ts';
import { alnumKey, hexKey } from '../helpers/keys.ts';
import { apply, applySlowly, copy, insert, ROOM } from '../kernel/applying.ts';
import { compare, seeded } from '../kernel/inflating.ts';
import { CONFIG } from '../kernel/inputs.ts';
import { referenceScan } from '../kernel/reference.ts';
import { fuzz } from './fuzz.ts';

test('a damaged zlib stream: the kernel judges it as zlib does', async () => {
  const contents = [seeded(3000, 30, 1), seeded(20_000, 200, 2), Buffer.from('abc '.repeat(3000)), Buffer.alloc(0)];
  await fuzz('damaged zlib streams', 1000, (random) => {
    const content = random.of(contents);
    const stream = deflateSync(content, { level: random.below(10), memLevel: 1 + random.below(9) });
    compare(random.damage(stream), content.length);
  });
});

test('a damaged delta: the kernel makes what a plain reading makes of it, or names what is wrong', async () => {
  const base = seeded(70_000, 200, 3);
  await fuzz('damaged deltas', 1000, (random) => {
    const instructions = Array.from({ length: 1 + random.below(12) }, () => {
      const size = 1 + random.below(random.of([20, 127, 3000, 0x10000]));
      return random.below(3) === 0
        ? insert(base.subarray(0, Math.min(size, 127)))
        : copy(random.below(base.length - size + 1), size);
    });
    const delta = random.damage(Buffer.from(instructions.flat()));
    const plain = applySlowly(delta, base);
    if (plain !== undefined && plain.bytes.length > ROOM / 2) return;
    const size = plain === undefined ? random.below(200_000) : plain.bytes.length;
    const made = apply(delta, base, size);
    if (plain === undefined || typeof made === 'number') expect([plain, typeof made]).toEqual([undefined, 'number']);
    else {
      // There is no room for the ranges of copies whose instructions are a byte each, which git never writes.
      const ranges = plain.segments.slice(0, Math.floor(delta.length / 2) + 1);
      expect([made.segments, made.bytes.equals(plain.bytes)]).toEqual([ranges, true]);
    }
    if (plain !== undefined && size > 0) expect(apply(delta, base, size - 1)).toBeLessThan(0);
  });
});

test('damaged text: the kernel finds what its reference finds', async () => {
  const kernel = new Kernel(CONFIG);
  const words = [
    ...CONFIG.keywords,
    ...CONFIG.prefixes,
    hexKey('kernel'),
    alnumKey('kernel'),
    '"',
    ' = ',
    '\\n',
    '%3D',
  ];
  await fuzz('damaged text', 1000, (random) => {
    const text = Array.from({ length: 12 }, () => random.of(words)).join(random.of(['', ' ', '"', '\n']));
    const bytes = random.damage(Buffer.from(text, 'latin1'));
    expect(kernel.scan(bytes)).toEqual(referenceScan(bytes, CONFIG));
  });
});
