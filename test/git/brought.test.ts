import { expect, test } from 'vitest';
import { type BroughtOptions, broughtRevisions } from '../../src/git/brought.ts';
import { GIT_ENV, type Repository, template } from '../helpers/repository.ts';

/** main: a, b; develop: a, b, d; feature: a, b, d, f; as a clone has them. */
const clone = template((repository) => {
  repository.commit('a');
  repository.git('tag', 'a');
  for (const [name, from] of [
    ['main', 'main'],
    ['develop', 'main'],
    ['feature', 'develop'],
  ] as const) {
    repository.git('switch', '--quiet', ...(name === 'main' ? [name] : ['--create', name, from]));
    repository.commit(name);
    repository.git('update-ref', `refs/remotes/origin/${name}`, 'HEAD');
  }
  repository.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main');
  repository.git('update-ref', 'refs/remotes/pull/7/merge', 'feature');
  repository.git('checkout', '--quiet', '--detach', 'feature');
});

/** The subjects of the commits that were brought; undefined for everything. */
async function brought(repository: Repository, options: Partial<BroughtOptions>): Promise<string[] | undefined> {
  const { revisions } = await broughtRevisions(
    { cwd: repository.path, env: GIT_ENV },
    { heads: ['HEAD'], bases: [], ...options },
  );
  if (revisions.length === 0) return undefined;
  return repository
    .git('log', '--format=%s', ...revisions)
    .split('\n')
    .filter((line) => line !== '')
    .sort();
}

test('from the first base that is there to the first head that is', async () => {
  const repository = clone();
  const gone = 'f'.repeat(40);
  expect(await brought(repository, { heads: [gone, 'develop'], bases: [gone, 'refs/no/such', 'a'] })).toEqual([
    'develop',
    'main',
  ]);
  await expect(brought(repository, { heads: [gone], fetch: 'git fetch it' })).rejects.toThrow(
    'is not in this clone: run this before: git fetch it',
  );
  await expect(brought(repository, { heads: [] })).rejects.toThrow('is not in this clone: check it out');
});

test.each<[string, Partial<BroughtOptions>, string[] | undefined]>([
  ['a new branch: what no other has', { ref: 'refs/heads/feature' }, ['feature']],
  ['a branch that another has whole in it', { heads: ['develop'], ref: 'refs/heads/develop' }, ['develop']],
  ['a branch of nothing new', { heads: ['main'], ref: 'refs/heads/copy' }, []],
  ['the default branch itself', { heads: ['main'], ref: 'refs/heads/main' }, undefined],
  ['another default branch', { heads: ['develop'], ref: 'refs/heads/develop', defaultBranch: 'develop' }, undefined],
  ['a default branch that is not here', { ref: 'refs/heads/feature', defaultBranch: 'trunk' }, ['feature']],
  ['a tag of what a branch has', { heads: ['develop'], ref: 'refs/tags/v1' }, []],
  ['HEAD, which is not told what it is', {}, ['feature']],
  ['HEAD at the default branch', { heads: ['refs/remotes/origin/main'] }, undefined],
])('without a base: %s', async (_what, options, subjects) => {
  expect(await brought(clone(), options)).toEqual(subjects);
});

test('two new branches, one on the other: each commit is brought by one of them', async () => {
  const repository = clone();
  repository.git('update-ref', '-d', 'refs/remotes/origin/develop');
  const head = repository.git('rev-parse', 'develop');
  repository.git('update-ref', 'refs/remotes/origin/lower', head);
  expect(await brought(repository, { heads: [head], ref: 'refs/heads/lower' })).toEqual(['develop']);
  expect(await brought(repository, { ref: 'refs/heads/feature' })).toEqual(['feature']);
});

test('a clone that knows no other branch: everything', async () => {
  const repository = clone();
  for (const name of ['HEAD', 'main', 'develop', 'feature'])
    repository.git('update-ref', '-d', '--no-deref', `refs/remotes/origin/${name}`);
  expect(await brought(repository, { ref: 'refs/heads/feature' })).toBeUndefined();
});
