import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { runCommand as runByName } from '../../src/cli/run-command.ts';
import { goldenFolder, stable as stableText, transcript } from '../helpers/golden.ts';
import { runCommand } from '../helpers/io.ts';
import { createRepository, GIT_ENV, type Repository, temporaryFolder } from '../helpers/repository.ts';

const expectGolden = goldenFolder(new URL('golden/init/', import.meta.url));

/** Without the paths of this machine, and the line of a hook that says where node is, which it has only in unusual places. */
function stable(text: string): string {
  const named = text
    .replaceAll(resolve('dist/js/bin.js'), '<program>')
    .replaceAll(process.execPath, '<node>')
    .replaceAll(resolve('.'), '<package>');
  return stableText(named).replaceAll(/^ *[+-] PATH="\$PATH":.*\n/gm, '');
}

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

/** Answers the question as somebody at a terminal does. */
async function answer(repository: Repository, text: string) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const stdin = Object.assign(Readable.from([Buffer.from(text)]), { isTTY: true });
  const { signal } = new AbortController();
  const code = await runByName('init', [], { stdin, stdout, stderr, env: GIT_ENV, cwd: repository.path, signal });
  return { code, stdout: String(stdout.read()), stderr: String(stderr.read()) };
}

const untouched = (repository: Repository) => repository.git('status', '--porcelain') === '';

/** Runs init, and gives what somebody would see. */
async function show(repository: Repository, ...args: readonly string[]): Promise<string> {
  return stable(transcript(['init', ...args].join(' '), await runCommand('init', repository.path, args)));
}

/** The first line about each file. */
function titlesIn(text: string): string {
  return (stable(text).match(/^(?:create|change|delete) .*\n/gm) ?? []).join('');
}

const MANAGERS: Readonly<Record<string, (repository: Repository) => void>> = {
  git: (repository) => repository.write('README.md', 'x\n'),
  husky: (repository) =>
    repository
      .write('package.json', '{ "devDependencies": { "husky": "9", "hexhound": "1" } }\n')
      .write('.husky/pre-commit', 'npx lint-staged\n'),
  lefthook: (repository) =>
    repository
      .write('package.json', '{ "devDependencies": { "lefthook": "1", "hexhound": "1" } }\n')
      .write(
        'lefthook.yml',
        '# ours\npre-commit:\n  parallel: true\n  commands:\n    lint:\n      run: npx eslint .\n',
      ),
  'pre-commit': (repository) =>
    repository.write(
      '.pre-commit-config.yaml',
      'repos:\n  - repo: https://github.com/pre-commit/pre-commit-hooks\n    rev: v5.0.0\n    hooks:\n      - id: check-yaml\n',
    ),
  'simple-git-hooks': (repository) =>
    repository.write(
      'package.json',
      `${JSON.stringify(
        {
          devDependencies: { 'simple-git-hooks': '2', hexhound: '1' },
          'simple-git-hooks': { 'pre-commit': 'npx lint-staged' },
        },
        null,
        2,
      )}\n`,
    ),
};

test.each(Object.entries(MANAGERS))(
  '%s: --dry-run only shows, --yes writes, --uninstall takes it back',
  async (name, write) => {
    const repository = createRepository();
    write(repository);
    repository.write('.gitignore', 'node_modules\n.env\n.env.*\n').write('hexhound.yaml', '').commit('first');
    const hook = join(repository.path, '.git/hooks/pre-commit');
    const isSame = () => untouched(repository) && !existsSync(hook);
    const run = (...args: string[]) => runCommand('init', repository.path, args);
    const dryRun = await run('--dry-run');
    expect([dryRun.code, dryRun.stderr, isSame()]).toEqual([0, '', true]);
    const first = await show(repository, '--yes');
    expect(titlesIn(dryRun.stdout)).not.toBe('');
    expect(first).toContain(titlesIn(dryRun.stdout));
    expect(isSame()).toBe(false);
    const again = await show(repository);
    const dryUninstall = await run('--uninstall', '--dry-run');
    expect([dryUninstall.code, dryUninstall.stderr, isSame()]).toEqual([0, '', false]);
    const uninstall = await show(repository, '--uninstall', '--yes');
    expect(uninstall).toContain(titlesIn(dryUninstall.stdout));
    expect(isSame()).toBe(true);
    expectGolden(
      `${name}.txt`,
      [stable(dryRun.stdout), first, again, uninstall, await show(repository, '--uninstall')].join('\n'),
    );
  },
);

test('shows what it would write, and writes nothing when there is nobody to ask', async () => {
  const repository = createProject();
  expectGolden('nobody-to-ask.txt', await show(repository));
  expect(untouched(repository)).toBe(true);
});

test.each(['y\n', 'yes\n', ' Y \n'])('%j at the terminal writes', async (text) => {
  const repository = createProject();
  const { code, stderr } = await answer(repository, text);
  expect({ code, stderr }).toEqual({ code: 0, stderr: 'Write these 4 files? [y/N] ' });
  expect(existsSync(join(repository.path, '.husky/pre-merge-commit'))).toBe(true);
});

test.each(['n\n', '\n', 'yep\n', ''])('%j at the terminal does not', async (text) => {
  const repository = createProject();
  const { code, stderr } = await answer(repository, text);
  // Ctrl-D leaves the cursor behind the question.
  const end = text === '' ? '\n' : '';
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: `Write these 4 files? [y/N] ${end}hexhound: nothing is written\n`,
  });
  expect(untouched(repository)).toBe(true);
});

test('a plain repository gets hooks, ignore entries and a configuration to begin with, from any folder of it', async () => {
  const repository = createRepository();
  repository.write('src/package.json', '{}').write('.gitignore', 'dist\n').commit('first');
  const outcome = await runCommand('init', join(repository.path, 'src'), ['-y']);
  expect(outcome.code).toBe(0);
  expectGolden('first-time.txt', stable(transcript('init -y', outcome)));
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
