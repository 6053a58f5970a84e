import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { expect, test, vi } from 'vitest';
import { pdf, png, zip } from '../helpers/archives.ts';
import { hexKey } from '../helpers/keys.ts';
import { open } from '../helpers/open-archive.ts';
import { temporaryFolder } from '../helpers/repository.ts';
import { keyLine } from '../helpers/scan.ts';
import { run } from './program.ts';

/** A little more than what Node.js itself takes, and what an archive may. */
const MOST_MEMORY = 550;
/** Of CPU time. */
const SECONDS = 25;

const ZEROS = deflateSync(Buffer.alloc(100_000_000), { level: 9 });

/** A frame of zstd: a window, and blocks that repeat one byte (RFC 8878, 3.1.1). */
function zstd(window: number, blocks: number, size: number): Buffer {
  const block = Buffer.alloc(4);
  block.writeUIntLE((size << 3) | (1 << 1), 0, 3);
  const last = Buffer.from(block);
  last.writeUInt8(last.readUInt8(0) | 1);
  const frame = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, window]);
  return Buffer.concat([frame, ...Array.from({ length: blocks }, () => block), last]);
}

/** Files that no directory of a zip lists: each holds the header of the next, and their end is damaged. */
function zipOfUnlisted(count: number): Buffer {
  const header = Buffer.alloc(31);
  header.write('PK\x03\x04', 'latin1');
  header.writeUInt16LE(8, 8);
  header.writeUInt16LE(1, 26);
  header.write('a', 30);
  const stored = Buffer.from([0, header.length, 0, 0xff - header.length, 0xff]);
  const end = Buffer.concat(Array.from({ length: 700_000 }, () => Buffer.from([0, 0, 0, 0xff, 0xff])));
  const headers = Array.from({ length: count }, () => [header, stored]).flat();
  return Buffer.concat([...headers, end, Buffer.from([0xff]), zip({ 'b.txt': keyLine(hexKey('listed')) })]);
}

/** Form `number` of a page, which is object 7 and following (ISO 32000-1, 8.10). It shows the next one as `X`. */
function form(number: number, data: Buffer, filter = ''): string {
  const head = `/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</Font<</F1 5 0 R>>/XObject<</X ${number + 8} 0 R>>>>`;
  return `<<${head}/Length ${data.length}${filter}>>stream\n${data.toString('latin1')}\nendstream`;
}

const packedThrice = [1, 2, 3].reduce((data) => deflateSync(data, { level: 9 }), Buffer.alloc(500_000_000));

const BOMBS: readonly (readonly [what: string, name: string, bytes: Buffer, reason: string])[] = [
  ['zstd, blocks of four bytes for 128 KiB', 'a.zst', zstd(0x58, 100_000, 2 ** 17), 'it expands to more than'],
  ['zstd, a window of 1.8 GB', 'a.zst', zstd(0xa6, 5, 2 ** 17), 'it needs more memory'],
  [
    'PNG, notes of 100 MB each',
    'a.png',
    png(...Array.from({ length: 15 }, () => ['zTXt', Buffer.concat([Buffer.from('k\0\0'), ZEROS])] as const)),
    'it expands to more than',
  ],
  ['zip, files that no directory lists', 'a.zip', zipOfUnlisted(20_000), 'it has too many damaged files'],
  [
    'PDF, a stream of 100 MB',
    'a.pdf',
    pdf('', '', [form(0, ZEROS, '/Filter/FlateDecode')]),
    'a part of it expands to too much',
  ],
  [
    'PDF, a form that is packed three times',
    'a.pdf',
    pdf('/X Do', '', [form(0, packedThrice, '/Filter[/FlateDecode/FlateDecode/FlateDecode]')]),
    'it takes too much memory',
  ],
];

test.each(BOMBS)('a bomb in %s: within the memory, and named', async (_, name, bytes, reason) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, name), bytes);
  const { stdout, memory, cpu } = await run(folder, ['scan', '--format', 'json', '.']);
  expect(memory).toBeLessThan(MOST_MEMORY);
  expect(cpu).toBeLessThan(SECONDS);
  expect(JSON.parse(stdout).notOpened).toContainEqual({
    kind: 'archive',
    path: name,
    reason: expect.stringContaining(reason),
  });
});

test('a page that shows forms in forms without end is given up', async () => {
  const ten = Buffer.from('/X Do '.repeat(10));
  const bytes = pdf('/X Do', '', [
    ...Array.from({ length: 12 }, (_, at) => form(at, ten)),
    form(12, Buffer.from('BT /F1 12 Tf (x) Tj ET')),
  ]);
  const now = performance.now.bind(performance);
  const start = now();
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => start + (now() - start) * 50);
  expect((await open(bytes)).refused).toEqual([': it takes too long to read']);
  clock.mockRestore();
});

test('what repeats the beginning of a stream in a PDF is read in linear time', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'a.pdf'), pdf('', '', [`(${'<<'.repeat(3_000_000)})`]));
  const { code, cpu } = await run(folder, ['scan', '.']);
  expect([code, cpu < SECONDS]).toEqual([0, true]);
});
