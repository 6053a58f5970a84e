import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scanHistory, scanOnce } from '../../helpers/history.ts';
import { hexKey } from '../../helpers/keys.ts';
import { createRepository, template, temporaryFolder } from '../../helpers/repository.ts';
import { keyLine, type ScanOutcome } from '../../helpers/scan.ts';

const KEY = hexKey('configuration');
const OTHER = hexKey('another');
const PATH = 'döner/ä b.js';

/** Settings that change what git prints, or would if it were asked in another way. */
const SETTINGS: readonly (readonly [name: string, value: string])[] = [
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
  ['diff.ignoreSubmodules', 'all'],
  ['diff.shout.textconv', '/bin/false'],
  ['log.showRoot', 'false'],
  ['log.follow', 'true'],
  ['log.diffMerges', 'off'],
  ['log.showSignature', 'true'],
  ['log.date', 'relative'],
  ['log.decorate', 'full'],
  ['log.mailmap', 'true'],
  ['log.excludeDecoration', 'refs/heads/*'],
  ['format.pretty', 'oneline'],
  ['core.quotePath', 'true'],
  ['core.abbrev', '4'],
  ['core.fsmonitor', '/bin/false'],
  ['core.attributesFile', '.git/attributes'],
  ['core.commitGraph', 'false'],
  ['core.multiPackIndex', 'false'],
  ['core.bigFileThreshold', '1'],
  ['core.warnAmbiguousRefs', 'false'],
  ['core.pager', '/bin/false'],
  ['grep.patternType', 'perl'],
  ['i18n.logOutputEncoding', 'UTF-16'],
  ['status.showUntrackedFiles', 'no'],
  ['submodule.recurse', 'true'],
  ['transfer.hideRefs', 'refs/'],
  ['uploadpack.hideRefs', 'refs/'],
  ['rev.missing', 'error'],
];

/** A path, an author and a merge that settings could spoil, and attributes that hide every file from `git diff`. */
const repositoryToSpoil = template((repository) => {
  repository.write(PATH, keyLine(KEY)).commit('root', '--author=Bob Ö <bob@example.com>');
  repository.git('checkout', '--quiet', '-b', 'side');
  repository.write('side.js', 'side\n').commit('side');
  repository.git('checkout', '--quiet', 'main');
  repository.write('main.js', 'main\n').commit('main');
  repository.git('merge', '--quiet', '--no-commit', '--no-ff', 'side');
  repository.write('evil.js', keyLine(OTHER)).commit('merge');
  repository.write('.git/attributes', '* binary -diff diff=shout\n');
  repository.write('.mailmap', 'Eve <e@x> <bob@example.com>\n');
});

/** So many at a time: they are about different things, and none takes back what another does. */
const AT_ONCE = 5;

function check({ code, report, find }: ScanOutcome): void {
  expect([code, report.errors, report.notices]).toEqual([1, [], []]);
  const root = { author: 'Bob Ö <bob@example.com>', date: '2023-11-14T22:14:20+00:00' };
  expect(find(KEY)?.occurrences).toMatchObject([{ path: PATH, line: 1, ...root }]);
  expect(find(OTHER)?.occurrences).toMatchObject([{ path: 'evil.js', line: 1 }]);
}

test('no setting of the repository changes anything', async () => {
  const repository = repositoryToSpoil();
  const plain = await scanHistory(repository.path);
  check(plain);
  const own = readFileSync(join(repository.path, '.git/config'), 'utf8');
  for (let at = 0; at < SETTINGS.length; at += AT_ONCE) {
    const some = SETTINGS.slice(at, at + AT_ONCE);
    for (const [name, value] of some) repository.git('config', name, value);
    expect((await scanHistory(repository.path)).text, some.join(' and ')).toBe(plain.text);
    repository.write('.git/config', own);
  }
});

test("nor do all of the user's together", async () => {
  const repository = repositoryToSpoil();
  const plain = await scanHistory(repository.path);
  const file = join(temporaryFolder(), 'gitconfig');
  for (const [name, value] of SETTINGS) repository.git('config', '--file', file, name, value);
  const { text } = await scanHistory(repository.path, [], { env: { GIT_CONFIG_GLOBAL: file } });
  expect(text).toBe(plain.text);
});

test.each(['.gitattributes', '.git/info/attributes'])('attributes in %s hide nothing', async (path) => {
  const repository = repositoryToSpoil();
  repository.write(path, '* binary -diff -text export-ignore working-tree-encoding=UTF-16\n');
  check(await scanHistory(repository.path));
  check(await scanOnce(repository.path, ['HEAD']));
});

test('nothing that the repository configures is run', async () => {
  const repository = repositoryToSpoil();
  const mark = join(temporaryFolder(), 'was-run');
  const command = `touch '${mark}'; false`;
  for (const name of ['core.fsmonitor', 'core.pager', 'pager.log', 'diff.external', 'diff.shout.textconv']) {
    repository.git('config', name, command);
  }
  for (const name of ['core.sshCommand', 'core.alternateRefsCommand', 'gpg.program', 'filter.shout.smudge']) {
    repository.git('config', name, command);
  }
  for (const hook of ['post-checkout', 'post-index-change', 'reference-transaction', 'pre-auto-gc']) {
    repository.write(`.git/hooks/${hook}`, `#!/bin/sh\n${command}\n`).chmod(`.git/hooks/${hook}`, 0o755);
  }
  repository.git('config', 'core.attributesFile', '.git/attributes');
  check(await scanHistory(repository.path));
  check(await scanOnce(repository.path, ['HEAD']));
  expect(existsSync(mark)).toBe(false);
});

test('paths that are no UTF-8, and such as only look like options or patterns', async () => {
  const repository = createRepository();
  const odd = ['-rf', ' ', 'a\nb.js', '*', '"quoted"', 'back\\slash', ':(glob)x', 'tab\there', '\x1b[31mred'];
  const keys = odd.map((path) => hexKey(path));
  for (const [index, path] of odd.entries()) repository.write(`odd/${path}`, keyLine(keys[index] ?? ''));
  repository.commit('odd');
  const blob = repository.store(keyLine(KEY));
  const tree = Buffer.concat([Buffer.from(`100644 blob ${blob}\tb`), Buffer.from([0xff, 0xfe]), Buffer.from('.js\0')]);
  const latin = repository.gitWith({ input: tree }, 'mktree', '-z');
  repository.git('tag', 'latin', repository.git('commit-tree', '-m', 'not UTF-8', latin));
  const { report, places } = await scanHistory(repository.path);
  expect(report.errors).toEqual([]);
  expect(keys.map((key) => places(key))).toEqual(odd.map((path) => [`odd/${path}:1`]));
  expect(places(KEY)).toEqual(['b\\xff\\xfe.js:1']);
});
