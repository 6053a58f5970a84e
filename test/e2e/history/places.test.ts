import { existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fill } from '../../../src/rules/generate.ts';
import { scanLooseAndPacked } from '../../helpers/history.ts';
import { runCommand } from '../../helpers/io.ts';
import { hexKey } from '../../helpers/keys.ts';
import { createRepository, repositoryWithBase, temporaryFolder } from '../../helpers/repository.ts';
import { keyLine, scanWith } from '../../helpers/scan.ts';

const KEY = hexKey('history');
const OTHER = hexKey('another');

test('a key that was added and removed again: found once, with the commit that added it', async () => {
  const repository = repositoryWithBase();
  const added = repository.write('src/a.js', `// settings\n${keyLine(KEY)}`).commit('add');
  const blob = repository.git('rev-parse', 'HEAD:src/a.js');
  repository.remove('src/a.js').commit('remove');
  const { code, report, find } = await scanLooseAndPacked(repository);
  expect([code, report.findings.length, report.errors, report.notices]).toEqual([1, 1, [], []]);
  expect(find(KEY)).toMatchObject({ rule: 'captchaai-api-key', provider: 'captchaai' });
  expect(find(KEY)?.occurrences).toEqual([
    {
      kind: 'file',
      path: 'src/a.js',
      line: 2,
      column: 22,
      endLine: 2,
      endColumn: 54,
      excerpt: `CAPTCHAAI_API_KEY = "****${KEY.slice(-4)}"`,
      blob,
      commit: added,
      author: 'Ada <ada@example.com>',
      date: '2023-11-14T22:15:20+00:00',
      refs: ['refs/heads/main'],
    },
  ]);
});

test('a .env that was committed and removed', async () => {
  const repository = repositoryWithBase();
  const commit = repository.write('.env', `CAPTCHAAI_API_KEY=${KEY}\n`).commit('oops');
  repository.remove('.env').commit('removed');
  const { report, places } = await scanLooseAndPacked(repository);
  expect(places(KEY)).toEqual(['.env:1']);
  expect(report.findings.find(({ rule }) => rule === 'dotenv-committed')?.occurrences).toMatchObject([
    { path: '.env', commit },
  ]);
});

test('in the root commit, on an orphan branch, under a detached HEAD', async () => {
  const repository = createRepository();
  const [root, orphan, detached] = [hexKey('root'), hexKey('orphan'), hexKey('detached')];
  repository.write('root.py', keyLine(root)).commit('root');
  repository.git('checkout', '--quiet', '--orphan', 'elsewhere');
  repository.remove('root.py').write('orphan.py', keyLine(orphan)).commit('orphan');
  repository.git('checkout', '--quiet', '--detach');
  repository.remove('orphan.py').write('detached.py', keyLine(detached)).commit('detached');
  const { places } = await scanLooseAndPacked(repository);
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
  expect((await scanLooseAndPacked(repository)).find(KEY)?.occurrences).toMatchObject([
    { path: 'evil.js', commit: merge },
  ]);
});

test('in the resolution of a conflict, which has lines of neither side', async () => {
  const repository = repositoryWithBase();
  repository.write('a.js', 'before\nvalue\nafter\n').commit('value');
  repository.git('checkout', '--quiet', '-b', 'side');
  repository.write('a.js', 'before\ntheirs\nafter\n').commit('theirs');
  repository.git('checkout', '--quiet', 'main');
  repository.write('a.js', 'before\nours\nafter\n').commit('ours');
  expect(() => repository.git('merge', '--quiet', 'side')).toThrow('git merge');
  const merge = repository.write('a.js', `before\n${keyLine(KEY)}after\n`).commit('merge');
  expect((await scanLooseAndPacked(repository)).find(KEY)?.occurrences).toMatchObject([
    { path: 'a.js', line: 2, commit: merge },
  ]);
});

test('what a merge takes over belongs to the commit it came from', async () => {
  const repository = repositoryWithBase();
  repository.git('checkout', '--quiet', '-b', 'side');
  const side = repository.write('side.js', keyLine(KEY)).commit('side');
  repository.git('checkout', '--quiet', 'main');
  repository.write('main.txt', 'main\n').commit('main');
  repository.git('merge', '--quiet', '--no-ff', '-m', 'merge', 'side');
  expect((await scanLooseAndPacked(repository)).find(KEY)?.occurrences).toMatchObject([{ commit: side }]);
});

test('in the messages of commits and tags, of tags of tags too, and in notes', async () => {
  const repository = repositoryWithBase();
  const [inCommit, inTag, inOuter, inNote] = [hexKey('commit'), hexKey('tag'), hexKey('outer'), hexKey('note')];
  const commit = repository.commit(`Try it\n\n${keyLine(inCommit)}`);
  repository.git('tag', '-a', 'v1', '-m', keyLine(inTag));
  repository.git('tag', '-a', 'signed-off', '-m', `All is well\n\n${keyLine(inOuter)}`, 'v1');
  repository.git('notes', 'add', '-m', keyLine(inNote));
  const { find } = await scanLooseAndPacked(repository);
  expect(find(inCommit)?.occurrences).toMatchObject([
    { kind: 'commit-message', commit, line: 3, author: 'Ada <ada@example.com>' },
  ]);
  expect(find(inTag)?.occurrences).toMatchObject([{ kind: 'tag-message', line: 1, refs: ['refs/tags/v1'] }]);
  expect(find(inOuter)?.occurrences).toMatchObject([{ kind: 'tag-message', line: 3, refs: ['refs/tags/signed-off'] }]);
  expect(find(inNote)?.occurrences).toMatchObject([{ kind: 'note', line: 1, refs: ['refs/notes/commits'] }]);
});

test.each([
  [
    'UTF-7',
    (text: string) =>
      Buffer.from(`+${Buffer.from(text, 'utf16le').swap16().toString('base64').replace(/=/g, '')}- +- c`),
  ],
  ['IBM037', toEbcdic],
  ['cp1047', toEbcdic],
])('in the message of a commit in %s', async (encoding, encode) => {
  const repository = repositoryWithBase();
  const key = hexKey(encoding);
  const person = 'Ada <ada@example.com> 1700000000 +0000';
  const header = `tree ${repository.git('rev-parse', 'HEAD^{tree}')}\nparent ${repository.git('rev-parse', 'HEAD')}\n`;
  const head = Buffer.from(`${header}author ${person}\ncommitter ${person}\nencoding ${encoding}\n\n`);
  const input = Buffer.concat([head, encode(`Try it\n\n${keyLine(key)}`)]);
  const commit = repository.gitWith({ input }, 'hash-object', '-t', 'commit', '-w', '--stdin');
  repository.git('update-ref', 'refs/heads/main', commit);
  const { find } = await scanLooseAndPacked(repository);
  expect(find(key)?.occurrences).toMatchObject([{ kind: 'commit-message', commit, line: 3 }]);
  const { report } = await scanWith('history', repository.path, ['main~..main']);
  expect(report.findings).toHaveLength(1);
});

/** By the table of IBM037, for what the message has in it. */
function toEbcdic(text: string): Buffer {
  const rows: readonly (readonly [string, number])[] = [
    ...([
      ['a', 0x81],
      ['j', 0x91],
      ['s', 0xa2],
      ['A', 0xc1],
      ['J', 0xd1],
      ['S', 0xe2],
      ['0', 0xf0],
    ] as const),
    ...([
      [' ', 0x40],
      ['_', 0x6d],
      ['=', 0x7e],
      ['"', 0x7f],
      ['\n', 0x25],
    ] as const),
  ];
  return Buffer.from(
    Array.from(text, (character) => {
      const [first, code] = rows
        .filter(([first]) => first <= character)
        .sort()
        .at(-1) ?? ['', 0];
      return code + character.charCodeAt(0) - first.charCodeAt(0);
    }),
  );
}

test('in a blob and in a tree that only a tag points to', async () => {
  const repository = repositoryWithBase();
  const [inBlob, inTree] = [hexKey('blob'), hexKey('tree')];
  const blob = repository.store(keyLine(inBlob));
  repository.git('tag', '-a', 'a-blob', '-m', 'a blob', blob);
  const inside = repository.store(keyLine(inTree));
  const tree = repository.gitWith({ input: `100644 blob ${inside}\tdeep.js\n` }, 'mktree');
  repository.git('tag', 'a-tree', tree);
  const { find } = await scanLooseAndPacked(repository);
  expect(find(inBlob)?.occurrences).toMatchObject([{ blob, refs: ['refs/tags/a-blob'] }]);
  expect(find(inTree)?.occurrences).toMatchObject([{ path: 'deep.js', refs: ['refs/tags/a-tree'] }]);
});

test('in every part of a stash, also of one that is not the last', async () => {
  const repository = repositoryWithBase();
  const [tracked, staged, untracked] = [hexKey('t'), hexKey('s'), hexKey('u')];
  repository.write('README.md', keyLine(tracked));
  repository.write('staged.js', keyLine(staged)).git('add', 'staged.js');
  repository.write('untracked.js', keyLine(untracked));
  repository.git('stash', 'push', '--quiet', '--include-untracked');
  repository.write('README.md', 'something else\n');
  repository.git('stash', 'push', '--quiet');
  const { places } = await scanLooseAndPacked(repository);
  expect([places(tracked), places(staged), places(untracked)]).toEqual([
    ['README.md:1'],
    ['staged.js:1'],
    ['untracked.js:1'],
  ]);
});

test('in refs that no branch or tag is: refs/pull, custom ones', async () => {
  const repository = repositoryWithBase();
  const [pull, custom] = [hexKey('pull'), hexKey('custom')];
  for (const [ref, key] of [
    ['refs/pull/1/head', pull],
    ['refs/custom/deep/er', custom],
  ] as const) {
    repository.git('checkout', '--quiet', '--detach');
    repository.write('hidden.js', keyLine(key)).commit(ref);
    repository.git('update-ref', ref, 'HEAD');
    repository.git('checkout', '--quiet', 'main');
  }
  repository.git('reflog', 'expire', '--expire=now', '--all');
  const { find } = await scanLooseAndPacked(repository);
  expect(find(pull)?.occurrences).toMatchObject([{ path: 'hidden.js', refs: ['refs/pull/1/head'] }]);
  expect(find(custom)?.occurrences).toMatchObject([{ path: 'hidden.js', refs: ['refs/custom/deep/er'] }]);
});

test('a replace ref hides neither a blob nor a commit', async () => {
  const repository = repositoryWithBase();
  const [inBlob, inCommit] = [hexKey('replaced blob'), hexKey('replaced commit')];
  repository.write('r.js', keyLine(inBlob)).commit('original');
  repository.git('replace', repository.git('rev-parse', 'HEAD:r.js'), repository.store('nothing here\n'));
  const original = repository.write('c.js', keyLine(inCommit)).commit('to be replaced');
  repository.git('checkout', '--quiet', '-b', 'clean', 'HEAD~');
  const clean = repository.write('c.js', 'nothing here either\n').commit('clean');
  repository.git('replace', original, clean);
  const { find } = await scanLooseAndPacked(repository);
  expect(find(inBlob)?.occurrences).toMatchObject([{ path: 'r.js' }]);
  expect(find(inCommit)?.occurrences).toMatchObject([{ path: 'c.js', commit: original, refs: ['refs/heads/main'] }]);
});

test('a graft that cuts the history hides nothing behind it', async () => {
  const repository = repositoryWithBase();
  const added = repository.write('a.js', keyLine(KEY)).commit('add');
  const head = repository.remove('a.js').commit('remove');
  repository.write('.git/info/grafts', `${head}\n`);
  expect((await scanLooseAndPacked(repository)).find(KEY)?.occurrences).toMatchObject([
    { path: 'a.js', commit: added, refs: ['refs/heads/main'] },
  ]);
});

test('under one of three thousand refs', async () => {
  const repository = repositoryWithBase();
  const base = repository.git('rev-parse', 'HEAD');
  repository.git('checkout', '--quiet', '--detach');
  const commit = repository.write('a.js', keyLine(KEY)).commit('add');
  repository.git('checkout', '--quiet', 'main');
  repository.git('reflog', 'expire', '--expire=now', '--all');
  const refs = Array.from({ length: 3000 }, (_, at) => {
    return `${at === 1234 ? commit : base} refs/heads/many/${String(at).padStart(4, '0')}\n`;
  });
  repository.write('.git/packed-refs', `# pack-refs with: peeled fully-peeled sorted \n${refs.join('')}`);
  const { find } = await scanLooseAndPacked(repository);
  expect(find(KEY)?.history).toMatchObject({ heldBy: ['refs/heads/many/1234'], reachedBy: 'refs' });
  expect(find(KEY)?.occurrences).toMatchObject([{ path: 'a.js', commit, refs: ['refs/heads/many/1234'] }]);
});

test('a file renamed without change: one finding, both paths', async () => {
  const repository = repositoryWithBase();
  const added = repository.write('old.js', keyLine(KEY)).commit('add');
  repository.git('mv', 'old.js', 'new.js');
  const renamed = repository.commit('rename');
  expect((await scanLooseAndPacked(repository)).find(KEY)?.occurrences).toMatchObject([
    { path: 'old.js', commit: added },
    { path: 'new.js', commit: renamed },
  ]);
});

test('a name and its value that come together only by a rename', async () => {
  const repository = repositoryWithBase();
  const filler = Array.from({ length: 30 }, (_, at) => `line ${at}\n`);
  repository.write('notes.txt', [...filler, `"${KEY}"\n`].join('')).commit('the value');
  repository.remove('notes.txt');
  const text = [...filler, 'CAPTCHAAI_API_KEY =\n', `"${KEY}"\n`].join('');
  const renamed = repository.write('settings.py', text).commit('the name');
  expect((await scanLooseAndPacked(repository)).find(KEY)?.occurrences).toMatchObject([
    { path: 'settings.py', line: 32, commit: renamed },
  ]);
});

test('a file that becomes a link, a submodule, and a file again', async () => {
  const repository = repositoryWithBase();
  const [first, target, last] = [hexKey('first'), hexKey('target'), hexKey('last')];
  const change = (message: string) => repository.git('commit', '--quiet', '-m', message);
  const file = repository.write('a.js', keyLine(first)).commit('a file');
  repository.remove('a.js');
  symlinkSync(`https://ocr.captchaai.com/res.php?key=${target}&action=getbalance`, join(repository.path, 'a.js'));
  const link = repository.commit('a link');
  repository.git('rm', '--quiet', 'a.js');
  repository.git('update-index', '--add', '--cacheinfo', `160000,${file},a.js`);
  change('a submodule');
  repository.git('rm', '--quiet', '--cached', 'a.js');
  const again = repository.write('a.js', keyLine(last)).commit('a file again');
  const { find } = await scanLooseAndPacked(repository);
  expect(find(first)?.occurrences).toMatchObject([{ kind: 'file', path: 'a.js', commit: file }]);
  expect(find(target)?.occurrences).toMatchObject([{ kind: 'link-target', path: 'a.js', commit: link }]);
  expect(find(last)?.occurrences).toMatchObject([{ kind: 'file', path: 'a.js', commit: again }]);
});

test('one key in many places is one finding', async () => {
  const repository = repositoryWithBase();
  repository.write('a.js', keyLine(KEY)).write('b/c.py', `# here too\n${keyLine(KEY)}${keyLine(OTHER)}`);
  repository.commit(`add\n\n${keyLine(KEY)}`);
  repository.git('tag', '-a', 'v1', '-m', keyLine(KEY));
  const { report, places } = await scanLooseAndPacked(repository);
  expect(report.findings).toHaveLength(2);
  expect([places(KEY), places(OTHER)]).toEqual([
    ['a.js:1', 'b/c.py:2', 'commit-message:3', 'tag-message:1'],
    ['b/c.py:3'],
  ]);
});

test('in the name of a file: once for each path; never shown, and never remembered', async () => {
  const token = fill('{{github:ghp_}}', 'name');
  const repository = repositoryWithBase();
  const added = repository
    .write(`old/backup-${token}.txt`, 'nothing\n')
    .write(`${hexKey('digest')}.js`, '1\n')
    .commit('add');
  repository.remove('old').commit('remove');
  const { report, find } = await scanLooseAndPacked(repository);
  expect(report.findings).toHaveLength(1);
  expect(find(token)).toMatchObject({
    rule: 'github-pat',
    history: { first: { id: added }, last: { id: added }, heldBy: [], reachedBy: 'refs' },
    occurrences: [{ kind: 'path', line: 1, column: 12, commit: added }],
  });
  const cache = temporaryFolder();
  const { stdout } = await runCommand('history', repository.path, ['--format=json'], {
    env: { XDG_CACHE_HOME: cache },
  });
  expect(stdout).not.toContain(token);
  expect(existsSync(join(cache, 'hexhound', 'history'))).toBe(false);
});
