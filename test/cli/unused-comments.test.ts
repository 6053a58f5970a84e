import { expect, test } from 'vitest';
import { runCommand } from '../helpers/io.ts';
import { hexKey } from '../helpers/keys.ts';
import { createRepository, type Repository } from '../helpers/repository.ts';

const NEEDLESS = 'leaves no secret out: take it away, or name the rule of hexhound audit that it is for';

async function notices(repository: Repository, command = 'scan', ...flags: string[]): Promise<string[]> {
  const { stdout } = await runCommand(command, repository.path, ['--format', 'json', ...flags]);
  return (JSON.parse(stdout) as { notices: string[] }).notices;
}

test('comments that leave nothing out are named with their lines; the others, and those of other tools, are not', async () => {
  const key = `captchaai_api_key = "${hexKey('a')}"`;
  const repository = createRepository();
  repository.write(
    'a.py',
    [
      `${key}  # hexhound-ignore captchaai-api-key -- a test`,
      'x = 1  # hexhound-ignore -- gone',
      '# hexhound-ignore-next-line',
      key,
      '# hexhound-ignore-next-line',
      'y = 2',
      '# hexhound-ignore-start',
      key,
      '# hexhound-ignore-end',
      '# hexhound-ignore-start',
      'z = 3  # gitleaks:allow',
      '# hexhound-ignore-end',
      `${key}  # gitleaks:allow hexhound-ignore`,
      `${key}  # gitleaks:allow # hexhound-ignore`,
      `md5 = "${hexKey('b')}"  # hexhound-ignore`,
      `${key}  # hexhound-ignore gitlab-pat`,
      // Only the audit knows.
      'w = 4  # hexhound-ignore docker-context-secret-file',
      // Text about comments.
      'print("# hexhound-ignore")',
    ].join('\n'),
  );
  repository.write('nothing.js', 'a();\n// hexhound-ignore-next-line\n');
  repository.write('README.md', 'Write `x` # hexhound-ignore\n');
  expect(await notices(repository)).toEqual(
    [
      'a.py:2: hexhound-ignore',
      'a.py:5: hexhound-ignore-next-line',
      'a.py:10: hexhound-ignore-start',
      'a.py:15: hexhound-ignore',
      'a.py:16: hexhound-ignore',
      'nothing.js:2: hexhound-ignore-next-line',
    ].map((comment) => `${comment} ${NEEDLESS}`),
  );
});

test('several threads name them in the order of the files', async () => {
  const repository = createRepository();
  for (let file = 100; file < 500; file++)
    repository.write(`f${file}.py`, file % 100 === 7 ? 'x = 1  # hexhound-ignore\n' : 'x = 1\n');
  const one = await notices(repository, 'scan', '--jobs', '1');
  expect(one).toHaveLength(4);
  expect(await notices(repository, 'scan', '--jobs', '2')).toEqual(one);
});

test('what looks at parts of files only says nothing of it', async () => {
  const repository = createRepository();
  repository.write('a.py', 'x = 1  # hexhound-ignore\n').git('add', '.');
  expect(await notices(repository, 'staged')).toEqual([]);
  repository.commit('one');
  expect(await notices(repository, 'history')).toEqual([]);
  expect(await notices(repository, 'scan', '--no-ignore')).toEqual([]);
});

test('many are counted', async () => {
  const repository = createRepository();
  repository.write('a.py', 'x = 1  # hexhound-ignore\n'.repeat(25));
  const all = await notices(repository);
  expect(all).toHaveLength(21);
  expect(all.at(-1)).toBe('5 more comments leave no secret out');
});

test('prune names them, and --check fails', async () => {
  const repository = createRepository();
  repository.write('a.py', `captchaai_api_key = "${hexKey('a')}"\n`).commit('one');
  await runCommand('baseline', repository.path, ['create', '--quiet']);
  expect((await runCommand('baseline', repository.path, ['prune', '--check'])).code).toBe(0);
  repository.write('b.py', '# comment\nx = 1  # hexhound-ignore\n').commit('two');
  const outcome = await runCommand('baseline', repository.path, ['prune', '--check']);
  expect(outcome).toMatchObject({ code: 1 });
  expect(outcome.stdout).toContain(`? b.py:2: hexhound-ignore ${NEEDLESS}\n`);
  expect(outcome.stderr).not.toContain('hexhound-ignore');
});

test('a comment can name the rule of a service', async () => {
  const repository = createRepository();
  const line = `AGORA_APP_CERTIFICATE = "${hexKey('a')}"`;
  repository.write('a.py', `${line}\n`);
  expect((await runCommand('scan', repository.path, [])).stdout).toContain('agora-app-certificate');
  repository.write('a.py', `${line}  # hexhound-ignore agora-app-certificate -- a test\n`);
  expect((await runCommand('scan', repository.path, [])).code).toBe(0);
  repository.commit('one');
  expect((await runCommand('history', repository.path, [])).code).toBe(0);
  expect(await notices(repository)).toEqual([]);
});
