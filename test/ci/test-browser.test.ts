import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../helpers/repository.ts';

test('without a browser the tests of pages end with 2, which no failed test does, and say what they need', () => {
  const env = { ...process.env, CHROME_PATH: `${temporaryFolder()}/chrome` };
  const { status, stderr } = spawnSync(process.execPath, ['.ci/test-browser.mjs'], { env, encoding: 'utf8' });
  expect(status).toBe(2);
  expect(stderr).toMatch(
    /^hexhound: there is no .*chrome, which CHROME_PATH names; CHROME_PATH=\S+ npm run test:browser\n$/,
  );
});
