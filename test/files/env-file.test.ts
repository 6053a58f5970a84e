import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isReadableByOthers, readEnvFile } from '../../src/files/env-file.ts';
import { planWrite, writeEnvFile } from '../../src/files/write-env-file.ts';
import { hexKey } from '../helpers/keys.ts';
import { temporaryFolder } from '../helpers/repository.ts';

const NEW = hexKey('new');
const isRoot = process.getuid?.() === 0;

function folderWith(text: string | Buffer, mode = 0o644): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, '.env'), text);
  chmodSync(join(folder, '.env'), mode);
  return folder;
}

function set(folder: string, values: Record<string, string> = { A: NEW }, name = '.env'): void {
  writeEnvFile(planWrite(readEnvFile(name, folder), values));
}

test('writes the file as a whole, for its owner only, and leaves nothing beside it', () => {
  const folder = folderWith('# ours\r\nA="old" # why\r\nB=2');
  expect(isReadableByOthers(readEnvFile('.env', folder))).toBe(true);
  set(folder);
  expect(readFileSync(join(folder, '.env'), 'utf8')).toBe(`# ours\r\nA="${NEW}" # why\r\nB=2`);
  expect(statSync(join(folder, '.env')).mode & 0o777).toBe(0o600);
  expect(isReadableByOthers(readEnvFile('.env', folder))).toBe(false);
  expect(readdirSync(folder)).toEqual(['.env']);
});

test('a file that is not there is made', () => {
  const folder = temporaryFolder();
  expect(readEnvFile('.env', folder)).toMatchObject({ bytes: undefined, variables: {} });
  set(folder);
  expect([readFileSync(join(folder, '.env'), 'utf8'), statSync(join(folder, '.env')).mode & 0o777]).toEqual([
    `A=${NEW}\n`,
    0o600,
  ]);
});

test('a symbolic link stays one, and the file behind it is written', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'real'));
  writeFileSync(join(folder, 'real/settings'), 'A=old\n');
  symlinkSync('real/settings', join(folder, '.env'));
  set(folder);
  expect([lstatSync(join(folder, '.env')).isSymbolicLink(), readlinkSync(join(folder, '.env'))]).toEqual([
    true,
    'real/settings',
  ]);
  expect(readFileSync(join(folder, 'real/settings'), 'utf8')).toBe(`A=${NEW}\n`);
  expect(readdirSync(join(folder, 'real'))).toEqual(['settings']);
});

test('a link that leads nowhere is not replaced by a file', () => {
  const folder = temporaryFolder();
  symlinkSync('nowhere', join(folder, '.env'));
  expect(() => set(folder)).toThrow(/is a symbolic link that leads nowhere: nothing was written/);
  expect(readlinkSync(join(folder, '.env'))).toBe('nowhere');
});

test('bytes that belong to nobody stay', () => {
  const folder = folderWith(Buffer.from('\ufeff# gr\u00fcn \u{1f511}\nA=old\n'));
  set(folder);
  expect(readFileSync(join(folder, '.env'), 'utf8')).toBe(`\ufeff# gr\u00fcn \u{1f511}\nA=${NEW}\n`);
});

test.each<[string, (folder: string) => void, RegExp]>([
  ['a folder', (folder) => mkdirSync(join(folder, '.env')), /not a regular file/],
  ['a fifo', (folder) => void execFileSync('mkfifo', [join(folder, '.env')]), /not a regular file/],
  ['a circle of links', (folder) => symlinkSync('.env', join(folder, '.env')), /too many symbolic links/],
  ['1 MiB and more', (folder) => writeFileSync(join(folder, '.env'), 'A=1\n'.repeat(300_000)), /too large/],
  ['UTF-16', (folder) => writeFileSync(join(folder, '.env'), Buffer.from('\ufeffA=1', 'utf16le')), /not UTF-8 text/],
])('%s is refused', (_, make, message) => {
  const folder = temporaryFolder();
  make(folder);
  expect(() => readEnvFile('.env', folder)).toThrow(message);
});

test('what cannot be edited safely is not', () => {
  const folder = folderWith('A=old\n');
  expect(() => set(folder, { A: ' \'"`' })).toThrow(/A cannot be set without changing what else the file means/);
  expect(readFileSync(join(folder, '.env'), 'utf8')).toBe('A=old\n');
});

test('what has changed since it was read is left alone', () => {
  const folder = folderWith('A=old\n');
  const planned = planWrite(readEnvFile('.env', folder), { A: NEW });
  writeFileSync(join(folder, '.env'), 'A=of somebody else\n');
  expect(() => writeEnvFile(planned)).toThrow(/changed meanwhile: nothing was written/);
  expect([readFileSync(join(folder, '.env'), 'utf8'), readdirSync(folder)]).toEqual(['A=of somebody else\n', ['.env']]);
  const other = temporaryFolder();
  const creating = planWrite(readEnvFile('.env', other), { A: NEW });
  writeFileSync(join(other, '.env'), 'B=1\n');
  expect(() => writeEnvFile(creating)).toThrow(/changed meanwhile/);
});

test.skipIf(isRoot)('what may not be written is not', () => {
  const folder = folderWith('A=old\n', 0o400);
  expect(() => set(folder)).toThrow(/cannot be written, and nothing was: permission denied/);
  const closed = folderWith('A=old\n');
  chmodSync(closed, 0o500);
  expect(() => set(closed)).toThrow(/cannot be written, and nothing was: permission denied/);
  chmodSync(closed, 0o700);
});

test.skipIf(!isRoot)('the owner stays the owner', () => {
  const folder = folderWith('A=old\n', 0o640);
  chownSync(join(folder, '.env'), 1234, 1235);
  set(folder);
  const { uid, gid, mode } = statSync(join(folder, '.env'));
  expect([uid, gid, mode & 0o777]).toEqual([1234, 1235, 0o600]);
});
