import { realpathSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ScanLog } from '../../../src/model/scan-log.ts';
import { GitFolders } from '../../../src/scan/sources/git-folder.ts';
import { temporaryFolder } from '../../helpers/repository.ts';

test('a .git that cannot be entered, or is gone by now, is an error of the scan and does not end it', () => {
  const folder = realpathSync(temporaryFolder());
  const log = new ScanLog();
  expect([...new GitFolders(folder, log).ofFolder(`${folder}/inner`)]).toEqual([]);
  expect(log.errors).toEqual([{ code: 'E_SOURCE', subject: 'inner/.git', message: 'no such file or directory' }]);
});
