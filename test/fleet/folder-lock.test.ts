import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lockFolder } from '../../src/fleet/folder-lock.ts';
import { temporaryFolder } from '../helpers/repository.ts';

test('a folder is locked for as long as somebody uses it', async () => {
  const folder = realpathSync(temporaryFolder());
  const unlock = await lockFolder(folder);
  await expect(lockFolder(folder)).rejects.toThrow('another hexhound fleet is at work in this folder');
  (await lockFolder(join(folder, 'other')))();
  unlock();
  await expect
    .poll(() =>
      lockFolder(folder).then(
        () => true,
        () => false,
      ),
    )
    .toBe(true);
});
