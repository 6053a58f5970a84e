import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openRepository } from '../../../src/git/repository.ts';
import type { GitContext } from '../../../src/git/run.ts';
import { trackedFiles } from '../../../src/git/work-tree.ts';
import { findMissingIgnores, reviewIgnores } from '../../../src/scan/file-rules/gitignore.ts';
import { proposeIgnores } from '../../../src/scan/file-rules/ignore-proposal.ts';
import { ECOSYSTEMS } from '../../../src/scan/file-rules/wanted-ignores.ts';
import { fileRule } from '../../audit/checks/rules.ts';
import { createRepository, GIT_ENV, type Repository, temporaryFolder } from '../../helpers/repository.ts';

const rule = fileRule('gitignore-missing-entry');

async function open(repository: Repository, env: GitContext['env'] = GIT_ENV) {
  const opened = await openRepository({ cwd: repository.path, env });
  return { opened, files: await trackedFiles(opened) };
}

async function review(repository: Repository, env?: GitContext['env']) {
  const { opened, files } = await open(repository, env);
  return reviewIgnores(opened, files);
}

async function find(repository: Repository, env?: GitContext['env']) {
  const { opened, files } = await open(repository, env);
  return findMissingIgnores(opened, files, rule);
}

/** Whether git ignores a path now, asked the plain way. */
function ignores(repository: Repository, path: string): boolean {
  try {
    repository.git('check-ignore', '--quiet', '--no-index', path);
    return true;
  } catch {
    return false;
  }
}

const DOTENV = ['.env', '.env.local', '.env.production'];
const atTop = (...entries: string[]) => entries.map((entry) => ({ entry, folders: [''] }));

test('names every missing entry in one finding', async () => {
  const repository = createRepository();
  repository.write('package.json', '{}').write('.env.example', 'A=').commit('first');
  const findings = await find(repository);
  expect(findings).toHaveLength(1);
  expect(findings[0]).toMatchObject({
    rule: { id: 'gitignore-missing-entry', severity: 'high' },
    confidence: 'high',
    note: '.env, .env.local, .env.production are not ignored',
    occurrences: [{ kind: 'file', path: '.gitignore', line: 1, column: 1, endLine: 1, endColumn: 1 }],
  });
});

test('another entry missing is another finding', async () => {
  const repository = createRepository();
  repository.write('package.json', '{}').write('.env.example', 'A=').commit('first');
  const [before] = await find(repository);
  repository.write('.gitignore', '.env\n');
  const [after] = await find(repository);
  expect(after?.note).toBe('.env.local, .env.production are not ignored');
  expect(after?.fingerprint).not.toBe(before?.fingerprint);
});

test.each([['.env*\n'], ['.env*\n!.env.example\n'], ['*.env\n.env.*\n'], ['.*\n']])('%j is enough', async (ignore) => {
  const repository = createRepository();
  repository.write('package.json', '{}').write('.gitignore', ignore).commit('first');
  expect(await find(repository)).toEqual([]);
});

test('takes evidence into account', async () => {
  const repository = createRepository();
  repository.write('main.c', '').commit('first');
  expect((await find(repository))[0]).toMatchObject({ rule: { severity: 'low' }, confidence: 'low' });
  repository.write('package.json', '{}').commit('second');
  expect((await find(repository))[0]).toMatchObject({ rule: { severity: 'low' }, confidence: 'medium' });
  repository.write('vite.config.ts', '').commit('third');
  expect((await find(repository))[0]).toMatchObject({ rule: { severity: 'high' }, confidence: 'high' });
});

test('takes test data for no evidence', async () => {
  const repository = createRepository();
  repository.write('test/fixtures/app/next.config.js', '').write('examples/a/.env.example', '').commit('first');
  expect(await review(repository)).toEqual({ missing: atTop(...DOTENV), personal: [], exposed: [], dotenv: 'no' });
});

test('says when a file lies there that git add would take', async () => {
  const repository = createRepository();
  repository.write('main.c', '').commit('first');
  repository.write('.env', 'A=1');
  expect((await find(repository))[0]).toMatchObject({
    rule: { severity: 'high', title: 'Secret file that git would add' },
    confidence: 'high',
    note: '.env, .env.local, .env.production are not ignored; .env is there and would go in with git add',
  });
});

test('what is committed already is not asked for', async () => {
  const repository = createRepository();
  repository.write('vite.config.ts', '').write('.env', 'VITE_A=1').write('.env.production', 'VITE_A=2').commit('first');
  expect((await review(repository))?.missing).toEqual(atTop('.env.local', '.env.*.local'));
});

test('a negated pattern is a decision', async () => {
  const repository = createRepository();
  repository.write('.gitignore', '.env*\n!.env.production\n').write('package.json', '{}').commit('first');
  expect(await find(repository)).toEqual([]);
});

test('looks into every package and its own .gitignore', async () => {
  const repository = createRepository();
  repository
    .write('.gitignore', '/.env\n/.env.*\n')
    .write('package.json', '{}')
    .write('apps/web/package.json', '{}')
    .write('apps/web/.gitignore', '.env*\n')
    .write('apps/api/package.json', '{}')
    .write('packages/a/package.json', '{}')
    .write('packages/b/package.json', '{}')
    .write('packages/c/package.json', '{}')
    .commit('first');
  const folders = ['apps/api', 'packages/a', 'packages/b', 'packages/c'];
  expect(await review(repository)).toEqual({
    missing: DOTENV.map((entry) => ({ entry, folders })),
    personal: [],
    exposed: [],
    dotenv: 'possible',
  });
  const where = '(in apps/api, packages/a, packages/b and 1 more)';
  expect((await find(repository))[0]?.note).toBe(
    `${DOTENV.map((entry) => `${entry} ${where}`).join(', ')} are not ignored`,
  );
});

test("a user's own excludes protect only that user", async () => {
  const repository = createRepository();
  repository.write('vite.config.ts', '').write('.gitignore', '.env.*\n').commit('first');
  repository.write('.git/info/exclude', '.env\n');
  const expected = { missing: [], personal: atTop('.env'), exposed: [], dotenv: 'used' };
  expect(await review(repository)).toEqual(expected);
  expect((await find(repository))[0]).toMatchObject({
    rule: { severity: 'low' },
    note: '.env is not ignored in other clones: only the exclude files of this one clone or user name them',
  });

  repository.write('.git/info/exclude', '');
  const home = temporaryFolder();
  const excludes = join(home, '.gitignore');
  writeFileSync(excludes, '.env\n');
  const config = join(home, '.gitconfig');
  writeFileSync(config, `[core]\n\texcludesFile = ${excludes}\n`);
  expect(await review(repository, { ...GIT_ENV, GIT_CONFIG_GLOBAL: config })).toEqual(expected);
});

test('works in folders with names made to confuse git', async () => {
  const repository = createRepository();
  repository.write('.gitignore', '/.env*\n');
  for (const folder of [':(top)a', '-b', '*', 'with space', 'new\nline', '"quoted"']) {
    repository.write(`${folder}/package.json`, '{}');
  }
  repository.write('*/.gitignore', '.env*\n').commit('first');
  expect((await review(repository))?.missing.map(({ folders }) => [...folders].sort())).toEqual(
    DOTENV.map(() => ['"quoted"', '-b', ':(top)a', 'new\nline', 'with space']),
  );
});

test('has nothing to say about a bare repository', async () => {
  const opened = await openRepository({ cwd: createRepository('--bare').path, env: GIT_ENV });
  expect(await reviewIgnores(opened, [])).toBeUndefined();
});

test.each(ECOSYSTEMS.flatMap(({ wanted }) => wanted))('the entry $entry covers $probe', ({ entry, probe }) => {
  const repository = createRepository();
  repository.write('.gitignore', `${entry}\n`);
  expect(ignores(repository, probe)).toBe(true);
});

test.each([
  ['next.config.mjs', 'package.json'],
  ['apps/web/wrangler.toml', 'apps/web/package.json'],
  ['rails/config/credentials.yml.enc', 'rails/Gemfile'],
  ['infra/main.tf'],
  ['firebase.json', 'a/supabase/config.toml'],
  ['.env.vault', '.env.sample', 'artisan'],
  ['symfony.lock', 'composer.json'],
  ['docs/.streamlit/config.toml', 'eas.json', 'ansible.cfg', '.actrc', 'mobile/pubspec.yaml'],
])('with what is proposed for %s, nothing is missing and templates are not ignored', async (...paths) => {
  const repository = createRepository();
  for (const path of paths) repository.write(path, '');
  repository.write('src/main.c', '').commit('first');
  const { opened, files } = await open(repository);
  const before = await reviewIgnores(opened, files);
  const proposed = before === undefined ? [] : proposeIgnores(before, files);
  expect(proposed).not.toEqual([]);
  repository.write('.gitignore', `${proposed.join('\n')}\n`);
  expect(await find(repository)).toEqual([]);
  expect(ignores(repository, '.env.example')).toBe(false);
  expect(files.filter((file) => ignores(repository, file))).toEqual([]);
});

test('proposes few lines', async () => {
  const repository = createRepository();
  repository.write('vite.config.ts', '').write('.env.sample', 'A=').commit('first');
  const { opened, files } = await open(repository);
  const before = await reviewIgnores(opened, files);
  expect(before && proposeIgnores(before, files)).toEqual(['.env', '.env.*', '!.env.example', '!.env.sample']);
  repository.write('.gitignore', '.env\n.env.local\n.env.*.local\n');
  const after = await reviewIgnores(opened, files);
  expect(after && proposeIgnores(after, files)).toEqual(['.env.production']);
});
