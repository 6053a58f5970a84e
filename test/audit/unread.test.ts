// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they belong to workflows
import { existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Audit } from '../../src/audit/audit.ts';
import { runCommand } from '../helpers/io.ts';
import { alnumKey, hexKey } from '../helpers/keys.ts';
import { createRepository, type Repository } from '../helpers/repository.ts';

const KEY = hexKey('unread');
const INVALID = 'is not valid YAML';
const LARGE = `#${' '.repeat(1024 * 1024)}\n`;

/** Files that checks read as a whole and cannot, and why. */
const UNREAD: readonly (readonly [path: string, text: string | Uint8Array, why: string])[] = [
  ['.github/workflows/tab.yml', 'on: push\njobs:\n\ta: {}\n', INVALID],
  ['.github/workflows/quote.yml', 'on: "push\njobs: {}\n', INVALID],
  ['.github/workflows/merge.yaml', 'on: push\n<<<<<<< HEAD\njobs: {}\n=======\n>>>>>>> b\n', INVALID],
  ['.github/workflows/page.yml', '<html>moved</html>\n', INVALID],
  ['.github/workflows/utf16.yml', Buffer.from('on: push\n', 'utf16le'), 'has NUL bytes and so is not text'],
  ['.github/workflows/large.yml', `on: push\n${LARGE}`, 'is larger than 1 MiB'],
  ['.github/workflows/deep.yml', `on: push\njobs: ${'['.repeat(300)}${']'.repeat(300)}\n`, INVALID],
  [
    '.github/workflows/many.yml',
    `a: &a [${'x,'.repeat(300)}x]\nb: &b [${'*a,'.repeat(300)}*a]\njobs: [*b, *b]\n`,
    'has more in it than is read',
  ],
  ['.gitlab-ci.yml', 'include: [{ local: /ci/**.yml }, { local: ci/large.txt }]\na: { script: [true] }\n', ''],
  ['ci/broken.yml', 'a: [\n', INVALID],
  ['ci/large.txt', LARGE, 'is larger than 1 MiB'],
  ['.circleci/config.yml', 'version: 2.1\njobs: }\n', INVALID],
  ['azure-pipelines.yml', 'steps:\n- bash: x\n  - bash: y\n', INVALID],
  ['bitbucket-pipelines.yml', 'pipelines: @\n', INVALID],
  ['compose.yaml', '# nothing at its beginning\n services:\na: b\n  c: d\n', INVALID],
  ['docker-compose.prod.yml', 'just text\n', 'has no services, but text'],
  [
    'many/compose.yml',
    `services:\n${'  a: {}\n'.replace('a', 'a#')}`.replace(/ {2}a#.*\n/, manyServices()),
    'has more in it than is read',
  ],
  ['Dockerfile', 'FROM node\n<<<<<<< HEAD\nENV A=b\n', 'is not a valid Dockerfile'],
  ['app/Dockerfile', 'this is no Dockerfile\n', 'is not a valid Dockerfile'],
  ['utf16/Dockerfile', Buffer.from('FROM node\n', 'utf16le'), 'has NUL bytes and so is not text'],
  ['package.json', '{ "name": "a", }\n', 'is not a JSON object'],
  ['packages/b/package.json', '[]\n', 'is not a JSON object'],
  ['packages/c/package.json', LARGE, 'is larger than 1 MiB'],
  ['k8s/secret.yaml', 'apiVersion: v1\nkind: Secret\ndata: {\n', INVALID],
  ['k8s/kustomization.yaml', 'secretGenerator: [\n', INVALID],
];

function manyServices(): string {
  return Array.from({ length: 600 }, (_, i) => `  s${i}: {}\n`).join('');
}

/** What checks read, and what is no fault: empty files, templates of charts, files that are gone. */
const READ: Readonly<Record<string, string>> = {
  '.github/workflows/empty.yml': '',
  '.github/workflows/comment.yml': '# off\n',
  'empty/compose.yml': '',
  'empty/Dockerfile': '# nothing yet\n',
  'good/Dockerfile':
    '# escape=`\nARG V=1\nFROM node:$V AS a\nRUN <<EOF\nno instruction\nEOF\nONBUILD RUN x `\n  && y\n',
  'good/package.json': '\uFEFF{ "name": "good" }\n',
  'chart/Chart.yaml': 'name: a\n',
  'chart/templates/a.yaml': '{{ if .Values.a }}\napiVersion: v1\nkind: Secret\n{{ end }}\n',
};

function write(repository: Repository, files: Iterable<readonly [string, string | Uint8Array, ...unknown[]]>) {
  for (const [path, content] of files) repository.write(path, content);
}

async function audit(repository: Repository, ...args: string[]) {
  const { code, stdout, stderr } = await runCommand('audit', repository.path, ['--format=json', '--quiet', ...args]);
  const json = stdout.slice(0, stdout.lastIndexOf('\n}\n') + 3);
  return { code, stdout, stderr, audit: JSON.parse(json) as Audit };
}

test('each file that a check cannot read is named, and the audit ends with 2', async () => {
  const repository = createRepository();
  write(repository, UNREAD);
  write(repository, Object.entries(READ));
  symlinkSync('/etc/hostname', join(repository.path, '.github/workflows/link.yml'));
  repository.commit('all');
  repository.remove('.github/workflows/comment.yml');
  const { code, audit: audited } = await audit(repository, '--no-history');
  expect(code).toBe(2);
  const expected = UNREAD.filter(([, , why]) => why !== '').map(
    ([path, , why]) => `${path} was not checked: it ${why}`,
  );
  expect(audited.errors.map(({ subject, message }) => `${subject} ${message}`).sort()).toEqual(
    [...expected, '.github/workflows/link.yml was not checked: it is not a regular file'].sort(),
  );
  const open = audited.lines.filter(({ evidence }) => evidence.some(({ note }) => note.startsWith('not looked at')));
  expect(open.map(({ id, status }) => `${id} ${status}`)).toEqual(
    expect.arrayContaining(['gitignore undecided', 'deployment undecided', 'ci undecided']),
  );
});

test('what can be read is checked beside what cannot, and alone ends as before', async () => {
  const repository = createRepository();
  write(repository, Object.entries(READ));
  repository.commit('all');
  expect(await audit(repository)).toMatchObject({ code: 0, audit: { errors: [] } });
  repository
    .write('.github/workflows/a.yml', 'on: [\n')
    .write('Dockerfile', `FROM a\nENV API_KEY=${KEY}\nwhat is this\n`);
  const both = await audit(repository);
  expect(both.code).toBe(2);
  expect(both.audit.lines.find(({ id }) => id === 'deployment')?.status).toBe('failed');
  const { code, stdout } = await runCommand('audit', repository.path, ['--quiet']);
  expect([code, stdout]).toEqual([
    2,
    expect.stringContaining(`not looked at .github/workflows/a.yml: was not checked`),
  ]);
});

test('--fix leaves alone what could not be read', async () => {
  const repository = createRepository();
  const broken = `on: push\nenv:\n  CAPTCHAAI_API_KEY: ${KEY}\njobs: [\n`;
  const many = `env:\n  CAPTCHAAI_API_KEY: ${KEY}\na: &a [${'x,'.repeat(300)}x]\njobs: [${'*a,'.repeat(200)}*a]\n`;
  repository.write('.github/workflows/broken.yml', broken).write('.github/workflows/many.yml', many);
  repository.write('.env', `CAPTCHAAI_API_KEY=${KEY}\n`).write('.gitignore', Buffer.from('caf\u00e9\n', 'latin1'));
  repository.commit('all');
  await expect(audit(repository, '--fix', '--yes', '--no-history')).rejects.toMatchObject({
    subject: '.gitignore',
    message: 'is not UTF-8 text, and so is left alone',
  });
  expect(repository.git('status', '--porcelain')).toBe('');
  repository.write('.gitignore', 'x\n').commit('text');
  const { code, stdout } = await runCommand('audit', repository.path, ['--fix', '--yes', '--no-history', '--quiet']);
  expect([code, stdout]).toEqual([2, expect.stringContaining('wrote .gitignore')]);
  expect(repository.git('status', '--porcelain')).not.toContain('workflows');
  expect(existsSync(join(repository.path, '.git/hexhound/workflow-secrets.patch'))).toBe(false);
});

const accepted = (name: string) => alnumKey(`accepted ${name}`);

test.each([
  ['a baseline', async (repository: Repository) => void (await runCommand('baseline', repository.path, ['create']))],
  [
    'a comment',
    (repository: Repository, text: string) =>
      void repository.write('a.py', text.replace(/\n/g, '  # hexhound-ignore -- x\n')),
  ],
  [
    'the configuration',
    (repository: Repository) =>
      void repository.write('hexhound.yaml', 'ignore:\n  paths: [nothing]\n  rules: [captchaai-api-key]\n'),
  ],
])('a key that is accepted is masked all the same: by %s', async (name, accept) => {
  const repository = createRepository();
  const key = accepted(name);
  const text = `CAPTCHAAI_API_KEY = "${key}"\n`;
  repository
    .write('a.py', text)
    .write(`.github/workflows/${key}.yml`, 'on: [\n')
    .write(`${key}.pem`, 'x\n')
    .commit('all');
  repository.git('branch', key);
  await accept(repository, text);
  repository.commit('accepted');
  const formats = ['terminal', 'json', 'markdown'].map((format) =>
    runCommand('audit', repository.path, [`--format=${format}`]),
  );
  for (const { code, stdout, stderr } of await Promise.all(formats)) {
    expect(code).toBe(2);
    expect(stdout).toContain('.github/workflows/****');
    expect(stdout + stderr).not.toContain(key);
  }
});
