import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { hexKey } from '../helpers/keys.ts';
import { createRepository, GIT_ENV, Repository, temporaryFolder } from '../helpers/repository.ts';
import { keyLine, scanWith } from '../helpers/scan.ts';

const [KEY, OTHER] = ['named', 'other'].map((seed) => hexKey(seed)) as [string, string];

function folder(): Repository {
  return new Repository(temporaryFolder());
}

/** Runs the program in a shell, with what is in `$HEXHOUND`. */
function inShell(cwd: string, script: string): { status: number | null; stdout: string; stderr: string } {
  const env = { ...GIT_ENV, HEXHOUND: `${process.execPath} ${resolve('dist/js/bin.js')}` };
  return spawnSync('bash', ['-c', script], { cwd, env, encoding: 'utf8' });
}

test('a link that is named is followed, to a file and to a folder', async () => {
  const [tree, outside] = [folder(), folder()];
  outside.write('a.js', keyLine(KEY)).write('sub/b.js', keyLine(OTHER));
  symlinkSync(join(outside.path, 'a.js'), join(tree.path, 'file'));
  symlinkSync(join(outside.path, 'sub'), join(tree.path, 'folder'));
  const { places, report } = await scanWith('scan', tree.path, ['file', 'folder']);
  expect([places(KEY), places(OTHER), report.errors]).toEqual([['file:1'], ['folder/b.js:1'], []]);
});

test.each<[string, (path: string) => void, string]>([
  ['a fifo', (path) => execFileSync('mkfifo', [path]), 'is a pipe and no file: hexhound stdin reads from pipes'],
  ['a link to a device', (path) => symlinkSync('/dev/zero', path), 'is a device and no file'],
  ['a link that leads to itself', (path) => symlinkSync('named', path), 'too many symbolic links encountered'],
  ['a link that leads nowhere', (path) => symlinkSync('nowhere', path), 'no such file or folder'],
])('%s that is named is an error, also beside others', async (_, make, message) => {
  const tree = folder().write('a.js', keyLine(KEY));
  make(join(tree.path, 'named'));
  await expect(scanWith('scan', tree.path, ['named'])).rejects.toMatchObject({ code: 'E_SOURCE', message });
  const { code, report, places } = await scanWith('scan', tree.path, ['named', 'a.js']);
  expect([code, places(KEY)]).toEqual([2, ['a.js:1']]);
  expect(report.errors).toEqual([{ code: 'E_SOURCE', subject: 'named', message }]);
});

test('a pattern that no shell has expanded is expanded; a file of that name comes first', async () => {
  const tree = folder()
    .write('src/a.js', keyLine(KEY))
    .write('src/.env', `CAPTCHAAI_API_KEY=${OTHER}\n`)
    .write('src/deep/[id].ts', keyLine(KEY))
    .write('test/b.js', keyLine(KEY));
  const { places } = await scanWith('scan', tree.path, ['src/**/*.{js,ts}', 'src/.*']);
  expect([places(KEY), places(OTHER)]).toEqual([['src/a.js:1', 'src/deep/[id].ts:1'], ['src/.env:1']]);
  expect((await scanWith('scan', tree.path, ['src/deep/[id].ts'])).places(KEY)).toEqual(['src/deep/[id].ts:1']);
  const nothing = scanWith('scan', tree.path, ['src/*.py']);
  await expect(nothing).rejects.toMatchObject({
    code: 'E_SOURCE',
    subject: 'src/*.py',
    message: 'no such file or folder, and nothing matches it',
  });
});

test.each([
  ['an empty argument', ''],
  ['a path below a file', 'a.js/b'],
  ['a name that is too long', 'x'.repeat(5000)],
  ['a name with a NUL', 'a\0b'],
])('%s is an error', async (_, path) => {
  const tree = folder().write('a.js', keyLine(KEY));
  await expect(scanWith('scan', tree.path, [path])).rejects.toMatchObject({ code: 'E_SOURCE' });
});

test('an empty list of paths is nothing to scan, and not the current folder', async () => {
  const tree = folder().write('a.js', keyLine(KEY));
  const { code, report } = await scanWith('scan', tree.path, ['-'], { stdin: '\n' });
  expect([code, report.findings, report.scanned.files]).toEqual([0, [], 0]);
});

test('names with line breaks and escape sequences are read, and never reach the terminal as they are', async () => {
  const names = ['new\nline.js', 'esc\u001b[2Jape.js', '-dash.js', 'back\\slash.js'];
  const tree = folder();
  for (const name of names) tree.write(name, keyLine(KEY));
  const { places } = await scanWith('scan', tree.path, ['--', ...names]);
  expect(places(KEY)).toEqual(names.map((name) => `${name}:1`).sort());
  const { status, stdout, stderr } = inShell(tree.path, `$HEXHOUND scan $'gone\\n\\e[2J'; $HEXHOUND scan ./*.js`);
  expect(status).toBe(1);
  expect(stdout + stderr).not.toContain('\u001b[2J');
  expect(stderr).toContain('no such file or folder');
});

test('what a shell hands over', () => {
  const tree = folder().write('a.js', keyLine(KEY));
  expect(inShell(tree.path, '$HEXHOUND scan /dev/stdin < a.js').status).toBe(1);
  for (const script of ['$HEXHOUND scan <(cat a.js)', 'cat a.js | $HEXHOUND scan /dev/stdin']) {
    const { status, stderr } = inShell(tree.path, script);
    expect([status, stderr]).toEqual([2, expect.stringContaining('hexhound stdin reads from pipes')]);
  }
  const environment = inShell(tree.path, `CAPTCHAAI_API_KEY=${KEY} $HEXHOUND scan /proc/self/environ`);
  expect([environment.status, environment.stdout]).toEqual([1, expect.stringContaining('/proc/self/environ:1:')]);
});

test('a loop of links below a folder ends', async () => {
  const repository = createRepository();
  repository.write('a/a.js', keyLine(KEY));
  symlinkSync('..', join(repository.path, 'a/up'));
  const plain = temporaryFolder();
  mkdirSync(join(plain, 'b'));
  writeFileSync(join(plain, 'b/b.js'), keyLine(KEY));
  symlinkSync('../..', join(plain, 'b/up'));
  expect((await scanWith('scan', repository.path, ['a/up/a/up'])).places(KEY)).toEqual(['a/up/a/up/a/a.js:1']);
  expect((await scanWith('scan', plain)).places(KEY)).toEqual(['b/b.js:1']);
});
