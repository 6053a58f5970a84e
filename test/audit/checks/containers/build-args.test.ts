import { expect, test } from 'vitest';
import { buildArgs, isSecretName } from '../../../../src/audit/checks/containers/build-args.ts';
import { auditOf, linesOf, projectOf } from './project.ts';

async function linesFor(text: string, others: Record<string, string> = {}, path = 'Dockerfile'): Promise<string[]> {
  return linesOf(await auditOf([buildArgs], await projectOf({ [path]: text, ...others })));
}

test.each([
  ['RUN npm config set token=$NPM_TOKEN', 'is used in RUN'],
  [`RUN echo "\${NPM_TOKEN}" > .npmrc`, 'is used in RUN'],
  ['RUN ["sh", "-c", "echo $NPM_TOKEN"]', 'is used in RUN'],
  ['RUN <<EOF\necho $NPM_TOKEN\nEOF', 'is used in RUN'],
  ['ENV NPM_TOKEN=$NPM_TOKEN', 'is copied into ENV'],
  [`ENV A=b TOKEN=\${NPM_TOKEN}`, 'is copied into ENV'],
  ['LABEL token=$NPM_TOKEN', 'is copied into LABEL'],
])('fails with %j', async (use, what) => {
  const [line = '', ...more] = await linesFor(`FROM node\nARG NPM_TOKEN\n${use}\n`);
  expect(more).toEqual([]);
  expect(line).toContain(`failure Dockerfile:2 ARG NPM_TOKEN ${what}`);
});

test('only stages that end up in an image are failures', async () => {
  const use = 'ARG NPM_TOKEN\nRUN echo $NPM_TOKEN > .npmrc\n';
  expect(await linesFor(`FROM a AS build\n${use}FROM b\nCOPY --from=build /app /app\n`)).toEqual([
    "advice Dockerfile:2 ARG NPM_TOKEN is used in RUN, and the image's history keeps it",
  ]);
  expect((await linesFor(`FROM a AS base\n${use}FROM base\nCMD ["a"]\n`))[0]).toMatch(/^failure Dockerfile:2/);
  expect((await linesFor(`FROM a AS base\nARG NPM_TOKEN\nFROM base\nRUN echo $NPM_TOKEN\n`))[0]).toMatch(/^failure/);
});

test('the target stage of a build is an image too', async () => {
  const text = 'FROM a AS web\nARG NPM_TOKEN\nENV T=$NPM_TOKEN\nFROM b AS worker\n';
  const compose = 'services:\n  web:\n    build: { context: ., target: web }\n';
  expect((await linesFor(text))[0]).toMatch(/^advice/);
  expect((await linesFor(text, { 'compose.yaml': compose }))[0]).toMatch(/^failure/);
});

test('an argument is in the environment of each RUN', async () => {
  expect(await linesFor('FROM a\nARG NPM_TOKEN\nRUN npm ci\n')).toEqual([
    "advice Dockerfile:2 ARG NPM_TOKEN is there in each RUN that follows, and the image's history keeps it",
  ]);
  expect(await linesFor('FROM a\nRUN npm ci\nARG NPM_TOKEN\n')).toEqual([]);
});

test('an argument with a default is advice', async () => {
  expect((await linesFor('FROM a\nARG SECRET_TOKEN=none-yet\nENV T=$SECRET_TOKEN\n'))[0]).toMatch(/^advice/);
});

test.each([
  'ARG VERSION\nRUN echo $VERSION',
  'RUN --mount=type=secret,id=t,env=NPM_TOKEN npm ci --token=$NPM_TOKEN',
  'ARG NPM_TOKEN\nRUN --mount=type=secret,id=t,env=NPM_TOKEN npm ci --token=$NPM_TOKEN',
  'ENV NPM_TOKEN=',
])('says nothing about %j', async (text) => {
  expect(await linesFor(`FROM a\n${text}\n`)).toEqual([]);
});

test('nothing about tests', async () => {
  expect(await linesFor('FROM a\nARG NPM_TOKEN\nENV T=$NPM_TOKEN\n', {}, 'test/Dockerfile')).toEqual([]);
});

test.each([
  ['NPM_TOKEN', true],
  ['GITHUB_TOKEN', true],
  ['API_KEY', true],
  ['CAPTCHAAI_KEY', true],
  ['SSH_PRIVATE_KEY', true],
  ['GITHUB_PAT', true],
  ['GPG_KEY', false],
  ['PUBLIC_KEY', false],
  ['NEXT_PUBLIC_API_KEY', false],
  ['VITE_API_KEY', false],
  ['TOKEN_URL', false],
  ['MAX_TOKENS', false],
  ['PASSWORD_FILE', false],
  ['NODE_VERSION', false],
])('%s: %s', (name, secret) => {
  expect(isSecretName(name)).toBe(secret);
});
