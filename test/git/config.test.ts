import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readConfig } from '../../src/git/config.ts';
import { createRepository, GIT_ENV } from '../helpers/repository.ts';

test('settings in their order, with values of several lines, and without a value', async () => {
  const repository = createRepository();
  const lines = [
    '[Remote "a.B"]',
    '\tURL = one',
    '\turl = "two\\nlines"',
    '\tmirror',
    '\tfetch =',
    '[other]',
    '\turl = x',
  ];
  writeFileSync(join(repository.path, '.git/config'), `[core]\n\tbare = false\n${lines.join('\n')}\n`);
  const context = { cwd: repository.path, env: GIT_ENV };
  expect(await readConfig(context, '^remote\\.')).toEqual([
    { name: 'remote.a.B.url', value: 'one' },
    { name: 'remote.a.B.url', value: 'two\nlines' },
    { name: 'remote.a.B.mirror', value: undefined },
    { name: 'remote.a.B.fetch', value: '' },
  ]);
  expect(await readConfig(context, '^filter\\.')).toEqual([]);
});

test('a configuration that git cannot read is an error', async () => {
  const repository = createRepository();
  writeFileSync(join(repository.path, '.git/config'), '[core\n');
  const reading = readConfig({ cwd: repository.path, env: GIT_ENV }, '^core\\.');
  await expect(reading).rejects.toMatchObject({ code: 'E_GIT', name: 'GitFailure' });
});
