// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they belong to workflows and to code that is looked at
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Audit } from '../../src/audit/audit.ts';
import { runCommand } from '../helpers/io.ts';
import { hexKey } from '../helpers/keys.ts';
import { createRepository, GIT_ENV, type Repository, temporaryFolder } from '../helpers/repository.ts';

const key = (name: string) => hexKey(`audit ${name}`);

/** One file with a fault in it, and the rule that must find it there. */
type Fault = readonly [rule: string, path: string, text: string];

const github = (job: string, on = 'push') => `name: ci\non: ${on}\njobs:\n  build:\n    runs-on: ubuntu-latest\n${job}`;

const FAULTS: readonly Fault[] = [
  ['dotenv-committed', '.env', `CAPTCHAAI_API_KEY=${key('dotenv')}\n`],
  ['dotenv-committed', 'packages/api/.env.production', `SOLVER_API_KEY=${key('nested')}\n`],
  ['captchaai-api-key', 'web/.env.example', `CAPTCHAAI_API_KEY=${key('template')}\n`],
  ['dockerfile-literal-key', 'env/Dockerfile', `FROM node:22\nENV CAPTCHAAI_API_KEY=${key('env')}\nCMD ["node"]\n`],
  ['dockerfile-literal-key', 'arg/Dockerfile', `FROM node:22\nARG SOLVER_API_KEY=${key('arg')}\nCMD ["node"]\n`],
  [
    'dockerfile-literal-key',
    'run/Dockerfile',
    `FROM node:22\nRUN export CAPTCHAAI_API_KEY=${key('run')} \\\n && npm run warm-up\n`,
  ],
  [
    'dockerfile-build-arg-secret',
    'layers/Dockerfile',
    'FROM node:22\nARG NPM_TOKEN\nRUN npm config set //registry.npmjs.org/:_authToken=$NPM_TOKEN && npm ci\n',
  ],
  ['docker-context-secret-file', 'image/Dockerfile', 'FROM node:22\nWORKDIR /app\nCOPY . .\nCMD ["node", "."]\n'],
  [
    'compose-literal-key',
    'docker-compose.yml',
    `services:\n  app:\n    image: app\n    environment:\n      CAPTCHAAI_API_KEY: ${key('compose')}\n`,
  ],
  [
    'compose-tracked-secret-file',
    'stack/compose.yaml',
    'services:\n  app:\n    image: app\n    secrets: [solver]\nsecrets:\n  solver:\n    file: ./solver.txt\n',
  ],
  [
    'kubernetes-literal-key',
    'k8s/secret.yaml',
    `apiVersion: v1\nkind: Secret\nmetadata: { name: solver }\ndata:\n  api-key: ${Buffer.from(key('k8s')).toString('base64')}\n`,
  ],
  ['npm-package-secret-file', 'shipped/package.json', '{ "name": "shipped", "version": "1.0.0" }\n'],
  [
    'ci-literal-key',
    '.github/workflows/literal.yml',
    github(`    env:\n      CAPTCHAAI_API_KEY: ${key('workflow')}\n    steps:\n      - run: npm test\n`),
  ],
  [
    'ci-secret-echoed',
    '.github/workflows/echo.yml',
    github('    steps:\n      - run: echo "$KEY"\n        env:\n          KEY: ${{ secrets.SOLVER_KEY }}\n'),
  ],
  ['ci-secret-echoed', '.gitlab-ci.yml', 'build:\n  script:\n    - echo $SOLVER_API_KEY\n'],
  [
    'ci-secret-traced',
    'azure-pipelines.yml',
    'steps:\n  - bash: |\n      set -x\n      ./deploy "$SOLVER_API_KEY"\n    env:\n      SOLVER_API_KEY: $(SOLVER_API_KEY)\n',
  ],
  [
    'ci-secret-argument',
    '.circleci/config.yml',
    'version: 2.1\njobs:\n  build:\n    docker: [{ image: cimg/base:stable }]\n    steps:\n      - run: docker login -u app -p $DOCKER_PASSWORD\n',
  ],
  [
    'ci-pull-request-target',
    '.github/workflows/target.yml',
    github(
      '    steps:\n      - uses: actions/checkout@v4\n        with:\n          ref: ${{ github.event.pull_request.head.sha }}\n      - run: npm ci && npm test\n        env:\n          KEY: ${{ secrets.SOLVER_KEY }}\n',
      'pull_request_target',
    ),
  ],
  ['client-side-key', 'web/src/solver.ts', 'export const key = import.meta.env.VITE_CAPTCHAAI_API_KEY;\n'],
  ['client-side-bundle', 'web/public/app.js', `window.captchaai = { apiKey: "${key('bundle')}" };\n`],
  ['log-statement-key', 'src/a.ts', 'console.log(`solving with ${process.env.CAPTCHAAI_API_KEY}`);\n'],
  ['log-statement-key', 'src/b.js', "logger.info('key', apiKey);\n"],
  ['log-statement-key', 'src/c.py', 'logger.info(f"solving with {api_key}")\n'],
  ['log-statement-key', 'src/d.php', '<?php\nerror_log("key: " . $apiKey);\n'],
  ['log-statement-key', 'src/e.go', 'package main\nfunc main() { log.Printf("key %s", apiKey) }\n'],
  ['log-statement-key', 'src/F.java', 'class F { void f() { logger.info("key {}", apiKey); } }\n'],
  ['log-statement-key', 'src/G.kt', 'fun g() { println("key $apiKey") }\n'],
  ['log-statement-key', 'src/H.cs', 'class H { void F() { Console.WriteLine($"key {apiKey}"); } }\n'],
  ['log-statement-key', 'src/i.rb', 'logger.info "key #{api_key}"\n'],
  ['log-statement-key', 'src/j.rs', 'fn main() { println!("key {api_key}"); }\n'],
  ['log-statement-key', 'src/k.swift', 'print("key \\(apiKey)")\n'],
  ['log-statement-key', 'src/l.sh', '#!/bin/sh\necho "key $CAPTCHAAI_API_KEY"\n'],
  [
    'log-file-tracked',
    'logs/solver.log',
    `2026-11-20 GET https://ocr.captchaai.com/in.php?key=${key('log')}&method=post\n`,
  ],
  ['documentation-key', 'docs/usage.md', `# Usage\n\n    CAPTCHAAI_API_KEY=${key('docs')} npm start\n`],
  ['plain-http-key', 'src/m.py', 'requests.get(f"http://ocr.captchaai.com/res.php?key={api_key}&action=getbalance")\n'],
];

/** Beside the faults, what makes them ones. */
const SETTING: readonly (readonly [path: string, text: string])[] = [
  ['package.json', '{ "name": "app", "private": true }\n'],
  ['image/.env', `CAPTCHAAI_API_KEY=${key('image')}\n`],
  ['image/index.js', '\n'],
  ['stack/solver.txt', `${key('secret file')}\n`],
  ['shipped/.env', `CAPTCHAAI_API_KEY=${key('shipped')}\n`],
  ['shipped/index.js', 'module.exports = 1;\n'],
];

async function audit(folder: string, args: readonly string[] = [], env: Record<string, string> = {}) {
  const { code, stdout, stderr } = await runCommand('audit', folder, ['--format=json', '--quiet', ...args], { env });
  const parsed: Audit = JSON.parse(stdout);
  return { code, stdout, stderr, audit: parsed };
}

function failuresOf({ lines }: Audit): string[] {
  return lines.flatMap(({ evidence }) =>
    evidence.flatMap(({ weight, rule, path }) => (weight === 'failure' ? [`${rule} ${path}`] : [])),
  );
}

function statusesOf({ lines }: Audit): Record<string, string> {
  return Object.fromEntries(lines.map(({ id, status }) => [id, status]));
}

function planted(): Repository {
  const repository = createRepository();
  for (const [path, text] of SETTING) repository.write(path, text);
  for (const [, path, text] of FAULTS) repository.write(path, text);
  repository.commit('everything at once');
  return repository;
}

test('every planted fault is found where it is, and no value is printed', async () => {
  const repository = planted();
  const { code, stdout, stderr, audit: found } = await audit(repository.path);
  const failures = failuresOf(found);
  const missed = FAULTS.filter(([rule, path]) => !failures.includes(`${rule} ${path}`));
  expect(missed.map(([rule, path]) => `${rule} ${path}`)).toEqual([]);
  expect(failures).toContain('gitignore-missing-entry .gitignore');
  expect(code).toBe(1);
  const terminal = await runCommand('audit', repository.path, ['--quiet']);
  const markdown = await runCommand('audit', repository.path, ['--quiet', '--format=markdown']);
  const written = [stdout, stderr, terminal.stdout, terminal.stderr, markdown.stdout, markdown.stderr].join('\n');
  for (const name of ['dotenv', 'env', 'compose', 'k8s', 'workflow', 'bundle', 'log', 'docs', 'image', 'shipped']) {
    expect(written).not.toContain(key(name));
  }
  expect(statusesOf(found)).toEqual({
    environment: 'failed',
    gitignore: 'failed',
    source: 'failed',
    deployment: 'failed',
    client: 'failed',
    transport: 'failed',
    logs: 'failed',
    ci: 'failed',
    rotation: 'undecided',
    balance: 'undecided',
  });
});

/** The same things as somebody does them who reads what is advised. */
const SOUND: readonly (readonly [path: string, text: string])[] = [
  ['.gitignore', '.env\n.env.*\n!.env.example\n'],
  ['.dockerignore', '.env\n.env.*\n.git\n'],
  ['.env.example', 'CAPTCHAAI_API_KEY=\n'],
  ['package.json', '{ "name": "app", "private": true }\n'],
  ['Dockerfile', 'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN --mount=type=secret,id=npm npm ci\nCMD ["node", "."]\n'],
  [
    'compose.yaml',
    'services:\n  app:\n    build: .\n    environment:\n      CAPTCHAAI_API_KEY: ${CAPTCHAAI_API_KEY}\n    secrets: [solver]\nsecrets:\n  solver:\n    file: ./solver.txt\n',
  ],
  [
    'k8s/deploy.yaml',
    'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec:\n  containers:\n    - name: a\n      env:\n        - name: CAPTCHAAI_API_KEY\n          valueFrom: { secretKeyRef: { name: solver, key: api-key } }\n',
  ],
  [
    '.github/workflows/ci.yml',
    github(
      '    steps:\n      - uses: actions/checkout@v4\n      - run: npm test\n        env:\n          CAPTCHAAI_API_KEY: ${{ secrets.CAPTCHAAI_API_KEY }}\n      - run: npx hexhound balance --min 5\n        env:\n          CAPTCHAAI_API_KEY: ${{ secrets.CAPTCHAAI_API_KEY }}\n',
    ),
  ],
  [
    'src/index.ts',
    "import pino from 'pino';\nimport { createRedactor, pinoRedaction } from 'hexhound/runtime';\nconst apiKey = process.env.CAPTCHAAI_API_KEY;\nif (!apiKey) console.error('CAPTCHAAI_API_KEY is missing');\nconsole.log('API key set:', Boolean(apiKey), apiKey?.length);\nawait fetch('https://ocr.captchaai.com/in.php', { method: 'POST', body: new URLSearchParams({ key: apiKey }) });\n",
  ],
  ['README.md', '# App\n\nSet `CAPTCHAAI_API_KEY=your-key-here` in `.env`.\n'],
];

test('a project that does as is advised passes every line', async () => {
  const repository = createRepository();
  for (const [path, text] of SOUND) repository.write(path, text);
  const today = new Date().toISOString().slice(0, 10);
  const rotation = { date: today, service: 'captchaai', variable: 'CAPTCHAAI_API_KEY', reason: 'schedule' };
  repository.write('hexhound-rotations.json', JSON.stringify({ version: 1, rotations: [rotation] }));
  repository.commit('sound');
  const { code, audit: found } = await audit(repository.path);
  expect(failuresOf(found)).toEqual([]);
  expect(Object.entries(statusesOf(found)).filter(([, status]) => status !== 'passed')).toEqual([]);
  expect(code).toBe(0);
});

test('rotation: a key that is older than wanted fails, by days that can be chosen', async () => {
  const repository = createRepository();
  const date = new Date(Date.now() - 100 * 86_400_000).toISOString().slice(0, 10);
  const rotations = [{ date, service: 'captchaai', variable: 'CAPTCHAAI_API_KEY', reason: 'schedule' }];
  repository.write('hexhound-rotations.json', JSON.stringify({ version: 1, rotations })).commit('first');
  expect(statusesOf((await audit(repository.path)).audit).rotation).toBe('failed');
  expect(statusesOf((await audit(repository.path, ['--max-key-age=120'])).audit).rotation).toBe('passed');
});

test('a key that is gone from the files is still in the history', async () => {
  const repository = createRepository();
  repository.write('config.js', `const captchaaiKey = "${key('gone')}";\n`).commit('with it');
  repository.write('config.js', 'const captchaaiKey = process.env.CAPTCHAAI_API_KEY;\n').commit('without it');
  const { audit: found } = await audit(repository.path);
  const [evidence] = found.lines.find(({ id }) => id === 'source')?.evidence ?? [];
  expect(evidence?.weight).toBe('failure');
  expect(evidence?.note).toContain('in the history since');
  expect(statusesOf((await audit(repository.path, ['--no-history'])).audit).source).toBe('passed');
});

test('without commits, outside of git, in a subfolder, in an empty folder', async () => {
  const empty = createRepository();
  expect((await audit(empty.path)).code).toBe(0);
  empty.write('app.js', `const captchaaiKey = "${key('uncommitted')}";\n`);
  expect(failuresOf((await audit(empty.path)).audit).join()).toContain('app.js');

  const outside = temporaryFolder();
  writeFileSync(join(outside, 'app.js'), `const captchaaiKey = "${key('outside')}";\n`);
  const { audit: found } = await audit(outside);
  expect(statusesOf(found)).toMatchObject({ gitignore: 'undecided', source: 'failed' });

  const repository = createRepository();
  repository.write('other/app.js', `const captchaaiKey = "${key('other')}";\n`);
  repository.write('here/package.json', '{}').write('here/.env.example', 'A=\n').commit('first');
  const below = await audit(join(repository.path, 'here'));
  expect(failuresOf(below.audit)).toEqual(['gitignore-missing-entry .gitignore']);
  expect(statusesOf(below.audit).source).toBe('passed');
  expect((await audit(repository.path, ['here'])).audit.lines).toEqual(below.audit.lines);
});

test('what a check does not read for its size is said', async () => {
  const repository = createRepository();
  repository.write('src/large.js', `console.log(apiKey);\n${'x();\n'.repeat(300_000)}`).commit('first');
  const { audit: found } = await audit(repository.path);
  expect(found.notices.join()).toContain('src/large.js');
});

test('keys of tests and examples leave it open, keys of CI do not', async () => {
  const repository = createRepository();
  repository.write('test/solver.js', `const captchaaiKey = "${key('test')}";\n`);
  repository.write('examples/ci/run.js', `const captchaaiKey = "${key('example')}";\n`);
  repository.commit('first');
  const sources = async () => (await audit(repository.path)).audit.lines.find(({ id }) => id === 'source');
  expect((await sources())?.evidence.map(({ weight }) => weight)).toEqual(['doubt', 'doubt']);
  repository.write('.github/workflows/ci.yml', github(`    env:\n      CAPTCHAAI_API_KEY: ${key('ci')}\n`));
  repository.commit('second');
  expect((await sources())?.evidence[0]).toMatchObject({ weight: 'failure', path: '.github/workflows/ci.yml' });
});

test('what is accepted is left out: a comment, a baseline, the configuration', async () => {
  const repository = createRepository();
  const text = 'console.log(apiKey); // hexhound-ignore log-statement-key -- a tool that prints keys\n';
  repository.write('tool.js', text).commit('first');
  expect(statusesOf((await audit(repository.path)).audit).logs).toBe('undecided');
  expect(statusesOf((await audit(repository.path, ['--no-ignore'])).audit).logs).toBe('failed');
  repository.write('tool.js', 'console.log(apiKey);\n');
  const before = await audit(repository.path);
  const fingerprint = before.audit.lines.flatMap(({ evidence }) => evidence).find(({ path }) => path === 'tool.js');
  repository.write(
    'hexhound.yaml',
    `ignore:\n  fingerprints:\n    - id: ${fingerprint?.fingerprint}\n      reason: a tool that prints keys\n`,
  );
  expect(statusesOf((await audit(repository.path)).audit).logs).toBe('undecided');
  expect(statusesOf((await audit(repository.path, ['--no-config'])).audit).logs).toBe('failed');
});

test('--fix shows, asks, and repairs what is safe', async () => {
  const repository = createRepository();
  repository.write('package.json', '{}').write('index.js', '');
  repository.write('.env', `# the solver\nCAPTCHAAI_API_KEY=${key('fix')}\n`);
  repository.write('Dockerfile', 'FROM node:22\nCOPY . .\n');
  const workflow = github(
    `    env:\n      CAPTCHAAI_API_KEY: ${key('fix workflow')}\n    steps:\n      - run: npm test\n`,
  );
  repository.write('.github/workflows/ci.yml', workflow);
  repository.commit('first');
  const before = repository.git('status', '--porcelain');

  const shown = await runCommand('audit', repository.path, ['--quiet', '--fix', '--dry-run']);
  expect(shown.code).toBe(1);
  const asked = await runCommand('audit', repository.path, ['--quiet', '--fix']);
  expect(asked.code).toBe(2);
  expect(asked.stderr).toContain('nothing is written');
  expect(repository.git('status', '--porcelain')).toBe(before);

  const fixed = await runCommand('audit', repository.path, ['--quiet', '--fix', '--yes']);
  for (const { stdout, stderr } of [shown, asked, fixed]) {
    expect(stdout + stderr).not.toContain(key('fix'));
    expect(stdout + stderr).not.toContain(key('fix workflow'));
  }
  const read = (path: string) => readFileSync(join(repository.path, path), 'utf8');
  expect(read('.env.example')).toBe('# the solver\nCAPTCHAAI_API_KEY=\n');
  expect(existsSync(join(repository.path, '.env'))).toBe(true);
  expect(repository.git('ls-files', '.env')).toBe('');
  expect(repository.git('check-ignore', '--no-index', '.env')).toBe('.env');
  expect(read('.dockerignore')).toContain('.env');
  expect(read('.github/workflows/ci.yml')).toBe(workflow);
  const patch = join(repository.path, '.git', 'hexhound', 'workflow-secrets.patch');
  expect(statSync(patch).mode & 0o777).toBe(0o600);
  repository.git('apply', patch);
  expect(read('.github/workflows/ci.yml')).toContain('CAPTCHAAI_API_KEY: ${{ secrets.CAPTCHAAI_API_KEY }}\n');
  repository.git('add', '--all');
  repository.git('commit', '--quiet', '-m', 'repaired');
  const again = await runCommand('audit', repository.path, ['--quiet', '--fix', '--dry-run', '--no-history']);
  expect(again.stdout).toContain('There is nothing that can be repaired here without you.');
});

test('--fix ignores files with secrets that git would add', async () => {
  const repository = createRepository();
  repository.write('.gitignore', '.env\n.env.local\n.env.production\n').commit('first');
  repository.write('.env.bak', `KEY=${key('bak')}\n`).write('deploy/prod.env', `KEY=${key('prod')}\n`);
  await runCommand('audit', repository.path, ['--quiet', '--fix', '--yes', '--no-history']);
  const ignored = repository.git('check-ignore', '.env.bak', 'deploy/prod.env');
  expect(ignored.trim().split('\n')).toEqual(['.env.bak', 'deploy/prod.env']);
});

test('--fix follows no links out of the project', async () => {
  const outside = temporaryFolder();
  writeFileSync(join(outside, 'ignore'), 'kept\n');
  const repository = createRepository();
  repository.write('package.json', '{}').write('.env.example', 'A=\n').commit('first');
  execFileSync('ln', ['-s', join(outside, 'ignore'), join(repository.path, '.gitignore')], { env: GIT_ENV });
  const failed = await runCommand('audit', repository.path, ['--quiet', '--fix', '--yes']).catch((thrown) => thrown);
  expect(failed.code).toBe('E_CONFIG');
  expect(readFileSync(join(outside, 'ignore'), 'utf8')).toBe('kept\n');
});

test('wrong use', async () => {
  const folder = temporaryFolder();
  const error = async (...args: string[]) =>
    runCommand('audit', folder, args).then(
      () => 'no error',
      ({ code, message }) => `${code} ${message}`,
    );
  expect(await error('nowhere')).toBe('E_SOURCE no such folder');
  expect(await error('a', 'b')).toContain('E_USAGE takes one folder');
  expect(await error('--yes')).toContain('--fix');
  expect(await error('--format=xml')).toContain('terminal, json or markdown');
  expect(await error('--max-key-age=soon')).toContain('number of days');
  writeFileSync(join(folder, 'hexhound-rotations.json'), '[');
  expect(await error()).toContain('is not valid JSON');
  mkdirSync(join(folder, 'out'));
  expect(await error('--output=out')).toContain('is a folder');
});
