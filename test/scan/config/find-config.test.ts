import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { CONFIG_FILES, findConfig, foldersUp } from '../../../src/scan/config/find-config.ts';
import { createRepository, temporaryFolder } from '../../helpers/repository.ts';

function write(path: string, text = ''): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

test('the nearest one up to the top of the repository', () => {
  const { path } = createRepository();
  const below = join(path, 'packages/a/src');
  mkdirSync(below, { recursive: true });
  expect(findConfig(below)).toBeUndefined();
  const top = write(join(path, 'hexhound.yaml'));
  expect(findConfig(below)).toBe(top);
  const near = write(join(path, 'packages/a/.hexhound.yaml'));
  expect(findConfig(below)).toBe(near);
  expect(findConfig(join(path, 'packages'))).toBe(top);
});

test('nothing above a repository, and outside of one nothing above the folder', () => {
  const outer = temporaryFolder();
  write(join(outer, 'hexhound.yaml'));
  const inner = join(outer, 'inner/src');
  mkdirSync(inner, { recursive: true });
  expect(findConfig(inner)).toBeUndefined();
  expect(findConfig(outer)).toBe(join(outer, 'hexhound.yaml'));
  // A linked worktree or a submodule has a file there.
  write(join(outer, 'inner/.git'), 'gitdir: elsewhere\n');
  expect(findConfig(inner)).toBeUndefined();
  expect(foldersUp(inner)).toEqual([inner, join(outer, 'inner')]);
});

test.each(CONFIG_FILES)('%s', (name) => {
  const folder = temporaryFolder();
  expect(findConfig(folder)).toBeUndefined();
  const path = write(join(folder, name));
  expect(findConfig(folder)).toBe(path);
});

test('nothing that would have to be run', () => {
  const folder = temporaryFolder();
  for (const name of ['hexhound.js', 'hexhound.config.js', 'hexhound.config.mjs', '.hexhoundrc.js'])
    write(join(folder, name));
  expect(findConfig(folder)).toBeUndefined();
});

test('a section of package.json', () => {
  const folder = temporaryFolder();
  const path = write(join(folder, 'package.json'), '{"devDependencies":{"hexhound":"1.0.0"}}');
  expect(findConfig(folder)).toBeUndefined();
  write(path, '{"hexhound":{"exitCode":3}}');
  expect(findConfig(folder)).toBe(path);
  write(path, '{"hexhound":');
  expect(findConfig(folder)).toBeUndefined();
});

test('two in one folder: neither wins unseen', () => {
  const { path } = createRepository();
  write(join(path, 'hexhound.yaml'));
  write(join(path, 'package.json'), '{"hexhound":{}}');
  mkdirSync(join(path, 'src'));
  expect(() => findConfig(join(path, 'src'))).toThrowError(
    expect.objectContaining({
      code: 'E_CONFIG',
      subject: '..',
      message: 'has several configurations, keep one: hexhound.yaml, package.json',
    }),
  );
});

test('a package.json that is no file does not hang', () => {
  const folder = temporaryFolder();
  symlinkSync('/dev/zero', join(folder, 'package.json'));
  expect(() => findConfig(folder)).toThrowError(
    expect.objectContaining({ code: 'E_CONFIG', message: 'is not a regular file' }),
  );
});
