import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { archiveFormat } from '../../src/scan/archives/format.ts';
import { openArchive } from '../../src/scan/archives/open-archive.ts';
import { ar, cab, cpio, lz4, pdf, rar, rpm, tar, tarGz, zip } from '../helpers/archives.ts';
import { sqlite } from '../helpers/sqlite.ts';
import { fuzz } from './fuzz.ts';

const TEXT = `some text\n${'more of it\n'.repeat(50)}`;
const FILES = { 'a/b.txt': TEXT, 'c.txt': TEXT, 'empty.txt': '' };

test.each<[string, Buffer]>([
  ['zip', zip(FILES)],
  ['stored zip', zip(FILES, { stored: true, comment: 'said' })],
  ['tar', await tar(FILES)],
  ['tar.gz', await tarGz(FILES)],
  ['gzip in zip', zip({ 'a.gz': gzipSync(TEXT) })],
  [
    'SQLite',
    sqlite(
      {
        t: { sql: 'CREATE TABLE t(a INTEGER PRIMARY KEY, b)', rows: [1, 2, 3].map(() => [null, TEXT]), deleted: [1] },
      },
      { pageBytes: 512 },
    ),
  ],
  ['lz4', lz4(TEXT, 1000)],
  ['cab', cab('a.txt', TEXT)],
  ['cpio', cpio(FILES)],
  ['rar', rar('a.txt', 'some text')],
  ['deb', ar({ 'debian-binary': '2.0\n', 'data.tar.gz': await tarGz(FILES) })],
  ['rpm', rpm('said', gzipSync(cpio(FILES)))],
  ['PDF', pdf('BT /F1 12 Tf 72 720 Td (some text) Tj ET')],
])('a damaged %s: no crash, no end', async (name, bytes) => {
  await fuzz(`damaged ${name}`, 25, async (random) => {
    const damaged = random.damage(bytes);
    const format = archiveFormat(damaged);
    if (format === undefined) return;
    async function* chunks() {
      yield damaged;
    }
    let opened = 0;
    const refused: string[] = [];
    const pieces = openArchive(format, chunks(), (inside, reason) => refused.push(`${inside}: ${reason}`), {});
    for await (const piece of pieces) opened += piece.bytes.length;
    expect(opened).toBeLessThan(64 * 1024 ** 2);
    // A checksum tells of every change but those behind its end.
    if (name === 'tar.gz' && refused.length === 0) expect(opened).toBeGreaterThanOrEqual(2 * TEXT.length);
  });
});
