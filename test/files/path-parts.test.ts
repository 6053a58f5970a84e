// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what files state is written as they state it.
import { posix } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { baseName, extensionOf, folderOf, foldersAbove, pathWithin, statedPath } from '../../src/files/path-parts.ts';

test('names and endings', () => {
  const paths = ['a/b.TXT', 'b.tar.gz', '.env', 'a.b/Makefile', 'a/'];
  expect(paths.map(baseName)).toEqual(['b.TXT', 'b.tar.gz', '.env', 'Makefile', '']);
  expect(paths.map(extensionOf)).toEqual(['txt', 'gz', 'env', '', '']);
});

test('a path is its folder and its name, and within each folder above it', () => {
  const paths = fc.array(fc.constantFrom('a', 'b.c', '.d'), { minLength: 1 }).map((names) => names.join('/'));
  fc.assert(
    fc.property(paths, (path) => {
      expect(posix.join(folderOf(path), baseName(path))).toBe(path);
      const above = [...foldersAbove(path)];
      expect(above).toHaveLength(path.split('/').length);
      expect(above.at(-1)).toBe('');
      for (const folder of above) expect(posix.join(folder, pathWithin(folder, path) ?? '?')).toBe(path);
    }),
  );
});

test('what only begins like a folder is not within it', () => {
  expect(pathWithin('a', 'ab/c')).toBeUndefined();
  expect(pathWithin('a', 'a')).toBeUndefined();
  expect(pathWithin('a/b', 'a/c')).toBeUndefined();
});

test.each([
  ['', '.', ''],
  ['', './', ''],
  ['a', '.', 'a'],
  ['a/b', '../c/.env', 'a/c/.env'],
  ['a', '..', ''],
  ['', '${ENV_FILE:-.env.prod}', '.env.prod'],
  ['', '${{ github.workspace }}/a', 'a'],
  ['a', '../..', undefined],
  ['', '../a', undefined],
  ['a', '/etc/a', undefined],
  ['a', '~/a', undefined],
  ['a', '${ENV_FILE}', undefined],
  ['a', 'https://example.net/a.git', undefined],
  ['a', 'git@example.net:a', undefined],
])('%j states %j: %j', (folder, stated, path) => {
  expect(statedPath(folder, stated)).toBe(path);
});
