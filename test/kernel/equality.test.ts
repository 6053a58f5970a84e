import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Kernel } from '../../src/kernel/kernel.ts';
import { runs } from '../helpers/runs.ts';
import { CONFIG, configured, inputs } from './inputs.ts';
import { referenceScan } from './reference.ts';

test('the kernel finds what the reference finds, wherever the input lies against its blocks of 64 bytes', () => {
  const kernel = new Kernel(CONFIG);
  fc.assert(
    fc.property(inputs, (input) => {
      for (let shift = 0; shift < 64; shift++) {
        const bytes = Buffer.concat([Buffer.alloc(shift, ' '), input]);
        expect(kernel.scan(bytes)).toEqual(referenceScan(bytes, CONFIG));
      }
    }),
    runs(20),
  );
});

test('the same with bytes before it that could be glued to it', () => {
  const kernel = new Kernel(CONFIG);
  fc.assert(
    fc.property(inputs, inputs, (before, after) => {
      const bytes = Buffer.concat([before, after]);
      expect(kernel.scan(bytes)).toEqual(referenceScan(bytes, CONFIG));
    }),
    runs(150),
  );
});

test('the same for any keywords and prefixes', () => {
  fc.assert(
    fc.property(configured, ([config, bytes]) => {
      expect(new Kernel(config).scan(bytes)).toEqual(referenceScan(bytes, config));
    }),
    runs(100),
  );
});

test('however small the chunks are and however often the list of results is full, the anchors are the same', () => {
  fc.assert(
    fc.property(
      inputs,
      fc.integer({ min: 1, max: 400 }),
      fc.integer({ min: 0, max: 5 }),
      (bytes, chunkBytes, spareResults) => {
        const kernel = new Kernel(CONFIG, { chunkBytes, spareResults });
        expect(kernel.scan(bytes)).toEqual(referenceScan(bytes, CONFIG));
      },
    ),
    runs(150),
  );
});

test('with every size of chunk, so that every anchor is cut at every place', () => {
  const kernels = Array.from({ length: 200 }, (_, i) => new Kernel(CONFIG, { chunkBytes: i + 1 }));
  fc.assert(
    fc.property(inputs, (bytes) => {
      const expected = referenceScan(bytes, CONFIG);
      for (const kernel of kernels) expect(kernel.scan(bytes)).toEqual(expected);
    }),
    runs(10),
  );
});

test('of a range, the anchors that begin in it, judged with what stands around it', () => {
  const kernel = new Kernel(CONFIG, { chunkBytes: 100 });
  fc.assert(
    fc.property(inputs, fc.nat(), fc.nat(), (bytes, a, b) => {
      const [from, to] = [a % (bytes.length + 1), b % (bytes.length + 1)].sort((x, y) => x - y) as [number, number];
      const expected = referenceScan(bytes, CONFIG).filter(({ start }) => from <= start && start < to);
      expect(kernel.scan(bytes, from, to)).toEqual(expected);
    }),
    runs(150),
  );
});
