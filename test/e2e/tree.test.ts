import { execFileSync } from 'node:child_process';
import { chmodSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { OVERLAP_BYTES, PIECE_BYTES } from '../../src/model/fragment.ts';
import { runCommand } from '../helpers/io.ts';
import { hexKey } from '../helpers/keys.ts';
import { createRepository, Repository, temporaryFolder } from '../helpers/repository.ts';
import { keyLine, scanWith } from '../helpers/scan.ts';

const [KEY, OTHER, THIRD] = ['one', 'two', 'three'].map((seed) => hexKey(seed)) as [string, string, string];

/** A folder that is no repository, with the verbs of one. */
function folder(): Repository {
  return new Repository(temporaryFolder());
}

test('in git: what is tracked or would be added, not what is ignored, and nothing of .git as files of the tree', async () => {
  const repository = createRepository();
  repository.write('.gitignore', 'ignored/\n.env\n.env.*\n').write('ignored/tracked.js', keyLine(KEY)).commit('base');
  repository
    .write('new.js', keyLine(OTHER))
    .write('ignored/not.js', keyLine(THIRD))
    .write('.git/objects/x.js', keyLine(THIRD));
  const { code, places, find } = await scanWith('scan', repository.path);
  expect(code).toBe(1);
  expect([places(KEY), places(OTHER), find(THIRD)]).toEqual([['ignored/tracked.js:1'], ['new.js:1'], undefined]);
});

test('what the index names below a link is not read through it, nor is a submodule that is a link', async () => {
  const [repository, outside] = [createRepository(), createRepository()];
  outside.write('a.js', keyLine(OTHER)).git('add', '.');
  const head = repository.write('inner/a.js', '').write('b.js', keyLine(KEY)).commit('base');
  repository.git('update-index', '--add', '--cacheinfo', `160000,${head},sub`);
  repository.remove('inner');
  for (const name of ['inner', 'sub']) symlinkSync(outside.path, join(repository.path, name));
  symlinkSync(repository.path, join(outside.path, 'way'));
  for (const target of [repository.path, join(outside.path, 'way'), join(outside.path, 'way', 'b.js')]) {
    const { code, places, find, report } = await scanWith('scan', repository.path, [target]);
    expect([code, places(KEY).length, find(OTHER), report.errors]).toEqual([1, 1, undefined, []]);
  }
});

test('outside of git: everything but what ignore files leave out, the nearest deciding', async () => {
  const tree = folder()
    .write('.gitignore', '*.log\nbuild/\n')
    .write('a.js', keyLine(KEY))
    .write('a.log', keyLine(THIRD))
    .write('build/b.js', keyLine(THIRD))
    .write('.hidden/c.js', keyLine(KEY))
    .write('keep/.gitignore', '!*.log\n')
    .write('keep/d.log', keyLine(OTHER));
  const { places, find } = await scanWith('scan', tree.path);
  expect([places(KEY), places(OTHER), find(THIRD)]).toEqual([
    ['.hidden/c.js:1', 'a.js:1'],
    ['keep/d.log:1'],
    undefined,
  ]);
});

test('a file that is named is read whatever ignores it; folders and files may be mixed', async () => {
  const repository = createRepository();
  repository.write('.gitignore', '*.log\n').write('a.log', keyLine(KEY)).write('src/b.js', keyLine(OTHER));
  repository.write('elsewhere.js', keyLine(THIRD));
  const { places, find } = await scanWith('scan', repository.path, ['a.log', 'src']);
  expect([places(KEY), places(OTHER), find(THIRD)]).toEqual([['a.log:1'], ['src/b.js:1'], undefined]);
});

test('a folder that git ignores is scanned when it is named', async () => {
  const repository = createRepository();
  repository.write('.gitignore', 'node_modules/\n').commit('base');
  repository.write('node_modules/x/index.js', keyLine(KEY));
  expect((await scanWith('scan', repository.path)).find(KEY)).toBeUndefined();
  expect((await scanWith('scan', repository.path, ['node_modules'])).places(KEY)).toEqual([
    'node_modules/x/index.js:1',
  ]);
});

test.each(['a.js\nb c.js\n', 'a.js\0b c.js\0'])('a list of files on standard input: %j', async (stdin) => {
  const tree = folder().write('a.js', keyLine(KEY)).write('b c.js', keyLine(OTHER)).write('d.js', keyLine(THIRD));
  const { places, find } = await scanWith('scan', tree.path, ['-'], { stdin });
  expect([places(KEY), places(OTHER), find(THIRD)]).toEqual([['a.js:1'], ['b c.js:1'], undefined]);
});

test('--include and --exclude', async () => {
  const tree = folder()
    .write('src/a.js', keyLine(KEY))
    .write('src/a.py', keyLine(OTHER))
    .write('test/a.js', keyLine(THIRD));
  const { places, find } = await scanWith('scan', tree.path, ['--include', '*.js', '--exclude', 'test/']);
  expect([places(KEY), find(OTHER), find(THIRD)]).toEqual([['src/a.js:1'], undefined, undefined]);
});

test('links are not followed, but their targets are read as text; a loop does no harm', async () => {
  const tree = folder().write('a.js', keyLine(KEY));
  symlinkSync('.', join(tree.path, 'loop'));
  symlinkSync('a.js', join(tree.path, 'link.js'));
  symlinkSync(`https://ocr.captchaai.com/res.php?key=${OTHER}&action=getbalance`, join(tree.path, 'target'));
  const { places, find } = await scanWith('scan', tree.path);
  expect(places(KEY)).toEqual(['a.js:1']);
  expect(find(OTHER)?.occurrences).toMatchObject([{ kind: 'link-target', path: 'target' }]);
});

test('fifos are skipped', async () => {
  const tree = folder().write('a.js', keyLine(KEY));
  execFileSync('mkfifo', [join(tree.path, 'pipe')]);
  const { code, report } = await scanWith('scan', tree.path);
  expect([code, report.errors, report.scanned.files]).toEqual([1, [], 1]);
});

test('nested repositories and submodules are scanned by their own rules', async () => {
  const repository = createRepository();
  repository.write('README.md', 'x\n').commit('base');
  const nested = new Repository(join(repository.path, 'nested'));
  repository
    .write('nested/.gitignore', 'secret.js\n')
    .write('nested/a.js', keyLine(KEY))
    .write('nested/secret.js', keyLine(THIRD));
  nested.git('init', '--quiet');
  const library = createRepository();
  library.write('lib.js', keyLine(OTHER)).commit('library');
  repository.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library.path, 'vendored');
  const { places, find } = await scanWith('scan', repository.path);
  expect([places(KEY), places(OTHER), find(THIRD)]).toEqual([['nested/a.js:1'], ['vendored/lib.js:1'], undefined]);
});

test('a tracked file that is gone from disk is no error', async () => {
  const repository = createRepository();
  repository.write('gone.js', 'x\n').write('a.js', keyLine(KEY)).commit('both');
  repository.remove('gone.js');
  const { code, report } = await scanWith('scan', repository.path);
  expect([code, report.errors]).toEqual([1, []]);
});

test('what does not exist is an error that names it', async () => {
  await expect(scanWith('scan', temporaryFolder(), ['nope.js'])).rejects.toMatchObject({
    code: 'E_SOURCE',
    subject: 'nope.js',
  });
});

test('one of several that does not exist is reported, and the others are scanned', async () => {
  const tree = folder().write('a.js', keyLine(KEY));
  const { code, report, places } = await scanWith('scan', tree.path, ['nope.js', 'a.js']);
  expect([code, report.errors, places(KEY)]).toEqual([
    2,
    [{ code: 'E_SOURCE', subject: 'nope.js', message: 'no such file or folder' }],
    ['a.js:1'],
  ]);
});

test('a bare repository has no files, which is an error; what else it has is read', async () => {
  const repository = createRepository('--bare');
  repository.write('hooks/update', keyLine(KEY));
  for (const path of [repository.path, join(repository.path, 'hooks')]) {
    const { code, report, places } = await scanWith('scan', path);
    expect([code, places(KEY)]).toEqual([
      2,
      [path === repository.path ? 'hooks/update:1' : `${repository.path}/hooks/update:1`],
    ]);
    expect(report.errors).toMatchObject([
      { code: 'E_SOURCE', subject: '.', message: expect.stringContaining('history') },
    ]);
  }
});

test('an unreadable file is reported, and the others are scanned', async () => {
  // To root everything is readable, but not its own memory from a file.
  const tree = folder().write('a.js', keyLine(KEY)).write('locked.js', keyLine(OTHER));
  chmodSync(join(tree.path, 'locked.js'), 0);
  const { code, report, places } = await scanWith('scan', tree.path, ['.', '/proc/self/mem']);
  const isRoot = process.getuid?.() === 0;
  expect([code, places(KEY)]).toEqual([2, ['a.js:1']]);
  expect(report.errors.map(({ subject }) => subject)).toEqual([...(isRoot ? [] : ['locked.js']), '/proc/self/mem']);
});

test.skipIf(process.getuid?.() === 0)(
  'folders that cannot be listed or entered are reported, and the others are scanned',
  async () => {
    const tree = folder()
      .write('a.js', keyLine(KEY))
      .write('listed/b.js', 'nothing\n')
      .write('locked/.git/config', 'nothing\n');
    tree.write('nested/.git/config', 'nothing\n');
    chmodSync(join(tree.path, 'listed'), 0o444);
    chmodSync(join(tree.path, 'locked'), 0);
    chmodSync(join(tree.path, 'nested'), 0o444);
    const { code, report, places } = await scanWith('scan', tree.path);
    for (const path of ['listed', 'locked', 'nested']) chmodSync(join(tree.path, path), 0o755);
    expect([code, places(KEY)]).toEqual([2, ['a.js:1']]);
    const reasons = report.errors.map(({ subject, message }) => `${subject}: ${message}`).sort();
    expect(reasons).toEqual(['listed/b.js', 'locked/', 'nested/.git'].map((path) => `${path}: permission denied`));
  },
);

test('a baseline that is named and cannot be read is an error, also where nothing is found', async () => {
  const tree = folder().write('a.js', 'nothing\n').write('broken.jsonl', 'no baseline\n');
  for (const baseline of ['missing.jsonl', 'broken.jsonl']) {
    const subject = expect.stringContaining(baseline);
    await expect(scanWith('scan', tree.path, ['--baseline', baseline])).rejects.toMatchObject({
      code: 'E_CONFIG',
      subject,
    });
  }
});

test('an empty folder: says that nothing was scanned', async () => {
  const { code, stdout } = await runCommand('scan', temporaryFolder(), []);
  expect([code, stdout]).toEqual([0, 'nothing to scan - 0 files scanned\n']);
});

test('the key at any place of a content larger than a piece, across its edges too', async () => {
  const tree = folder();
  const path = join(tree.path, 'large.txt');
  const keys = [0, 1, 2, 3].map((index) => hexKey(`large ${index}`));
  writeFileSync(path, '');
  truncateSync(path, PIECE_BYTES * 2);
  const { openSync, writeSync, closeSync } = await import('node:fs');
  const file = openSync(path, 'r+');
  const edge = PIECE_BYTES - OVERLAP_BYTES;
  for (const [index, at] of [5000, edge - 30, PIECE_BYTES - 30, PIECE_BYTES * 2 - 100].entries()) {
    writeSync(file, `\n${keyLine(keys[index] ?? '')}`, at);
  }
  closeSync(file);
  const { places } = await scanWith('scan', tree.path);
  expect(keys.map((key) => places(key))).toEqual([['large.txt:2'], ['large.txt:4'], ['large.txt:6'], ['large.txt:8']]);
});

test('base64 of a line with a key, and of a key alone under a name that says so', async () => {
  const encode = (text: string) => Buffer.from(text).toString('base64');
  const tree = folder()
    .write('a.txt', `config: ${encode(`# settings\n${keyLine(KEY)}`)}\n`)
    .write('secret.yaml', `kind: Secret\ndata:\n  CAPTCHAAI_API_KEY: ${encode(OTHER)}\n`);
  const { places } = await scanWith('scan', tree.path);
  expect([places(KEY), places(OTHER)]).toEqual([['a.txt:1'], ['secret.yaml:3']]);
});

test('standard input', async () => {
  const { code, find } = await scanWith('stdin', temporaryFolder(), [], { stdin: `\n\n${keyLine(KEY)}` });
  expect(code).toBe(1);
  expect(find(KEY)?.occurrences).toMatchObject([{ kind: 'stdin', line: 3 }]);
});

test('missing .gitignore entries are found by what git would ignore', async () => {
  const repository = createRepository();
  repository.write('package.json', '{}').write('.env.example', 'CAPTCHAAI_API_KEY=\n').commit('base');
  const rules = async () =>
    (await scanWith('scan', repository.path, ['--all'])).report.findings.map(({ rule }) => rule);
  expect(await rules()).toEqual(['gitignore-missing-entry']);
  repository.write('.gitignore', '.env*\n!.env.example\n');
  expect(await rules()).toEqual([]);
});

test('a comment without effect is noted with its file', async () => {
  const tree = folder().write('src/a.js', `${keyLine(KEY).trim()} // ${'hexhound'}-ignore no-such-rule\n`);
  const { report } = await scanWith('scan', tree.path);
  expect(report.notices).toEqual([
    'src/a.js:1: hexhound-ignore names a rule that does not exist (a reason goes after --)',
  ]);
});

test('a document that shows comments is no comment, but one that leaves out its rest is', async () => {
  const example = (comment: string) => `\`\`\`py\nkey = load()  # ${'hexhound'}-ignore${comment}\n\`\`\`\n`;
  const tree = folder().write('docs/guide.md', example(' some-rule -- why')).write('README.rst', example(' RULE'));
  expect((await scanWith('scan', tree.path)).report.notices).toEqual([]);
  tree.write('docs/blocks.md', example('-start'));
  expect((await scanWith('scan', tree.path)).report.notices).toEqual([
    'docs/blocks.md:2: hexhound-ignore-start has no end: it reaches to the end of the file',
  ]);
});

test('outside of git: names that are no UTF-8, and nothing of an ignored folder, whatever is in it', async () => {
  const tree = folder().write('.gitignore', 'build/\n*.tmp\n!keep.tmp\n').write('.ignore', 'docs\n');
  tree.write('build/.gitignore', '!*\n').write('build/a.js', keyLine(THIRD)).write('docs/a.js', keyLine(THIRD));
  tree.write('a.tmp', keyLine(THIRD)).write('keep.tmp', keyLine(KEY));
  writeFileSync(Buffer.concat([Buffer.from(`${tree.path}/`), Buffer.from('caf\xe9.js', 'latin1')]), keyLine(OTHER));
  const { places, find, code } = await scanWith('scan', tree.path);
  expect([places(KEY), places(OTHER), find(THIRD), code]).toEqual([['keep.tmp:1'], ['caf\\xe9.js:1'], undefined, 1]);
});

test('outside of git: patterns that take too long leave nothing out, and that is said', async () => {
  const tree = folder().write('.gitignore', `*.js\n${`*${'a'.repeat(100)}b*s\n`.repeat(1000)}!x\n`);
  for (let at = 0; at < 30; at++) tree.write(`${'a'.repeat(200)}${at}.js`, keyLine(KEY));
  const { report, places } = await scanWith('scan', tree.path);
  expect(places(KEY).length).toBeGreaterThan(0);
  expect(report.notices).toContain('the ignore files take too long to match: not all that they name was left out');
});
