import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readLoose } from '../../../src/git/packs/read-loose.ts';
import { temporaryFolder } from '../../helpers/repository.ts';
import { randomNumbers } from './repositories.ts';

const LIMIT = 1_000_000;

function store(bytes: Uint8Array): string {
  const path = join(temporaryFolder(), 'object');
  writeFileSync(path, bytes);
  return path;
}

function storeObject(type: string, content: Uint8Array, size = content.length, level = 1): string {
  return store(deflateSync(Buffer.concat([Buffer.from(`${type} ${size}\0`), content]), { level }));
}

function noise(length: number): Buffer {
  const random = randomNumbers(3);
  return Buffer.from(Array.from({ length }, () => random.next().value >>> 24));
}

test.each([0, 1, 4000, 4096, 100_000, LIMIT])('reads %i bytes', (size) => {
  for (const content of [noise(size), Buffer.alloc(size, 'repeated ')]) {
    for (const level of [0, 1, 9]) {
      const read = readLoose(storeObject('tree', content, size, level), LIMIT);
      // Comparing bytes one by one takes the test runner a second for each object.
      expect('type' in read && read.type === 'tree' && content.equals(read.bytes)).toBe(true);
    }
  }
});

test('says what is too large, by its header alone', () => {
  const tooLarge = { type: 'blob', size: LIMIT + 1 };
  expect(readLoose(storeObject('blob', noise(LIMIT + 1)), LIMIT)).toEqual({ tooLarge });
  expect(readLoose(storeObject('blob', noise(10), LIMIT + 1), LIMIT)).toEqual({ tooLarge });
});

test('does not inflate more than an object says it has', () => {
  const bomb = storeObject('blob', Buffer.alloc(50_000_000), 10);
  expect(readLoose(bomb, LIMIT)).toEqual({ damaged: 'is larger than its object can be' });
  const slow = storeObject('blob', Buffer.concat([noise(20_000), Buffer.alloc(50_000_000)]), 30_000);
  expect(readLoose(slow, LIMIT)).toEqual({ damaged: 'is larger than its object can be' });
  const late = storeObject('blob', Buffer.concat([noise(20_000), Buffer.alloc(1_000_000)]), 30_000);
  expect(readLoose(late, LIMIT)).toEqual({ damaged: expect.stringContaining('larger than 30011 bytes') });
});

test('a stream that is cut in its checksum says nothing of what is before it', () => {
  const stream = deflateSync(Buffer.from('blob 3\0abc'));
  expect(readLoose(store(stream.subarray(0, -2)), LIMIT)).toEqual({ damaged: 'unexpected end of file' });
});

test('says what is wrong', () => {
  const content = noise(20_000);
  const whole = deflateSync(Buffer.concat([Buffer.from('blob 20000\0'), content]));
  const flipped = Buffer.from(whole).fill(0xff, 10_000, 10_100);
  const damagedOf = (path: string) => readLoose(path, LIMIT);
  expect(damagedOf(store(Buffer.alloc(0)))).toEqual({ damaged: 'unexpected end of file' });
  expect(damagedOf(store(Buffer.from('no zlib stream')))).toEqual({ damaged: 'incorrect header check' });
  expect(damagedOf(store(whole.subarray(0, 15_000)))).toEqual({ damaged: 'unexpected end of file' });
  expect(damagedOf(store(flipped))).toEqual({ damaged: expect.any(String) });
  for (const type of ['blobs', 'Blob', '', 'blob 1']) {
    expect(damagedOf(storeObject(type, content))).toEqual({ damaged: 'does not begin like an object' });
  }
  for (const size of [-1, 1.5, 1e21]) {
    expect(damagedOf(storeObject('blob', content, size))).toEqual({ damaged: 'does not begin like an object' });
  }
  expect(damagedOf(storeObject('blob', noise(5), 6))).toEqual({ damaged: 'is not as long as it says' });
  expect(damagedOf(join(temporaryFolder(), 'missing'))).toEqual({ damaged: expect.stringContaining('ENOENT') });
});

test.skipIf(process.platform === 'win32')('does not wait for a fifo', () => {
  const path = join(temporaryFolder(), 'fifo');
  execFileSync('mkfifo', [path]);
  expect(readLoose(path, LIMIT)).toEqual({ damaged: 'is not a regular file' });
});
