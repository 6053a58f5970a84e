import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PIECE_BYTES } from '../../../src/model/fragment.ts';
import { ScanLog } from '../../../src/model/scan-log.ts';
import { Secret } from '../../../src/model/secret.ts';
import { searchFolder } from '../../../src/respond/search/file-search.ts';
import { needlesFor } from '../../../src/respond/search/secret-needles.ts';
import { hexKey } from '../../helpers/keys.ts';
import { Repository, temporaryFolder } from '../../helpers/repository.ts';

const KEY = hexKey('files');

test('finds a value in files with its line, in names, in where links lead, and across the pieces of a large file', () => {
  const folder = new Repository(temporaryFolder());
  const large = Buffer.alloc(PIECE_BYTES + 100, '.');
  large.write('\n', 5);
  large.write(KEY, PIECE_BYTES - 10);
  folder.write('a/b.txt', `1\n2\n${KEY}\n${KEY}\n`).write('large', large).write(`dir-${KEY}/x`, 'nothing');
  folder.write('skipped/c.txt', KEY);
  symlinkSync(`/nowhere/${KEY}`, join(folder.path, 'link'));
  const log = new ScanLog();
  const skip = (path: string) => path === 'skipped';
  const hits = [...searchFolder(needlesFor([new Secret(KEY)]), folder.path, skip, log)];
  expect(hits.map(({ path, line }) => `${path.replace(KEY, 'KEY')}:${line}`).sort()).toEqual([
    'a/b.txt:3',
    'a/b.txt:4',
    'dir-KEY:undefined',
    'large:2',
    'link:undefined',
  ]);
  expect(log.errors).toEqual([]);
});

test('what cannot be read is told, and the rest still looked at', () => {
  const log = new ScanLog();
  const folder = join(temporaryFolder(), 'not-there');
  expect([...searchFolder(needlesFor([new Secret(KEY)]), folder, () => false, log)]).toEqual([]);
  expect(log.errors).toHaveLength(1);
});
