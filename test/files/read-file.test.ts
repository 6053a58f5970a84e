import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readSmallFile, textOf } from '../../src/files/read-file.ts';
import { systemReason } from '../../src/model/errors.ts';
import { temporaryFolder } from '../helpers/repository.ts';

function outcome(path: string, links: 'followed' | 'refused' = 'followed'): string {
  const read = readSmallFile(path, 10, links);
  return 'failure' in read ? read.failure : read.bytes.toString();
}

test('a small file is read, and why another is not is said', () => {
  const folder = temporaryFolder();
  const at = (name: string) => join(folder, name);
  writeFileSync(at('ten'), '0123456789');
  writeFileSync(at('eleven'), '01234567890');
  mkdirSync(at('folder'));
  symlinkSync('ten', at('link'));
  symlinkSync('none', at('broken'));
  execFileSync('mkfifo', [at('fifo')]);
  expect(outcome(at('ten'))).toBe('0123456789');
  expect(outcome(at('eleven'))).toBe('too large');
  expect([outcome(at('folder')), outcome(at('fifo'))]).toEqual(['not a file', 'not a file']);
  expect([outcome(at('link')), outcome(at('link'), 'refused')]).toEqual(['0123456789', 'not a file']);
  expect([outcome(at('broken')), outcome(at('broken'), 'refused')]).toEqual(['missing', 'not a file']);
  expect([outcome(at('none')), outcome(at('none'), 'refused')]).toEqual(['missing', 'missing']);
  const behind = readSmallFile(at('ten/x'), 10, 'followed');
  expect('failure' in behind && [behind.failure, systemReason(behind.cause)]).toEqual([
    'unreadable',
    'not a directory',
  ]);
});

test('what the system did not throw has no reason of its', () => {
  expect(systemReason(new Error('so it is'))).toBe('so it is');
  expect(systemReason(new Error('so it is'), 'cannot be read')).toBe('cannot be read');
});

test('text has no byte order mark and no NUL', () => {
  expect(textOf(Buffer.from('\ufeffa'))).toBe('a');
  expect(textOf(Buffer.from('a\0'))).toBeUndefined();
});
