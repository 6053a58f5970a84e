// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they belong to workflows
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Audit, ChecklistLine } from '../../src/audit/audit.ts';
import { Secret } from '../../src/model/secret.ts';
import { recordBalances } from '../../src/respond/balance/balance-history.ts';
import { runCommand } from '../helpers/io.ts';
import { alnumKey, hexKey } from '../helpers/keys.ts';
import { createRepository, type Repository, temporaryFolder } from '../helpers/repository.ts';

const KEY = hexKey('audit lines');
const [OTHER, THIRD] = [hexKey('audit lines other'), alnumKey('audit lines third')];

type Files = Readonly<Record<string, string>>;

function repositoryWith(tracked: Files, untracked: Files = {}): Repository {
  const repository = createRepository();
  for (const [path, text] of Object.entries(tracked)) repository.write(path, text);
  repository.commit('first');
  for (const [path, text] of Object.entries(untracked)) repository.write(path, text);
  return repository;
}

/** @param history most lines are about the files alone */
async function lineOf(
  id: string,
  { path }: Pick<Repository, 'path'>,
  { history = false, env = {} }: { history?: boolean; env?: Record<string, string> } = {},
): Promise<ChecklistLine> {
  const args = history ? [] : ['--no-history'];
  const { stdout } = await runCommand('audit', path, ['--format=json', '--quiet', ...args], { env });
  const line = (JSON.parse(stdout) as Audit).lines.find((each) => each.id === id);
  if (line === undefined) throw new Error(`no line ${id}`);
  return line;
}

const READS = { 'src/a.js': 'const key = process.env.CAPTCHAAI_API_KEY;\n' };
const ENV = `CAPTCHAAI_API_KEY=${KEY}\n`;

test.each([
  ['Dockerfile', `FROM node:22\nENV CAPTCHAAI_API_KEY=${KEY}\n`],
  ['compose.yaml', `services:\n  a:\n    image: a\n    environment:\n      CAPTCHAAI_API_KEY: ${KEY}\n`],
  ['src/b.py', `CAPTCHAAI_API_KEY = "${KEY}"\n`],
])('environment: a key in %s fails it, whether .env holds it too or not', async (path, text) => {
  const tracked = { ...READS, [path]: text };
  const status = async (repository: Repository) => (await lineOf('environment', repository)).status;
  expect(await status(repositoryWith(tracked))).toBe('failed');
  expect(await status(repositoryWith(tracked, { '.env': ENV }))).toBe('failed');
  expect(await status(repositoryWith({ ...tracked, '.gitignore': '.env\n' }, { '.env': ENV }))).toBe('failed');
  expect(await status(repositoryWith({ ...tracked, '.env': ENV }))).toBe('failed');
  const fixed = repositoryWith({ ...tracked, '.env': ENV });
  await runCommand('audit', fixed.path, ['--quiet', '--fix', '--yes', '--no-history']);
  expect(await status(fixed)).toBe('failed');
});

test('environment: a sample in a README does not fail it, nor a key that only .env holds', async () => {
  const readme = `# A\n\n    CAPTCHAAI_API_KEY=${KEY} npm start\n`;
  expect((await lineOf('environment', repositoryWith({ ...READS, 'README.md': readme }))).status).toBe('passed');
  const own = repositoryWith({ ...READS, '.gitignore': '.env\n' }, { '.env': ENV });
  expect((await lineOf('environment', own)).status).toBe('passed');
});

test.each([
  [['.env.development', '.env.production']],
  [['.env', '.env.staging']],
  [['.env', 'deploy/prod.env']],
  [['.envs/.staging/.django', '.envs/.production/.django']],
])('environment: %j with one key fail it', async (paths) => {
  const files = Object.fromEntries(paths.map((path) => [path, ENV]));
  const line = await lineOf('environment', repositoryWith({ ...READS, '.gitignore': '.env*\n*.env\n.envs/\n' }, files));
  expect(line.status).toBe('failed');
  expect(line.evidence[0]).toMatchObject({ note: expect.stringContaining('each environment needs one of its own') });
  expect(line.remedy.join()).toContain('a key of its own');
  expect(JSON.stringify(line)).not.toContain(KEY);
});

test.each([
  ['keys of their own', { '.env.development': ENV, '.env.production': `CAPTCHAAI_API_KEY=${OTHER}\n` }],
  ['the same machine', { '.env': ENV, '.env.local': ENV, '.env.development': ENV, '.env.bak': ENV }],
  ['services of one environment', { '.envs/.production/.django': ENV, '.envs/.production/.celery': ENV }],
  [
    'what is no secret',
    { '.env': `URL=https://a.example/${KEY}\n`, '.env.production': `URL=https://a.example/${KEY}\n` },
  ],
])('environment: passes for %s', async (_, files) => {
  const repository = repositoryWith({ ...READS, '.gitignore': '.env*\n.envs/\n' }, files);
  expect((await lineOf('environment', repository)).status).toBe('passed');
});

const IGNORES = '.env\n.env.local\n.env.production\n';

test.each([
  ['.env', ENV, 'failed'],
  ['.env', 'A=1\n', 'undecided'],
  ['.env.production', ENV, 'failed'],
  ['packages/api/.env.production', ENV, 'failed'],
  ['packages/api/.env', 'A=1\n', 'undecided'],
  ['prod.env', ENV, 'failed'],
  ['.envs/.production/.django', ENV, 'failed'],
])('gitignore: never passes with %s (%#) in git, whatever ignores it', async (path, text, status) => {
  const repository = repositoryWith({ '.gitignore': `${IGNORES}*.env\n.envs/\n`, [path]: text });
  const line = await lineOf('gitignore', repository);
  expect(line.status).toBe(status);
  expect(line.evidence.filter(({ note }) => note.includes('keeps .env out of git'))).toEqual([]);
});

test('gitignore: an accepted .env is still in git', async () => {
  const repository = repositoryWith({
    '.gitignore': IGNORES,
    '.env': ENV,
    'hexhound.yaml': 'ignore:\n  rules: [dotenv-committed]\n',
  });
  expect((await lineOf('gitignore', repository)).status).toBe('undecided');
});

test('gitignore: what only this clone ignores is kept out of no other', async () => {
  const repository = repositoryWith({ 'a.js': '\n' });
  repository.write('.git/info/exclude', IGNORES);
  expect((await lineOf('gitignore', repository)).status).not.toBe('passed');
});

const PRIVATE_KEY = ['-----BEGIN PRIVATE KEY-----', alnumKey('pem', 64), '-----END PRIVATE KEY-----', ''].join('\n');
const SERVICE_ACCOUNT = JSON.stringify({ type: 'service_account', private_key: PRIVATE_KEY });

/** Files that hold secrets by their names, with what makes them certain. */
const SECRET_FILES: readonly (readonly [path: string, text: string])[] = [
  ['.env.bak', ENV],
  ['.env.staging', ENV],
  ['prod.env', ENV],
  ['deploy/prod.env', ENV],
  ['.envs/.production/.django', ENV],
  ['service-account.json', SERVICE_ACCOUNT],
  ['gcp/my-service-account-prod.json', SERVICE_ACCOUNT],
  ['credentials.json', SERVICE_ACCOUNT],
  ['certs/server.pem', PRIVATE_KEY],
  ['id_ed25519', PRIVATE_KEY],
];

const SECRET_TEXTS = Object.fromEntries(SECRET_FILES);
const PATHS = Object.keys(SECRET_TEXTS).sort();
const IGNORED = `${IGNORES}${PATHS.map((path) => `/${path}\n`).join('')}`;

/** The secret files that fail a line. */
function failing({ evidence }: ChecklistLine): string[] {
  const failures = evidence.filter(({ weight, path }) => weight === 'failure' && path !== '.gitignore');
  return [...new Set(failures.map(({ path = '' }) => path))].sort();
}

test('gitignore: each secret file is found if git would add it, and if git tracks it', async () => {
  const exposed = await lineOf('gitignore', repositoryWith({ '.gitignore': IGNORES }, SECRET_TEXTS));
  expect([exposed.status, failing(exposed)]).toEqual(['failed', PATHS]);
  const tracked = await lineOf('gitignore', repositoryWith({ '.gitignore': IGNORES, ...SECRET_TEXTS }));
  expect([tracked.status, failing(tracked)]).toEqual(['failed', PATHS]);
  const ignored = await lineOf('gitignore', repositoryWith({ '.gitignore': IGNORED }, SECRET_TEXTS));
  expect([ignored.status, failing(ignored)]).toEqual(['passed', []]);
});

const IMAGE = { '.gitignore': IGNORED, Dockerfile: 'FROM node:22\nCOPY . .\nCMD ["node"]\n' };

/** One by one: of several the first is named. */
test.each(SECRET_FILES)('gitignore: %s is found if an image takes it in', async (path, text) => {
  const line = await lineOf('gitignore', repositoryWith(IMAGE, { [path]: text }));
  expect(line.status).toBe('failed');
  expect(line.evidence.map(({ note }) => note).join('\n')).toContain(path);
});

test('gitignore: an image takes in nothing that its ignore file names', async () => {
  const kept = repositoryWith({ ...IMAGE, '.dockerignore': `${PATHS.join('\n')}\n.env\n` }, SECRET_TEXTS);
  expect((await lineOf('gitignore', kept)).status).toBe('passed');
});

test('a key that only an ignored .env holds is not printed either', async () => {
  const repository = repositoryWith({ '.gitignore': IGNORES }, { '.env': ENV, [`${KEY}.pem`]: PRIVATE_KEY });
  const line = await lineOf('gitignore', repository);
  expect(line.evidence[0]).toMatchObject({ weight: 'failure', path: `****${KEY.slice(-4)}.pem` });
  expect(JSON.stringify(line)).not.toContain(KEY);
});

test('source: what was not looked at is said', async () => {
  const repository = repositoryWith({ 'a.js': 'x\n' });
  repository.write('a.js', 'y\n').commit('second');
  expect(await lineOf('source', repository, { history: true })).toMatchObject({ status: 'passed', evidence: [] });
  expect((await lineOf('source', repository)).evidence).toEqual([
    { weight: 'advice', note: 'the history was not looked at' },
  ]);
  const shallow = join(temporaryFolder(), 'shallow');
  repository.git('clone', '--quiet', '--depth=1', `file://${repository.path}`, shallow);
  expect((await lineOf('source', { path: shallow }, { history: true })).status).toBe('undecided');
});

test.each([
  ['Jenkinsfile', 'pipeline { agent any; stages { stage("a") { steps { sh "echo $API_TOKEN" } } } }\n'],
  ['.drone.yml', 'kind: pipeline\n'],
])('ci: a system whose files are not read leaves it open: %s', async (path, text) => {
  const workflow =
    'on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: x\n        env:\n          K: ${{ secrets.K }}\n';
  expect((await lineOf('ci', repositoryWith({ '.github/workflows/a.yml': workflow }))).status).toBe('passed');
  expect((await lineOf('ci', repositoryWith({ '.github/workflows/a.yml': workflow, [path]: text }))).status).toBe(
    'undecided',
  );
});

test('balance: only a check of a key of this project counts', async () => {
  const repository = repositoryWith({ ...READS, '.gitignore': '.env\n' }, { '.env': ENV });
  const state = temporaryFolder();
  const env = { XDG_STATE_HOME: state };
  const record = (key: string) =>
    recordBalances(join(state, 'hexhound/balance.jsonl'), [
      {
        time: new Date().toISOString(),
        service: 'captchaai',
        name: 'CAPTCHAAI_API_KEY',
        balance: 1,
        secret: new Secret(key),
      },
    ]);
  record(THIRD);
  expect((await lineOf('balance', repository, { env })).status).toBe('undecided');
  record(KEY);
  expect((await lineOf('balance', repository, { env })).status).toBe('passed');
});
