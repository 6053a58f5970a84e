import { spawnSync } from 'node:child_process';
import { chmodSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCommand } from '../helpers/io.ts';
import { hexKey } from '../helpers/keys.ts';
import { createRepository, GIT_ENV, type Repository, temporaryFolder } from '../helpers/repository.ts';
import { keyLine, scanWith } from '../helpers/scan.ts';

const KEY = hexKey('staged');
const OLD = hexKey('old');

function repositoryWithBase(): Repository {
  const repository = createRepository();
  repository.write('a.js', `// first line\n${keyLine(OLD)}// last line\n`).commit('base, with an old key');
  return repository;
}

function stage(repository: Repository, path: string, content: string | Uint8Array): Repository {
  repository.write(path, content).git('add', '--', path);
  return repository;
}

test('finds what the commit would add', async () => {
  const repository = stage(repositoryWithBase(), 'src/b.js', `\n${keyLine(KEY)}`);
  const { code, report, find } = await scanWith('staged', repository.path);
  expect(code).toBe(1);
  expect(report.findings).toHaveLength(1);
  expect(find(KEY)?.occurrences).toMatchObject([{ path: 'src/b.js', line: 2, column: 22 }]);
});

test('a key that HEAD has on a line that does not change is no news; on an added line it is', async () => {
  const repository = repositoryWithBase();
  stage(repository, 'a.js', `// changed\n${keyLine(OLD)}// last line\n`);
  expect((await scanWith('staged', repository.path)).report.findings).toEqual([]);
  stage(repository, 'a.js', `// changed\n${keyLine(OLD)}// last line\n${keyLine(OLD)}`);
  expect((await scanWith('staged', repository.path)).places(OLD)).toEqual(['a.js:4']);
});

test('a value whose name is added above it is new', async () => {
  const repository = createRepository();
  repository.write('a.py', `value = (\n    "${KEY}"\n)\n`).commit('no name that says anything');
  stage(repository, 'a.py', `captchaai_api_key = (\n    "${KEY}"\n)\n`);
  expect((await scanWith('staged', repository.path)).places(KEY)).toEqual(['a.py:2']);
});

test('the index counts, whatever the work tree holds', async () => {
  const repository = repositoryWithBase();
  stage(repository, 'b.js', keyLine(KEY)).write('b.js', 'clean\n');
  stage(repository, 'c.js', 'clean\n').write('c.js', keyLine(hexKey('unstaged')));
  const { report, places } = await scanWith('staged', repository.path);
  expect(report.findings).toHaveLength(1);
  expect(places(KEY)).toEqual(['b.js:1']);
});

test('the first commit of a repository', async () => {
  const repository = stage(createRepository(), 'b.js', keyLine(KEY));
  expect((await scanWith('staged', repository.path)).places(KEY)).toEqual(['b.js:1']);
});

test('from a subdirectory, everything staged is seen, with paths from the top', async () => {
  const repository = stage(repositoryWithBase(), 'b.js', keyLine(KEY)).write('deep/er/x.txt', '');
  expect((await scanWith('staged', join(repository.path, 'deep/er'))).places(KEY)).toEqual(['b.js:1']);
});

test('in a linked worktree', async () => {
  const repository = repositoryWithBase();
  const linked = join(temporaryFolder(), 'linked');
  repository.git('worktree', 'add', '--quiet', '-b', 'linked', linked);
  repository.write('main.js', keyLine(hexKey('elsewhere'))).git('add', 'main.js');
  repository.gitWith(
    { input: '' },
    '-C',
    linked,
    'update-index',
    '--add',
    '--cacheinfo',
    `100644,${blob(repository)},b.js`,
  );
  const { report, places } = await scanWith('staged', linked);
  expect(report.findings).toHaveLength(1);
  expect(places(KEY)).toEqual(['b.js:1']);
});

function blob(repository: Repository): string {
  return repository.gitWith({ input: keyLine(KEY) }, 'hash-object', '-w', '--stdin');
}

test.each([
  ['commit -a', ['commit', '--quiet', '-a', '-m', 'x']],
  ['commit -- path', ['commit', '--quiet', '-m', 'x', '--', 'a.js']],
  ['commit --amend', ['commit', '--quiet', '-a', '--amend', '-m', 'x']],
])('the index that `git %s` passes to its hook', async (_, command) => {
  const repository = repositoryWithBase();
  repository.write('a.js', keyLine(KEY));
  // The hook hands on what git gives it, so that the scan can be run as the hook would run it.
  const record = join(repository.path, '.git/seen');
  repository.write('.git/hooks/pre-commit', `#!/bin/sh\ncp "$GIT_INDEX_FILE" '${record}'\nexit 1\n`);
  chmodSync(join(repository.path, '.git/hooks/pre-commit'), 0o755);
  expect(() => repository.git(...command)).toThrow();
  const { places } = await scanWith('staged', repository.path, [], { env: { GIT_INDEX_FILE: record } });
  expect(places(KEY)).toEqual(['a.js:1']);
});

test('a merge that is being concluded', async () => {
  const repository = repositoryWithBase();
  repository.git('checkout', '--quiet', '-b', 'side');
  repository.write('side.js', 'side\n').commit('side');
  repository.git('checkout', '--quiet', 'main');
  repository.write('main.js', 'main\n').commit('main');
  repository.git('merge', '--quiet', '--no-commit', '--no-ff', 'side');
  stage(repository, 'merged.js', keyLine(KEY));
  expect((await scanWith('staged', repository.path)).places(KEY)).toEqual(['merged.js:1']);
});

describe('files in conflict', () => {
  /** Both branches have changed a.js, and a merge of the one into the other stops. */
  function conflict(ours: string | undefined, theirs: string | undefined): Repository {
    const repository = repositoryWithBase();
    for (const [branch, content] of [
      ['ours', ours],
      ['theirs', theirs],
    ] as const) {
      repository.git('checkout', '--quiet', '-b', branch, 'main');
      if (content === undefined) repository.remove('a.js').commit('without');
      else repository.write('a.js', content).commit(branch);
    }
    repository.git('checkout', '--quiet', 'ours');
    expect(() => repository.git('merge', 'theirs')).toThrow();
    return repository;
  }
  const notices = [expect.stringMatching(/^in conflict, .*: a\.js$/)];

  test('what the other side brings counts, and what HEAD has does not', async () => {
    const repository = conflict(`${keyLine(OLD)}// ours\n`, `${keyLine(OLD)}${keyLine(KEY)}`);
    const { code, report, places } = await scanWith('staged', repository.path);
    expect([code, report.findings.length, report.notices]).toEqual([1, 1, notices]);
    expect(places(KEY)).toEqual(['a.js:2']);
  });

  test('one side has deleted the file', async () => {
    const theirs = await scanWith('staged', conflict(undefined, keyLine(KEY)).path);
    expect([theirs.places(KEY), theirs.report.notices]).toEqual([['a.js:1'], notices]);
    const ours = await scanWith('staged', conflict(keyLine(KEY), undefined).path);
    expect([ours.report.findings, ours.report.notices]).toEqual([[], notices]);
  });

  test('from a subdirectory, beside what is staged, and where HEAD has neither side', async () => {
    const repository = repositoryWithBase();
    const other = repository.store(keyLine(OLD));
    const input = `100644 ${blob(repository)} 2\tb.js\n100644 ${other} 3\tb.js\n`;
    repository.gitWith({ input }, 'update-index', '--index-info');
    stage(repository, 'deep/c.js', keyLine(hexKey('third')));
    const { places } = await scanWith('staged', join(repository.path, 'deep'));
    expect([places(KEY), places(OLD), places(hexKey('third'))]).toEqual([['b.js:1'], ['b.js:1'], ['deep/c.js:1']]);
    expect((await scanWith('staged', repository.path, ['--exclude', 'b.js'])).report.notices).toEqual([]);
  });
});

test.each<[string, (repository: Repository) => void]>([
  ['skip-worktree', (repository) => void repository.git('update-index', '--skip-worktree', 'b.js', 'a.js')],
  ['assume-unchanged', (repository) => void repository.git('update-index', '--assume-unchanged', 'b.js', 'a.js')],
  ['a split index', (repository) => void repository.git('update-index', '--split-index')],
  ['an index of version 4', (repository) => void repository.git('update-index', '--index-version', '4')],
  [
    'a file system monitor that sees nothing',
    (repository) => {
      repository.write('.git/monitor', '#!/bin/sh\nprintf "token\\0"\n').chmod('.git/monitor', 0o755);
      repository.git('config', 'core.fsmonitor', '.git/monitor');
      repository.git('update-index', '--fsmonitor');
      repository.git('update-index', '--fsmonitor-valid', 'b.js', 'a.js');
    },
  ],
  ['core.ignoreStat', (repository) => void repository.git('config', 'core.ignoreStat', 'true')],
])('the index counts with %s', async (_, change) => {
  const repository = repositoryWithBase();
  stage(repository, 'b.js', keyLine(KEY));
  stage(repository, 'a.js', `// first line\n${keyLine(OLD)}${keyLine(KEY)}`);
  change(repository);
  repository.remove('b.js');
  expect((await scanWith('staged', repository.path)).places(KEY)).toEqual(['a.js:3', 'b.js:1']);
});

test('a sparse index, in which a whole folder is one entry', async () => {
  const repository = repositoryWithBase();
  repository.write('in/a.txt', 'a\n').write('out/deep/b.js', 'b\n').commit('folders');
  repository.write('out/deep/b.js', keyLine(KEY)).write('new/c.js', keyLine(OLD)).commit('keys');
  repository.git('sparse-checkout', 'set', '--cone', '--sparse-index', 'in');
  repository.git('reset', '--quiet', '--soft', 'HEAD~');
  expect(repository.git('ls-files', '--sparse', '--stage')).toMatch(/^040000 .*\tnew\/$/m);
  const { places, report } = await scanWith('staged', repository.path);
  expect([places(KEY), places(OLD), report.errors]).toEqual([['out/deep/b.js:1'], ['new/c.js:1'], []]);
});

test('a file renamed with an edit, one deleted and added again, a change of mode', async () => {
  const repository = repositoryWithBase();
  repository.git('mv', 'a.js', 'renamed.js');
  stage(repository, 'renamed.js', `// first line\n${keyLine(OLD)}${keyLine(KEY)}`);
  expect((await scanWith('staged', repository.path)).places(KEY)).toEqual(['renamed.js:3']);
  repository.git('reset', '--quiet', '--hard');
  repository.git('update-index', '--chmod=+x', 'a.js');
  expect((await scanWith('staged', repository.path)).report.findings).toEqual([]);
});

test('a symbolic link and an intent to add', async () => {
  const repository = repositoryWithBase();
  symlinkSync(`https://ocr.captchaai.com/in.php?key=${KEY}`, join(repository.path, 'link'));
  repository.git('add', 'link');
  repository.write('intended.js', keyLine(hexKey('intended'))).git('add', '--intent-to-add', 'intended.js');
  const { report, find } = await scanWith('staged', repository.path);
  expect(report.findings).toHaveLength(1);
  expect(find(KEY)?.occurrences).toMatchObject([{ kind: 'link-target', path: 'link' }]);
});

const TEXT = `# ünïcode\n${keyLine(KEY)}`;
const UTF16 = Buffer.from(TEXT, 'utf16le');

test.each<[string, string | Uint8Array, number]>([
  ['UTF-8 with a byte order mark', `\ufeff${TEXT}`, 2],
  ['UTF-16 LE with a byte order mark', Buffer.concat([Buffer.from([0xff, 0xfe]), UTF16]), 2],
  ['UTF-16 BE with a byte order mark', Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(UTF16).swap16()]), 2],
  ['UTF-16 without', UTF16, 2],
  ['Latin-1', Buffer.from(TEXT, 'latin1'), 2],
  ['CR LF', TEXT.replaceAll('\n', '\r\n'), 2],
  ['CR only', TEXT.replaceAll('\n', '\r'), 2],
  ['no newline at the end', TEXT.trimEnd(), 2],
  ['NUL bytes before it', `\0\0\0\n${TEXT}`, 3],
  ['one long line', `${'x'.repeat(2_000_000)} ${TEXT.replaceAll('\n', ' ')}`, 1],
])('content: %s', async (_, content, line) => {
  const repository = stage(repositoryWithBase(), 'b.js', content);
  expect((await scanWith('staged', repository.path)).places(KEY)).toEqual([`b.js:${line}`]);
});

test.each([
  'with space.js',
  'quote".js',
  "apostrophe'.js",
  'new\nline.js',
  '-dash.js',
  'ünï/日本.js',
  ':(glob)*.js',
  'back\\slash.js',
])('a file named %j', async (path) => {
  const repository = stage(repositoryWithBase(), path, keyLine(KEY));
  expect((await scanWith('staged', repository.path)).find(KEY)?.occurrences).toMatchObject([{ path }]);
});

test('a file name that is not UTF-8', async () => {
  const repository = repositoryWithBase();
  const input = Buffer.concat([
    Buffer.from(`100644 ${blob(repository)}\tcaf`),
    Buffer.from([0xe9]),
    Buffer.from('.js\0'),
  ]);
  repository.gitWith({ input }, 'update-index', '-z', '--index-info');
  expect((await scanWith('staged', repository.path)).places(KEY)).toEqual(['caf\\xe9.js:1']);
});

test('attributes and configuration change nothing', async () => {
  const repository = repositoryWithBase();
  repository.git('config', 'diff.hide.textconv', 'true');
  repository.git('config', 'diff.noprefix', 'true');
  repository.git('config', 'diff.external', '/bin/false');
  repository.git('config', 'diff.relative', 'true');
  stage(repository, '.gitattributes', '*.js binary -diff diff=hide\n');
  stage(repository, 'b.js', keyLine(KEY));
  stage(repository, 'a.js', `// first line\n${keyLine(OLD)}${keyLine(KEY)}`);
  const { report, places } = await scanWith('staged', repository.path);
  expect(report.findings).toHaveLength(1);
  expect(places(KEY)).toEqual(['a.js:3', 'b.js:1']);
});

test('nothing staged: says so', async () => {
  const { code, stdout } = await runCommand('staged', repositoryWithBase().path, []);
  expect([code, stdout]).toEqual([0, 'nothing staged - 0 files scanned\n']);
});

test('neither the index nor the work tree is touched', async () => {
  const repository = stage(repositoryWithBase(), 'b.js', keyLine(KEY)).write('c.js', 'untracked\n');
  const state = () => [repository.git('ls-files', '--stage', '--debug'), repository.git('status', '--porcelain')];
  const before = state();
  await scanWith('staged', repository.path);
  expect(state()).toEqual(before);
});

test('a staged .env is a finding of its own', async () => {
  const repository = stage(repositoryWithBase(), '.env', `CAPTCHAAI_API_KEY=${KEY}\n`);
  const { report } = await scanWith('staged', repository.path);
  expect(report.findings.map(({ rule }) => rule).sort()).toEqual(['captchaai-api-key', 'dotenv-committed']);
});

test('outside of a repository, and with a path that is not there: errors', async () => {
  await expect(runCommand('staged', temporaryFolder(), [])).rejects.toMatchObject({ code: 'E_GIT' });
  const missing = runCommand('staged', repositoryWithBase().path, ['nowhere.js']);
  await expect(missing).rejects.toMatchObject({ code: 'E_SOURCE', subject: 'nowhere.js' });
});

test('the hook starts without loading any package', () => {
  const { path } = stage(repositoryWithBase(), 'b.js', 'nothing\n');
  const refuse = `export async function resolve(specifier, context, next) {
    const resolved = await next(specifier, context);
    if (resolved.url.includes('/node_modules/')) throw new Error('loads ' + specifier);
    return resolved;
  }`;
  const register = `import { register } from 'node:module';
    register('data:text/javascript,' + ${JSON.stringify(encodeURIComponent(refuse))});`;
  const started = (command: string) =>
    spawnSync(
      process.execPath,
      ['--import', `data:text/javascript,${encodeURIComponent(register)}`, resolve('dist/js/cli.js'), command],
      { cwd: path, env: GIT_ENV, encoding: 'utf8' },
    );
  expect(started('staged')).toMatchObject({ status: 0, stderr: '' });
  expect(started('scan').stderr).toContain('loads simple-git');
});
