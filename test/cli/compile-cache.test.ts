import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import module from 'node:module';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { keepCompiled } from '../../src/cli/compile-cache.ts';
import { userCacheFolder } from '../../src/scan/config/load-config.ts';
import { temporaryFolder } from '../helpers/repository.ts';

/** Node.js 20 has no such cache. */
const HAS_CACHE = 'enableCompileCache' in module;

const PROGRAM = 'dist/js/bin.js';

function version(env: Record<string, string>) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, '--version'], { env, encoding: 'utf8' });
  return { status, isVersion: /^\d+\.\d+\.\d+\S*\n$/.test(stdout), stderr };
}

test("what V8 has compiled is kept in the user's cache, where no one else can write", () => {
  const HOME = temporaryFolder();
  const env = { HOME };
  const works = { status: 0, isVersion: true, stderr: '' };
  expect([version(env), version(env)]).toEqual([works, works]);
  if (!HAS_CACHE) {
    expect(readdirSync(HOME)).toEqual([]);
    return;
  }
  const folder = join(userCacheFolder(env, temporaryFolder()) ?? '', 'code');
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(readdirSync(folder)).not.toEqual([]);
});

test.each([
  ['there is no home', () => ({})],
  ["the folder would be in the current one, which may be anybody's", () => ({ XDG_CACHE_HOME: 'node_modules' })],
  ['it would be in the repository that hexhound is started in', () => ({ XDG_CACHE_HOME: ownFolder() })],
  ['the user wants another', () => ({ HOME: temporaryFolder(), NODE_COMPILE_CACHE: temporaryFolder() })],
  ['the user wants none', () => ({ HOME: temporaryFolder(), NODE_DISABLE_COMPILE_CACHE: '1' })],
  ['others can write to it', () => cacheWith((folder) => chmodSync(folder, 0o777))],
  ['it is a link', () => cacheWith((folder) => symlinkSync(temporaryFolder(), join(folder, 'code')))],
])('nothing is kept where %s', (_, env) => {
  expect(keepCompiled(env())).toBeUndefined();
});

/** In the project, which is the current folder of tests. */
function ownFolder(): string {
  const folder = mkdtempSync(resolve('node_modules', '.test-cache-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

function cacheWith(change: (folder: string) => void): Record<string, string> {
  const XDG_CACHE_HOME = temporaryFolder();
  const folder = join(XDG_CACHE_HOME, 'hexhound');
  mkdirSync(folder, { mode: 0o700 });
  change(folder);
  return { XDG_CACHE_HOME };
}
