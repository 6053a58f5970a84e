import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { systemOf } from '../../../../src/scan/sources/ci/systems.ts';

const [A, B, ZEROS] = ['a'.repeat(40), 'b'.repeat(40), '0'.repeat(40)];

function eventOf(env: Readonly<Record<string, string>>) {
  return systemOf(env).eventOf(env);
}

/** @param payload text as it is, or what is written as JSON */
function githubEvent(name: string, payload: unknown) {
  const folder = mkdtempSync(join(tmpdir(), 'hexhound-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'event.json');
  writeFileSync(path, typeof payload === 'string' ? payload : JSON.stringify(payload));
  const env = {
    GITHUB_ACTIONS: 'true',
    GITHUB_EVENT_NAME: name,
    GITHUB_REPOSITORY: 'acme/site',
    GITHUB_EVENT_PATH: path,
  };
  return eventOf(env);
}

test('a push of GitHub: a branch, a tag, what it was before', () => {
  const repository = { default_branch: 'trunk' };
  expect(githubEvent('push', { ref: 'refs/heads/x/y', before: A, after: B, repository })).toEqual({
    what: 'push to x/y',
    scope: { heads: [B], bases: [A], ref: 'refs/heads/x/y' },
    isFork: false,
    defaultBranch: 'trunk',
  });
  const tag = githubEvent('push', { ref: 'refs/tags/v1', before: ZEROS, after: B, repository });
  expect(tag.scope).toEqual({ heads: ['refs/tags/v1', B], bases: [], ref: 'refs/tags/v1' });
});

test.each([
  ['push', { ref: 'refs/heads/x', before: A, after: ZEROS, deleted: true }, 'nothing'],
  ['delete', { ref: 'x', ref_type: 'branch' }, 'nothing'],
  ['schedule', {}, 'everything'],
  ['workflow_dispatch', null, 'everything'],
  ['release', [], 'everything'],
])('%s of GitHub brings %s', (name, payload, scope) => {
  expect(githubEvent(name, payload).scope).toBe(scope);
});

test.each(['', '{', 'null, 1'])('an event of GitHub that is no JSON (%j) is an error', (text) => {
  expect(() => githubEvent('push', text)).toThrow('is no JSON');
});

test('without its event it is not guessed what a job is for', () => {
  expect(() => eventOf({ GITHUB_ACTIONS: 'true', GITHUB_EVENT_NAME: 'push' })).toThrow('is not set');
  const env = { GITHUB_ACTIONS: 'true', GITHUB_EVENT_NAME: 'push', GITHUB_EVENT_PATH: '/no/such/file' };
  expect(() => eventOf(env)).toThrow('cannot be read: missing');
});

test('a workflow that ended may be of a fork', () => {
  const run = (full_name: string) => githubEvent('workflow_run', { workflow_run: { head_repository: { full_name } } });
  expect([run('acme/site').isFork, run('eve/site').isFork]).toEqual([false, true]);
  expect(githubEvent('workflow_run', { workflow_run: { head_repository: null } }).isFork).toBe(true);
});

test('of no system: HEAD', () => {
  expect(systemOf({ CI: 'true' })).toMatchObject({ name: 'this clone' });
  expect(eventOf({}).scope).toEqual({ heads: ['HEAD'], bases: [] });
});

test.each<[string, Record<string, string>, unknown]>([
  [
    'a tag on CircleCI',
    { CIRCLECI: 'true', CIRCLE_TAG: 'v1', CIRCLE_SHA1: A },
    { heads: ['refs/tags/v1', A], bases: [], ref: 'refs/tags/v1' },
  ],
  [
    'a tag on Azure',
    { TF_BUILD: 'True', BUILD_REASON: 'BatchedCI', BUILD_SOURCEBRANCH: 'refs/tags/v1', BUILD_SOURCEVERSION: A },
    { heads: ['refs/tags/v1', A], bases: [], ref: 'refs/tags/v1' },
  ],
  [
    'a tag on Bitbucket',
    { BITBUCKET_BUILD_NUMBER: '1', BITBUCKET_TAG: 'v1', BITBUCKET_COMMIT: A },
    { heads: ['refs/tags/v1', A], bases: [], ref: 'refs/tags/v1' },
  ],
  [
    'a job of Jenkins with one branch',
    { JENKINS_URL: 'x', GIT_BRANCH: 'origin/x', GIT_PREVIOUS_SUCCESSFUL_COMMIT: A },
    { heads: ['HEAD'], bases: [A], ref: 'refs/heads/x' },
  ],
  [
    'the short name of a target on Azure',
    { TF_BUILD: 'True', SYSTEM_PULLREQUEST_TARGETBRANCH: 'dev', BUILD_SOURCEVERSION: A },
    { heads: [A], bases: ['refs/remotes/origin/dev'] },
  ],
  [
    'a push on GitLab',
    { GITLAB_CI: 'true', CI_COMMIT_BRANCH: 'x', CI_COMMIT_SHA: B, CI_COMMIT_BEFORE_SHA: A },
    { heads: [B], bases: [A], ref: 'refs/heads/x' },
  ],
])('%s', (_what, env, scope) => {
  expect(eventOf(env)).toMatchObject({ scope, isFork: false });
});
