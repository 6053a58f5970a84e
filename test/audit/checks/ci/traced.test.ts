// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what shells read is written as they read it.
import { expect, test } from 'vitest';
import { problemsIn } from './audit.ts';

async function traced(path: string, text: string): Promise<string[]> {
  return (await problemsIn(path, text))
    .filter((told) => told.startsWith('ci-secret-traced'))
    .map((told) => told.slice(17));
}

const gitlab = (script: string) =>
  traced('.gitlab-ci.yml', `job:\n  script:\n    - |\n${script.replaceAll(/^/gm, '      ')}\n`);
const github = (script: string, shell = 'bash') =>
  traced(
    '.github/workflows/a.yml',
    `on: push\njobs:\n  a:\n    steps:\n      - env: { TOKEN: "${'$'}{{ secrets.API_TOKEN }}" }\n        shell: ${shell}\n        run: |\n${script.replaceAll(/^/gm, '          ')}\n`,
  );

test.each([
  'set -x\ncurl -H "A: $API_TOKEN" x',
  'set -eux\ncurl -H "A: $API_TOKEN" x',
  'set -euo xtrace\ncurl -H "A: $API_TOKEN" x',
  'set +x; set -x\nX=$API_TOKEN',
  '(set +x)\nset -x\necho $API_TOKEN > file',
  '#!/bin/bash -x\ntool "$API_TOKEN"',
])('a failure where it is not masked: %s', async (script) => {
  const lines = script.split('\n').length;
  expect(await gitlab(script)).toEqual([`failure ${3 + lines}`]);
});

test.each([
  'set -x\nset +x\ntool $API_TOKEN',
  'set -x\n{ set +x; } 2>/dev/null\ntool $API_TOKEN',
  'tool $API_TOKEN\nset -x\ntool',
  '(set -x; tool)\ntool $API_TOKEN',
  'set -x\ntool ${API_TOKEN:+set} ${#API_TOKEN}',
  "set -x\ntool '$API_TOKEN'",
  'set -- -x\ntool $API_TOKEN',
  'set -e\ntool $API_TOKEN',
])('nothing: %s', async (script) => {
  expect(await gitlab(script)).toEqual([]);
});

test('GitHub masks secrets that it knows', async () => {
  expect(await github('set -x\ntool $TOKEN')).toEqual(['advice 9']);
  expect(await github('tool $TOKEN', 'bash -x {0}')).toEqual(['advice 8']);
  expect(await github('set -x\nX=$(echo $TOKEN | base64)')).toEqual(['failure 9']);
  expect(await github('set -x\ntool ${TOKEN:5}')).toEqual(['failure 9']);
  expect(await github('bash -x deploy.sh')).toEqual(['advice 8']);
  expect(await github('bash deploy.sh')).toEqual([]);
});

test('the other CI systems', async () => {
  expect(await traced('.gitlab-ci.yml', 'before_script: [ set -x ]\njob:\n  script:\n    - tool $API_TOKEN\n')).toEqual(
    ['failure 4'],
  );
  expect(
    await traced(
      '.circleci/config.yml',
      'jobs:\n  a:\n    steps:\n      - run: |\n          set -x\n          tool $API_TOKEN\n',
    ),
  ).toEqual(['failure 6']);
  expect(
    await traced(
      '.circleci/config.yml',
      'jobs:\n  a:\n    shell: /bin/bash -eox pipefail\n    steps:\n      - run: tool $API_TOKEN\n',
    ),
  ).toEqual(['failure 5']);
  expect(await traced('azure-pipelines.yml', 'steps:\n  - bash: |\n      set -x\n      tool $(API_TOKEN)\n')).toEqual([
    'failure 4',
  ]);
});

test('settings that trace everything', async () => {
  expect(
    await traced('.gitlab-ci.yml', 'variables:\n  CI_DEBUG_TRACE: "true"\njob:\n  script: tool $API_TOKEN\n'),
  ).toEqual(['advice 2']);
  expect(
    await traced('.gitlab-ci.yml', 'variables:\n  CI_DEBUG_TRACE: "false"\njob:\n  script: tool $API_TOKEN\n'),
  ).toEqual([]);
  expect(await traced('.gitlab-ci.yml', 'variables:\n  CI_DEBUG_TRACE: "true"\njob:\n  script: tool\n')).toEqual([]);
  expect(
    await traced('azure-pipelines.yml', 'variables:\n  system.debug: true\nsteps:\n  - bash: tool $(API_TOKEN)\n'),
  ).toEqual(['advice 2']);
});
