import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isOld } from '../../src/git/version.ts';
import { scanOnce } from '../helpers/history.ts';
import { GIT_ENV, repositoryWithBase, temporaryFolder } from '../helpers/repository.ts';

test.each([
  ['git version 1.9.1', true],
  ['git version 2.29.3', true],
  ['git version 2.30.0', false],
  ['git version 2.39.5 (Apple Git-154)', false],
  ['git version 2.52.0.windows.1', false],
  ['git version 3.0.0', false],
  ['git version my-own', false],
])('%s', (version, old) => expect(isOld(version)).toBe(old));

test('with an old git a range is an error that says so', async () => {
  const folder = temporaryFolder();
  const program = join(folder, 'git');
  const script = 'case "$*" in *version) echo git version 2.24.0 ;; *) PATH=$REAL_PATH exec git "$@" ;; esac';
  writeFileSync(program, `#!/bin/sh\n${script}\n`);
  chmodSync(program, 0o755);
  const { path } = repositoryWithBase();
  const env = { PATH: `${folder}:${GIT_ENV.PATH}`, REAL_PATH: GIT_ENV.PATH ?? '' };
  await expect(scanOnce(path, ['HEAD'], { env })).rejects.toThrow('is too old to look at ranges');
  expect((await scanOnce(path, [], { env })).code).toBe(0);
});
