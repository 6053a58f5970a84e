import { expect, test } from 'vitest';
import { openRepository } from '../../../src/git/repository.ts';
import { listRemotes, remoteOf, withoutCredentials } from '../../../src/respond/exposure/remotes.ts';
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
  expect(await listRemotes(opened)).toEqual([
    { name: 'origin', url: shown, hadCredentials: url !== shown, host, isMirror: false },
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
