import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { alnumKey, hexKey } from '../../helpers/keys.ts';
import {
  createRepositoryIn,
  GIT_ENV,
  type Repository,
  repositoryWithBase,
  temporaryFolder,
} from '../../helpers/repository.ts';
import { keyLine } from '../../helpers/scan.ts';

const KEY = hexKey('push');
const PROGRAM = join(import.meta.dirname, '../../../dist/js/bin.js');

/** The recipe of docs/hooks.md, with the program that was built in the place of npx. */
let recipe = '';
beforeAll(() => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/hooks.md'), 'utf8');
  const [, script = ''] = /hooks\/pre-receive`[^`]*```sh\n([\s\S]*?)```/.exec(page) ?? [];
  expect(script).toContain('exec hexhound receive');
  recipe = script.replace('hexhound receive', `'${process.execPath}' '${PROGRAM}' receive`);
});

interface Server {
  readonly client: Repository;
  readonly bare: Repository;
  push(...refs: string[]): { accepted: boolean; stderr: string };
}

function serve(hook: string, script: string, ...initOptions: string[]): Server {
  const client = repositoryWithBase(...initOptions);
  const bare = createRepositoryIn(temporaryFolder(), '--bare', ...initOptions);
  client.git('remote', 'add', 'origin', bare.path);
  client.git('push', '--quiet', 'origin', 'main');
  bare.write(`hooks/${hook}`, script.startsWith('#!') ? script : `#!/bin/sh\n${script}`).chmod(`hooks/${hook}`, 0o755);
  const push = (...refs: string[]) => {
    const { status, stderr } = spawnSync('git', ['push', 'origin', ...refs], {
      cwd: client.path,
      env: { ...GIT_ENV, XDG_CACHE_HOME: join(bare.path, 'cache') },
      encoding: 'utf8',
    });
    return { accepted: status === 0, stderr };
  };
  return { client, bare, push };
}

test.each([['sha1'], ['sha256']])('pre-receive refuses a push with a key, %s', (format) => {
  const { client, push } = serve('pre-receive', recipe, `--object-format=${format}`);
  client.write('ok.js', 'fine\n').commit('fine');
  expect(push('main').accepted).toBe(true);

  client.write('a.js', keyLine(KEY)).commit('a key');
  const refused = push('main');
  expect([refused.accepted, refused.stderr.includes('a.js:1')], refused.stderr).toEqual([false, true]);

  client.git('checkout', '--quiet', '-b', 'feature');
  const created = push('feature');
  expect([created.accepted, created.stderr.includes('a.js:1')], created.stderr).toEqual([false, true]);

  client.git('tag', '-a', 'v1', '-m', keyLine(KEY), 'HEAD~');
  expect(push('v1').accepted).toBe(false);

  client.git('checkout', '--quiet', '-b', 'clean', 'HEAD~');
  client.write('b.js', 'fine\n').commit('fine');
  expect(push('clean', 'HEAD~:refs/heads/old')).toMatchObject({ accepted: true });
  expect(push(':clean')).toMatchObject({ accepted: true });
  expect(push('origin/main:refs/heads/same')).toMatchObject({ accepted: true });
  const named = push(`clean:refs/heads/sk_live_${alnumKey('name', 24)}`);
  expect([named.accepted, named.stderr.includes('in the name itself')], named.stderr).toEqual([false, true]);
  // Some of several refs are fine: git takes all or none.
  expect(push('clean', 'main').accepted).toBe(false);
  expect(push('clean').accepted).toBe(true);
});

test('the whole history, in a hook too: what is not accepted yet is part of it', () => {
  const script = `'${process.execPath}' '${PROGRAM}' history . -q`;
  const { client, push, bare } = serve('pre-receive', script);
  client.write('a.js', keyLine(KEY)).commit('a key');
  const { accepted, stderr } = push('main');
  expect([accepted, stderr.includes('a.js:1')], stderr).toEqual([false, true]);
  expect(bare.git('rev-list', '--count', '--all')).toBe('1');
});

test('a folder that is another repository has none of the variables of the hook', () => {
  const other = repositoryWithBase();
  const script = `'${process.execPath}' '${PROGRAM}' history '${other.path}' -q`;
  const { client, push } = serve('pre-receive', script);
  client.write('a.js', keyLine(KEY)).commit('a key');
  expect(push('main')).toMatchObject({ accepted: true });
  other.write('b.js', keyLine(KEY)).commit('a key there');
  client.commit('another');
  expect(push('main').stderr).toContain('b.js:1');
});

test('update: a new branch too, and what all refs have already is an error that says so', () => {
  const script = `'${process.execPath}' '${PROGRAM}' history . "$2..$3" -q`;
  const { client, push } = serve('update', script);
  client.git('checkout', '--quiet', '-b', 'feature');
  client.write('a.js', keyLine(KEY)).commit('a key');
  expect(push('feature').stderr).toContain('a.js:1');
  const same = push('main:refs/heads/same');
  expect([same.accepted, same.stderr.includes('it is not known what is new')], same.stderr).toEqual([false, true]);
});

test.each([
  ['push', ['origin', 'url'], /hexhound: the push is refused, because .*: git push --no-verify\n$/],
  ['commit-msg', ['nothing'], /hexhound: the commit is refused, because .*: git commit --no-verify\n$/],
])('a hook that cannot look says how to pass once: %s', (command, args, expected) => {
  const { path } = repositoryWithBase();
  const run = spawnSync(process.execPath, [PROGRAM, command, ...args], { cwd: path, env: GIT_ENV, input: 'no ref\n' });
  expect([run.status, run.stderr.toString()]).toEqual([2, expect.stringMatching(expected)]);
});
