import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommand } from '../helpers/io.ts';
import { alnumKey, hexKey } from '../helpers/keys.ts';
import {
  createRepository,
  type Repository,
  repositoryWithBase,
  template,
  temporaryFolder,
} from '../helpers/repository.ts';
import { keyLine, scanWith } from '../helpers/scan.ts';

const [KEY, OLD, NAME] = [hexKey('new'), hexKey('old'), `sk_live_${alnumKey('name', 24)}`];
const NONE = '0'.repeat(40);

/** A clone whose main the remote has, with a key in it; on top are a harmless commit and one with another key. */
const pushing = template((repository) => {
  repository.write('old.js', keyLine(OLD)).commit('old');
  const bare = join(repository.path, '.git/bare');
  repository.git('init', '--quiet', '--bare', bare);
  repository.git('remote', 'add', 'origin', bare);
  repository.git('push', '--quiet', 'origin', 'main');
  repository.write('a.js', 'fine\n').commit('fine');
  repository.write('b.js', keyLine(KEY)).commit('a key');
});

const id = (repository: Repository, revision: string) => repository.git('rev-parse', revision);

/** Runs `hexhound push` as git would for one ref. */
async function push(
  repository: Repository,
  after: string,
  before = NONE,
  target = ['origin', 'url'],
  name = 'refs/heads/x',
) {
  const stdin = `${after} ${after === NONE ? NONE : id(repository, after)} ${name} ${before}\n`;
  const { report, places, code } = await scanWith('push', repository.path, target, { stdin });
  return { code, commits: report.scanned.commits, new: places(KEY), old: places(OLD), report };
}

test('push: what the remote has not, for branches old and new', async () => {
  const repository = pushing();
  const base = id(repository, 'origin/main');
  expect(await push(repository, 'main', base)).toMatchObject({ code: 1, commits: 2, new: ['b.js:1'], old: [] });
  expect(await push(repository, 'main')).toMatchObject({ code: 1, commits: 2, new: ['b.js:1'], old: [] });
  expect(await push(repository, 'main~')).toMatchObject({ code: 0, commits: 1, new: [] });
  expect(await push(repository, 'origin/main')).toMatchObject({ code: 0, commits: 0 });
  // What a forced push replaces may never have been fetched.
  expect(await push(repository, 'main', 'f'.repeat(40))).toMatchObject({ code: 1, commits: 2 });
  const deleted = await runCommand('push', repository.path, ['origin', 'url'], {
    stdin: `(delete) ${NONE} refs/heads/x ${base}\n`,
  });
  expect([deleted.code, deleted.stdout]).toEqual([0, 'nothing to scan - 0 commits scanned\n']);
  expect((await runCommand('push', repository.path, ['origin', 'url'])).code).toBe(0);
});

test('push: tags, their messages, and names as the other side gets them', async () => {
  const repository = pushing();
  repository.git('tag', '-a', 'v1', '-m', keyLine(KEY), 'origin/main');
  expect(await push(repository, 'v1')).toMatchObject({ code: 1, commits: 0, new: ['tag-message:1'] });
  repository.git('tag', 'light', 'origin/main');
  expect(await push(repository, 'light')).toMatchObject({ code: 0 });
  repository.git('branch', `mine-${NAME}`, 'main~');
  expect(await push(repository, 'main~')).toMatchObject({ code: 0 });
  const { report } = await push(repository, 'main~', NONE, ['origin', 'url'], `refs/heads/${NAME}`);
  expect(report.findings).toHaveLength(1);
});

test('push: a remote of which nothing is known has nothing', async () => {
  const repository = pushing();
  const bare = join(repository.path, '.git/bare');
  repository.git('remote', 'add', 'other', 'elsewhere');
  for (const target of [
    ['other', 'elsewhere'],
    ['elsewhere', 'elsewhere'],
    ['../new', '../new'],
  ]) {
    expect(await push(repository, 'main', NONE, target)).toMatchObject({ commits: 3, old: ['old.js:1'] });
  }
  // By its address it is the remote of that address.
  const address = repository.git('config', 'remote.origin.url');
  expect(await push(repository, 'main', NONE, [address, address])).toMatchObject({ commits: 2 });
  // What is fetched from one place says nothing about another that is pushed to.
  repository.git('config', 'remote.origin.pushurl', bare);
  repository.git('config', 'remote.origin.url', 'upstream');
  expect(await push(repository, 'main', NONE, ['origin', bare])).toMatchObject({ commits: 3 });
});

test('push: refs of one branch only, and those of a mirror', async () => {
  const repository = pushing();
  repository.git('config', 'remote.origin.fetch', '+refs/heads/main:refs/remotes/origin/main');
  expect(await push(repository, 'main')).toMatchObject({ commits: 2 });
  repository.git('config', 'remote.origin.fetch', '+refs/*:refs/*');
  expect(await push(repository, 'main')).toMatchObject({ commits: 3 });
});

test('push: the pre-commit framework says by variables what is pushed', async () => {
  const repository = pushing();
  const env = {
    PRE_COMMIT_REMOTE_NAME: 'origin',
    PRE_COMMIT_REMOTE_URL: 'url',
    PRE_COMMIT_REMOTE_BRANCH: 'refs/heads/x',
  };
  const ranges = [
    { PRE_COMMIT_LOCAL_BRANCH: 'refs/heads/main' },
    { PRE_COMMIT_FROM_REF: id(repository, 'origin/main'), PRE_COMMIT_TO_REF: id(repository, 'main') },
  ];
  for (const range of ranges) {
    const { report, places } = await scanWith('push', repository.path, [], { env: { ...env, ...range } });
    expect([report.scanned.commits, places(KEY), places(OLD)]).toEqual([2, ['b.js:1'], []]);
  }
});

test('push and receive: what git does not say is an error, and never nothing', async () => {
  const repository = pushing();
  const { path } = repository;
  const rejects = (name: string, args: string[], stdin: string) =>
    expect(runCommand(name, path, args, { stdin })).rejects.toMatchObject({ code: 'E_USAGE' });
  await rejects('push', [], '');
  await rejects('push', ['a', 'b', 'c'], '');
  await rejects('push', ['origin', 'url'], 'main\n');
  await rejects('receive', ['x'], '');
  await rejects('receive', [], `${NONE} refs/heads/main\n`);
  // Outside of a quarantine, all refs may have it.
  const known = `${NONE} ${id(repository, 'main')} refs/heads/x\n`;
  await expect(runCommand('receive', path, [], { stdin: known })).rejects.toMatchObject({ code: 'E_GIT' });
  await expect(runCommand('push', temporaryFolder(), ['a', 'b'])).rejects.toMatchObject({ code: 'E_GIT' });
});

test('commit-msg: lines are those of the file, and what git leaves out is', async () => {
  const repository = repositoryWithBase();
  repository.write('message', `subject\n# ${keyLine(OLD)}\n${keyLine(KEY)}# comment\n`);
  const edited = await scanWith('commit-msg', repository.path, ['message']);
  expect([edited.code, edited.places(KEY), edited.places(OLD)]).toEqual([1, ['commit-message:4'], []]);
  const { stdout } = await runCommand('commit-msg', repository.path, ['message']);
  expect(stdout).toContain('commit message, line 4  id ');
  expect(stdout).not.toContain(KEY);
  const typed = await scanWith('commit-msg', repository.path, ['message'], { env: { GIT_EDITOR: ':' } });
  expect([typed.places(KEY), typed.places(OLD)]).toEqual([['commit-message:4'], ['commit-message:2']]);
  repository.write('empty', '# only a comment');
  expect(await runCommand('commit-msg', repository.path, ['empty'])).toMatchObject({
    code: 0,
    stdout: 'nothing to scan - the message is empty\n',
  });
});

test('commit-msg: errors', async () => {
  const repository = createRepository();
  await expect(runCommand('commit-msg', repository.path, [])).rejects.toMatchObject({ code: 'E_USAGE' });
  await expect(runCommand('commit-msg', repository.path, ['a', 'b'])).rejects.toMatchObject({ code: 'E_USAGE' });
  await expect(runCommand('commit-msg', repository.path, ['gone'])).rejects.toMatchObject({ code: 'E_SOURCE' });
  await expect(runCommand('commit-msg', repository.path, ['.'])).rejects.toThrow('is no file');
});
