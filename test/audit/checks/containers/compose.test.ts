import { expect, test } from 'vitest';
import { composeLiterals } from '../../../../src/audit/checks/containers/compose-literals.ts';
import { composeSecrets } from '../../../../src/audit/checks/containers/compose-secrets.ts';
import { alnumKey, hexKey } from '../../../helpers/keys.ts';
import { auditOf, linesOf, projectOf } from './project.ts';

const KEY = hexKey('compose');

async function linesFor(text: string, others: Record<string, string> = {}, path = 'compose.yaml'): Promise<string[]> {
  return linesOf(await auditOf([composeLiterals, composeSecrets], await projectOf({ [path]: text, ...others })));
}

function service(body: string): string {
  return `services:\n  api:\n    image: api\n${body.replace(/^/gm, '    ')}\n`;
}

test.each([
  [`environment:\n  CAPTCHAAI_API_KEY: ${KEY}`, 5, 'environment gives CAPTCHAAI_API_KEY a literal key'],
  [`environment:\n  - PORT=80\n  - "API_KEY=${KEY}"`, 6, 'environment gives API_KEY a literal key'],
  [`environment:\n  API_KEY: \${API_KEY:-${KEY}}`, 5, 'environment gives API_KEY a literal key'],
  [`build:\n  context: .\n  args:\n    NPM_TOKEN: ${KEY}`, 7, 'build.args gives NPM_TOKEN a literal key'],
  [`build:\n  args:\n    - NPM_TOKEN=${KEY}`, 6, 'build.args gives NPM_TOKEN a literal key'],
  [`command: solve --api-key ${KEY}`, 4, 'command gives api-key a literal key'],
  [`command: ["solve", "--api-key=${KEY}"]`, 4, 'command gives api-key a literal key'],
  [`entrypoint:\n  - sh\n  - -c\n  - API_KEY=${KEY} solve`, 7, 'entrypoint gives API_KEY a literal key'],
  [`labels:\n  api.key: ${KEY}`, 5, 'labels gives api.key a literal key'],
  [`labels: ["com.example.api_key=${KEY}"]`, 4, 'labels gives com.example.api_key a literal key'],
])('%j', async (body, line, note) => {
  expect(await linesFor(service(body))).toEqual([`failure compose.yaml:${line} ${note}`]);
});

test('values of an anchor are reported once, where they stand', async () => {
  const text = [
    'x-env: &env',
    `  API_KEY: ${KEY}`,
    'x-base: &base',
    '  environment:',
    `    OTHER_API_KEY: ${hexKey('other')}`,
    'services:',
    '  a: { environment: { <<: *env, PORT: 80 } }',
    '  b: { environment: *env }',
    '  c: { <<: *base }',
  ].join('\n');
  expect((await linesFor(text)).map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual(
    expect.arrayContaining(['failure compose.yaml:2', 'failure compose.yaml:5']),
  );
  expect(await linesFor(text)).toHaveLength(2);
});

test('a committed env_file', async () => {
  const text = service('env_file:\n  - app.conf\n  - { path: other.conf, required: false }');
  const line = 'env_file app.conf, which git tracks, gives API_KEY a literal key';
  expect(await linesFor(text, { 'app.conf': `API_KEY=${KEY}\n`, 'other.conf': 'PORT=80\n' })).toEqual([
    `failure compose.yaml:5 ${line}`,
  ]);
  const files = await projectOf({ 'compose.yaml': text }, { 'app.conf': `API_KEY=${KEY}\n` });
  expect(linesOf(await auditOf([composeLiterals], files))).toEqual([]);
});

test.each([
  `environment:\n  API_KEY: \${API_KEY}\n  OTHER_KEY: \${OTHER_KEY:?missing}`,
  'environment:\n  - API_KEY\n  - PASSWORD=',
  'environment:\n  POSTGRES_PASSWORD: postgres',
  'environment:\n  DATABASE_URL: postgres://postgres:postgres@db:5432/app',
  'environment:\n  API_KEY_FILE: /run/secrets/api_key',
  'labels:\n  - "traefik.http.routers.api.rule=Host(`api.example.net`)"',
])('says nothing about %j', async (body) => {
  expect(await linesFor(service(body))).toEqual([]);
});

test('tests and made-up values', async () => {
  const made = service(`environment:\n  DB_PASSWORD: ${['violet', 'Anchor'].join('-')}`);
  expect((await linesFor(made))[0]).toMatch(/^advice/);
  expect(await linesFor(made, {}, 'docker-compose.test.yml')).toEqual([]);
  expect((await linesFor(service(`environment:\n  API_KEY: ${KEY}`), {}, 'examples/compose.yml'))[0]).toMatch(
    /^advice/,
  );
});

test('secrets that git tracks', async () => {
  const text = [
    'services: {}',
    'secrets:',
    '  password: { file: ./secrets/password.txt }',
    '  empty: { file: ./secrets/empty.txt }',
    '  todo: { file: ./secrets/todo.txt }',
    '  ca: { file: ./secrets/ca.pem }',
    '  fine: { environment: FINE }',
    '  outside: { file: ../password.txt }',
    'configs:',
    '  nginx: { file: ./nginx.conf }',
    '  app: { file: ./app.ini }',
  ].join('\n');
  const files = {
    'deploy/secrets/password.txt': `${alnumKey('password', 20)}\n`,
    'deploy/secrets/empty.txt': '\n',
    'deploy/secrets/todo.txt': 'your-password-here\n',
    'deploy/secrets/ca.pem': '-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----\n',
    'deploy/nginx.conf': 'listen 80;\n',
    'deploy/app.ini': `api_key=${KEY}\n`,
    'password.txt': alnumKey('outside', 20),
  };
  const path = 'deploy/compose.yaml';
  expect((await linesFor(text, files, path)).sort()).toEqual([
    `failure ${path}:11 configs takes app from deploy/app.ini, which git tracks`,
    `failure ${path}:3 secrets takes password from deploy/secrets/password.txt, which git tracks`,
    `failure ${path}:8 secrets takes outside from password.txt, which git tracks`,
  ]);
  const ignored = await projectOf({ [path]: text }, files);
  expect(linesOf(await auditOf([composeSecrets], ignored))).toEqual([]);
});

test('hostile files cost little, and invalid YAML is reported as unread', async () => {
  const bomb = Array.from({ length: 30 }, (_, i) => `x-a${i + 1}: &a${i + 1} [*a${i}, *a${i}, { A: *a${i} }]`);
  expect(await linesFor(['x-a0: &a0 [{ A: b }]', ...bomb].join('\n'))).toEqual([]);
  const { markUnread } = await auditOf([composeLiterals], await projectOf({ 'compose.yaml': 'services:\n  a: [\n' }));
  expect(markUnread).toEqual(['compose.yaml is not valid YAML']);
});
