import { execFile } from 'node:child_process';
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { GIT_ENV, temporaryFolder } from '../helpers/repository.ts';

test('without its packages a fleet says which command installs them, and nothing else needs them', async () => {
  const folder = temporaryFolder();
  cpSync('dist', join(folder, 'dist'), { recursive: true });
  for (const address of ['postgres://127.0.0.1:1/fleet', join(folder, 'fleet')]) {
    const env = { ...GIT_ENV, HEXHOUND_FLEET: address };
    const outcome = await new Promise<{ code: unknown; stderr: string }>((resolve) => {
      const args = [join(folder, 'dist/js/bin.js'), 'fleet', 'add', folder];
      execFile(process.execPath, args, { env, cwd: folder }, (error, _, stderr) =>
        resolve({ code: error?.code, stderr }),
      );
    });
    expect(outcome).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/npm install pg-boss@10 pg\s+@electric-sql\/pglite/),
    });
  }
});

test('what every scan loads has nothing of it', () => {
  const chunks = readdirSync('dist/js/chunks');
  const texts = chunks
    .filter((name) => name.startsWith('scan-'))
    .map((name) => readFileSync(`dist/js/chunks/${name}`, 'utf8'));
  expect(texts).toHaveLength(1);
  expect(texts.join()).not.toMatch(/pg-boss|hexhound_queue/);
});
