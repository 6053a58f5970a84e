import { expect, test } from 'vitest';
import { CI_CHECKS } from '../../src/audit/checks/ci/checks.ts';
import { LOG_STATEMENTS } from '../../src/audit/checks/code/log-statements.ts';
import { composeLiterals } from '../../src/audit/checks/containers/compose-literals.ts';
import { dockerContext } from '../../src/audit/checks/containers/docker-context.ts';
import { dockerfileLiterals } from '../../src/audit/checks/containers/dockerfile-literals.ts';
import { inspect } from '../../src/audit/inspect.ts';
import { RULE_SET } from '../../src/rules/rule-set.ts';
import { hexKey } from '../helpers/keys.ts';
import { projectOf } from './checks/containers/project.ts';

test('files with a hostile shell script are named, and the others are still checked', async () => {
  const hurting = `${'$('.repeat(5_000)}docker build .`;
  const key = hexKey('inspected');
  const files = await projectOf({
    'a.sh': `echo "$API_KEY" ${hurting}`,
    'b.sh': 'echo "$API_KEY"',
    '.github/workflows/a.yml': `on: push\njobs:\n  a:\n    steps:\n      - run: ${hurting}\n`,
    'compose.yml': `services:\n  a:\n    command: ${hurting}\n`,
    Dockerfile: `FROM a\nRUN ${hurting}\n`,
    'Dockerfile.b': `FROM a\nENV API_KEY=${key}\n`,
  });
  const checks = [LOG_STATEMENTS, ...CI_CHECKS, composeLiterals, dockerfileLiterals, dockerContext];
  const { inspected, unread } = await inspect({
    files,
    ruleSet: RULE_SET,
    secrets: [],
    checks,
    applyIgnores: true,
    goOn: () => true,
  });
  expect(unread.map(({ path, why }) => `${path} ${why}`)).toEqual(
    ['a.sh', '.github/workflows/a.yml', 'compose.yml', 'Dockerfile'].map(
      (path) => `${path} has a shell script that is nested too deep or too hard to read`,
    ),
  );
  expect(inspected.map(({ problem }) => `${problem.rule} ${problem.path}`)).toEqual([
    'log-statement-key b.sh',
    'dockerfile-literal-key Dockerfile.b',
  ]);
});
