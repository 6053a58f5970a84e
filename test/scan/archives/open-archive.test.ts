import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { PIECE_BYTES } from '../../../src/model/fragment.ts';
import { MAX_DEPTH } from '../../../src/scan/archives/budget.ts';
import { archiveFormat } from '../../../src/scan/archives/format.ts';
import { openArchive } from '../../../src/scan/archives/open-archive.ts';
import { dbeaverCredentials, pdf, tar, tarGz, zip } from '../../helpers/archives.ts';
import { alnumKey } from '../../helpers/keys.ts';
import { open } from '../../helpers/open-archive.ts';

const TEXT = 'first line\nsecond line\n';

/** `TEXT` as `xz -0 --check=crc32` and as a zstd frame of one raw block (RFC 8878, 3.1.1). */
const XZ = Buffer.from(
  'fd377a585a0000016922de36 0200210 10c0000008f98419c 01001666697273 74206c696e650a7365 636f6e64206c696e650a 00002c5a455d 00012b1785cd25d5 9042990d0100000000 01595a'.replaceAll(
    ' ',
    '',
  ),
  'hex',
);
const ZSTD = Buffer.concat([
  Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, TEXT.length, (TEXT.length << 3) | 1, 0, 0]),
  Buffer.from(TEXT),
]);

test('files of a zip, deflated or stored, with its comment', async () => {
  const files = { 'a/b.txt': TEXT, 'c.bin': 'x' };
  expect(await open(zip(files))).toEqual({ files, refused: [] });
  expect(await open(zip(files, { stored: true, comment: 'said' }))).toEqual({
    files: { '': 'said', ...files },
    refused: [],
  });
});

test("DBeaver's credentials, and nothing else that looks drawn", async () => {
  const json = JSON.stringify({ 'mysql8-1': { '#connection': { user: 'app', password: alnumKey('dbeaver', 14) } } });
  const file = dbeaverCredentials(json);
  expect(await open(file)).toEqual({ files: { '': json }, refused: [] });
  expect(await open(file, 16)).toEqual({ files: { '': json }, refused: [] });
  expect(archiveFormat(Buffer.from(file).reverse())).toBeUndefined();
  const damaged = Buffer.concat([file.subarray(0, 32), Buffer.alloc(16)]);
  expect((await open(damaged)).refused).toEqual([': it is damaged, or no DBeaver credentials']);
});

test('a program in front of a zip, whether or not its offsets count it', async () => {
  expect(await open(Buffer.concat([Buffer.from('#!/bin/sh\n'), zip({ 'a.txt': TEXT })]))).toEqual({
    files: { 'a.txt': TEXT },
    refused: [],
  });
});

test('files of a tar, packed or not, however its bytes come', async () => {
  const files = { 'a/b.txt': TEXT, 'big.bin': 'x'.repeat(100_000), 'last.txt': TEXT };
  for (const chunkBytes of [1000, 65_536]) {
    expect(await open(await tar(files), chunkBytes)).toEqual({ files, refused: [] });
    expect(await open(await tarGz(files), chunkBytes)).toEqual({ files, refused: [] });
  }
});

test('the only content of a compressed file has no path', async () => {
  for (const bytes of [gzipSync(TEXT), XZ, ZSTD]) {
    expect(await open(bytes)).toEqual({ files: { '': TEXT }, refused: [] });
  }
  const two = Buffer.concat([gzipSync('one\n'), gzipSync('two\n')]);
  expect((await open(two)).files).toEqual({ '': 'one\ntwo\n' });
});

test('archives in archives: a container image holds layers, which hold packages', async () => {
  const layer = await tarGz({ 'app/lib.jar': zip({ 'conf/a.properties': TEXT }) });
  const image = await tar({ 'blobs/sha256/aa': layer, 'manifest.json': '[]' });
  expect((await open(image)).files).toEqual({
    'blobs/sha256/aa!app/lib.jar!conf/a.properties': TEXT,
    'manifest.json': '[]',
  });
});

test('office documents are read as they are seen: runs joined, a line for each paragraph and cell', async () => {
  const runs = ['API_', 'KEY=', 'a&amp;b'].map((text) => `<w:r><w:t>${text}</w:t></w:r>`).join('');
  const { files } = await open(
    zip({
      'word/document.xml': `<w:document><w:p><w:r><w:t>Title</w:t></w:r></w:p><w:p>${runs}</w:p></w:document>`,
      'xl/sharedStrings.xml': '<sst><si><t>name</t></si><si><t>value</t></si></sst>',
    }),
  );
  expect(files).toEqual({ 'word/document.xml': 'Title\nAPI_KEY=a&b\n', 'xl/sharedStrings.xml': 'name\nvalue\n' });
});

test('the text of a PDF, joined where letters are moved, and what is said about it', async () => {
  const operators = 'BT /F1 12 Tf 72 720 Td [(API_K) -10 (EY = abc)] TJ ET';
  const { files, refused } = await open(pdf(operators, '/Subject(said about it)'));
  expect(files['page 1']).toContain('API_KEY = abc');
  expect(files.metadata).toContain('Subject: said about it');
  expect(refused).toEqual([]);
});

test('a large file in an archive comes in pieces', async () => {
  const format = archiveFormat(gzipSync('x'));
  const bytes = gzipSync(Buffer.alloc(PIECE_BYTES + 1000, 'a'));
  const lengths: number[] = [];
  async function* chunks() {
    yield bytes;
  }
  for await (const piece of openArchive(format ?? { name: '' }, chunks(), () => {})) lengths.push(piece.bytes.length);
  expect(lengths).toHaveLength(2);
});

test('what is not opened is named: encrypted, without a reader, damaged; the rest is read', async () => {
  const inner = zip({ 'a.txt': TEXT });
  expect(await open(zip({ 'secret.txt': TEXT }, { encrypted: true }))).toEqual({
    files: {},
    refused: ['secret.txt: it is encrypted'],
  });
  expect(await open(Buffer.from('7z\xbc\xaf\x27\x1c\0\x04', 'latin1'))).toEqual({
    files: {},
    refused: [': there is no reader for 7z'],
  });
  const mixed = {
    'bad.zip': inner.subarray(0, -10),
    'bad.gz': gzipSync(TEXT).subarray(0, -12),
    'x.rar': Buffer.from('Rar!\x1a\x07\x01\0', 'latin1'),
    'good.txt': TEXT,
  };
  const { files, refused } = await open(await tar(mixed));
  expect(files['good.txt']).toBe(TEXT);
  expect(refused).toEqual([
    'bad.zip: it is damaged, or no zip',
    'bad.gz: it is damaged, or no gzip',
    'x.rar: there is no reader for rar',
  ]);
});

test('a tar that is cut off is damaged, and what comes before the cut is read', async () => {
  const bytes = await tar({ 'a.txt': TEXT, 'big.bin': 'x'.repeat(50_000) });
  const { files, refused } = await open(bytes.subarray(0, 20_000));
  expect(files['a.txt']).toBe(TEXT);
  expect(refused).toHaveLength(1);
});

test('bombs end: a compressed gigabyte of nothing, and archives in archives without end', async () => {
  const { refused } = await open(gzipSync(gzipSync(Buffer.alloc(200 * 1024 ** 2))));
  expect(refused.join()).toContain('it expands to more than');
  let nested = zip({ 'a.txt': TEXT });
  for (let level = 0; level < MAX_DEPTH; level++) nested = zip({ 'a.zip': nested });
  const deep = await open(nested);
  expect(deep.files).toEqual({});
  expect(deep.refused.join()).toContain(`it is in more than ${MAX_DEPTH} archives`);
});

test('text that only mentions a signature is no archive', () => {
  for (const text of ['PK', 'PK is a name', '%PD', '# v2 git bundles', 'ustar', '']) {
    expect(archiveFormat(Buffer.from(text))).toBeUndefined();
  }
});
