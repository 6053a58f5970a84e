import { deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { Kernel } from '../../src/kernel/kernel.ts';
import { alnumKey, hexKey } from '../helpers/keys.ts';
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
