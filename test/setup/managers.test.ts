import { chmodSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { planInstall } from '../../src/setup/install.ts';
import { HOOKS } from '../../src/setup/plan.ts';
import { openProject } from '../../src/setup/project.ts';
import { createRepository, GIT_ENV, type Repository } from '../helpers/repository.ts';
import { expectGuarded, install, paths, plan, read, uninstall } from './installing.ts';
import { writeExecutable } from './stub.ts';

const PACKAGE = (dependencies: Record<string, string>) =>
  `${JSON.stringify({ devDependencies: dependencies }, null, 2)}\n`;

const HUSKY_HOOKS = HOOKS.map((hook) => `.husky/${hook}`);

/** What husky's own `prepare` script does. */
async function runHusky(repository: Repository): Promise<void> {
  repository.git('config', 'core.hooksPath', '.husky/_');
  const source = resolve('node_modules/husky/husky');
  repository.write('.husky/_/h', readFileSync(source)).write('.husky/_/husky.sh', '').write('.husky/_/.gitignore', '*');
  for (const hook of HOOKS) {
    repository.write(`.husky/_/${hook}`, '#!/usr/bin/env sh\n. "$(dirname "$0")/h"');
    chmodSync(join(repository.path, `.husky/_/${hook}`), 0o755);
  }
}

test('husky 9: beside lint-staged, guarding commits and merges', async () => {
  const repository = createRepository();
  repository
    .write('package.json', PACKAGE({ husky: '^9.0.0' }))
    .write('.husky/pre-commit', 'echo lint-staged >> ran\n');
  await runHusky(repository);
  const { changes, notes } = await install(repository);
  expect(changes.map(({ file, after }) => [file.shown, after])).toEqual([
    [
      '.husky/pre-commit',
      '# >>> hexhound >>>\nhexhound staged || exit $?\n# <<< hexhound <<<\necho lint-staged >> ran\n',
    ],
    ['.husky/pre-merge-commit', '# >>> hexhound >>>\nhexhound staged || exit $?\n# <<< hexhound <<<\n'],
    ['.husky/commit-msg', '# >>> hexhound >>>\nhexhound commit-msg "$1" || exit $?\n# <<< hexhound <<<\n'],
    ['.husky/pre-push', expect.stringContaining('| hexhound push "$@" || exit $?\n')],
  ]);
  expect(notes).toEqual(['every clone needs hexhound: npm install --save-dev hexhound']);
  expectGuarded(repository);
  expect(read(repository, 'ran')).toBe('lint-staged\n');
  expect(await uninstall(repository)).toEqual(HUSKY_HOOKS);
  expect(read(repository, '.husky/pre-commit')).toBe('echo lint-staged >> ran\n');
});

test.each([
  ['package.json', '{ "lint-staged": { "*": ["prettier --check", "hexhound staged"] } }', true],
  ['.lintstagedrc.yaml', "'**/*':\n  - hexhound staged\n", true],
  ['lint-staged.config.js', "export default { '*': () => 'hexhound staged' };\n", true],
  ['package.json', '{ "lint-staged": { "*": "prettier --check", "*.js": "hexhound staged" } }', false],
])('husky 9: hexhound as a task of lint-staged in %s, %s', async (file, content, isCalled) => {
  const repository = createRepository();
  repository.write('package.json', '{}').write(file, content).write('.husky/pre-commit', 'npx lint-staged\n');
  await runHusky(repository);
  const { changes, notes } = await plan(repository);
  expect(changes.map(({ file }) => file.shown)).toEqual(isCalled ? HUSKY_HOOKS.slice(1) : HUSKY_HOOKS);
  expect(notes.includes('.husky/pre-commit runs hexhound already')).toBe(isCalled);
});

test('husky runs the hexhound of the project, wherever its package is', async () => {
  const repository = createRepository();
  repository.write('package.json', PACKAGE({ husky: '^9.0.0', hexhound: '^1.0.0' }));
  await runHusky(repository);
  expect((await plan(repository)).changes[0]?.after).toContain('\n  node_modules/.bin/hexhound staged || exit $?\n');
  repository.git('config', 'core.hooksPath', 'web/.husky/_');
  mkdirSync(join(repository.path, 'web'));
  renameSync(join(repository.path, '.husky'), join(repository.path, 'web/.husky'));
  const { changes } = await plan(repository);
  expect(changes[0]?.file.shown).toBe('web/.husky/pre-commit');
  expect(changes[0]?.after).toContain('\n  web/node_modules/.bin/hexhound staged || exit $?\n');
});

test('husky that is not set up yet is said to be', async () => {
  const repository = createRepository();
  repository.write('package.json', PACKAGE({ husky: '^9.0.0', hexhound: '^1.0.0' }));
  expect((await plan(repository)).notes).toEqual(['for git to run the hooks of husky: npx husky']);
});

test('husky 5 to 8: git runs the scripts themselves', async () => {
  const repository = createRepository();
  repository.git('config', 'core.hooksPath', '.husky');
  const script = '#!/usr/bin/env sh\n. "$(dirname -- "$0")/_/husky.sh"\n\ntrue\n';
  repository.write('.husky/_/husky.sh', '').write('.husky/pre-commit', script);
  chmodSync(join(repository.path, '.husky/pre-commit'), 0o755);
  await install(repository);
  expectGuarded(repository);
});

test('husky 4 is explained', async () => {
  const repository = createRepository();
  repository.write('package.json', '{ "devDependencies": { "husky": "4" }, "husky": { "hooks": {} } }');
  await expect(plan(repository)).rejects.toThrow(
    'has hooks of husky 4, which is out of date: let husky.hooks.pre-commit begin with "hexhound staged && "',
  );
});

test('lefthook: its configuration is extended', async () => {
  const repository = createRepository();
  const text = 'pre-commit:\n  commands:\n    lint:\n      run: lint\n';
  repository.write('lefthook.yml', text).write('pnpm-lock.yaml', '');
  const { notes } = await install(repository);
  const command = { commands: { hexhound: { run: 'hexhound staged' } } };
  expect(parse(read(repository, 'lefthook.yml'))).toEqual({
    'pre-commit': { commands: { ...command.commands, lint: { run: 'lint' } } },
    'pre-merge-commit': command,
    'commit-msg': { commands: { hexhound: { run: 'hexhound commit-msg "{1}"' } } },
    'pre-push': { commands: { hexhound: { run: 'hexhound push "{1}" "{2}"', use_stdin: true } } },
  });
  expect(notes).toEqual([
    'for git to run the hooks of lefthook: npx lefthook install',
    'every clone needs hexhound: pnpm add --save-dev hexhound',
  ]);
  expect(paths(await plan(repository))).toEqual([]);
  expect(await uninstall(repository)).toEqual(['lefthook.yml']);
  expect(read(repository, 'lefthook.yml')).toBe(text);
});

test('lefthook in another notation is explained', async () => {
  const repository = createRepository();
  repository.write('lefthook.toml', '');
  await expect(plan(repository)).rejects.toThrow(
    'is not YAML, which is all that hexhound edits: set pre-commit.commands.hexhound = {"run":"hexhound staged"}, ' +
      'pre-merge-commit.commands.hexhound = {"run":"hexhound staged"}, commit-msg.commands.hexhound',
  );
});

test('pre-commit: has hexhound installed from npm, or runs that of the project', async () => {
  const repository = createRepository();
  const text = 'repos:\n-   repo: local\n    hooks: []\n';
  repository.write('.pre-commit-config.yaml', text);
  const { notes } = await install(repository);
  const hook = {
    id: 'hexhound',
    name: 'Detect secrets in staged changes',
    entry: 'hexhound staged',
    language: 'node',
    additional_dependencies: [`hexhound@${__VERSION__}`],
    pass_filenames: false,
    always_run: true,
    stages: ['pre-commit', 'pre-merge-commit', 'manual'],
  };
  const { language, additional_dependencies } = hook;
  const npm = { language, additional_dependencies };
  const message = { id: 'hexhound-commit-msg', name: expect.any(String), stages: ['commit-msg'] };
  const push = { ...hook, id: 'hexhound-push', name: expect.any(String), entry: 'hexhound push', stages: ['pre-push'] };
  const other = { repo: 'local', hooks: [] };
  expect(parse(read(repository, '.pre-commit-config.yaml'))).toEqual({
    repos: [{ repo: 'local', hooks: [hook, { ...message, ...npm, entry: 'hexhound commit-msg' }, push] }, other],
  });
  expect(notes).toEqual([
    'for git to run the hooks of pre-commit: pre-commit install --hook-type pre-commit --hook-type pre-merge-commit --hook-type commit-msg --hook-type pre-push',
  ]);
  expect(paths(await plan(repository))).toEqual([]);

  repository.write('package.json', PACKAGE({ hexhound: '^1.0.0' }));
  await uninstall(repository);
  expect(read(repository, '.pre-commit-config.yaml')).toBe(text);
  await install(repository);
  const hooks = parse(read(repository, '.pre-commit-config.yaml')).repos[0].hooks as Record<string, unknown>[];
  expect(
    hooks.map(({ entry, language, additional_dependencies }) => [entry, language, additional_dependencies]),
  ).toEqual(
    ['staged', 'commit-msg', 'push'].map((command) => [`node_modules/.bin/hexhound ${command}`, 'system', undefined]),
  );
});

test('simple-git-hooks: package.json keeps its form', async () => {
  const repository = createRepository();
  const text = '{\n\t"simple-git-hooks": {\n\t\t"pre-commit": "npx lint-staged"\n\t}\n}';
  repository.write('package.json', text);
  await install(repository);
  expect(read(repository, 'package.json')).toBe(
    '{\n\t"simple-git-hooks": {\n\t\t"pre-commit": "hexhound staged && npx lint-staged",\n\t\t"pre-merge-commit": "hexhound staged",\n\t\t' +
      '"commit-msg": "hexhound commit-msg \\"$1\\"",\n\t\t"pre-push": "hexhound push \\"$@\\""\n\t}\n}',
  );
  expect(paths(await plan(repository))).toEqual([]);
  await uninstall(repository);
  expect(read(repository, 'package.json')).toBe(text);
});

test('simple-git-hooks in a file of its own, and as code', async () => {
  const repository = createRepository();
  repository.write('.simple-git-hooks.json', '{}\n');
  await install(repository);
  expect(JSON.parse(read(repository, '.simple-git-hooks.json'))).toEqual({
    'pre-commit': 'hexhound staged',
    'pre-merge-commit': 'hexhound staged',
    'commit-msg': 'hexhound commit-msg "$1"',
    'pre-push': 'hexhound push "$@"',
  });
  await uninstall(repository);
  expect(JSON.parse(read(repository, '.simple-git-hooks.json'))).toEqual({});
  repository.write('.simple-git-hooks.cjs', '');
  await expect(plan(repository)).rejects.toThrow(
    'is code: let pre-commit begin with "hexhound staged && ", pre-merge-commit begin with "hexhound staged && ", commit-msg',
  );
});

test('simple-git-hooks that is written wrongly is left alone', async () => {
  const repository = createRepository();
  repository.write('package.json', '{ "simple-git-hooks": "lint" }');
  await expect(plan(repository)).rejects.toThrow('simple-git-hooks is no list of hooks');
  repository.write('package.json', '{ "simple-git-hooks": { "pre-commit": ["lint"] } }');
  await expect(plan(repository)).rejects.toThrow('pre-commit is no command');
});

test('of several hook managers the one is taken whose hooks git runs', async () => {
  const repository = createRepository();
  repository.write('.husky/pre-commit', '').write('lefthook.yml', '');
  writeExecutable(join(repository.path, '.git/hooks/pre-commit'), '#!/bin/sh\ncall_lefthook run "pre-commit" "$@"\n');
  const { changes, notes } = await plan(repository);
  expect(changes.map(({ file }) => file.shown)).toEqual(['lefthook.yml']);
  expect(notes).toContain('of the hook managers here only lefthook is set up, not husky');
});

test('yarn without node_modules runs its own', async () => {
  const repository = createRepository();
  repository.write('.pnp.cjs', '').write('lefthook.yml', '');
  expect((await plan(repository)).changes[0]?.after).toContain('run: yarn hexhound staged\n');
});

test('a hook that would find no hexhound, and so refuse every commit, is not installed', async () => {
  const repository = createRepository();
  repository.write('package.json', PACKAGE({ husky: '^9.0.0' })).write('yarn.lock', '');
  const project = await openProject({ cwd: repository.path, env: GIT_ENV });
  expect(() => planInstall(project)).toThrow(
    'every commit would be refused: yarn add --dev hexhound, then run hexhound init again',
  );
  repository.remove('package.json').remove('yarn.lock').write('lefthook.yml', '');
  const other = await openProject({ cwd: repository.path, env: GIT_ENV });
  expect(() => planInstall(other)).toThrow('npm install --global hexhound');
  repository.write('node_modules/.bin/hexhound', '');
  expect(planInstall(await openProject({ cwd: repository.path, env: GIT_ENV })).changes).toHaveLength(1);
});

test('what runs hexhound by itself is not added again', async () => {
  const repository = createRepository();
  const repo = '  - repo: https://github.com/hexhound/hexhound\n    rev: v1\n    hooks:\n      - id: hexhound\n';
  repository.write('.pre-commit-config.yaml', `repos:\n${repo}      - id: hexhound-push\n`);
  const { changes } = await plan(repository);
  const { repos } = parse(changes[0]?.after ?? '');
  expect(repos[0].hooks.map(({ id }: { id: string }) => id)).toEqual(['hexhound-commit-msg']);
});
