import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readMultiPackIndex } from '../../../src/git/packs/multi-pack-index.ts';
import { withFile } from '../../../src/git/packs/regular-file.ts';
import { temporaryFolder } from '../../helpers/repository.ts';

function numbers(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [i, value] of values.entries()) bytes.writeUInt32BE(value, i * 4);
  return bytes;
}

const ids = ['11', '22', '33'].map((byte) => byte.repeat(20));

/** Three objects in two packs, one of them far behind 4 GB. */
const CHUNKS: Readonly<Record<string, Buffer>> = {
  PNAM: Buffer.from('pack-a.idx\0pack-b.idx\0\0\0'),
  OIDF: numbers(
    ...Array.from({ length: 256 }, (_, i) => ids.filter((id) => Number.parseInt(id.slice(0, 2), 16) <= i).length),
  ),
  OIDL: Buffer.from(ids.join(''), 'hex'),
  OOFF: numbers(1, 12, 0, 0x80000001, 1, 0x7fffffff),
  LOFF: numbers(0, 5, 3, 7),
};

/** @param header version, kind of hash, number of chunks, base files, then the number of packs in 4 bytes */
function build(chunks = CHUNKS, header = [1, 1, Object.keys(chunks).length, 0, 0, 0, 0, 2]): Buffer {
  const parts: Buffer[] = [Buffer.from('MIDX'), Buffer.from(header)];
  let at = 12 + (Object.keys(chunks).length + 1) * 12;
  for (const [name, bytes] of [...Object.entries(chunks), ['\0\0\0\0', Buffer.alloc(0)] as const]) {
    parts.push(Buffer.from(name), numbers(0, at));
    at += bytes.length;
  }
  return Buffer.concat([...parts, ...Object.values(chunks), Buffer.alloc(20)]);
}

function read(content: Buffer, wanted = ['pack-a', 'pack-b']) {
  const path = join(temporaryFolder(), 'multi-pack-index');
  writeFileSync(path, content);
  const indexes = withFile(path, (file) => readMultiPackIndex(file, 20, new Set(wanted)));
  return [...indexes].map(([name, { bytes, offsets }]) => [name, Buffer.from(bytes).toString('hex'), [...offsets]]);
}

test('reads the packs that are wanted', () => {
  const [first = '', second = '', third = ''] = ids;
  const [a, b] = [
    ['pack-a', second, [3 * 2 ** 32 + 7]],
    ['pack-b', first + third, [12, 0x7fffffff]],
  ];
  expect(read(build())).toEqual([a, b]);
  expect(read(build(), ['pack-b', 'pack-c'])).toEqual([b]);
});

test('without 64-bit offsets, all bits of the others count', () => {
  const { LOFF: _, ...chunks } = CHUNKS;
  expect(read(build(chunks), ['pack-a'])).toEqual([['pack-a', ids[1], [0x80000001]]]);
});

test.each<[string, Buffer]>([
  ['is of version 2, which is unknown', build({ ...CHUNKS }, [2, 1, 5, 0, 0, 0, 0, 2])],
  ['is for another kind of hash than the repository has', build({ ...CHUNKS }, [1, 2, 5, 0, 0, 0, 0, 2])],
  ['has no chunk OOFF', build({ ...CHUNKS }, [1, 1, 3, 0, 0, 0, 0, 2])],
  ['names a pack that it does not list', build({ ...CHUNKS }, [1, 1, 5, 0, 0, 0, 0, 1])],
  ['its tables are cut', build({ ...CHUNKS, OIDL: numbers(1, 2) })],
  ['its tables are cut', build({ ...CHUNKS, OOFF: numbers(0, 12, 0) })],
  ['its fan-out table is cut', build({ ...CHUNKS, OIDF: numbers(1), LARG: Buffer.alloc(2000) })],
  ['names a 64-bit offset that it does not have', build({ ...CHUNKS, LOFF: numbers(0, 5) })],
  ['has an offset that no file can have', build({ ...CHUNKS, LOFF: numbers(0, 5, 0xffffffff, 0) })],
  ['its chunks lie outside of it', build({ ...CHUNKS }, [1, 1, 6, 0, 0, 0, 0, 2])],
])('%s', (message, content) => {
  expect(() => read(content)).toThrow(message);
});
