import { expect, test } from 'vitest';
import { dockerContext, imagesWith } from '../../../../src/audit/checks/containers/docker-context.ts';
import { projectFacts } from '../../../../src/audit/checks/facts.ts';
import { alnumKey, hexKey } from '../../../helpers/keys.ts';
import { auditOf, linesOf, projectOf } from './project.ts';

const DOTENV = `CAPTCHAAI_API_KEY=${hexKey('context')}\n`;
const PEM = `-----BEGIN ${'PRIVATE'} KEY-----\n${alnumKey('pem', 64)}\n-----END ${'PRIVATE'} KEY-----\n`;
const COPY_ALL = 'FROM node:24\nWORKDIR /app\nCOPY . .\n';

async function linesFor(tracked: Record<string, string>, ignored: Record<string, string> = {}): Promise<string[]> {
  return linesOf(await auditOf([dockerContext], await projectOf(tracked, ignored)));
}

test('a .env that git ignores and COPY . . copies', async () => {
  expect(await linesFor({ Dockerfile: COPY_ALL }, { '.env': DOTENV })).toEqual([
    'failure Dockerfile:3 COPY . . takes .env (an environment file with secrets) into the image',
  ]);
});

test.each([
  ['.env', DOTENV],
  ['config/prod.env', DOTENV],
  ['certs/server.pem', PEM],
  ['server.key', PEM],
  ['.ssh/id_rsa', PEM],
  ['.npmrc', `//registry.npmjs.org/:_authToken=npm_${alnumKey('npm', 36)}\n`],
  ['.git-credentials', `https://ada:${alnumKey('git', 40)}@github.com\n`],
  ['credentials.json', JSON.stringify({ client_secret: alnumKey('client', 32) })],
  ['service-account.json', JSON.stringify({ type: 'service_account', private_key: PEM })],
  ['secrets/service-account.json', JSON.stringify({ type: 'service_account', private_key: PEM })],
])('%s, tracked and ignored by git', async (path, content) => {
  const tracked = await linesFor({ Dockerfile: COPY_ALL, [path]: content });
  expect(tracked).toHaveLength(1);
  expect(tracked[0]).toContain(`failure Dockerfile:3 COPY . . takes ${path} (`);
  expect(await linesFor({ Dockerfile: COPY_ALL, 'package.json': '{}' }, { [path]: content })).toEqual(tracked);
});

test.each([['.env'], ['**/.env*'], ['*\n!src\n!package.json'], ['# all of it\n*']])(
  'a .dockerignore with %j keeps it out',
  async (ignore) => {
    expect(await linesFor({ Dockerfile: COPY_ALL, '.dockerignore': ignore }, { '.env': DOTENV })).toEqual([]);
  },
);

test('the .dockerignore of the Dockerfile takes precedence', async () => {
  const files = { 'api.Dockerfile': COPY_ALL, '.dockerignore': '.env', 'api.Dockerfile.dockerignore': 'node_modules' };
  expect(await linesFor(files, { '.env': DOTENV })).toHaveLength(1);
  const other = { ...files, '.dockerignore': '', 'api.Dockerfile.dockerignore': '.env' };
  expect(await linesFor(other, { '.env': DOTENV })).toEqual([]);
});

test.each([
  ['ADD . /app/', true],
  ['COPY ["./", "/app/"]', true],
  ['COPY .env ./', true],
  ['COPY --chown=node .env* package.json ./', true],
  ['COPY \\\n  package.json \\\n  .env /app/', true],
  ['COPY --exclude=.env . .', false],
  ['COPY src ./src', false],
  ['COPY --from=node:24 . .', false],
  ['COPY <<EOF /app/x\n.env\nEOF', false],
])('%j takes .env: %s', async (instruction, taken) => {
  const lines = await linesFor({ Dockerfile: `FROM a\n${instruction}\n`, 'src/a.js': '' }, { '.env': DOTENV });
  expect(lines.length > 0).toBe(taken);
});

test('a file that stays in a build stage is advice, unless COPY names it', async () => {
  const end = 'FROM b\nCOPY --from=build /app/dist /app\n';
  const ignored = { '.env': DOTENV };
  expect(await linesFor({ Dockerfile: `FROM a AS build\nWORKDIR /app\nCOPY . .\n${end}` }, ignored)).toEqual([
    'advice Dockerfile:3 COPY . . takes .env (an environment file with secrets) into a build stage',
  ]);
  expect(await linesFor({ Dockerfile: `FROM a AS build\nWORKDIR /app\nCOPY .env .\n${end}` }, ignored)).toEqual([
    'failure Dockerfile:3 COPY .env . takes .env (an environment file with secrets) into a build stage',
  ]);
});

test('a file that gets into the image through another stage', async () => {
  const build = 'FROM a AS build\nWORKDIR /app\nCOPY . .\nRUN npm run build\n';
  const ignored = { '.env': DOTENV };
  for (const end of ['FROM b\nCOPY --from=build /app /app\n', 'FROM b\nCOPY --from=0 /app/ .\n', 'FROM build\n']) {
    expect((await linesFor({ Dockerfile: build + end }, ignored))[0]).toMatch(
      /^failure Dockerfile:3 .* into the image$/,
    );
  }
  const removed = `${build}RUN rm -f .env\nFROM b\nCOPY --from=build /app /app\n`;
  expect((await linesFor({ Dockerfile: removed }, ignored))[0]).toMatch(/^advice/);
});

test('the context of a compose file or a workflow', async () => {
  const dockerfile = { 'docker/api/Dockerfile': COPY_ALL };
  const compose = 'services:\n  api:\n    build:\n      context: ../..\n      dockerfile: docker/api/Dockerfile\n';
  const workflow = (step: string) => ({ '.github/workflows/build.yml': `jobs:\n  a:\n    steps:\n${step}` });
  const ignored = { '.env': DOTENV };
  expect(await linesFor(dockerfile, ignored)).toEqual([]);
  expect(await linesFor({ ...dockerfile, 'docker/api/compose.yml': compose }, ignored)).toHaveLength(1);
  const run = '      - run: docker build --no-cache -t api -f docker/api/Dockerfile .\n';
  expect(await linesFor({ ...dockerfile, ...workflow(run) }, ignored)).toHaveLength(1);
  const action =
    '      - uses: docker/build-push-action@v6\n        with: { context: ., file: docker/api/Dockerfile }\n';
  expect(await linesFor({ ...dockerfile, ...workflow(action) }, ignored)).toHaveLength(1);
});

test('the root is the context if only it has the copied files', async () => {
  const text = 'FROM a\nCOPY package.json .\nCOPY . .\n';
  const tracked = { 'deploy/Dockerfile': text, 'package.json': '{}' };
  expect(await linesFor(tracked, { '.env': DOTENV })).toHaveLength(1);
  expect(
    await linesFor({ ...tracked, 'deploy/package.json': '{}', 'deploy/x': '' }, { 'deploy/.env': DOTENV }),
  ).toHaveLength(1);
});

test('advice if a .env is expected', async () => {
  expect(await linesFor({ Dockerfile: COPY_ALL, '.env.example': 'API_KEY=\n' })).toEqual([
    'advice Dockerfile:3 COPY . . takes .env, once there is one, into the image',
  ]);
  expect(await linesFor({ Dockerfile: COPY_ALL, '.env.example': '', '.dockerignore': '.env' })).toEqual([]);
  const compose = 'services:\n  a:\n    build: .\n    env_file:\n      - path: prod.env\n';
  expect(await linesFor({ Dockerfile: COPY_ALL, 'compose.yaml': compose })).toHaveLength(1);
});

test('a missing .env that COPY names', async () => {
  expect(await linesFor({ Dockerfile: 'FROM a\nCOPY .env /app/\n' })).toEqual([
    'failure Dockerfile:2 COPY .env /app/ takes .env into the image',
  ]);
});

test.each([
  ['a committed .env without secrets', { '.env': 'PORT=80\n' }],
  ['a certificate', { 'ca.pem': '-----BEGIN CERTIFICATE-----\nabc\n' }],
  ['settings of npm without a token', { '.npmrc': `//registry.npmjs.org/:_authToken=\${NPM_TOKEN}\n` }],
  ['a key of a test', { 'test/fixtures/key.pem': PEM }],
  ['no secrets', { 'credentials.json': '{"user":"ada"}' }],
])('says nothing about %s', async (_, files) => {
  expect(await linesFor({ Dockerfile: COPY_ALL, ...(files as Record<string, string>) })).toEqual([]);
});

test('images that contain a file', async () => {
  const files = {
    Dockerfile: 'FROM a AS build\nCOPY . /src\nFROM b AS app\nCOPY --from=build /src/dist /app\nCOPY config /config\n',
    'worker.Dockerfile': COPY_ALL,
    'worker.Dockerfile.dockerignore': 'config\n',
    'config/keys.js': '',
    'lib/a.js': '',
  };
  const facts = projectFacts(await projectOf(files));
  expect(await imagesWith(facts, ['config/keys.js'])).toEqual(['Dockerfile']);
  expect(await imagesWith(facts, ['lib/a.js'])).toEqual(['worker.Dockerfile']);
});
