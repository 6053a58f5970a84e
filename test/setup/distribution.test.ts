import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { createRepository, GIT_ENV, type Repository, temporaryFolder } from '../helpers/repository.ts';
import { writeExecutable } from './stub.ts';

const action = parse(readFileSync('action.yml', 'utf8'));
const [step] = action.runs.steps;

test('the action and the README name the version that they came with', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(action.inputs.version.default).toBe(version);
  expect(readFileSync('README.md', 'utf8').match(/(?<=npx hexhound@)\d[\w.-]*/g)).toEqual([version]);
  expect(readFileSync('docs/ci.md', 'utf8').match(/(?<=hexhound@)\d[\w.-]*/g)).toEqual([version, version, version]);
  expect(readFileSync('docs/reports.md', 'utf8').match(/(?<=hexhound@)\d[\w.-]*/g)).toEqual([version]);
});

test('nothing from outside is written into the text of a script', () => {
  expect(action.runs.steps).toHaveLength(1);
  expect(step.run).not.toContain('${{');
});

interface ActionOutcome {
  readonly code: number;
  readonly stdout: string;
  readonly outputs: string;
}

/** Runs the action's script with an npm that installs a hexhound which only prints its arguments. */
function runAction(repository: Repository, env: Record<string, string>, exit = 0): ActionOutcome {
  const temp = temporaryFolder();
  const { code, stdout } = runScript(step.run, repository, temp, exit, {
    RUNNER_TEMP: temp,
    GITHUB_OUTPUT: join(temp, 'outputs'),
    GITHUB_REPOSITORY: 'acme/site',
    ...Object.fromEntries(Object.keys(step.env).map((name) => [name, ''])),
    HEXHOUND_VERSION: '1.2.3',
    HEXHOUND_SARIF: 'a b.sarif',
    ...env,
  });
  if (code !== 2)
    expect(readFileSync(join(temp, 'npm'), 'utf8')).toBe(
      `${temp}/hexhound install --silent --no-save --ignore-scripts hexhound@1.2.3\n`,
    );
  const outputs = code === 2 ? '' : readFileSync(join(temp, 'outputs'), 'utf8').replaceAll(temp, '$RUNNER_TEMP');
  return { code, stdout: stdout.replaceAll(temp, '$RUNNER_TEMP'), outputs };
}

/** @param temp gets an npm, and what that was called with */
function runScript(
  script: string,
  repository: Repository,
  temp: string,
  exit: number,
  env: Record<string, string>,
): Pick<ActionOutcome, 'code' | 'stdout'> {
  mkdirSync(join(temp, 'bin'));
  const hexhound = `#!/bin/sh\\nfor a; do printf "[%%s]" "$a"; done\\nexit ${exit}\\n`;
  writeExecutable(
    join(temp, 'bin/npm'),
    `#!/bin/sh\necho "$PWD $*" > ${temp}/npm\nmkdir -p node_modules/.bin\nprintf '${hexhound}' > node_modules/.bin/hexhound\nchmod +x node_modules/.bin/hexhound\n`,
  );
  const all = { ...GIT_ENV, TMPDIR: temp, PATH: [join(temp, 'bin'), GIT_ENV.PATH].join(delimiter), ...env };
  // As runners start it: https://docs.github.com/actions/reference/workflow-syntax-for-github-actions#jobsjob_idstepsshell
  const args = ['--noprofile', '--norc', '-e', '-o', 'pipefail', '-c', script];
  try {
    return { code: 0, stdout: execFileSync('bash', args, { cwd: repository.path, env: all, encoding: 'utf8' }) };
  } catch (error) {
    const { status: code, stdout } = error as { status: number; stdout: string };
    return { code, stdout };
  }
}

const FIXED = '[history][--format][sarif][--output][a b.sarif][--format][terminal]';

test('the action scans what the event brings, and hands on how it went', () => {
  const repository = createRepository();
  const before = repository.commit('first');
  const after = repository.commit('second');
  expect(runAction(repository, { EVENT_BASE: before, EVENT_HEAD: after }, 1)).toEqual({
    code: 1,
    stdout: `${FIXED}[${before}..${after}]`,
    outputs: 'sarif-file=a b.sarif\nexit-code=1\n',
  });
});

test.each([
  ['a new branch', { EVENT_BASE: '0'.repeat(40) }],
  ['a forced push', { EVENT_BASE: 'f'.repeat(40) }],
  ['an event without revisions', {}],
  ['"all"', { HEXHOUND_RANGE: 'all' }],
])('the action scans the whole history for %s', (_what, env) => {
  const repository = createRepository();
  const head = repository.commit('first');
  expect(runAction(repository, { EVENT_HEAD: head, ...env }).stdout).toBe(FIXED);
});

const NOTICE =
  '::notice title=hexhound::This comes from a fork: its configuration, baselines and ignore comments do not count.\n';

test.each([
  ['a fork', { EVENT_PULL: '7', EVENT_REPOSITORY: 'eve/site' }, `${NOTICE}${FIXED}[--all][--no-config][--no-ignore]`],
  ['a fork that is deleted', { EVENT_PULL: '7' }, `${NOTICE}${FIXED}[--all][--no-config][--no-ignore]`],
  ['the repository itself', { EVENT_PULL: '7', EVENT_REPOSITORY: 'acme/site' }, `${FIXED}[--all]`],
  ['a push', {}, `${FIXED}[--all]`],
])('what comes from a fork has no say in its own scan: %s', (_what, env, stdout) => {
  const repository = createRepository();
  repository.commit('first');
  expect(runAction(repository, { HEXHOUND_ARGS: '--all', ...env }).stdout).toBe(stdout);
});

test('the report of the action is outside of the checkout', () => {
  const repository = createRepository();
  repository.commit('first');
  expect(action.inputs['sarif-file'].default).toBe('');
  const { stdout, outputs } = runAction(repository, { HEXHOUND_SARIF: '' });
  expect(stdout).toContain('[--output][$RUNNER_TEMP/hexhound.sarif]');
  expect(outputs).toContain('sarif-file=$RUNNER_TEMP/hexhound.sarif\n');
});

const RECIPES = [...readFileSync('docs/ci.md', 'utf8').matchAll(/```yaml\n(.*?)```/gs)].map(([, text = '']) =>
  parse(text),
);
const [gitlab, azure, circle] = RECIPES;
/** The reports that GitLab takes. */
const REPORTS = '[-o][gl-secret-detection-report.json][-o][gl-code-quality-report.json][--format][terminal]';

test.each<[string, string, Record<string, string>, string]>([
  ['GitLab', gitlab.hexhound.script[0], {}, `[history]${REPORTS}`],
  [
    'GitLab, from the project',
    gitlab.hexhound.script[0],
    {
      CI_MERGE_REQUEST_DIFF_BASE_SHA: 'abc',
      CI_MERGE_REQUEST_SOURCE_PROJECT_PATH: 'acme/site',
      CI_MERGE_REQUEST_PROJECT_PATH: 'acme/site',
    },
    `[history]${REPORTS}[abc..HEAD]`,
  ],
  [
    'GitLab, from a fork',
    gitlab.hexhound.script[0],
    {
      CI_MERGE_REQUEST_DIFF_BASE_SHA: 'abc',
      CI_MERGE_REQUEST_SOURCE_PROJECT_PATH: 'eve/site',
      CI_MERGE_REQUEST_PROJECT_PATH: 'acme/site',
    },
    `[history]${REPORTS}[--no-config][--no-ignore][abc..HEAD]`,
  ],
  ['Azure', azure.steps[1].bash, {}, '[history]'],
  [
    'Azure, from a fork',
    azure.steps[1].bash,
    { SYSTEM_PULLREQUEST_TARGETBRANCH: 'refs/heads/main', SYSTEM_PULLREQUEST_ISFORK: 'True' },
    '[history][--no-config][--no-ignore][origin/main..HEAD]',
  ],
  [
    'Azure, from the project',
    azure.steps[1].bash,
    { SYSTEM_PULLREQUEST_TARGETBRANCH: 'dev', SYSTEM_PULLREQUEST_ISFORK: 'False' },
    '[history][origin/dev..HEAD]',
  ],
  ['CircleCI', circle.jobs.hexhound.steps[1].run, { CIRCLE_BRANCH: 'main' }, '[history]'],
  [
    'CircleCI, from a fork',
    circle.jobs.hexhound.steps[1].run,
    { CIRCLE_BRANCH: 'pull/7', CIRCLE_PR_REPONAME: 'site' },
    '[history][--no-config][--no-ignore][origin/main..HEAD]',
  ],
])('the recipe for %s', (_what, script, env, called) => {
  const repository = createRepository();
  const temp = temporaryFolder();
  const { code, stdout } = runScript(script, repository, temp, 1, env);
  expect([code, stdout.split('\n').at(-1)]).toEqual([1, called]);
  expect(stdout.includes('From a fork')).toBe(called.includes('--no-config'));
  expect(readFileSync(join(temp, 'npm'), 'utf8')).not.toContain(repository.path);
});

test('the action takes a range and further arguments as data', () => {
  const repository = createRepository();
  repository.commit('first');
  const env = { HEXHOUND_RANGE: 'main..$(touch x)', HEXHOUND_ARGS: ' --all  --exit-code 3 $(touch y)' };
  expect(runAction(repository, env).stdout).toBe(`${FIXED}[--all][--exit-code][3][$(touch][y)][main..$(touch x)]`);
  expect(repository.git('status', '--porcelain')).toBe('');
});

test('the action refuses a history that is cut', () => {
  const source = createRepository();
  source.commit('first');
  source.commit('second');
  const shallow = createRepository();
  shallow.git('fetch', '--quiet', '--depth=1', `file://${source.path}`, 'main');
  expect(runAction(shallow, {})).toEqual({
    code: 2,
    stdout: '::error title=hexhound::The history is not there: give actions/checkout "fetch-depth: 0".\n',
    outputs: '',
  });
});

test('the hook for pre-commit reads the index and is never skipped', () => {
  expect(parse(readFileSync('.pre-commit-hooks.yaml', 'utf8'))).toEqual([
    {
      id: 'hexhound',
      name: 'Detect secrets in staged changes',
      description: expect.any(String),
      entry: 'hexhound staged',
      language: 'node',
      pass_filenames: false,
      always_run: true,
      stages: ['pre-commit', 'pre-merge-commit', 'manual'],
      minimum_pre_commit_version: '3.2.0',
    },
    expect.objectContaining({ id: 'hexhound-commit-msg', entry: 'hexhound commit-msg', stages: ['commit-msg'] }),
    expect.objectContaining({ id: 'hexhound-push', entry: 'hexhound push', pass_filenames: false, always_run: true }),
  ]);
});
