// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what shells read is written as they read it.
import { expect, test } from 'vitest';
import { alnumKey, hexKey } from '../../../helpers/keys.ts';
import { auditFiles, problemsIn } from './audit.ts';

const key = hexKey('ci');
const chosen = ['violet', 'Anchor'].join('-');

const workflow = (step: string) => `on: push\njobs:\n  a:\n    steps:\n      - ${step}\n`;

test('a problem has the range of its literal', async () => {
  const text = `on: push\nenv:\n  A_API_KEY: "${key}"\njobs:\n  a:\n    steps:\n      - uses: x/y@v1\n        with:\n          api-token: ${key}\n  b:\n    uses: x/y/.github/workflows/z.yml@v1\n    secrets: { deploy-token: ${hexKey('handed')} }\n`;
  const { problems } = await auditFiles({ '.github/workflows/a.yml': text });
  expect(problems.map(({ line, note, weight }) => [line, note, weight])).toEqual([
    [3, 'A_API_KEY has a literal key', 'failure'],
    [9, 'api-token has a literal key', 'failure'],
    [12, 'deploy-token has a literal key', 'failure'],
  ]);
  expect(problems.map(({ literal }) => literal && [literal.name, text.slice(literal.from, literal.to)])).toEqual([
    ['A_API_KEY', `"${key}"`],
    ['api-token', key],
    ['deploy-token', hexKey('handed')],
  ]);
  expect(JSON.stringify(problems)).not.toContain(key);
});

test('no range if a reference to a secret cannot replace the literal', async () => {
  const files = {
    '.github/workflows/a.yml': `on:\n  workflow_dispatch:\n    inputs:\n      api_key:\n        default: ${key}\njobs:\n  a:\n    env:\n      B_API_KEY: |\n        ${key}\n    steps: []\n`,
    '.github/workflows/b.yml': `jobs:\n  a:\n    strategy:\n      matrix: { include: [{ env: { D_API_KEY: ${key} } }] }\n`,
    'action.yml': `runs:\n  using: composite\n  steps:\n    - run: x\n      env: { C_API_KEY: ${key} }\n`,
  };
  const { problems } = await auditFiles(files);
  expect(problems.map(({ path, line, weight, literal }) => [path, line, weight, literal])).toEqual([
    ['.github/workflows/a.yml', 5, 'failure', undefined],
    ['.github/workflows/a.yml', 9, 'failure', undefined],
    ['.github/workflows/b.yml', 4, 'failure', undefined],
    ['action.yml', 5, 'failure', undefined],
  ]);
});

test.each([
  `run: export API_KEY=${key}`,
  `run: API_KEY=${key} tool`,
  `run: tool --api-key ${key}`,
  `run: tool --api-key=${key}`,
  `run: docker login -u x -p ${key}`,
  `run: "curl -H 'X-Api-Key: ${key}' x"`,
  `run: "curl -H 'Authorization: Bearer ${alnumKey('bearer', 40)}' x"`,
  `run: curl "https://x/?api_key=${key}"`,
  `run: echo sbp_${hexKey('supabase', 40)} | supabase login`,
  `{ shell: pwsh, run: "$env:CAPTCHAAI_API_KEY = '${hexKey('solver')}'" }`,
])('a failure in a step: %#', async (step) => {
  expect(
    (await problemsIn('.github/workflows/a.yml', workflow(step))).filter((told) => told.startsWith('ci-literal')),
  ).toEqual(['ci-literal-key failure 5']);
});

test.each([
  'env: { API_KEY: "${{ secrets.API_KEY }}" }',
  'env: { API_KEY: "${{ vars.API_KEY }}" }',
  'env: { API_KEY: your-api-key }',
  `env: { SANDBOX_API_KEY: ${key} }`,
  `env: { PUBLIC_API_KEY: ${key} }`,
  `env: { STRIPE_KEY: pk_test_${alnumKey('stripe', 24)} }`,
  `env: { COMMIT: ${hexKey('commit', 40)} }`,
  `{ uses: actions/cache@v4, with: { key: v1-${key}, path: x } }`,
  `{ uses: actions/checkout@${hexKey('pin', 40)} }`,
  `run: gpg --recv-keys ${hexKey('gpg', 40).toUpperCase()}`,
  'run: docker run -p 5432:5432 -e POSTGRES_PASSWORD=postgres postgres',
  'run: tool --password-stdin',
  'env: { PGPASSWORD: walrus-in-june }',
])('nothing in a step: %#', async (step) => {
  expect(
    (await problemsIn('.github/workflows/a.yml', workflow(step))).filter((told) => told.startsWith('ci-literal')),
  ).toEqual([]);
});

test('made-up passwords are advice', async () => {
  expect(await problemsIn('.github/workflows/a.yml', workflow(`env: { DEPLOY_PASSWORD: ${chosen} }`))).toEqual([
    'ci-literal-key advice 5',
  ]);
});

test('passwords of service containers are ignored', async () => {
  const text = (password: string) =>
    `on: push\njobs:\n  a:\n    services:\n      db:\n        env: { POSTGRES_PASSWORD: ${password} }\n    env:\n      APP_PASSWORD: ${password}\n    steps: []\n`;
  expect(await problemsIn('.github/workflows/a.yml', text('postgres'))).toEqual([]);
  expect(await problemsIn('.github/workflows/a.yml', text(chosen))).toEqual([]);
  expect(await problemsIn('.github/workflows/a.yml', text(key))).toEqual(['ci-literal-key advice 6']);
});

test('secrets of an application under test are advice', async () => {
  const text = (env: string) => `on: push\nenv:\n  NODE_ENV: ${env}\n  SECRET_KEY: ${hexKey('own', 64)}\njobs: {}\n`;
  expect(await problemsIn('.github/workflows/a.yml', text('test'))).toEqual(['ci-literal-key advice 4']);
  expect(await problemsIn('.github/workflows/a.yml', text('production'))).toEqual(['ci-literal-key failure 4']);
});

test.each([
  ['.gitlab-ci.yml', `variables:\n  API_KEY: ${key}\n`, 2],
  ['.gitlab-ci.yml', `variables:\n  API_KEY:\n    value: ${key}\n    description: x\n`, 3],
  ['.gitlab-ci.yml', `job:\n  variables: { API_KEY: ${key} }\n  script: x\n`, 2],
  ['.gitlab/ci/a.yml', `job:\n  script:\n    - export API_KEY=${key}\n`, 3],
  ['.circleci/config.yml', `jobs:\n  a:\n    environment:\n      API_KEY: ${key}\n    steps: []\n`, 4],
  [
    '.circleci/config.yml',
    `jobs:\n  a:\n    steps:\n      - run: { command: x, environment: { API_KEY: ${key} } }\n`,
    4,
  ],
  ['.circleci/config.yml', `parameters:\n  api-key: { type: string, default: ${key} }\n`, 2],
  ['azure-pipelines.yml', `variables:\n  API_KEY: ${key}\n`, 2],
  ['azure-pipelines.yml', `variables:\n  - group: g\n  - name: API_KEY\n    value: ${key}\n`, 4],
  ['.azuredevops/x.yml', `parameters:\n  - name: apiKey\n    default: ${key}\n`, 3],
  [
    'azure-pipelines.yml',
    `stages:\n  - stage: a\n    jobs:\n      - job: b\n        steps:\n          - task: X@1\n            inputs: { apiToken: ${key} }\n`,
    7,
  ],
] as const)('a failure in %s, %#', async (path, text, line) => {
  expect(await problemsIn(path, text)).toEqual([`ci-literal-key failure ${line}`]);
});

test.each([
  [
    'azure-pipelines.yml',
    `steps:\n  - template: t.yml\n    parameters:\n      before:\n        - bash: API_KEY=${key} tool\n`,
    5,
  ],
  [
    'azure-pipelines.yml',
    `variables:\n  - name: A\n    value: b\n  - \${{ if eq(1, 1) }}:\n      - name: API_KEY\n        value: ${key}\n`,
    6,
  ],
  [
    '.circleci/config.yml',
    `jobs:\n  a:\n    steps:\n      - when:\n          condition: true\n          steps:\n            - node/run: { api-key: ${key} }\n`,
    7,
  ],
  ['.github/workflows/a.yml', workflow(`{ uses: a/b@v1, with: { run: API_KEY=${key} tool } }`), 5],
])('steps and variables within others in %s, %#', async (path, text, line) => {
  expect(await problemsIn(path, text)).toEqual([`ci-literal-key failure ${line}`]);
});

test('aliases that multiply cost little', async () => {
  const lists = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let at = 1; at < 9; at++) lists.push(`a${at}: &a${at} [${`*a${at - 1}, `.repeat(10)}]`);
  const checkout = '{ uses: actions/checkout@v4, with: { ref: "${{ github.head_ref }}" } }';
  const text = `on: pull_request_target\n${lists.join('\n')}\njobs:\n  a:\n    steps:\n      - ${checkout}\n      - { run: x, y: *a8 }\n`;
  expect(await problemsIn('.github/workflows/a.yml', text)).toEqual(['ci-pull-request-target advice 14']);
  const { context } = await auditFiles({ '.gitlab-ci.yml': lists.join('\n') });
  expect(context.facts.ciFile('.gitlab-ci.yml')?.stores).toEqual([]);
});

test('included files are checked, once', async () => {
  const { problems } = await auditFiles({
    '.gitlab-ci.yml': 'include:\n  - local: /ci/a.yml\n  - ci/b.yml\n  - https://example.net/x.yml\n',
    'ci/a.yml': `include: ci/a.yml\nvariables: { API_KEY: ${key} }\n`,
    'ci/b.yml': `variables: { API_KEY: ${key} }\n`,
    'azure-pipelines.yml': 'steps:\n  - template: build/t.yml\n',
    'build/t.yml': `steps:\n  - bash: x\n    env: { API_KEY: ${key} }\n`,
    'other.yml': `variables: { API_KEY: ${key} }\n`,
  });
  expect(problems.map(({ path }) => path).sort()).toEqual(['build/t.yml', 'ci/a.yml', 'ci/b.yml']);
});

test('invalid YAML is reported as unread; examples and test data are ignored', async () => {
  const { problems, markUnread } = await auditFiles({
    '.github/workflows/a.yml': 'a: [\n',
    'examples/.gitlab-ci.yml': `variables: { API_KEY: ${key} }\n`,
    'test/fixtures/.github/workflows/a.yml': workflow(`{ run: x, env: { API_KEY: ${key} } }`),
  });
  expect([problems, markUnread]).toEqual([[], ['.github/workflows/a.yml is not valid YAML']]);
});
