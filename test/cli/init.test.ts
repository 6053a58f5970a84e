import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { runCommand as runByName } from '../../src/cli/run-command.ts';
import { runCommand } from '../helpers/io.ts';
import { createRepository, GIT_ENV, type Repository, temporaryFolder } from '../helpers/repository.ts';

/** A repository whose hooks are short: those of husky. */
function createProject(): Repository {
  const repository = createRepository();
  repository
    .write('package.json', '{ "devDependencies": { "husky": "9", "hexhound": "1" } }')
    .write('.husky/pre-commit', 'npx lint-staged\n')
    .write('.gitignore', 'node_modules\n.env\n.env.*\n')
    .write('hexhound.yaml', '')
    .commit('first');
  return repository;
}

const SHOWN = `change .husky/pre-commit: runs hexhound before each commit
  + # >>> hexhound >>>
  + node_modules/.bin/hexhound staged || exit $?
  + # <<< hexhound <<<
    npx lint-staged

create .husky/pre-merge-commit: the same before each merge, for which git does not run pre-commit
  + # >>> hexhound >>>
  + node_modules/.bin/hexhound staged || exit $?
  + # <<< hexhound <<<

note: for git to run the hooks of husky: npx husky
`;

/** Answers the question as somebody at a terminal does. */
async function answer(repository: Repository, text: string) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const stdin = Object.assign(Readable.from([Buffer.from(text)]), { isTTY: true });
  const { signal } = new AbortController();
  const code = await runByName('init', [], { stdin, stdout, stderr, env: GIT_ENV, cwd: repository.path, signal });
  return { code, stdout: String(stdout.read()), stderr: String(stderr.read()) };
}

const untouched = (repository: Repository) => repository.git('status', '--porcelain') === '';

test('shows what it would write, and writes nothing when there is nobody to ask', async () => {
  const repository = createProject();
  expect(await runCommand('init', repository.path, [])).toEqual({
    code: 2,
    stdout: SHOWN,
    stderr: 'hexhound: nothing is written: there is nobody to ask, and no --yes\n',
  });
  expect(untouched(repository)).toBe(true);
});

test('--dry-run only shows', async () => {
  const repository = createProject();
  expect(await runCommand('init', repository.path, ['--dry-run'])).toEqual({ code: 0, stdout: SHOWN, stderr: '' });
  expect(untouched(repository)).toBe(true);
});

test('--yes writes, a second time finds nothing to do, --uninstall takes it back', async () => {
  const repository = createProject();
  const written = 'wrote .husky/pre-commit\nwrote .husky/pre-merge-commit\n';
  expect(await runCommand('init', repository.path, ['--yes'])).toEqual({
    code: 0,
    stdout: SHOWN + written,
    stderr: '',
  });
  expect(await runCommand('init', repository.path, [])).toEqual({
    code: 0,
    stdout: 'Nothing to write: everything is as it should be.\nnote: for git to run the hooks of husky: npx husky\n',
    stderr: '',
  });
  const { code, stdout } = await runCommand('init', repository.path, ['--uninstall', '--yes']);
  expect(code).toBe(0);
  expect(stdout.split('\n').slice(-3)).toEqual(['wrote .husky/pre-commit', 'deleted .husky/pre-merge-commit', '']);
  expect(untouched(repository)).toBe(true);
  expect((await runCommand('init', repository.path, ['--uninstall'])).stdout).toBe(
    'Nothing to write: everything is as it should be.\n',
  );
});

test.each(['y\n', 'yes\n', ' Y \n'])('%j at the terminal writes', async (text) => {
  const repository = createProject();
  const { code, stderr } = await answer(repository, text);
  expect({ code, stderr }).toEqual({ code: 0, stderr: 'Write these 2 files? [y/N] ' });
  expect(existsSync(join(repository.path, '.husky/pre-merge-commit'))).toBe(true);
});

test.each(['n\n', '\n', 'yep\n', ''])('%j at the terminal does not', async (text) => {
  const repository = createProject();
  const { code, stderr } = await answer(repository, text);
  // Ctrl-D leaves the cursor behind the question.
  const end = text === '' ? '\n' : '';
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: `Write these 2 files? [y/N] ${end}hexhound: nothing is written\n`,
  });
  expect(untouched(repository)).toBe(true);
});

test('a plain repository gets hooks, ignore entries and a configuration to begin with, from any folder of it', async () => {
  const repository = createRepository();
  repository.write('src/package.json', '{}').write('.gitignore', 'dist\n').commit('first');
  const { code, stdout } = await runCommand('init', join(repository.path, 'src'), ['-y']);
  expect(code).toBe(0);
  const titles = stdout.split('\n').filter((line) => /^(?:create|change|note|wrote| {2}as in)/.test(line));
  expect(titles).toEqual([
    'create .git/hooks/pre-commit (executable): runs hexhound before each commit',
    'create .git/hooks/pre-merge-commit (executable): the same before each merge, for which git does not run pre-commit',
    '  as in .git/hooks/pre-commit',
    'change .gitignore: keeps files with secrets out of git',
    'create hexhound.yaml: settings, all of them still comments',
    'note: these hooks are of this clone only: run hexhound init in the others too, or use a hook manager such as husky',
    'wrote .git/hooks/pre-commit',
    'wrote .git/hooks/pre-merge-commit',
    'wrote .gitignore',
    'wrote hexhound.yaml',
  ]);
  expect(readFileSync(join(repository.path, '.gitignore'), 'utf8')).toBe(
    '# secrets\n.env\n.env.*\n!.env.example\n\ndist\n',
  );
  expect((await runCommand('init', repository.path, ['-n'])).stdout).toMatch(/^Nothing to write/);
});

test('what a repository made up cannot move the cursor', async () => {
  const repository = createProject();
  repository.write('.husky/pre-commit', 'echo \x1b[2J\x1b]0;x\x07\u202e\n');
  const { stdout } = await runCommand('init', repository.path, ['-n', '--color', 'never']);
  expect(stdout).toContain('    echo \\x1b[2J\\x1b]0;x\\x07\\u{202e}\n');
  for (const character of ['\x1b', '\x07', '\u202e']) expect(stdout).not.toContain(character);
});

test('paints when it is told to', async () => {
  const { stdout } = await runCommand('init', createProject().path, ['-n', '--color', 'always']);
  expect(stdout).toContain('\x1b[32m  + # >>> hexhound >>>\x1b[39m');
});

test('refuses what it does not understand', async () => {
  const repository = createProject();
  await expect(runCommand('init', repository.path, ['husky'])).rejects.toMatchObject({ code: 'E_USAGE' });
  await expect(runCommand('init', repository.path, ['--force'])).rejects.toMatchObject({ code: 'E_USAGE' });
  await expect(runCommand('init', temporaryFolder(), ['-y'])).rejects.toMatchObject({ code: 'E_GIT' });
  await expect(runCommand('init', createRepository('--bare').path, ['-y'])).rejects.toMatchObject({ code: 'E_GIT' });
  repository.write('package.json', '{');
  await expect(runCommand('init', repository.path, ['-y'])).rejects.toMatchObject({ code: 'E_CONFIG' });
});

test('--help lists its flags', async () => {
  const { code, stdout } = await runCommand('init', temporaryFolder(), ['--help']);
  expect(code).toBe(0);
  expect(stdout).toContain('-n, --dry-run');
});
