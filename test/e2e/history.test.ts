import { chmodSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../../src/commands/history.ts';
import { hexKey } from '../helpers/keys.ts';
import { createRepository, type Repository, temporaryFolder } from '../helpers/repository.ts';
import { keyLine, scanWith } from '../helpers/scan.ts';

const KEY = hexKey('history');
const OTHER = hexKey('another');

/** A repository with one harmless commit. */
function repositoryWithBase(): Repository {
  const repository = createRepository();
  repository.write('README.md', '# Something\n').commit('base');
  return repository;
}

function looseFile(repository: Repository, id: string): string {
  return join(repository.path, '.git/objects', id.slice(0, 2), id.slice(2));
}

test('a key that was added and removed again: found once, with the commit that added it', async () => {
  const repository = repositoryWithBase();
  const added = repository.write('src/a.js', `// settings\n${keyLine(KEY)}`).commit('add');
  repository.remove('src/a.js').commit('remove');
  const { code, report, find } = await scanWith(run, repository.path);
  expect(code).toBe(1);
  expect(report.findings).toHaveLength(1);
  expect(find(KEY)).toMatchObject({
    rule: 'captchaai-api-key',
    provider: 'captchaai',
    occurrences: [
      {
        kind: 'file',
        path: 'src/a.js',
        line: 2,
        column: 22,
        endLine: 2,
        endColumn: 54,
        commit: added,
        author: 'Ada <ada@example.com>',
        refs: ['refs/heads/main'],
      },
    ],
  });
});

test('what HEAD still holds is said to be there', async () => {
  const repository = repositoryWithBase();
  repository.write('a.js', keyLine(KEY)).commit('add');
  expect((await scanWith(run, repository.path)).find(KEY)?.occurrences).toMatchObject([{ refs: ['HEAD'] }]);
});

test('in the root commit, on an orphan branch, under a detached HEAD', async () => {
  const repository = createRepository();
  const [root, orphan, detached] = ['root', 'orphan', 'detached'].map((seed) => hexKey(seed)) as [
    string,
    string,
    string,
  ];
  repository.write('root.py', keyLine(root)).commit('root');
  repository.git('checkout', '--quiet', '--orphan', 'elsewhere');
  repository.remove('root.py').write('orphan.py', keyLine(orphan)).commit('orphan');
  repository.git('checkout', '--quiet', '--detach');
  repository.remove('orphan.py').write('detached.py', keyLine(detached)).commit('detached');
  const { places } = await scanWith(run, repository.path);
  expect([places(root), places(orphan), places(detached)]).toEqual([['root.py:1'], ['orphan.py:1'], ['detached.py:1']]);
});

test('only in the resolution of a merge: the merge introduced it', async () => {
  const repository = repositoryWithBase();
  repository.git('checkout', '--quiet', '-b', 'side');
  repository.write('side.txt', 'side\n').commit('side');
  repository.git('checkout', '--quiet', 'main');
  repository.write('main.txt', 'main\n').commit('main');
  repository.git('merge', '--quiet', '--no-commit', '--no-ff', 'side');
  const merge = repository.write('evil.js', keyLine(KEY)).commit('merge');
  expect((await scanWith(run, repository.path)).find(KEY)?.occurrences).toMatchObject([
    { path: 'evil.js', commit: merge },
  ]);
});

test('what a merge takes over belongs to the commit it came from', async () => {
  const repository = repositoryWithBase();
  repository.git('checkout', '--quiet', '-b', 'side');
  const side = repository.write('side.js', keyLine(KEY)).commit('side');
  repository.git('checkout', '--quiet', 'main');
  repository.write('main.txt', 'main\n').commit('main');
  repository.git('merge', '--quiet', '--no-ff', '-m', 'merge', 'side');
  expect((await scanWith(run, repository.path)).find(KEY)?.occurrences).toMatchObject([{ commit: side }]);
});

test('in the messages of commits and tags, and in notes', async () => {
  const repository = repositoryWithBase();
  const [inCommit, inTag, inNote] = ['commit', 'tag', 'note'].map((seed) => hexKey(seed)) as [string, string, string];
  const commit = repository.commit(`Try it\n\n${keyLine(inCommit)}`);
  repository.git('tag', '-a', 'v1', '-m', keyLine(inTag));
  repository.git('notes', 'add', '-m', keyLine(inNote));
  const { find } = await scanWith(run, repository.path);
  expect(find(inCommit)?.occurrences).toMatchObject([
    { kind: 'commit-message', commit, line: 3, author: 'Ada <ada@example.com>' },
  ]);
  expect(find(inTag)?.occurrences).toMatchObject([{ kind: 'tag-message', refs: ['refs/tags/v1'] }]);
  expect(find(inNote)?.occurrences).toMatchObject([{ kind: 'note', refs: ['refs/notes/commits'] }]);
});

test('in a blob and in a tree that only a tag points to', async () => {
  const repository = repositoryWithBase();
  const [inBlob, inTree] = [hexKey('blob'), hexKey('tree')];
  const blob = repository.gitWith({ input: keyLine(inBlob) }, 'hash-object', '-w', '--stdin');
  repository.git('tag', '-a', 'a-blob', '-m', 'a blob', blob);
  const inside = repository.gitWith({ input: keyLine(inTree) }, 'hash-object', '-w', '--stdin');
  const tree = repository.gitWith({ input: `100644 blob ${inside}\tdeep.js\n` }, 'mktree');
  repository.git('tag', 'a-tree', tree);
  const { find } = await scanWith(run, repository.path);
  expect(find(inBlob)?.occurrences).toMatchObject([{ blob, refs: ['refs/tags/a-blob'] }]);
  expect(find(inTree)?.occurrences).toMatchObject([{ path: 'deep.js', refs: ['refs/tags/a-tree'] }]);
});

test('in every part of a stash, also of one that is not the last', async () => {
  const repository = repositoryWithBase();
  const [tracked, staged, untracked] = ['t', 's', 'u'].map((seed) => hexKey(seed)) as [string, string, string];
  repository.write('README.md', keyLine(tracked));
  repository.write('staged.js', keyLine(staged)).git('add', 'staged.js');
  repository.write('untracked.js', keyLine(untracked));
  repository.git('stash', 'push', '--quiet', '--include-untracked');
  repository.write('README.md', 'something else\n');
  repository.git('stash', 'push', '--quiet');
  const { places } = await scanWith(run, repository.path);
  expect([places(tracked), places(staged), places(untracked)]).toEqual([
    ['README.md:1'],
    ['staged.js:1'],
    ['untracked.js:1'],
  ]);
});

test('on a deleted branch that only the reflog knows, and where not even that does', async () => {
  const repository = repositoryWithBase();
  repository.git('checkout', '--quiet', '-b', 'gone');
  const commit = repository.write('gone.js', keyLine(KEY)).commit('gone');
  repository.git('checkout', '--quiet', 'main');
  repository.git('branch', '--quiet', '-D', 'gone');
  expect((await scanWith(run, repository.path)).find(KEY)?.occurrences).toMatchObject([
    { path: 'gone.js', commit, refs: ['reflog'] },
  ]);
  repository.git('reflog', 'expire', '--expire=now', '--all');
  expect((await scanWith(run, repository.path)).find(KEY)?.occurrences).toMatchObject([
    { path: 'gone.js', commit, refs: ['unreachable'] },
  ]);
});

test('staged and never committed', async () => {
  const repository = repositoryWithBase();
  repository.write('staged.js', keyLine(KEY)).git('add', 'staged.js');
  expect((await scanWith(run, repository.path)).find(KEY)?.occurrences).toMatchObject([
    { path: 'staged.js', refs: ['index'] },
  ]);
});

test('in refs that no branch or tag is: refs/pull, custom ones, a replaced object', async () => {
  const repository = repositoryWithBase();
  const [pull, original] = [hexKey('pull'), hexKey('original')];
  const base = repository.git('rev-parse', 'HEAD');
  repository.write('pull.js', keyLine(pull)).commit('pull');
  repository.git('update-ref', 'refs/pull/1/head', 'HEAD');
  repository.git('reset', '--quiet', '--hard', base);
  repository.git('reflog', 'expire', '--expire=now', '--all');
  repository.write('r.js', keyLine(original)).commit('original');
  const blob = repository.git('rev-parse', 'HEAD:r.js');
  const clean = repository.gitWith({ input: 'nothing here\n' }, 'hash-object', '-w', '--stdin');
  repository.git('replace', blob, clean);
  const { places, find } = await scanWith(run, repository.path);
  expect(places(original)).toEqual(['r.js:1']);
  expect(find(pull)?.occurrences).toMatchObject([{ path: 'pull.js', refs: ['refs/pull/1/head'] }]);
});

test('a file renamed without change: one finding, both paths', async () => {
  const repository = repositoryWithBase();
  repository.write('old.js', keyLine(KEY)).commit('add');
  repository.git('mv', 'old.js', 'new.js');
  repository.commit('rename');
  expect((await scanWith(run, repository.path)).places(KEY)).toEqual(['new.js:1', 'old.js:1']);
});

test('the target path of a symbolic link, and a file that becomes one', async () => {
  const repository = repositoryWithBase();
  repository.write('a.js', keyLine(OTHER)).commit('file');
  repository.remove('a.js');
  symlinkSync(`https://ocr.captchaai.com/res.php?key=${KEY}&action=getbalance`, join(repository.path, 'a.js'));
  repository.commit('link');
  const { places } = await scanWith(run, repository.path);
  expect([places(KEY), places(OTHER)]).toEqual([['a.js:1'], ['a.js:1']]);
});

test.each([
  ['loose objects only', []],
  ['one pack with deep deltas', [['repack', '-adfq', '--depth=250', '--window=50']]],
  [
    'a commit-graph and a multi-pack index',
    [
      ['repack', '-adq'],
      ['commit-graph', 'write'],
      ['multi-pack-index', 'write'],
    ],
  ],
])('however it is stored: %s', async (_, commands) => {
  const repository = repositoryWithBase();
  const filler = Array.from({ length: 300 }, (_value, index) => `line ${index}\n`);
  for (let version = 0; version < 20; version++) {
    repository.write(
      'big.txt',
      filler.with(version * 10, version === 7 ? keyLine(KEY) : `changed ${version}\n`).join(''),
    );
    repository.commit(`version ${version}`);
  }
  for (const command of commands) repository.git(...command);
  expect((await scanWith(run, repository.path)).places(KEY)).toEqual(['big.txt:71']);
});

test('objects of alternates count', async () => {
  const repository = repositoryWithBase();
  repository.write('a.js', keyLine(KEY)).commit('add');
  const clone = join(temporaryFolder(), 'clone');
  repository.git('clone', '--quiet', '--shared', '.', clone);
  expect((await scanWith(run, clone)).places(KEY)).toEqual(['a.js:1']);
});

test('a bare repository, a linked worktree, a SHA-256 repository', async () => {
  const repository = repositoryWithBase();
  repository.write('a.js', keyLine(KEY)).commit('add');
  const folder = temporaryFolder();
  repository.git('clone', '--quiet', '--bare', '.', join(folder, 'bare'));
  repository.git('worktree', 'add', '--quiet', '-b', 'linked', join(folder, 'linked'));
  const modern = createRepository('--object-format=sha256');
  modern.write('a.js', keyLine(KEY)).commit('add');
  for (const path of [join(folder, 'bare'), join(folder, 'linked'), modern.path]) {
    expect((await scanWith(run, path)).places(KEY)).toEqual(['a.js:1']);
  }
});

test('a shallow clone says that history is cut', async () => {
  const repository = repositoryWithBase();
  repository.write('a.js', keyLine(KEY)).commit('add');
  const clone = join(temporaryFolder(), 'clone');
  repository.git('clone', '--quiet', '--depth=1', `file://${repository.path}`, clone);
  const { report, code } = await scanWith(run, clone);
  expect(report.notices).toEqual([expect.stringContaining('shallow clone')]);
  expect(code).toBe(1);
});

test('submodules: their own histories are not forgotten', async () => {
  const library = createRepository();
  library.write('lib.js', keyLine(KEY)).commit('library');
  const repository = repositoryWithBase();
  repository.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library.path, 'vendored');
  repository.commit('submodule');
  const { report } = await scanWith(run, repository.path);
  expect(report.notices).toEqual([expect.stringContaining('submodules have histories of their own')]);
});

test('a partial clone: everything that is there is scanned, what is missing is named, exit code 2', async () => {
  const repository = repositoryWithBase();
  repository.git('config', 'uploadpack.allowFilter', 'true');
  repository.write('a.js', keyLine(KEY)).commit('add');
  const missing = repository.git('rev-parse', 'HEAD:a.js');
  repository.write('a.js', 'clean\n').commit(`clean, but ${keyLine(OTHER)}`);
  const clone = join(temporaryFolder(), 'clone');
  repository.git('clone', '--quiet', '--filter=blob:none', `file://${repository.path}`, clone);
  const { code, report, find } = await scanWith(run, clone);
  expect(code).toBe(2);
  expect(report.errors).toEqual([
    { code: 'E_GIT', subject: missing, message: 'the object is missing: a partial clone leaves it on the server' },
  ]);
  expect([find(KEY), find(OTHER)?.occurrences.length]).toEqual([undefined, 1]);
});

test('a damaged object is named, the rest is scanned, exit code 2', async () => {
  const repository = repositoryWithBase();
  repository.write('damaged.js', 'x'.repeat(5000)).write('a.js', keyLine(KEY)).commit('add');
  const damaged = repository.git('rev-parse', 'HEAD:damaged.js');
  chmodSync(looseFile(repository, damaged), 0o600);
  writeFileSync(looseFile(repository, damaged), 'garbage');
  const { code, report, places } = await scanWith(run, repository.path);
  expect(code).toBe(2);
  expect(report.errors.map(({ subject }) => subject)).toEqual([damaged]);
  expect(places(KEY)).toEqual(['a.js:1']);
});

test('a lost object of the history is named, exit code 2', async () => {
  const repository = repositoryWithBase();
  repository.write('lost.js', 'lost\n').commit('add');
  const lost = repository.git('rev-parse', 'HEAD:lost.js');
  rmSync(looseFile(repository, lost));
  const { code, report } = await scanWith(run, repository.path);
  expect([code, report.errors]).toEqual([
    2,
    [{ code: 'E_GIT', subject: lost, message: 'the object is missing from the repository' }],
  ]);
});

test('a repository without commits', async () => {
  const { code, report } = await scanWith(run, createRepository().path);
  expect([code, report.findings, report.errors, report.scanned.commits]).toEqual([0, [], [], 0]);
});

test.each([
  ['color.ui', 'always'],
  ['diff.noprefix', 'true'],
  ['diff.mnemonicPrefix', 'true'],
  ['diff.external', '/bin/false'],
  ['diff.wordRegex', '.'],
  ['diff.renames', 'copies'],
  ['diff.orderFile', '/nonexistent'],
  ['diff.context', '0'],
  ['diff.interHunkContext', '100'],
  ['diff.algorithm', 'patience'],
  ['diff.submodule', 'log'],
  ['diff.relative', 'true'],
  ['log.showRoot', 'false'],
  ['log.follow', 'true'],
  ['log.diffMerges', 'off'],
  ['log.showSignature', 'true'],
  ['log.date', 'relative'],
  ['log.decorate', 'full'],
  ['format.pretty', 'oneline'],
  ['core.quotePath', 'true'],
  ['core.abbrev', '4'],
  ['core.fsmonitor', '/bin/false'],
  ['i18n.logOutputEncoding', 'UTF-16'],
  ['core.attributesFile', '.git/attributes'],
])('%s = %s changes nothing', async (name, value) => {
  const repository = createRepository();
  const path = 'döner/ä b.js';
  const commit = repository.write(path, keyLine(KEY)).commit('root');
  repository.write('.git/attributes', '* binary -diff\n');
  repository.git('config', name, value);
  const { code, report, find } = await scanWith(run, repository.path);
  expect([code, report.errors]).toEqual([1, []]);
  expect(find(KEY)?.occurrences).toMatchObject([
    { path, commit, line: 1, author: 'Ada <ada@example.com>', date: '2023-11-14T22:14:20+00:00' },
  ]);
});

test('a range gives what it adds, and nothing that was there before', async () => {
  const repository = repositoryWithBase();
  repository.write('a.js', keyLine(OTHER)).commit('old key');
  repository.git('checkout', '--quiet', '-b', 'feature');
  repository.write('a.js', `${keyLine(OTHER)}// more\n`).commit('touches the file with the old key');
  const added = repository.write('a.js', `${keyLine(OTHER)}// more\n${keyLine(KEY)}`).commit('new key');
  const { report, find } = await scanWith(run, repository.path, ['main..feature']);
  expect(report.findings).toHaveLength(1);
  expect(find(KEY)?.occurrences).toMatchObject([{ path: 'a.js', line: 3, commit: added }]);
  expect((await scanWith(run, repository.path, ['feature..main'])).report.findings).toEqual([]);
});

test('paths can be left out', async () => {
  const repository = repositoryWithBase();
  repository.write('keep/a.js', keyLine(KEY)).write('drop/b.js', keyLine(OTHER)).commit('both');
  const { places } = await scanWith(run, repository.path, ['--exclude', 'drop']);
  expect([places(KEY), places(OTHER)]).toEqual([['keep/a.js:1'], []]);
});

test('a .env that was committed and removed', async () => {
  const repository = repositoryWithBase();
  const commit = repository.write('.env', `CAPTCHAAI_API_KEY=${KEY}\n`).commit('oops');
  repository.remove('.env').commit('removed');
  const { report, places } = await scanWith(run, repository.path);
  expect(places(KEY)).toEqual(['.env:1']);
  expect(report.findings.find(({ rule }) => rule === 'dotenv-committed')?.occurrences).toMatchObject([
    { path: '.env', commit },
  ]);
});

test('nothing in the repository is written', async () => {
  const repository = repositoryWithBase();
  repository.write('a.js', keyLine(KEY)).commit('add');
  const list = () => readdirSync(repository.path, { recursive: true, encoding: 'utf8' }).sort();
  const before = list();
  await scanWith(run, repository.path);
  expect(list()).toEqual(before);
});

test.each([
  [['nope..HEAD'], 'nope..HEAD'],
  [['./nowhere'], './nowhere'],
  [['--upload-pack=x'], 'history'],
])('bad arguments %j: an error that names them', async (args, subject) => {
  const repository = repositoryWithBase();
  await expect(scanWith(run, repository.path, args)).rejects.toMatchObject({ name: 'HexhoundError', subject });
});

test('outside of a repository: an error', async () => {
  await expect(scanWith(run, temporaryFolder())).rejects.toMatchObject({ code: 'E_GIT' });
});
