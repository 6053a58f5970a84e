import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommand } from '../helpers/io.ts';
import { hexKey } from '../helpers/keys.ts';
import { createRepository, Repository, repositoryWithBase, temporaryFolder } from '../helpers/repository.ts';
import { keyLine, scanWith } from '../helpers/scan.ts';

const [KEY, OTHER] = ['in .git', 'elsewhere in .git'].map((seed) => hexKey(seed)) as [string, string];

/** Files that people or git fill with text: git's own documents name each (gitrepository-layout(5), git-rebase(1), git-lfs). */
const WRITTEN = [
  ...['COMMIT_EDITMSG', 'MERGE_MSG', 'SQUASH_MSG', 'TAG_EDITMSG', 'NOTES_EDITMSG', 'BRANCH_DESCRIPTION', 'description'],
  ...['config.worktree', 'config.lock', 'credentials', 'hooks/pre-push', 'hooks/lib/common.sh', 'info/exclude'],
  ...['info/attributes', 'info/sparse-checkout', 'info/grafts', 'logs/HEAD', 'logs/refs/heads/fix/index'],
  ...['rebase-merge/message', 'rebase-merge/git-rebase-todo', 'rebase-apply/0001', 'rebase-apply/final-commit'],
  ...[
    'sequencer/todo',
    'BISECT_LOG',
    'lfs/objects/ab/cd/abcd',
    'logs/refs/heads/objects',
    'worktrees/other/COMMIT_EDITMSG',
  ],
  ...['modules/lib/config', 'modules/lib/nested/modules/deep/COMMIT_EDITMSG', 'svn/.metadata', 'a.js.rej'],
  ...['rr-cache/0123/preimage', 'NOTES_MERGE_WORKTREE/x', 'x.js'],
];

const OWN = [
  ...['index', 'index.lock', 'next-index-12.lock', 'sharedindex.0123', 'objects/info/packs', 'refs/heads/x'],
  ...['hooks/pre-push.sample', 'modules/lib/index'],
];

test('what is written in .git is looked at, and is a place of its own kind', async () => {
  const repository = repositoryWithBase();
  for (const path of WRITTEN) repository.write(`.git/${path}`, `\n${keyLine(hexKey(path))}`);
  const { code, report, find } = await scanWith('scan', repository.path);
  expect([code, report.errors, report.findings.length]).toEqual([1, [], WRITTEN.length]);
  for (const path of WRITTEN) {
    expect(find(hexKey(path))?.occurrences).toMatchObject([{ kind: 'git-file', path: `.git/${path}`, line: 2 }]);
  }
});

test("what is git's own is not", async () => {
  const repository = repositoryWithBase();
  repository.write('.git/modules/lib/objects/info/x', '').write('.git/modules/lib/HEAD', 'x');
  // Git itself could not read such an index: the copy is no repository to it.
  const copy = repository.copyTo(temporaryFolder());
  copy.write('.git/HEAD', 'broken\n').remove('README.md');
  for (const path of OWN) copy.write(`.git/${path}`, keyLine(hexKey(path)));
  const { code, report } = await scanWith('scan', copy.path);
  expect([code, report.errors, report.findings]).toEqual([0, [], []]);
});

test('what git itself has written there: addresses, headers, reflogs with names, an interrupted rebase', async () => {
  const repository = repositoryWithBase();
  const token = hexKey('token');
  repository.git('remote', 'add', 'origin', `https://ada:${token}@git.acme.io/a.git`);
  repository.git('config', 'http.https://git.acme.io/.extraHeader', `Authorization: Bearer ${OTHER}`);
  repository.write('a.txt', 'one\n').commit(`use CAPTCHAAI_API_KEY=${KEY}`);
  repository.git('checkout', '--quiet', '-b', 'side', 'HEAD~');
  repository.write('a.txt', 'two\n').commit('side');
  expect(() => repository.git('rebase', 'main')).toThrow();
  const { places, report } = await scanWith('scan', repository.path);
  expect(places(token)).toEqual(['.git/config:7']);
  expect(places(OTHER)).toEqual(['.git/config:10']);
  expect(places(KEY)).toEqual(['.git/logs/HEAD:2', '.git/logs/refs/heads/main:2']);
  expect(report.findings).toHaveLength(3);
});

test('ids of objects are no keys, in SHA-1 and SHA-256, and neither is what git brings along', async () => {
  for (const format of ['sha1', 'sha256']) {
    const source = createRepository(`--object-format=${format}`);
    for (let count = 0; count < 20; count++)
      source.write('a.txt', `${count}\n`).commit(`token secret key password ${count}`);
    source.git('tag', 'api-key', 'HEAD~3');
    const repository = createRepository(`--object-format=${format}`);
    repository.git('fetch', '--quiet', source.path, 'main:secret', 'HEAD');
    repository.git('pack-refs', '--all');
    repository.git('reset', '--quiet', '--hard', 'secret');
    repository.git('reset', '--quiet', '--hard', 'HEAD~2');
    repository.git('bisect', 'start', 'HEAD', 'HEAD~5');
    const { report } = await scanWith('scan', repository.path, ['--all']);
    const inGit = report.findings.filter(({ occurrences }) => occurrences.some(({ kind }) => kind === 'git-file'));
    expect(inGit).toEqual([]);
  }
});

test('only of a whole repository: not for files and folders in it', async () => {
  const repository = repositoryWithBase();
  repository.write('src/a.js', keyLine(OTHER)).write('.git/hooks/pre-push', keyLine(KEY));
  for (const paths of [['src'], ['src/a.js'], ['src', 'README.md']]) {
    const { find, places } = await scanWith('scan', repository.path, paths);
    expect([places(OTHER), find(KEY)]).toEqual([['src/a.js:1'], undefined]);
  }
  for (const paths of [[], ['.'], ['.', 'src']]) {
    expect((await scanWith('scan', repository.path, paths)).places(KEY)).toEqual(['.git/hooks/pre-push:1']);
  }
  expect((await scanWith('scan', repository.path, ['.git/hooks'])).places(KEY)).toEqual(['.git/hooks/pre-push:1']);
  expect((await scanWith('scan', repository.path, ['--exclude', '.git/'])).find(KEY)).toBeUndefined();
});

test('in a linked worktree: its own files and those that it shares, wherever they are', async () => {
  const repository = repositoryWithBase();
  const linked = join(temporaryFolder(), 'linked');
  repository.git('worktree', 'add', '--quiet', linked);
  repository.write('.git/worktrees/linked/COMMIT_EDITMSG', keyLine(KEY)).write('.git/hooks/pre-push', keyLine(OTHER));
  const { places } = await scanWith('scan', linked);
  expect(places(KEY)).toEqual([`${repository.path}/.git/worktrees/linked/COMMIT_EDITMSG:1`]);
  expect(places(OTHER)).toEqual([`${repository.path}/.git/hooks/pre-push:1`]);
});

test('.git as a link, and GIT_DIR', async () => {
  const repository = repositoryWithBase();
  repository.write('.git/hooks/pre-push', keyLine(KEY));
  const elsewhere = join(temporaryFolder(), 'git');
  renameSync(join(repository.path, '.git'), elsewhere);
  const env = { GIT_DIR: elsewhere, GIT_WORK_TREE: repository.path };
  expect((await scanWith('scan', repository.path, [], { env })).places(KEY)).toEqual([`${elsewhere}/hooks/pre-push:1`]);
  symlinkSync(elsewhere, join(repository.path, '.git'));
  expect((await scanWith('scan', repository.path)).places(KEY)).toEqual([`${elsewhere}/hooks/pre-push:1`]);
});

test('of submodules, nested repositories, and repositories in a folder that is none; each once', async () => {
  const parent = new Repository(temporaryFolder());
  mkdirSync(join(parent.path, 'one/inner'), { recursive: true });
  const one = new Repository(join(parent.path, 'one'));
  const inner = new Repository(join(parent.path, 'one/inner'));
  for (const repository of [one, inner]) repository.git('init', '--quiet');
  const library = repositoryWithBase();
  one.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library.path, 'vendor/lib');
  one.write('.git/modules/vendor/lib/hooks/pre-push', keyLine(KEY));
  inner.write('.git/hooks/pre-push', keyLine(OTHER));
  for (const [cwd, prefix] of [
    [one.path, ''],
    [parent.path, 'one/'],
  ] as const) {
    const { places, report } = await scanWith('scan', cwd);
    expect(places(KEY)).toEqual([`${prefix}.git/modules/vendor/lib/hooks/pre-push:1`]);
    expect(places(OTHER)).toEqual([`${prefix}inner/.git/hooks/pre-push:1`]);
    expect(report.errors).toEqual([]);
  }
  const inside = await scanWith('scan', join(one.path, 'vendor/lib'));
  expect(inside.places(KEY)).toEqual([`${one.path}/.git/modules/vendor/lib/hooks/pre-push:1`]);
});

test('what is no file there is neither read nor waited for, and a large file is read whole', async () => {
  const repository = repositoryWithBase();
  const secret = join(temporaryFolder(), 'outside.js');
  writeFileSync(secret, keyLine(OTHER));
  symlinkSync(secret, join(repository.path, '.git/hooks/linked'));
  symlinkSync('.', join(repository.path, '.git/hooks/loop'));
  execFileSync('mkfifo', [join(repository.path, '.git/hooks/pipe')]);
  repository.write('.git/MERGE_MSG', `${`${'x'.repeat(79)}\n`.repeat(450_000)}${keyLine(KEY)}`);
  const { places, find, report } = await scanWith('scan', repository.path);
  expect([places(KEY), find(OTHER), report.errors]).toEqual([['.git/MERGE_MSG:450001'], undefined, []]);
});

test('the report sets them apart, says what to do, and masks them', async () => {
  const repository = repositoryWithBase();
  repository.git('remote', 'add', 'origin', `https://ada:${KEY}@git.acme.io/a.git`);
  repository.write('a.js', keyLine(OTHER));
  const { stdout } = await runCommand('scan', repository.path, []);
  expect(stdout).not.toContain(KEY);
  const [first = '', second = ''] = stdout.split('In .git, which is never committed\n');
  expect(first).toContain('a.js:1:22');
  expect(second).toMatch(/^.*\n {2}\.git\/config:\d+:\d+ \(in \.git\)\n/);
  expect(second).toContain('git remote set-url');
  const other = await runCommand('scan', repository.path, ['--exclude', '.git/']);
  expect(other.stdout).not.toContain('.git');
});

test('a work tree that the configuration puts elsewhere is an error, not an empty one', async () => {
  const repository = repositoryWithBase();
  repository.git('config', 'core.worktree', temporaryFolder());
  await expect(scanWith('scan', repository.path)).rejects.toMatchObject({
    code: 'E_SOURCE',
    message: expect.stringContaining('core.worktree'),
  });
});

const encode = (text: string) => Buffer.from(text).toString('base64');

test.each<[string, Record<string, string>, string]>([
  [
    'GitHub',
    { GITHUB_ACTIONS: 'true' },
    `[http "https://github.com/"]\n\textraheader = AUTHORIZATION: basic ${encode(`x-access-token:${KEY}`)}\n`,
  ],
  ['GitLab', { GITLAB_CI: 'true' }, `[remote "origin"]\n\turl = https://gitlab-ci-token:${KEY}@git.acme.io/a.git\n`],
  ['Azure', { TF_BUILD: 'True' }, `[http "https://dev.acme.io/"]\n\textraheader = AUTHORIZATION: bearer ${KEY}\n`],
])(
  'the token that a job of %s has in .git/config is a notice there, and a finding elsewhere',
  async (_, env, setting) => {
    const repository = repositoryWithBase();
    repository.write('.git/config', `[core]\n\tbare = false\n${setting}`).write('a.js', keyLine(OTHER));
    const inJob = await scanWith('scan', repository.path, [], { env });
    expect([inJob.report.findings.length, inJob.places(OTHER)]).toEqual([1, ['a.js:1']]);
    expect(inJob.report.notices).toEqual([expect.stringMatching(/^\.git\/config has the token of this CI job/)]);
    const elsewhere = await scanWith('scan', repository.path);
    expect([elsewhere.report.findings.length, elsewhere.report.notices]).toEqual([2, []]);
  },
);

test('other secrets in .git/config are findings in a job, too', async () => {
  const repository = repositoryWithBase();
  repository.git('config', 'http.extraHeader', `AUTHORIZATION: basic ${encode(`ada:${KEY}`)}`);
  repository.git('remote', 'add', 'origin', `https://ada:${OTHER}@git.acme.io/a.git`);
  const env = { GITHUB_ACTIONS: 'true', GITLAB_CI: 'true' };
  const { report } = await scanWith('scan', repository.path, [], { env });
  expect([report.findings.length, report.notices]).toEqual([2, []]);
});

test('a token of no known format in the place of the user, and a user there', async () => {
  const repository = repositoryWithBase();
  repository.git('remote', 'add', 'origin', `https://${KEY}@git.acme.io/a.git`);
  repository.git('remote', 'add', 'other', 'https://acme-continuous-integration@git.acme.io/a.git');
  repository.git('config', `url.https://${OTHER}@git.acme.io/.insteadOf`, 'https://git.acme.io/');
  const { places, report } = await scanWith('scan', repository.path, ['--all']);
  expect([places(KEY), places(OTHER)]).toEqual([['.git/config:7'], ['.git/config:12']]);
  expect(report.findings.filter(({ secret }) => secret !== undefined)).toHaveLength(2);
});
