import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fill } from '../../../src/rules/generate.ts';
import { scanHistory, scanLooseAndPacked } from '../../helpers/history.ts';
import { runCommand } from '../../helpers/io.ts';
import { hexKey } from '../../helpers/keys.ts';
import { repositoryWithBase } from '../../helpers/repository.ts';
import { keyLine, scanWith } from '../../helpers/scan.ts';

const token = (seed: string) => fill('{{github:ghp_}}', seed);

test('in the name of a folder: once for each path, since its first commit, until its last', async () => {
  const key = token('folder');
  const repository = repositoryWithBase();
  const first = repository.write(`a/${key}/deep/x.txt`, 'x\n').commit('add');
  repository.write(`a/${key}/deep/x.txt`, 'y\n').commit('change');
  const last = repository.write(`a/${key}/z.txt`, 'z\n').commit('another file');
  repository.remove('a').commit('remove');
  const { report, find } = await scanLooseAndPacked(repository);
  expect(report.findings).toHaveLength(1);
  expect(find(key)?.occurrences).toMatchObject([{ kind: 'path', path: `a/${key}`, column: 3, commit: first }]);
  expect(find(key)?.history).toMatchObject({ first: { id: first }, last: { id: last }, heldBy: [] });
});

test('in the name of a folder that a branch has, that only a tag of a tree has, that nothing has', async () => {
  const [held, tagged, dangling] = [token('held'), token('tagged'), token('dangling')];
  const repository = repositoryWithBase();
  repository.write(`${held}/x.txt`, 'x\n').commit('add');
  const blob = repository.git('rev-parse', `HEAD:${held}/x.txt`);
  const treeOf = (line: string) => repository.gitWith({ input: `${line}\n` }, 'mktree');
  const inner = treeOf(`100644 blob ${blob}\tx.txt`);
  repository.git('tag', 'a-tree', treeOf(`040000 tree ${inner}\t${tagged}`));
  treeOf(`040000 tree ${inner}\t${dangling}`);
  const { report, find } = await scanLooseAndPacked(repository);
  expect(report.findings).toHaveLength(3);
  expect(find(held)?.history?.heldBy).toContain('refs/heads/main');
  expect(find(tagged)?.occurrences).toMatchObject([{ path: tagged, refs: ['refs/tags/a-tree'] }]);
  expect(find(dangling)?.occurrences).toMatchObject([{ path: dangling, refs: ['unreachable'] }]);
});

test('in the names of files that differ from others in a tree that nothing has', async () => {
  const key = token('dangling file');
  const repository = repositoryWithBase();
  const blob = repository.git('rev-parse', 'HEAD:README.md');
  repository.gitWith({ input: `100644 blob ${blob}\t${key}\n` }, 'mktree');
  expect((await scanLooseAndPacked(repository)).find(key)?.occurrences).toMatchObject([{ kind: 'path', path: key }]);
});

test('in the names of branches, tags, other refs, notes and remotes', async () => {
  const keys = ['branch', 'tag', 'other', 'note', 'remote branch', 'remote'].map(token);
  const [branch = '', tag = '', other = '', note = '', tracked = '', remote = ''] = keys;
  const repository = repositoryWithBase();
  repository.git('branch', `feature/${branch}`);
  repository.git('tag', '-a', tag, '-m', 'a tag');
  repository.git('update-ref', `refs/custom/${other}/x`, 'HEAD');
  repository.git('notes', `--ref=${note}`, 'add', '-m', 'a note');
  repository.git('update-ref', `refs/remotes/${tracked}/main`, 'HEAD');
  repository.git('remote', 'add', remote, 'https://example.com/x.git');
  const { report, find } = await scanHistory(repository.path);
  expect(report.findings).toHaveLength(6);
  expect(find(branch)?.occurrences).toMatchObject([
    { kind: 'ref', path: `refs/heads/feature/${branch}`, refs: [`refs/heads/feature/${branch}`], line: 1, column: 20 },
  ]);
  expect(
    find(tag)
      ?.occurrences.map(({ kind }) => kind)
      .sort(),
  ).toEqual(['ref', 'tag-header']);
  expect([other, note, tracked, remote].map((key) => find(key)?.occurrences.map(({ path }) => path))).toEqual([
    [`refs/custom/${other}/x`],
    [`refs/notes/${note}`],
    [`refs/remotes/${tracked}/main`],
    [`remote ${remote}`],
  ]);
});

test('in the people, the signature and other headers of commits and tags, in a tag that was merged', async () => {
  const keys = ['author', 'address', 'committer', 'tagger', 'header', 'mergetag'].map(token);
  const [author = '', address = '', committer = '', tagger = '', header = '', merged = ''] = keys;
  const repository = repositoryWithBase();
  const first = repository.commit('by', `--author=${author} <${address}@example.com>`);
  const env = { GIT_COMMITTER_NAME: committer };
  repository.gitWith({ env }, 'commit', '--quiet', '--allow-empty', '-m', 'committed');
  repository.gitWith({ env: { GIT_COMMITTER_EMAIL: tagger } }, 'tag', '-a', 'v1', '-m', 'a tag');
  const tree = repository.git('rev-parse', 'HEAD^{tree}');
  const ident = 'Ada <ada@example.com> 1700000000 +0000';
  const lines = [
    `tree ${tree}\nparent ${repository.git('rev-parse', 'HEAD')}\nauthor ${ident}\ncommitter ${ident}`,
    `mergetag object ${first}\n type commit\n tag v0\n tagger ${ident}\n \n ${keyLine(hexKey('mergetag'))}`.trimEnd(),
    `x-token ${header}\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n ${merged}\n -----END PGP SIGNATURE-----\n\nmessage\n`,
  ];
  const id = repository.gitWith({ input: lines.join('\n') }, 'hash-object', '-t', 'commit', '-w', '--stdin');
  repository.git('update-ref', 'refs/heads/made', id);
  const { find } = await scanLooseAndPacked(repository);
  const lineOf = (key: string) => find(key)?.occurrences.map(({ kind, line, commit }) => [kind, line, commit]);
  expect(lineOf(author)).toEqual([['commit-header', 1, first]]);
  expect(lineOf(address)).toEqual([['commit-header', 1, first]]);
  expect(find(committer)?.occurrences.map(({ kind }) => kind)).toContain('commit-header');
  expect(find(tagger)?.occurrences).toMatchObject([{ kind: 'tag-header', line: 2, refs: ['refs/tags/v1'] }]);
  expect([lineOf(header), lineOf(merged)]).toEqual([[['commit-header', 9, id]], [['commit-header', 12, id]]]);
  expect(lineOf(hexKey('mergetag'))).toEqual([['commit-header', 8, id]]);
});

test('in a reflog, of a branch that is gone too, and of another worktree', async () => {
  const [pulled, branch, worktree] = [token('pulled'), token('gone branch'), token('worktree')];
  const repository = repositoryWithBase();
  const update = (ref: string, reason: string) => repository.git('update-ref', '-m', reason, ref, 'HEAD', '');
  repository.git('update-ref', '-m', `pull https://ada:${pulled}@example.com/x.git`, 'HEAD', repository.commit('next'));
  repository.git('checkout', '--quiet', '-b', branch);
  repository.git('checkout', '--quiet', 'main');
  repository.git('branch', '--quiet', '-D', branch);
  repository.git('worktree', 'add', '--quiet', '-b', 'other', join(repository.path, '../other'));
  repository.git('config', 'core.logAllRefUpdates', 'always');
  repository.git('-C', join(repository.path, '../other'), 'checkout', '--quiet', '-b', worktree);
  repository.git('-C', join(repository.path, '../other'), 'checkout', '--quiet', 'other');
  repository.git('branch', '--quiet', '-D', worktree);
  update('refs/custom/x', 'nothing');
  renameSync(join(repository.path, '../other'), join(repository.path, 'kept-inside'));
  const { find } = await scanHistory(repository.path);
  const placesOf = (key: string) => find(key)?.occurrences.map(({ kind, path }) => `${kind} ${path}`);
  expect(placesOf(pulled)).toContain('reflog HEAD');
  expect(placesOf(branch)).toEqual(['reflog HEAD', 'reflog HEAD']);
  expect(placesOf(worktree)).toEqual(['reflog worktrees/other/HEAD', 'reflog worktrees/other/HEAD']);
});

test('in what scan and staged look at: names of new files and of their folders', async () => {
  const [file, folder, old] = [token('file'), token('folder'), token('old')];
  const repository = repositoryWithBase();
  repository.write(`${old}/a.txt`, 'a\n').commit('old');
  repository.write(`x/${file}`, 'x\n').write(`${folder}/y/z.txt`, 'z\n').write(`${old}/a.txt`, 'b\n');
  repository.git('add', '.');
  const staged = await scanWith('staged', repository.path);
  expect(staged.report.findings).toHaveLength(2);
  expect([staged.places(file), staged.places(folder)]).toEqual([[`x/${file}:1`], [`${folder}:1`]]);
  const tree = await scanWith('scan', repository.path);
  expect(tree.report.findings.filter(({ rule }) => rule === 'github-pat')).toHaveLength(3);
  expect(tree.places(old)).toEqual([`${old}:1`]);
});

test('no name with a key is printed, in any format', async () => {
  const keys = ['file', 'folder', 'branch', 'tag', 'author', 'reflog'].map(token);
  const [file = '', folder = '', branch = '', tag = '', author = '', reflog = ''] = keys;
  const repository = repositoryWithBase();
  repository.write(`${folder}/${file}/a.js`, keyLine(hexKey('content')));
  repository.commit('add', `--author=${author} <a@example.com>`);
  repository.git('checkout', '--quiet', '-b', branch);
  repository.git('tag', '-a', tag, '-m', keyLine(hexKey('message')));
  repository.git('update-ref', '-m', reflog, 'HEAD', repository.commit('next'));
  repository.git('worktree', 'add', '--quiet', '--detach', join(repository.path, 'tree'));
  for (const [command, ...args] of [
    ['history', '--format=terminal'],
    ['history', '--format=json'],
    ['history', '--format=jsonl'],
    ['history', '--format=sarif'],
    ['history', 'main..HEAD', '--format=terminal'],
    ['history', 'main..HEAD', '--format=json'],
    ['scan', '--format=terminal'],
    ['audit', '--format=json'],
    ['audit', '--format=terminal'],
    ['audit', '--format=markdown'],
  ]) {
    const { code, stdout, stderr } = await runCommand(command ?? '', repository.path, args);
    expect(code, `${command} ${args}`).toBeGreaterThan(0);
    for (const [at, key] of keys.entries()) expect(stdout + stderr, `${command} ${args}: ${at}`).not.toContain(key);
  }
});

test('nor one whose finding was accepted', async () => {
  const author = token('accepted');
  const repository = repositoryWithBase();
  repository.write('a.js', keyLine(hexKey('content')));
  repository.write('hexhound.yaml', 'ignore: { rules: [github-pat] }\n');
  repository.commit('add', `--author=${author} <a@example.com>`);
  for (const format of ['terminal', 'json', 'sarif']) {
    const { code, stdout } = await runCommand('history', repository.path, [`--format=${format}`]);
    expect([code, stdout.includes('captchaai'), stdout.includes(author)], format).toEqual([1, true, false]);
  }
});
