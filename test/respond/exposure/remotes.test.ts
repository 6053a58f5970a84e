import { expect, test } from 'vitest';
import { openRepository } from '../../../src/git/repository.ts';
import { listRemotes, mayBeOn, remoteOf, withoutCredentials } from '../../../src/respond/exposure/remotes.ts';
import { createRepository, GIT_ENV } from '../../helpers/repository.ts';

test.each([
  ['https://user:token@github.com/a/b.git', 'https://github.com/a/b.git', 'github'],
  ['https://token@github.acme.com/a/b', 'https://github.acme.com/a/b', 'github'],
  ['git@gitlab.com:a/b.git', 'git@gitlab.com:a/b.git', 'gitlab'],
  ['ssh://git:word@gitlab.acme.com:2222/a/b', 'ssh://git@gitlab.acme.com:2222/a/b', 'gitlab'],
  ['https://bitbucket.org/a/b?token=x#y', 'https://bitbucket.org/a/b', 'bitbucket'],
  ['https://acme@dev.azure.com/acme/_git/b', 'https://dev.azure.com/acme/_git/b', 'azure'],
  ['https://acme.visualstudio.com/x/_git/b', 'https://acme.visualstudio.com/x/_git/b', 'azure'],
  ['https://notgithub.com/a', 'https://notgithub.com/a', 'other'],
  ['https://example.com/github.com/x', 'https://example.com/github.com/x', 'other'],
  ['/srv/git/a.git', '/srv/git/a.git', 'other'],
  ['deploy@git.acme.com:a.git', 'deploy@git.acme.com:a.git', 'other'],
  ['ada:word@github.com:a/b.git', 'github.com:a/b.git', 'github'],
  [`ghp_${'x1'.repeat(12)}@github.com:a/b.git`, 'github.com:a/b.git', 'github'],
  ['https://a:b@c@github.com/x', 'https://github.com/x', 'github'],
])('%s is shown as %s', async (url, shown, host) => {
  expect(withoutCredentials(url)).toBe(shown);
  const repository = createRepository();
  repository.git('remote', 'add', 'origin', url);
  const opened = await openRepository({ cwd: repository.path, env: GIT_ENV });
  const fetch = ['+refs/heads/*:refs/remotes/origin/*'];
  expect(await listRemotes(opened)).toEqual([
    { name: 'origin', url: shown, hadCredentials: url !== shown, host, others: [], isMirror: false, fetch },
  ]);
});

test('none, several, with slashes in their names', async () => {
  const repository = createRepository();
  const opened = await openRepository({ cwd: repository.path, env: GIT_ENV });
  expect(await listRemotes(opened)).toEqual([]);
  repository.git('remote', 'add', 'a', '/a');
  repository.git('remote', 'add', '--mirror=fetch', 'a/b', '/b');
  const remotes = await listRemotes(opened);
  expect(remotes.map(({ name, isMirror }) => [name, isMirror])).toEqual([
    ['a', false],
    ['a/b', true],
  ]);
  expect(remoteOf('refs/remotes/a/b/c', remotes)).toBe('a/b');
  expect(remoteOf('refs/remotes/a/c', remotes)).toBe('a');
  expect(remoteOf('refs/remotes/gone/c', remotes)).toBe('gone');
  expect(remoteOf('refs/heads/a', remotes)).toBeUndefined();
});

test('every address that pushes go to', async () => {
  const repository = createRepository();
  repository.git('remote', 'add', 'origin', 'https://github.com/a/b');
  repository.git('remote', 'set-url', '--add', '--push', 'origin', 'https://x:word@gitlab.com/a/b');
  repository.git('remote', 'set-url', '--add', '--push', 'origin', 'https://github.com/a/b');
  const [remote] = await listRemotes(await openRepository({ cwd: repository.path, env: GIT_ENV }));
  expect(remote).toMatchObject({ url: 'https://gitlab.com/a/b', hadCredentials: true, host: 'gitlab' });
  expect(remote?.others).toEqual([{ url: 'https://github.com/a/b', hadCredentials: false, host: 'github' }]);
});

test.each([
  ['refs/tags/v1', true],
  ['refs/notes/commits', true],
  ['refs/pull/7/head', true],
  ['refs/custom/x', true],
  // A push of it would have left refs/remotes/origin/main.
  ['refs/heads/main', false],
  ['refs/remotes/origin/main', false],
  ['refs/stash', false],
  ['refs/original/refs/heads/main', false],
  ['HEAD', false],
])('whether %s may be on a remote: %s', (ref, isPerhaps) => {
  const remote = {
    name: 'origin',
    url: '',
    hadCredentials: false,
    host: 'other',
    others: [],
    isMirror: false,
  } as const;
  expect(mayBeOn({ ...remote, fetch: ['+refs/heads/*:refs/remotes/origin/*'] }, ref)).toBe(isPerhaps);
  // A clone of one branch follows no other.
  const ofOne = { ...remote, fetch: ['+refs/heads/main:refs/remotes/origin/main'] };
  expect(mayBeOn(ofOne, ref)).toBe(isPerhaps);
  expect(mayBeOn(ofOne, 'refs/heads/other')).toBe(true);
  expect(mayBeOn({ ...remote, fetch: [] }, 'refs/heads/main')).toBe(true);
});
