import fc from 'fast-check';
import { expect, test } from 'vitest';
import { configureKernel, tablesOf } from '../../src/kernel/configure.ts';
import { Kernel } from '../../src/kernel/kernel.ts';
import { runs } from '../helpers/runs.ts';
import { CONFIG, configured } from './inputs.ts';

test('a kernel that was given tables has the same in its memory as one that was given the words', () => {
  const [fromWords, fromTables] = [configureKernel(CONFIG, 16), configureKernel(tablesOf(CONFIG), 16)];
  expect(fromTables.reserve(64)).toBe(fromWords.reserve(64));
  expect(Buffer.from(fromTables.memory.buffer).equals(Buffer.from(fromWords.memory.buffer))).toBe(true);
});

test('it finds the same, for any keywords and prefixes', () => {
  fc.assert(
    fc.property(configured, ([config, bytes]) => {
      expect(new Kernel(tablesOf(config)).scan(bytes)).toEqual(new Kernel(config).scan(bytes));
    }),
    runs(100),
  );
});
