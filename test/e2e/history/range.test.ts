import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fill } from '../../../src/rules/generate.ts';
import { scanOnce } from '../../helpers/history.ts';
import { hexKey } from '../../helpers/keys.ts';
import { createRepository, type Repository, repositoryWithBase } from '../../helpers/repository.ts';
import { keyLine } from '../../helpers/scan.ts';

const KEY = hexKey('range');
const OTHER = hexKey('another');

/** What `BASE..HEAD` finds of the key, where BASE is what `base` made. */
async function added(base: (repository: Repository) => void, change: (repository: Repository) => void) {
  const repository = repositoryWithBase();
  base(repository);
  const from = repository.git('rev-parse', 'HEAD');
  change(repository);
  return scanOnce(repository.path, [`${from}..HEAD`]);
}

test('a file that is copied out of a folder which is not scanned', async () => {
  const { code, places } = await added(
    (r) => r.write('hexhound.yaml', 'ignore: { paths: [vendor/] }\n').write('vendor/a.js', keyLine(KEY)).commit('base'),
    (r) => r.write('src/a.js', keyLine(KEY)).commit('copy'),
  );
  expect([code, places(KEY)]).toEqual([1, ['src/a.js:1']]);
});

test('a file that is moved: the new path has it', async () => {
  const { places } = await added(
    (r) => r.write('a.js', keyLine(KEY)).commit('base'),
    (r) => {
      r.git('mv', 'a.js', 'b.js');
      r.commit('move');
    },
  );
  expect(places(KEY)).toEqual(['b.js:1']);
});

test('a file whose mode changes adds nothing', async () => {
  const { report } = await added(
    (r) => r.write('a.sh', keyLine(KEY)).commit('base'),
    (r) => r.chmod('a.sh', 0o755).commit('executable'),
  );
  expect([report.findings, report.scanned.blobs]).toEqual([[], 0]);
});

test('a line that is taken out and put back is added by the commit that puts it back', async () => {
  let revert = '';
  const { find } = await added(
    (r) => r.write('a.js', `first\n${keyLine(KEY)}`).commit('base'),
    (r) => {
      r.write('a.js', 'first\n').commit('take out');
      r.git('-c', 'core.hooksPath=/dev/null', 'revert', '--no-edit', 'HEAD');
      revert = r.git('rev-parse', 'HEAD');
    },
  );
  expect(find(KEY)?.occurrences).toMatchObject([{ path: 'a.js', line: 2, commit: revert }]);
});

test('a content that comes back at its path, where its first coming added nothing', async () => {
  const whole = `// more\n${keyLine(KEY)}`;
  let again = '';
  const { find } = await added(
    (r) => r.write('a.js', keyLine(KEY)).commit('base'),
    (r) => {
      r.write('a.js', whole).commit('a comment');
      r.remove('a.js').commit('remove');
      again = r.write('a.js', whole).commit('again');
    },
  );
  expect(find(KEY)?.occurrences).toMatchObject([{ path: 'a.js', line: 2, commit: again }]);
});

test('a merge of what the base has since got adds nothing, its own resolution does', async () => {
  const repository = repositoryWithBase();
  const lines = (middle: string) => ['one', middle, ...Array.from({ length: 20 }, (_, at) => `line ${at}`)];
  repository.write('a.js', lines('two').join('\n')).commit('common');
  repository.git('checkout', '--quiet', '-b', 'feature');
  repository.write('a.js', [...lines('two'), 'the end'].join('\n')).commit('at the end');
  repository.git('checkout', '--quiet', 'main');
  repository.write('a.js', lines(keyLine(OTHER)).join('\n')).commit('old key, in the middle');
  repository.git('checkout', '--quiet', 'feature');
  repository.git('merge', '--quiet', '--no-commit', 'main');
  expect((await scanOnce(repository.path, ['main..HEAD'])).report.findings).toEqual([]);
  const merge = repository.write('b.js', keyLine(KEY)).commit('merge, and more');
  const { report, find } = await scanOnce(repository.path, ['main..HEAD']);
  expect(report.findings).toHaveLength(1);
  expect(find(KEY)?.occurrences).toMatchObject([{ path: 'b.js', commit: merge }]);
});

test('a link whose target is the content of an old file', async () => {
  const target = `https://ocr.captchaai.com/res.php?key=${KEY}&action=getbalance`;
  const { find } = await added(
    (r) => r.write('old.txt', target).commit('base'),
    (r) => {
      symlinkSync(target, join(r.path, 'link'));
      r.commit('link');
    },
  );
  expect(find(KEY)?.occurrences).toMatchObject([{ kind: 'link-target', path: 'link' }]);
});

test('a .env with the content of another file is inspected', async () => {
  const { report } = await added(
    (r) => r.write('notes.txt', `PASSWORD=${hexKey('env', 12)}x\n`).commit('base'),
    (r) => r.write('.env', `PASSWORD=${hexKey('env', 12)}x\n`).commit('copy'),
  );
  expect(report.findings.map(({ rule }) => rule)).toContain('dotenv-committed');
});

test('names of new files and folders, of people, and of the branch', async () => {
  const [file, folder, person, branch, old] = ['file', 'folder', 'person', 'branch', 'old'].map((seed) =>
    fill('{{github:ghp_}}', seed),
  ) as [string, string, string, string, string];
  const repository = repositoryWithBase();
  repository.write(`${old}/a.txt`, 'a\n').commit('base');
  repository.git('checkout', '--quiet', '-b', `feature/${branch}`);
  repository.write(`x/${file}.txt`, 'x\n').write(`${folder}/y/z.txt`, 'z\n').write(`${old}/a.txt`, 'b\n');
  const commit = repository.commit('names', `--author=${person} <a@example.com>`);
  const { report, find } = await scanOnce(repository.path, ['main..HEAD']);
  expect(report.findings).toHaveLength(4);
  expect(find(file)?.occurrences).toMatchObject([{ kind: 'path', path: `x/${file}.txt`, column: 3, commit }]);
  expect(find(folder)?.occurrences).toMatchObject([{ kind: 'path', path: folder, commit }]);
  expect(find(person)?.occurrences).toMatchObject([{ kind: 'commit-header', line: 1, commit }]);
  expect(find(branch)?.occurrences).toMatchObject([{ kind: 'ref', path: `refs/heads/feature/${branch}` }]);
});

test('a revision that names a blob or a tree, by tags of tags or by its path', async () => {
  const repository = createRepository();
  repository.write('deep/b.py', keyLine(KEY)).commit('first');
  const blob = repository.git('rev-parse', 'HEAD:deep/b.py');
  repository.git('tag', 'light', blob);
  repository.git('tag', '-a', 'annotated', '-m', 'a blob', blob);
  repository.git('tag', '-a', 'nested', '-m', keyLine(OTHER), 'annotated');
  repository.git('tag', '-a', 'tree', '-m', 'a tree', 'HEAD:deep');
  for (const revision of ['light', 'annotated', 'nested', 'tree', 'HEAD:deep', 'HEAD:deep/b.py']) {
    const { code, find } = await scanOnce(repository.path, [revision]);
    expect([code, find(KEY)?.occurrences[0]?.blob], revision).toEqual([1, blob]);
    expect(find(OTHER)?.occurrences[0]?.kind, revision).toBe(revision === 'nested' ? 'tag-message' : undefined);
  }
});

test('a tree that is missing: what can be read is, and the exit code is 2', async () => {
  const repository = repositoryWithBase();
  const from = repository.git('rev-parse', 'HEAD');
  repository.write('deep/a.js', 'x\n').commit(`lost\n\n${keyLine(KEY)}`);
  const tree = repository.git('rev-parse', 'HEAD:deep');
  repository.remove('deep').write('b.js', keyLine(OTHER)).commit('later');
  repository.remove(`.git/objects/${tree.slice(0, 2)}/${tree.slice(2)}`);
  const { code, report, find } = await scanOnce(repository.path, [`${from}..HEAD`]);
  expect([code, find(KEY) === undefined, find(OTHER) === undefined]).toEqual([2, false, false]);
  expect(report.errors.map(({ subject }) => subject)).toContain(tree);
});
