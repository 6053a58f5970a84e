import { readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect } from 'vitest';
import { applyChange } from '../../src/files/change.ts';
import { planInstall, planUninstall } from '../../src/setup/install.ts';
import type { Plan } from '../../src/setup/plan.ts';
import { openProject } from '../../src/setup/project.ts';
import { createRepository, GIT_ENV, type Repository } from '../helpers/repository.ts';
import { gitWithHooks, Stub } from './stub.ts';

/** A machine with hexhound in its PATH. */
export const open = (repository: Repository) =>
  openProject({ cwd: repository.path, env: { ...GIT_ENV, PATH: [new Stub().folder, GIT_ENV.PATH].join(delimiter) } });

export async function plan(repository: Repository): Promise<Plan> {
  return planInstall(await open(repository));
}

export async function install(repository: Repository): Promise<Plan> {
  const project = await open(repository);
  const planned = planInstall(project);
  for (const change of planned.changes) applyChange(project, change);
  return planned;
}

export async function uninstall(repository: Repository): Promise<string[]> {
  const project = await open(repository);
  const { changes } = planUninstall(project);
  for (const change of changes) applyChange(project, change);
  return changes.map(({ file }) => file.shown);
}

export const read = (repository: Repository, path: string) => readFileSync(join(repository.path, path), 'utf8');
export const paths = ({ changes }: Plan) => changes.map(({ file }) => file.shown);

/** Commits on two branches that can be merged without a conflict. */
function diverge(repository: Repository): void {
  repository.commit('base');
  repository.git('checkout', '--quiet', '-b', 'side');
  repository.write('side', '').commit('side');
  repository.git('checkout', '--quiet', 'main');
  repository.write('main', '').commit('main');
}

/** That a commit and a merge are stopped by a scanner that objects, and go through with one that does not. */
export function expectGuarded(repository: Repository): void {
  const stub = new Stub();
  diverge(repository);
  const call = { args: 'staged', cwd: repository.path, index: '.git/index' };
  repository.write('new', 'x').git('add', 'new');
  expect(gitWithHooks(repository, ['commit', '-m', 'x'], stub, 1).ok).toBe(false);
  expect(stub.calls()).toEqual([call]);
  const message = { args: 'commit-msg .git/COMMIT_EDITMSG', cwd: repository.path, index: '.git/index' };
  expect(gitWithHooks(repository, ['commit', '-m', 'x'], stub).ok).toBe(true);
  expect(stub.calls()).toEqual([call, message]);
  expect(gitWithHooks(repository, ['merge', '--no-edit', 'side'], stub, 1).ok).toBe(false);
  expect(stub.calls()).toEqual([call]);
  repository.git('merge', '--abort');
  expect(gitWithHooks(repository, ['merge', '--no-edit', 'side'], stub).ok).toBe(true);
  expect(stub.calls()).toEqual([call, { ...message, args: 'commit-msg .git/MERGE_MSG' }]);
  expectPushGuarded(repository, stub);
}

/** That a push is stopped by a scanner that objects, which gets what git says of it. */
function expectPushGuarded(repository: Repository, stub: Stub): void {
  const bare = createRepository('--bare').path;
  expect(gitWithHooks(repository, ['push', bare, 'main'], stub, 1).ok).toBe(false);
  expect(gitWithHooks(repository, ['push', bare, 'main'], stub).ok).toBe(true);
  const id = repository.git('rev-parse', 'main');
  const input = `refs/heads/main ${id} refs/heads/main ${'0'.repeat(40)}\n`;
  expect(stub.calls().map(({ args }) => args)).toEqual([`push ${bare} ${bare}`, `push ${bare} ${bare}`]);
  expect(stub.input()).toBe(`${input}${input}`);
}
