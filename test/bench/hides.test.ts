import { expect, test } from 'vitest';
import { runCommand } from '../helpers/io.ts';
import { temporaryFolder } from '../helpers/repository.ts';
import { hideKeys } from './hides.ts';

test('every key is where it is said to be: hexhound finds each', async () => {
  const { repository, keys } = hideKeys(temporaryFolder());
  const { stdout } = await runCommand('history', repository.path, ['--no-cache', '--show-secrets', '--format', 'json']);
  expect([...keys].filter(([, key]) => !stdout.includes(key)).map(([where]) => where)).toEqual([]);
});
