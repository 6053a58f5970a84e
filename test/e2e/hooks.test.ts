import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { runCommand } from '../helpers/io.ts';
import { hexKey } from '../helpers/keys.ts';
import { createRepository, createRepositoryIn, Repository, temporaryFolder } from '../helpers/repository.ts';
import { keyLine } from '../helpers/scan.ts';
import { writeExecutable } from '../setup/stub.ts';

const PROGRAM = resolve('dist/js/bin.js');
const KEY = hexKey('hooks');

/** Runs git with its hooks; gives what it said where it failed. */
function git(repository: Repository, args: readonly string[], env: Record<string, string> = {}): string | undefined {
  try {
    repository.gitWith({ env }, ...args);
    return undefined;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    return `${stdout}${stderr}`;
  }
}

interface CheckDocument {
  readonly id: string;
  readonly state: string;
  readonly message: string;
  readonly mend?: readonly string[];
}

/** What doctor says, by the names of its checks. */
async function doctor(repository: Repository, env: Record<string, string> = {}, ...args: string[]) {
  const { code, stdout } = await runCommand('doctor', repository.path, ['--format=json', ...args], { env });
  const { checks } = JSON.parse(stdout) as { checks: CheckDocument[] };
  const states = Object.fromEntries(checks.map(({ id, state }) => [id, state]));
  return { code, states, find: (id: string) => checks.find((check) => check.id === id) };
}

/** Paths and contents of all files of `.git`, and the state of the work tree. */
function stateOf(repository: Repository): unknown {
  const files = readdirSync(join(repository.path, '.git'), { recursive: true, withFileTypes: true });
  const read = files.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return [read.sort().map((path) => [path, readFileSync(path, 'base64')]), repository.git('status', '--porcelain')];
}

test('hooks of git in a repository without npm: commits, merges, messages, cherry-picks, rebases, pushes', async () => {
  const repository = createRepository();
  expect((await runCommand('init', repository.path, ['--yes'])).code).toBe(0);
  const bare = createRepository('--bare').path;
  repository.git('remote', 'add', 'origin', bare);
  repository.write('a.js', 'fine\n').git('add', '--all');
  expect(git(repository, ['commit', '-m', 'fine'])).toBeUndefined();
  expect(git(repository, ['push', 'origin', 'main'])).toBeUndefined();
  repository.git('fetch', '--quiet', 'origin');

  repository.write('a.js', `fine\n${keyLine(KEY)}`);
  expect(git(repository, ['commit', '-a', '-m', 'key'])).toContain('a.js:2');
  expect(git(repository, ['commit', '-m', 'key', '--', 'a.js'])).toContain('a.js:2');
  repository.git('checkout', '--quiet', '--', 'a.js');
  expect(git(repository, ['commit', '--allow-empty', '-m', keyLine(KEY)])).toContain('commit message, line 1');

  // Somebody without hooks.
  repository.git('checkout', '--quiet', '-b', 'side');
  repository.write('b.js', keyLine(KEY)).commit('key');
  const side = repository.git('rev-parse', 'HEAD');
  repository.git('checkout', '--quiet', 'main');
  repository.write('c.js', 'fine\n').commit('more');
  // It is committed on the other side already: nothing is won by refusing the merge.
  expect(git(repository, ['merge', '--no-edit', 'side'])).toBeUndefined();
  repository.git('reset', '--quiet', '--hard', 'HEAD~');

  // Git asks no hook about these: the push is the net.
  expect(git(repository, ['cherry-pick', side])).toBeUndefined();
  expect(git(repository, ['push', 'origin', 'main'])).toContain('b.js:1');
  repository.git('reset', '--quiet', '--hard', 'HEAD~');
  repository.git('checkout', '--quiet', 'side');
  expect(git(repository, ['rebase', '--quiet', 'main'])).toBeUndefined();
  expect(git(repository, ['push', 'origin', 'HEAD:refs/heads/new'])).toContain('b.js:1');
  expect(git(repository, ['push', 'origin', 'main', 'main:refs/heads/other'])).toBeUndefined();
  expect(git(repository, ['push', 'origin', ':other'])).toBeUndefined();
  repository.git('checkout', '--quiet', 'main');

  const before = stateOf(repository);
  const { code, states } = await doctor(repository);
  expect({ code, ...states }).toMatchObject({
    code: 0,
    'proof-commit': 'ok',
    'proof-message': 'ok',
    'proof-push': 'ok',
  });
  expect(stateOf(repository)).toEqual(before);
});

/** A project with husky and lint-staged, as npm would install them. */
function createNpmProject(): Repository {
  const repository = createRepository();
  const modules = join(repository.path, 'node_modules');
  mkdirSync(join(modules, '.bin'), { recursive: true });
  for (const name of ['husky', 'lint-staged']) symlinkSync(resolve('node_modules', name), join(modules, name));
  symlinkSync(resolve('node_modules/.bin/lint-staged'), join(modules, '.bin/lint-staged'));
  mkdirSync(join(modules, 'hexhound'));
  writeExecutable(join(modules, '.bin/hexhound'), `#!/bin/sh\nexec '${process.execPath}' '${PROGRAM}' "$@"\n`);
  repository
    .write('.gitignore', 'node_modules\n.env\n.env.*\n!.env.example\n')
    .write('.husky/pre-commit', 'node_modules/.bin/lint-staged\n')
    .write(
      'package.json',
      JSON.stringify({
        devDependencies: { husky: '9', 'lint-staged': '16', hexhound: '1' },
        'lint-staged': { '*.js': 'touch ran' },
      }),
    );
  repository.gitWith({}, '-c', `alias.x=!'${process.execPath}' node_modules/husky/bin.js`, 'x');
  return repository;
}

test('husky and lint-staged; a linked work tree, where husky is missing', async () => {
  const repository = createNpmProject();
  expect((await runCommand('init', repository.path, ['--yes'])).code).toBe(0);
  repository.write('a.js', 'fine\n').git('add', '--all');
  expect(git(repository, ['commit', '-m', 'fine'])).toBeUndefined();
  expect(existsSync(join(repository.path, 'ran'))).toBe(true);
  repository.remove('ran').write('a.js', keyLine(KEY)).git('add', 'a.js');
  expect(git(repository, ['commit', '-m', 'key'])).toContain('a.js:1');
  expect(existsSync(join(repository.path, 'ran'))).toBe(false);
  repository.git('reset', '--quiet', '--hard');
  expect(git(repository, ['commit', '--allow-empty', '-m', keyLine(KEY)])).toContain('commit message, line 1');
  repository.write('a.js', keyLine(KEY)).git('add', 'a.js');
  expect(git(repository, ['commit', '--no-verify', '-m', 'key'])).toBeUndefined();
  expect(git(repository, ['push', createRepository('--bare').path, 'main'])).toContain('a.js:1');

  const sound = await doctor(repository);
  expect({ code: sound.code, ...sound.states }).toMatchObject({ code: 0, 'proof-commit': 'ok', 'proof-message': 'ok' });
  const home = temporaryFolder();
  mkdirSync(join(home, 'husky'));
  createRepositoryIn(home).write('husky/init.sh', 'export HUSKY=0\n');
  const off = await doctor(repository, { HUSKY: '0', HOME: home, XDG_CONFIG_HOME: home });
  expect([off.code, off.states['proof-commit'], off.find('switched-off')?.mend]).toEqual([
    1,
    'problem',
    ['unset HUSKY'],
  ]);
  const script = await doctor(repository, { HOME: home, XDG_CONFIG_HOME: home }, '--no-proof');
  expect(script.find('switched-off')?.message).toBe(`line 1 of ${home}/husky/init.sh turns husky off`);

  const path = join(temporaryFolder(), 'linked');
  repository.git('worktree', 'add', '--quiet', path);
  const linked = new Repository(path);
  const missing = await doctor(linked);
  expect(missing.find('hooks-run')).toMatchObject({ state: 'problem', mend: ['npx husky'] });
  expect((await runCommand('init', path, [])).stdout).toContain('git runs no hooks here, and says nothing');
  linked.write('b.js', keyLine(hexKey('linked'))).git('add', '--all');
  expect((await runCommand('init', path, ['--plain', '--yes'])).code).toBe(0);
  expect(git(linked, ['commit', '-m', 'key'])).toContain('b.js:1');
  expect(linked.git('status', '--porcelain')).toBe('A  b.js');
  expect((await doctor(linked)).states).toMatchObject({ 'hooks-run': 'ok', 'proof-commit': 'ok' });
  expect((await runCommand('init', path, ['--plain', '--uninstall', '--yes'])).code).toBe(0);
  expect(readdirSync(join(path, '.husky/_'))).toEqual([]);
  expect(existsSync(join(path, '.husky/pre-commit'))).toBe(true);
});

test('hooks for all repositories go on with those of each, and go without a trace', async () => {
  const home = temporaryFolder();
  const env = { HOME: home, XDG_CONFIG_HOME: home, GIT_CONFIG_GLOBAL: join(home, '.gitconfig') };
  const repository = createRepository();
  const run = (...args: string[]) => runCommand('init', repository.path, ['--global', '--yes', ...args], { env });
  expect((await run()).code).toBe(0);
  for (const hook of ['pre-commit', 'post-commit', 'pre-push']) {
    const input = hook === 'pre-push' ? '; cat' : '';
    writeExecutable(join(repository.path, '.git/hooks', hook), `#!/bin/sh\n{ echo ${hook}${input}; } >> ran\n`);
  }
  repository.write('a.js', 'fine\n').git('add', 'a.js');
  expect(git(repository, ['commit', '-m', 'fine'], env)).toBeUndefined();
  const bare = createRepository('--bare').path;
  expect(git(repository, ['push', bare, 'main'], env)).toBeUndefined();
  const id = repository.git('rev-parse', 'HEAD');
  const ran = `pre-commit\npost-commit\npre-push\nrefs/heads/main ${id} refs/heads/main ${'0'.repeat(40)}\n`;
  expect(readFileSync(join(repository.path, 'ran'), 'utf8')).toBe(ran);
  repository.write('a.js', keyLine(KEY)).git('add', 'a.js');
  expect(git(repository, ['commit', '-m', 'key'], env)).toContain('a.js:1');
  expect((await runCommand('init', repository.path, ['-n'], { env })).stdout).toContain('the global hooks of hexhound');
  expect((await doctor(repository, env)).states).toMatchObject({
    hooks: 'ok',
    'proof-commit': 'ok',
    'proof-message': 'ok',
  });
  // A repository's own program has no say in the hooks of its user.
  repository.write('node_modules/.bin/hexhound', '#!/bin/sh\nexit 0\n').chmod('node_modules/.bin/hexhound', 0o755);
  expect(git(repository, ['commit', '-m', 'key'], env)).toContain('a.js:1');

  expect((await run()).stdout).toMatch(/^Nothing to write/);
  expect((await run('--uninstall')).code).toBe(0);
  expect(readdirSync(join(home, 'hexhound/hooks'))).toEqual([]);
  expect(readFileSync(join(home, '.gitconfig'), 'utf8').trim()).toBe('');

  const template = ['init', '--yes', '--global=template'] as const;
  expect((await runCommand('init', home, template.slice(1), { env })).code).toBe(0);
  const made = createRepository();
  made.gitWith({ env }, 'init', '--quiet');
  made.write('a.js', keyLine(KEY)).git('add', 'a.js');
  expect(git(made, ['commit', '-m', 'key'])).toContain('a.js:1');
});

test('doctor: what is wrong, with its mend, and no hook is run that does not call hexhound', async () => {
  const repository = createRepository();
  const ran = join(repository.path, 'ran');
  writeExecutable(join(repository.path, '.git/hooks/pre-commit'), `#!/bin/sh\ntouch '${ran}'\n`);
  repository
    .write('.github/workflows/ci.yml', 'jobs:\n  # hexhound\n  test: {}\n')
    .write(
      'hexhound.yaml',
      `ignore:\n  fingerprints:\n    - { id: '${'0'.repeat(32)}', reason: x, expires: '2020-01-31' }\n`,
    )
    .write(
      '.hexhound-baseline.jsonl',
      `{"version":1}\n{"fingerprint":"${'1'.repeat(32)}","rule":"captchaai-api-key"}\n`,
    )
    .commit('first');
  const first = await doctor(repository);
  expect({ code: first.code, ...first.states }).toMatchObject({
    ...{ code: 1, hooks: 'problem', proof: 'skipped', ci: 'problem', ignored: 'problem' },
    ...{ 'ignore-expired': 'problem', baseline: 'problem', clone: 'ok' },
  });
  expect(existsSync(ran)).toBe(false);
  const mend = first.find('ci')?.mend?.join('\n') ?? '';
  expect(mend).toContain('- uses: hexhound/hexhound@v');
  repository.write('.github/workflows/ci.yml', `jobs:\n  test:\n    steps:\n${mend}\n`).commit('mended');
  expect((await doctor(repository, {}, '--no-proof')).states.ci).toBe('ok');
  expect(first.find('baseline')?.mend).toEqual(['hexhound baseline prune']);

  repository.remove('.git/hooks');
  expect((await runCommand('init', repository.path, ['--yes'])).code).toBe(0);
  const hook = join(repository.path, '.git/hooks/pre-commit');
  const text = readFileSync(hook, 'utf8');
  writeExecutable(hook, text.replace('staged || exit $?', 'staged || true'));
  const weak = await doctor(repository);
  expect([weak.states.hooks, weak.states['proof-commit'], weak.states['proof-message']]).toEqual([
    'problem',
    'problem',
    'ok',
  ]);
  expect(weak.find('proof-commit')?.message).toContain('went through');
  // As under nvm, in a program that no shell has started.
  writeExecutable(hook, text.replaceAll(PROGRAM, '/gone').replaceAll(process.execPath, '/gone'));
  const gone = await doctor(repository);
  expect(gone.find('proof-commit')?.message).toContain('hexhound was not found');
  writeExecutable(hook, text);
  repository.chmod('.git/hooks/commit-msg', 0o644);
  expect((await doctor(repository, {}, '--no-proof')).find('hooks-run')?.mend).toEqual([
    `chmod +x '${repository.path}/.git/hooks/commit-msg'`,
  ]);
  const shallow = createRepository();
  shallow.git('fetch', '--quiet', '--depth=1', `file://${repository.path}`, 'main');
  repository.commit('second');
  shallow.git('fetch', '--quiet', '--depth=1', `file://${repository.path}`, 'main');
  shallow.git('config', 'core.hooksPath', 'hooks');
  writeExecutable(join(shallow.path, '.git/hooks/pre-push'), '#!/bin/sh\n');
  const { states, find } = await doctor(shallow);
  expect(states).toMatchObject({ clone: 'problem', shadowed: 'problem', 'hooks-run': 'problem' });
  expect([find('clone')?.mend, find('shadowed')?.mend]).toEqual([
    ['git fetch --unshallow'],
    ['git config --unset core.hooksPath'],
  ]);
});

test('doctor: errors, and words for people', async () => {
  await expect(runCommand('doctor', temporaryFolder(), [])).rejects.toMatchObject({ code: 'E_GIT' });
  await expect(runCommand('doctor', createRepository().path, ['x'])).rejects.toMatchObject({ code: 'E_USAGE' });
  await expect(runCommand('doctor', createRepository().path, ['-f', 'xml'])).rejects.toMatchObject({ code: 'E_USAGE' });
  const repository = createRepository();
  repository.write('.hexhound-baseline.jsonl', 'broken\n');
  const { code, stdout } = await runCommand('doctor', repository.path, []);
  expect(code).toBe(2);
  expect(stdout).toMatch(/^\? {5}baseline {10}.*is not JSON$/m);
  expect(stdout).toMatch(/^mend {2}hooks {13}.*\n {8}npx hexhound init --yes$/m);
  expect(stdout).toMatch(/2 things to mend, 1 thing could not be looked at\n$/);
});

test('doctor knows each recipe of docs/ci.md where its system looks for it', async () => {
  const recipes = [...readFileSync('docs/ci.md', 'utf8').matchAll(/^```(?:yaml|groovy)\n(.*?)^```/gms)];
  const files = [
    ...['.github/workflows/a.yml', '.github/workflows/b.yml', '.gitlab-ci.yml', '.circleci/config.yml'],
    ...['azure-pipelines.yml', 'bitbucket-pipelines.yml', 'Jenkinsfile'],
  ];
  expect(recipes).toHaveLength(files.length);
  for (const [at, file] of files.entries()) {
    const repository = createRepository();
    repository.write(file, recipes[at]?.[1] ?? '').commit('ci');
    const { states, find } = await doctor(repository, {}, '--no-proof');
    expect([states.ci, find('ci')?.message]).toEqual(['ok', `${file} runs hexhound`]);
  }
});
