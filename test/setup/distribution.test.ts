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
  mkdirSync(join(temp, 'bin'));
  const hexhound = `#!/bin/sh\\nfor a; do printf "[%%s]" "$a"; done\\nexit ${exit}\\n`;
  writeExecutable(
    join(temp, 'bin/npm'),
    `#!/bin/sh\necho "$PWD $*" > ${temp}/npm\nmkdir -p node_modules/.bin\nprintf '${hexhound}' > node_modules/.bin/hexhound\nchmod +x node_modules/.bin/hexhound\n`,
  );
  const all = {
    ...GIT_ENV,
    PATH: [join(temp, 'bin'), GIT_ENV.PATH].join(delimiter),
    RUNNER_TEMP: temp,
    GITHUB_OUTPUT: join(temp, 'outputs'),
    ...Object.fromEntries(Object.keys(step.env).map((name) => [name, ''])),
    HEXHOUND_VERSION: '1.2.3',
    HEXHOUND_SARIF: 'a b.sarif',
    ...env,
  };
  // As runners start it: https://docs.github.com/actions/reference/workflow-syntax-for-github-actions#jobsjob_idstepsshell
  const args = ['--noprofile', '--norc', '-e', '-o', 'pipefail', '-c', step.run];
  let [code, stdout] = [0, ''];
  try {
    stdout = execFileSync('bash', args, { cwd: repository.path, env: all, encoding: 'utf8' });
  } catch (error) {
    ({ status: code, stdout } = error as { status: number; stdout: string });
  }
  if (code !== 2)
    expect(readFileSync(join(temp, 'npm'), 'utf8')).toBe(
      `${temp}/hexhound install --silent --no-save --ignore-scripts hexhound@1.2.3\n`,
    );
  return { code, stdout, outputs: code === 2 ? '' : readFileSync(join(temp, 'outputs'), 'utf8') };
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
  ]);
});
