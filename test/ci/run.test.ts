import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { createRepository, GIT_ENV, temporaryFolder } from '../helpers/repository.ts';
import { writeExecutable } from '../setup/stub.ts';

const RESULTS = 'node_modules/.cache/hexhound/vitest.json';
const PASSED = { status: 'passed', assertionResults: [{}] };
const BROKEN = { status: 'failed', assertionResults: [] };

/** Runs .ci/run in a repository whose `npm test` is this script. */
function runCi(script: string): { code: number | null; lines: string[]; stderr: string } {
  const repository = createRepository();
  repository.write('.ci/run', readFileSync('.ci/run')).write('.gitignore', 'node_modules/\n').commit('first');
  const bin = temporaryFolder();
  writeExecutable(join(bin, 'npm'), `#!/bin/sh\n${script}\n`);
  const { status, stdout, stderr } = spawnSync('bash', [join(repository.path, '.ci/run')], {
    env: { ...GIT_ENV, PATH: [bin, GIT_ENV.PATH].join(delimiter) },
    encoding: 'utf8',
  });
  return { code: status, lines: stdout.trimEnd().split('\n'), stderr };
}

function results(failed: number, ...testResults: object[]): string {
  const json = JSON.stringify({ numPassedTests: 3, numFailedTests: failed, testResults });
  return `mkdir -p node_modules/.cache/hexhound\necho '${json}' > ${RESULTS}`;
}

test('it ends with the number of tests', () => {
  expect(runCi(`echo noise\n${results(0, PASSED)}`)).toEqual({
    code: 0,
    lines: ['noise', '3 passed, 0 failed'],
    stderr: '',
  });
});

test('a failure is a failure, and a file that does not load counts', () => {
  const { code, lines } = runCi(`${results(1, PASSED, BROKEN)}\nexit 1`);
  expect({ code, lines }).toEqual({ code: 1, lines: ['3 passed, 2 failed'] });
});

test('no results are a failure, whatever npm says', () => {
  expect(runCi('exit 2')).toEqual({ code: 2, lines: ['0 passed, 1 failed'], stderr: '' });
  expect(runCi('exit 0').code).toBe(1);
});

test('a file that is left behind is a failure', () => {
  const { code, lines, stderr } = runCi(`${results(0, PASSED)}\ntouch left`);
  expect({ code, lines }).toEqual({ code: 1, lines: ['3 passed, 0 failed'] });
  expect(stderr).toBe('These files are not as they were committed:\n?? left\n');
});
