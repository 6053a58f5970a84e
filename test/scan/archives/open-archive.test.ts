import { deflateSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { PIECE_BYTES } from '../../../src/model/fragment.ts';
import { MAX_DEPTH } from '../../../src/scan/archives/budget.ts';
import { archiveFormat } from '../../../src/scan/archives/format.ts';
import { openArchive } from '../../../src/scan/archives/open-archive.ts';
import { ar, cab, cpio, dbeaverCredentials, lz4, pdf, png, rar, rpm, tar, tarGz, zip } from '../../helpers/archives.ts';
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

/** `TEXT` as `bzip2` packs it, and in a 7z, stored, and encrypted as `x`. */
const BZIP2 = Buffer.from(
  '425a68393141592653598b13e184000004d180001040000f259c00200021a1323194201a00912a319568cb0482fd57f1772453850908b13e1840',
  'hex',
);
const SEVEN_ZIP = Buffer.from(
  `377abcaf271c00045caf1455600000000000000014000000000000009ba41b9b
6669727374206c696e650a7365636f6e64206c696e650a010044010406000109
1700070b01000101000c1700080a012c5a455d00000501190100110d0061002e
007400780074000000140a01004026654fbb80dd011506010020808081000000
17061701094900070b010001212101180c450000`.replace(/\s/g, ''),
  'hex',
);
const ENCRYPTED_7Z = Buffer.from(
  `377abcaf271c0004d35bd54489000000000000001400000000000000a93258b9
05989a4a5358447ea349ac2940e5ac3e9084f86644473a3c6b201e76b02703c8
010064010406000109200a01c49e7cc400070b0100022406f1070112530fdfcc
d0e5828edab07d14c1650a18ac2c2121011801000c1b1700080a012c5a455d00
000501110d0061002e007400780074000000140a01001058934fbb80dd011506
01002080808100000017062001096900070b010001212101180c650000`.replace(/\s/g, ''),
  'hex',
);

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
  for (const bytes of [gzipSync(TEXT), XZ, ZSTD, BZIP2, lz4(TEXT)]) {
    expect(await open(bytes)).toEqual({ files: { '': TEXT }, refused: [] });
  }
  const two = Buffer.concat([gzipSync('one\n'), gzipSync('two\n')]);
  expect((await open(two)).files).toEqual({ '': 'one\ntwo\n' });
});

test('bzip2: streams behind one another, and what is damaged or cut off is not taken for whole', async () => {
  expect((await open(Buffer.concat([BZIP2, BZIP2, Buffer.from('behind')]), 7)).files).toEqual({ '': TEXT + TEXT });
  for (let at = 10; at < BZIP2.length; at += 5) {
    expect((await open(BZIP2.subarray(0, at))).refused).toEqual([': it is damaged, or no bzip2']);
  }
  const wrong = Buffer.from(BZIP2);
  wrong[12] = (wrong[12] ?? 0) ^ 1;
  expect((await open(wrong)).refused).toEqual([': it is damaged, or no bzip2']);
});

test('lz4: copies of what was just written, frames behind one another, and those of users', async () => {
  const user = Buffer.from('502a4d1804000000', 'hex');
  const bytes = Buffer.concat([lz4('abc', 300), user, Buffer.from('said'), lz4('d')]);
  expect((await open(bytes, 5)).files).toEqual({ '': `abc${'c'.repeat(300)}saidd` });
  expect((await open(bytes.subarray(0, -6))).refused).toEqual([': it is damaged, or no lz4']);
});

test('other archives: 7z, rar, cab, cpio, and packages of Debian and Red Hat', async () => {
  expect((await open(SEVEN_ZIP)).files).toEqual({ 'a.txt': TEXT });
  expect((await open(rar('a.txt', TEXT))).files).toEqual({ 'a.txt': TEXT });
  expect((await open(cab('a.txt', TEXT))).files).toEqual({ 'a.txt': TEXT });
  expect((await open(cpio({ 'a/b.txt': TEXT, 'c.txt': 'x' }))).files).toEqual({ 'a/b.txt': TEXT, 'c.txt': 'x' });
  const deb = ar({ 'debian-binary': '2.0\n', 'data.tar.gz': await tarGz({ 'etc/a.conf': TEXT }) });
  expect((await open(deb)).files).toEqual({ 'debian-binary': '2.0\n', 'data.tar.gz!etc/a.conf': TEXT });
  const { files } = await open(rpm('a script', gzipSync(cpio({ './a.txt': TEXT }))));
  expect(files).toEqual({ header: expect.stringContaining('a script'), './a.txt': TEXT });
});

test("zips by another name are told by their bytes: Chrome's extensions", async () => {
  const crx = Buffer.concat([Buffer.from('Cr24\x03\0\0\0\x04\0\0\0sign'), zip({ 'a.js': TEXT })]);
  expect((await open(zip({ 'a.crx': crx }))).files).toEqual({ 'a.crx!a.js': TEXT });
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
      'xl/comments1.xml': '<comment><text><r><t>no</t></r><r><t>te</t></r></text></comment>',
      'ppt/diagrams/data1.xml': '<a:p><a:r><a:t>bo</a:t></a:r><a:r><a:t>x</a:t></a:r></a:p>',
    }),
  );
  expect(files).toEqual({
    'word/document.xml': 'Title\nAPI_KEY=a&b\n',
    'xl/sharedStrings.xml': 'name\nvalue\n',
    'xl/comments1.xml': 'note\n',
    'ppt/diagrams/data1.xml': 'box\n',
  });
});

test('office documents in UTF-16', async () => {
  const xml = Buffer.from('\ufeff<w:p><w:r><w:t>KEY=</w:t></w:r><w:r><w:t>ä</w:t></w:r></w:p>', 'utf16le');
  for (const bytes of [Buffer.from(xml), xml.swap16()]) {
    expect((await open(zip({ 'word/document.xml': bytes }))).files).toEqual({ 'word/document.xml': 'KEY=ä\n' });
  }
});

test('the text of a PDF, joined where letters are moved, and what is said about it', async () => {
  const operators = 'BT /F1 12 Tf 72 720 Td [(API_K) -10 (EY = abc)] TJ ET';
  const { files, refused } = await open(pdf(operators, '/Subject(said about it)'));
  expect(files['page 1']).toContain('API_KEY = abc');
  expect(files.metadata).toContain('Subject: said about it');
  expect(refused).toEqual([]);
});

test('what no page of a PDF shows: text beside it, scripts, what an earlier version had, a file behind it', async () => {
  const stream = deflateSync(Buffer.from('BT [(old_) 20 (text)] TJ ET'));
  const earlier = Buffer.concat([
    Buffer.from(`%PDF-1.7\n9 0 obj\n<</Length ${stream.length}/Filter/FlateDecode>>stream\n`),
    stream,
    Buffer.from(
      `\nendstream\nendobj\n8 0 obj\n<</Title(an outline)/T<FEFF${Buffer.from('wide', 'utf16le').swap16().toString('hex')}>>>`,
    ),
  ]);
  const page = pdf('BT /F1 12 Tf 9000 720 Td (beside) Tj ET', '/Subject(x)');
  const { files, refused } = await open(
    Buffer.concat([earlier, Buffer.from('\nendobj\n'), page, zip({ 'a.txt': TEXT })]),
  );
  const all = Object.values(files).join('\n');
  for (const text of ['old_text', 'an outline', 'wide', 'beside', TEXT]) expect(all).toContain(text);
  expect(refused).toEqual([]);
});

test('what a zip does not list: deleted files, another zip before it, fields of programs', async () => {
  const [old, now] = [zip({ 'old.txt': TEXT.repeat(9) }), zip({ 'new.txt': 'new' })];
  const directory = old.indexOf('PK\x01\x02');
  for (const before of [old, old.subarray(0, directory)]) {
    const { files, refused } = await open(Buffer.concat([before, now]));
    expect([files, refused]).toEqual([{ 'old.txt': TEXT.repeat(9), 'new.txt': 'new' }, []]);
  }
  const stored = zip({ 'in.zip': old }, { stored: true });
  expect((await open(stored)).files).toEqual({ 'in.zip!old.txt': TEXT.repeat(9) });
});

test('tar says more than its files: targets of links, comments; and before it had a signature', async () => {
  const header = (name: string, type: string, link = '', size = 0) => {
    const block = Buffer.alloc(512);
    block.write(name);
    block.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
    block.write(`        ${type}${link}`, 148);
    block.write(
      `${block
        .reduce((sum, byte) => sum + byte, 0)
        .toString(8)
        .padStart(6, '0')}\0 `,
      148,
    );
    return block;
  };
  const padded = (text: string) => Buffer.from(text.padEnd(512, '\0'));
  const old = Buffer.concat([
    header('a.txt', '0', '', TEXT.length),
    padded(TEXT),
    header('l', '2', 'https://target'),
    Buffer.alloc(1024),
  ]);
  expect(await open(old)).toEqual({ files: { 'a.txt': TEXT, l: 'https://target' }, refused: [] });
  old[0] = 'b'.charCodeAt(0);
  expect(archiveFormat(old)).toBeUndefined();
});

test('the name and the comment in the header of gzip', async () => {
  const packed = gzipSync(TEXT);
  packed[3] = 0x18;
  const named = Buffer.concat([packed.subarray(0, 10), Buffer.from('name.txt\0a comment\0'), packed.subarray(10)]);
  const { files, refused } = await open(named);
  expect(refused).toEqual([]);
  expect(files).toEqual({ header: 'name.txt\0a comment\0', '': TEXT });
});

test('what is noted in a PNG, packed or not, and what stands behind it', async () => {
  const notes: [string, Buffer][] = [
    ['tEXt', Buffer.from('Comment\0plain')],
    ['zTXt', Buffer.concat([Buffer.from('Comment\0\0'), deflateSync('packed')])],
    ['iTXt', Buffer.concat([Buffer.from('XML\0\x01\0en\0Note\0'), deflateSync('of another')])],
    ['iTXt', Buffer.from('XML\0\0\0en\0Note\0as it is')],
  ];
  const { files } = await open(Buffer.concat([png(...notes), zip({ 'a.txt': TEXT })]));
  expect(files['']?.replace(/\0/g, ' ').split('\n').slice(1, 5)).toEqual([
    ...['Comment plain', 'packed', 'of another', 'XML   en Note as it is'],
  ]);
  expect(files['a.txt']).toBe(TEXT);
});

test('a damaged PNG is looked at to its end', async () => {
  const picture = png(['tEXt', Buffer.from('said')]);
  picture.writeUInt32BE(2 ** 31, picture.indexOf('IDAT') - 4);
  expect((await open(Buffer.concat([picture, Buffer.from(TEXT)]))).files['']).toContain(TEXT);
});

test('text that zlib has packed, without a frame', async () => {
  for (const level of [1, 3, 6, 9]) expect((await open(deflateSync(TEXT, { level }))).files).toEqual({ '': TEXT });
});

test('a large file in an archive comes in pieces', async () => {
  const format = archiveFormat(gzipSync('x'));
  const bytes = gzipSync(Buffer.alloc(PIECE_BYTES + 1000, 'a'));
  const lengths: number[] = [];
  async function* chunks() {
    yield bytes;
  }
  for await (const piece of openArchive(format ?? { name: '' }, chunks(), () => {}, {}))
    lengths.push(piece.bytes.length);
  expect(lengths).toHaveLength(2);
});

test('what is not opened is named: encrypted, without a reader, damaged; the rest is read', async () => {
  const inner = zip({ 'a.txt': TEXT });
  expect(await open(zip({ 'secret.txt': TEXT }, { encrypted: true }))).toEqual({
    files: {},
    refused: ['secret.txt: it is encrypted'],
  });
  expect(await open(ENCRYPTED_7Z)).toEqual({ files: {}, refused: ['a.txt: it is encrypted'] });
  expect(await open(Buffer.from('hsqs\0\0'))).toEqual({ files: {}, refused: [': there is no reader for squashfs'] });
  const mixed = {
    'bad.zip': inner.subarray(0, -10),
    'bad.gz': gzipSync(TEXT).subarray(0, -12),
    'x.7z': SEVEN_ZIP.subarray(0, 40),
    'x.cpio': cpio({ 'a.txt': TEXT }).subarray(0, 100),
    'x.sqsh': `hsqs${TEXT}`,
    'good.txt': TEXT,
  };
  const { files, refused } = await open(await tar(mixed));
  expect(files).toEqual({ 'good.txt': TEXT, 'x.sqsh': `hsqs${TEXT}` });
  expect(refused).toEqual([
    'bad.zip: it is damaged, or no zip',
    'bad.gz: it is damaged, or no gzip',
    'x.7z: it is damaged, or no 7z',
    'x.cpio: it is damaged, or no cpio',
    'x.sqsh: there is no reader for squashfs',
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
