import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readHistoryArguments } from '../../src/cli/history-arguments.ts';
import { temporaryFolder } from '../helpers/repository.ts';

function folder(): string {
  const path = temporaryFolder();
  mkdirSync(join(path, 'app'));
  mkdirSync(join(path, 'main'));
  writeFileSync(join(path, 'file'), '');
  return path;
}

test.each([
  [[], undefined, []],
  [['app'], 'app', []],
  [['./app'], './app', []],
  [['.'], '.', []],
  [['v1..v2'], undefined, ['v1..v2']],
  [['app', 'v1..v2', '^old'], 'app', ['v1..v2', '^old']],
  [['v1..v2', 'app'], 'app', ['v1..v2']],
  // A branch of a folder's name is hidden by it; a file is never the repository.
  [['main'], 'main', []],
  [['refs/heads/main'], undefined, ['refs/heads/main']],
  [['file'], undefined, ['file']],
  [['HEAD~2', 'a/b'], undefined, ['HEAD~2', 'a/b']],
])('%j', (positionals, repository, revisions) => {
  expect(readHistoryArguments(positionals, folder())).toEqual({ folder: repository, revisions });
});

test('an absolute folder', () => {
  const path = folder();
  expect(readHistoryArguments([join(path, 'app'), 'x'], '/')).toEqual({ folder: join(path, 'app'), revisions: ['x'] });
});

test('two folders are one too many', () => {
  expect(() => readHistoryArguments(['app', 'x', 'main'], folder())).toThrow(
    expect.objectContaining({ code: 'E_USAGE', subject: 'main' }),
  );
});

test.each(['./nowhere', '../nowhere', '/nowhere/at/all', '~/app', './file'])(
  '%s can only be meant as a folder, and is none',
  (path) => {
    expect(() => readHistoryArguments(['app', path], folder())).toThrow(
      expect.objectContaining({ code: 'E_SOURCE', subject: path, message: 'no such folder' }),
    );
  },
);
