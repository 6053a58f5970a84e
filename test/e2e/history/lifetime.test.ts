import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scanLooseAndPacked } from '../../helpers/history.ts';
import { hexKey } from '../../helpers/keys.ts';
import { type Repository, repositoryWithBase } from '../../helpers/repository.ts';
import { keyLine } from '../../helpers/scan.ts';

const KEY = hexKey('lifetime');
const OTHER = hexKey('another');

/** What a report says about the history of KEY: commits by their ids alone. */
async function lifetimeOf(repository: Repository, key = KEY) {
  const { first, last, ...rest } = (await scanLooseAndPacked(repository)).find(key)?.history ?? {};
  return { first: first?.id, last: last?.id, ...rest };
}

test('added, changed around, removed: the last commit is the one before it went', async () => {
  const repository = repositoryWithBase();
  const first = repository.write('a.js', keyLine(KEY)).commit('add');
  repository.write('a.js', `${keyLine(KEY)}more\n`).commit('more');
  const last = repository.write('b.js', 'elsewhere\n').commit('elsewhere');
  repository.write('a.js', 'more\n').commit('remove');
  repository.write('a.js', 'still more\n').commit('later');
  expect(await lifetimeOf(repository)).toEqual({ first, last, heldBy: [], reachedBy: 'refs' });
});

test('who wrote the commits, and when', async () => {
  const repository = repositoryWithBase();
  repository
    .write('a.js', keyLine(KEY))
    .commit('add', '--author=Bob Ö <bob@example.com>', '--date=2001-02-03T04:05:06+0930');
  const { history } = (await scanLooseAndPacked(repository)).find(KEY) ?? {};
  const commit = {
    id: repository.git('rev-parse', 'HEAD'),
    author: 'Bob Ö <bob@example.com>',
    date: '2001-02-03T04:05:06+09:30',
  };
  expect(history).toEqual({ first: commit, last: commit, heldBy: ['HEAD', 'refs/heads/main'], reachedBy: 'refs' });
});

test('still in HEAD: the last commit is the newest', async () => {
  const repository = repositoryWithBase();
  const first = repository.write('a.js', keyLine(KEY)).commit('add');
  const last = repository.write('b.js', 'elsewhere\n').commit('elsewhere');
  expect(await lifetimeOf(repository)).toEqual({
    first,
    last,
    heldBy: ['HEAD', 'refs/heads/main'],
    reachedBy: 'refs',
  });
});

test('removed, and back in another file', async () => {
  const repository = repositoryWithBase();
  const first = repository.write('a.js', keyLine(KEY)).commit('add');
  repository.remove('a.js').commit('remove');
  const last = repository.write('b.js', `again\n${keyLine(KEY)}`).commit('again');
  repository.remove('b.js').commit('remove again');
  expect(await lifetimeOf(repository)).toEqual({ first, last, heldBy: [], reachedBy: 'refs' });
});

test('the commits are those of the history, not of the clock', async () => {
  const repository = repositoryWithBase();
  const first = repository.write('a.js', keyLine(KEY)).commit('add', '--date=2030-01-01T00:00:00Z');
  const last = repository.write('b.js', 'x\n').commit('go on', '--date=1999-01-01T00:00:00Z');
  repository.remove('a.js').commit('remove');
  expect(await lifetimeOf(repository)).toEqual({ first, last, heldBy: [], reachedBy: 'refs' });
});

test('only on another branch, and a tag on it', async () => {
  const repository = repositoryWithBase();
  repository.git('checkout', '--quiet', '-b', 'side');
  const commit = repository.write('a.js', keyLine(KEY)).commit('add');
  repository.git('checkout', '--quiet', 'main');
  expect(await lifetimeOf(repository)).toEqual({
    first: commit,
    last: commit,
    heldBy: ['refs/heads/side'],
    reachedBy: 'refs',
  });
  repository.git('tag', 'light', 'side');
  repository.git('tag', '-a', '-m', 'annotated', 'heavy', 'side');
  expect((await lifetimeOf(repository)).heldBy).toEqual(['refs/heads/side', 'refs/tags/heavy', 'refs/tags/light']);
});

test('only under a tag', async () => {
  const repository = repositoryWithBase();
  repository.git('checkout', '--quiet', '--detach');
  const first = repository.write('a.js', keyLine(KEY)).commit('add');
  const last = repository.write('b.js', 'x\n').commit('release');
  repository.git('tag', '-a', '-m', 'first', 'v1');
  repository.git('checkout', '--quiet', 'main');
  repository.git('reflog', 'expire', '--expire=now', '--all');
  expect(await lifetimeOf(repository)).toEqual({ first, last, heldBy: ['refs/tags/v1'], reachedBy: 'refs' });
});

test('in a stash', async () => {
  const repository = repositoryWithBase();
  repository.write('README.md', keyLine(KEY)).git('stash', 'push', '--quiet');
  const stash = repository.git('rev-parse', 'refs/stash');
  expect(await lifetimeOf(repository)).toEqual({
    first: stash,
    last: stash,
    heldBy: ['refs/stash'],
    reachedBy: 'refs',
  });
});

test('in a stash that is not the last: the reflog has it', async () => {
  const repository = repositoryWithBase();
  repository.write('README.md', keyLine(KEY)).git('stash', 'push', '--quiet');
  const stash = repository.git('rev-parse', 'refs/stash');
  repository.write('README.md', 'something else\n').git('stash', 'push', '--quiet');
  expect(await lifetimeOf(repository)).toEqual({ first: stash, last: stash, heldBy: [], reachedBy: 'reflog' });
});

test('on a deleted branch that only the reflog knows, and where not even that does', async () => {
  const repository = repositoryWithBase();
  repository.git('checkout', '--quiet', '-b', 'gone');
  const first = repository.write('gone.js', keyLine(KEY)).commit('gone');
  const last = repository.commit('further');
  repository.git('checkout', '--quiet', 'main');
  repository.git('branch', '--quiet', '-D', 'gone');
  expect(await lifetimeOf(repository)).toEqual({ first, last, heldBy: [], reachedBy: 'reflog' });
  repository.git('reflog', 'expire', '--expire=now', '--all');
  expect(await lifetimeOf(repository)).toEqual({ first, last, heldBy: [], reachedBy: 'nothing' });
});

test('what only the reflog knows, and nothing, is said of each place', async () => {
  const repository = repositoryWithBase();
  const commit = repository.write('a.js', keyLine(KEY)).commit('add');
  repository.git('reset', '--quiet', '--hard', 'HEAD~');
  const places = async () => (await scanLooseAndPacked(repository)).find(KEY)?.occurrences;
  expect(await places()).toMatchObject([{ path: 'a.js', commit, refs: ['reflog'] }]);
  repository.git('reflog', 'expire', '--expire=now', '--all');
  expect(await places()).toMatchObject([{ path: 'a.js', commit, refs: ['unreachable'] }]);
});

test('staged and never committed; staged and no longer', async () => {
  const repository = repositoryWithBase();
  repository.write('staged.js', keyLine(OTHER)).git('add', 'staged.js');
  repository.write('staged.js', keyLine(KEY)).git('add', 'staged.js');
  const { find } = await scanLooseAndPacked(repository);
  expect(find(KEY)).toMatchObject({
    history: { heldBy: ['index'], reachedBy: 'refs' },
    occurrences: [{ path: 'staged.js', refs: ['index'] }],
  });
  expect(find(OTHER)?.history).toEqual({ heldBy: [], reachedBy: 'nothing' });
  expect(find(OTHER)?.occurrences[0]?.path).toBeUndefined();
});

test('in the message of a commit, of a tag, in a note', async () => {
  const repository = repositoryWithBase();
  const [inTag, inNote] = [hexKey('tag'), hexKey('note')];
  const commit = repository.commit(keyLine(KEY));
  repository.git('tag', '-a', 'v1', '-m', keyLine(inTag));
  repository.git('notes', 'add', '-m', keyLine(inNote));
  const note = repository.git('rev-parse', 'refs/notes/commits');
  const heldBy = ['HEAD', 'refs/heads/main', 'refs/tags/v1'];
  expect(await lifetimeOf(repository)).toEqual({ first: commit, last: commit, heldBy, reachedBy: 'refs' });
  expect(await lifetimeOf(repository, inTag)).toEqual({ heldBy: ['refs/tags/v1'], reachedBy: 'refs' });
  const held = { heldBy: ['refs/notes/commits'], reachedBy: 'refs' };
  expect(await lifetimeOf(repository, inNote)).toEqual({ first: note, last: note, ...held });
});

test('in the target of a link', async () => {
  const repository = repositoryWithBase();
  symlinkSync(`https://ocr.captchaai.com/res.php?key=${KEY}&action=getbalance`, join(repository.path, 'link'));
  const first = repository.commit('link');
  const { find } = await scanLooseAndPacked(repository);
  expect(find(KEY)).toMatchObject({
    history: { first: { id: first }, last: { id: first }, heldBy: ['HEAD', 'refs/heads/main'], reachedBy: 'refs' },
    occurrences: [{ kind: 'link-target', path: 'link', line: 1 }],
  });
});

test('of several places together: the first of the firsts, the last of the lasts, all holders', async () => {
  const repository = repositoryWithBase();
  const first = repository.write('a.js', keyLine(KEY)).commit('add');
  repository.remove('a.js').commit('remove');
  repository.git('checkout', '--quiet', '-b', 'side');
  const last = repository.write('b.js', `x\n${keyLine(KEY)}`).commit('on a branch');
  repository.git('checkout', '--quiet', 'main');
  expect(await lifetimeOf(repository)).toEqual({ first, last, heldBy: ['refs/heads/side'], reachedBy: 'refs' });
});
