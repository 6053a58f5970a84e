/** What people read at the moments at which they meet a finding: a refused commit, a merge, a scan, a push that was too early. */

import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { goldenFolder, stable, transcript } from '../helpers/golden.ts';
import { runCommand } from '../helpers/io.ts';
import { alnumKey } from '../helpers/keys.ts';
import { type Repository, repositoryWithBase, temporaryFolder } from '../helpers/repository.ts';
import { keyLine } from '../helpers/scan.ts';

const expectGolden = goldenFolder(new URL('golden/moments/', import.meta.url));

type Settings = Parameters<typeof runCommand>[3];

/** Where `hexhound` is in the PATH. */
const INSTALLED = mkdtempSync(join(tmpdir(), 'hexhound-moments-'));
writeFileSync(join(INSTALLED, 'hexhound'), '', { mode: 0o755 });
afterAll(() => rmSync(INSTALLED, { recursive: true }));
const PATH = [INSTALLED, process.env.PATH].join(delimiter);

async function seen(command: string, folder: string, args: readonly string[] = [], settings: Settings = {}) {
  const outcome = await runCommand(command, folder, args, { ...settings, env: { PATH, ...settings.env } });
  const text = transcript([command, ...args].join(' '), outcome);
  return stable(text).replace(/ in \d+(?:\.\d+)? m?s\b/g, ' in <seconds>');
}

/** The key in PEM is another one at each run. */
function withoutIds(text: string, isNew: boolean): string {
  return isNew ? text.replace(/(?<=id |explain )[0-9a-f]{8}\b/g, '<id>') : text;
}

function stage(files: Readonly<Record<string, string>>, repository = repositoryWithBase()): Repository {
  for (const [path, text] of Object.entries(files)) repository.write(path, text);
  repository.git('add', '--all', '--force');
  return repository;
}

const ONE = { 'bot.py': keyLine(alnumKey('one')) };
const TWO = { ...ONE, 'src/client.ts': `const apiToken = '${alnumKey('two', 40)}';\n` };
const DOTENV = {
  '.env': `REDIS_PASSWORD=${alnumKey('redis', 20)}\nCAPTCHAAI_API_KEY=${alnumKey('one')}\nPORT=3000\n`,
};
const { privateKey } = generateKeyPairSync('ec', {
  namedCurve: 'prime256v1',
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'sec1', format: 'pem' },
});
const PEM = { 'deploy/server.pem': privateKey };

test.each([
  ['one key', ONE],
  ['two keys in two files', TWO],
  ['an environment file', DOTENV],
  ['a private key', PEM],
  ['two keys on one line', { 'run.sh': `A_TOKEN=${alnumKey('a', 40)} B_SECRET=${alnumKey('b', 40)} ./run\n` }],
  ['a file without comments', { 'config.json': `{ "captchaai_api_key": "${alnumKey('one')}" }\n` }],
  ['a name that a shell would take apart', { "it's $(here).py": keyLine(alnumKey('one')) }],
])('staged: %s', async (name, files) => {
  const text = withoutIds(await seen('staged', stage(files).path), files === PEM);
  expectGolden(`staged, ${name}.txt`, text);
  expect(text.split('\n').length - 3).toBeLessThanOrEqual(15);
});

test('a narrow terminal, with colours and without', async () => {
  const { path } = stage(TWO);
  const narrow = await seen('staged', path, [], { columns: 60, env: { NO_COLOR: '1' } });
  expectGolden('staged, 60 columns.txt', narrow);
  expectGolden('staged, colours.ansi', await seen('staged', path, [], { columns: 100 }));
  // Commands stay whole, to be pasted; everything else fits.
  const lines = narrow.split('\n').slice(1);
  expect(lines.filter((line) => line.length > 60 && !/git add|hexhound-ignore/.test(line))).toEqual([]);
});

test('the commands work where they are pasted', async () => {
  const { path } = stage(TWO);
  mkdirSync(join(path, 'docs'));
  const inFolder = await seen('staged', path, [], { env: { GIT_PREFIX: 'docs/', PRE_COMMIT: '1' } });
  expect(inFolder).toContain('git add ../bot.py ../src/client.ts && git commit\n');
  expect(inFolder).toContain('(hexhound explain');
  expect(inFolder).toContain('3. Pass once  SKIP=hexhound git commit\n');
  // The PATH of a hook manager has what the user's shell has not; this very installation is always there.
  const elsewhere = await seen('staged', path, [], { env: { PATH: process.env.PATH ?? '' } });
  expect(elsewhere).toContain(`(node ${resolve('dist/js/bin.js')} explain`);
  const ofManager = join(path, 'node_modules/.bin');
  mkdirSync(ofManager, { recursive: true });
  writeFileSync(join(ofManager, 'hexhound'), '');
  const managed = await seen('staged', path, [], { env: { PATH: [ofManager, process.env.PATH].join(delimiter) } });
  expect(managed).toContain('(npx hexhound explain');
});

test.each([
  ['bot.py', keyLine(alnumKey('one')).trimEnd()],
  ['bot.js', `const captchaai_api_key = '${alnumKey('one')}';`],
  ['page.html', `<p data-captchaai-api-key="${alnumKey('one')}"></p>`],
  ['settings.properties', `captchaai.api.key=${alnumKey('one')}`],
  ['query.sql', `set captchaai_api_key = '${alnumKey('one')}';`],
  ['deploy/server.pem', PEM['deploy/server.pem'].trimEnd()],
  ['.env.production', `CAPTCHAAI_API_KEY=${alnumKey('one')}`],
])('the comment that is offered for %s leaves the finding out', async (path, content) => {
  const repository = stage({ [path]: `${content}\n` });
  const before = await runCommand('staged', repository.path, []);
  expect(before.code).toBe(1);
  const [, where, comment = ''] = / {5}(end of|above|in hexhound\.yaml) ?\S* {2}(.*)/.exec(before.stdout) ?? [];
  expect(where).toBeDefined();
  const [config, text] =
    where === 'in hexhound.yaml'
      ? [`${comment}\n`, content]
      : ['', where === 'above' ? `${comment}\n${content}` : `${content} ${comment}`];
  stage({ [path]: `${text}\n`, ...(config === '' ? {} : { 'hexhound.yaml': config }) }, repository);
  expect(await runCommand('staged', repository.path, [])).toMatchObject({ code: 0 });
});

test('commit-msg: the message can be opened again, and the comment that is offered leaves the finding out', async () => {
  const repository = repositoryWithBase();
  const file = '.git/COMMIT_EDITMSG';
  const lines = ['add the bot', '', keyLine(alnumKey('one')).trimEnd(), `API_TOKEN=${alnumKey('two', 40)}`];
  repository.write(file, lines.join('\n'));
  const refused = await seen('commit-msg', repository.path, [file]);
  expectGolden('commit-msg, two keys.txt', refused);
  expect(refused).not.toMatch(/rotate|baseline/i);
  repository.write('docs/x', '');
  const inFolder = await seen('commit-msg', repository.path, [file], { env: { GIT_PREFIX: 'docs/', PRE_COMMIT: '1' } });
  expect(inFolder).toContain(`git commit --edit --file ../${file}\n`);
  expect(inFolder).toContain('SKIP=hexhound-commit-msg git commit\n');
  const absolute = join(repository.path, file);
  expect((await runCommand('commit-msg', repository.path, [absolute])).stdout).toContain(`--file ${absolute}\n`);
  for (const [, number, comment = ''] of refused.matchAll(/end of line (\d+) {2}(.*)/g))
    lines[Number(number) - 1] += ` ${comment}`;
  repository.write(file, lines.join('\n'));
  expect(await runCommand('commit-msg', repository.path, [file])).toMatchObject({ code: 0 });
});

test('push: refused before anybody has it, so nothing has to be rotated first', async () => {
  const repository = repositoryWithBase();
  repository.write('bot.py', keyLine(alnumKey('one'))).commit('too early');
  // A folder with the name of the remote is not what was scanned.
  repository.write('origin/x', '');
  const pushed = (env = {}) => {
    const id = repository.git('rev-parse', 'HEAD');
    const stdin = `refs/heads/main ${id} refs/heads/main ${'0'.repeat(40)}\n`;
    return seen('push', repository.path, ['origin', 'url'], { stdin, env });
  };
  const refused = await pushed();
  expectGolden('push, refused.txt', refused);
  expect(refused).toMatch(/Committed, not pushed: .*git commit --amend/);
  expect(refused).not.toMatch(/hexhound-ignore| {4}Rotate it:/);
  expect(await pushed({ PRE_COMMIT: '1' })).toContain('Pass once  SKIP=hexhound-push git push\n');
  repository.git('tag', '-a', 'v1', '-m', keyLine(alnumKey('tag')), 'HEAD~');
  const stdin = `refs/tags/v1 ${repository.git('rev-parse', 'v1')} refs/tags/v1 ${'0'.repeat(40)}\n`;
  expect(await seen('push', repository.path, ['origin', 'url'], { stdin })).toContain('Committed, not pushed: ');
  repository.git('update-ref', 'refs/remotes/other/main', 'HEAD');
  expect(await pushed()).toContain('Pushed: rotate first');
});

function mergeOf(theirs: string): Repository {
  const repository = repositoryWithBase();
  repository.git('checkout', '--quiet', '-b', 'side');
  repository.write('side.py', theirs).commit('side');
  repository.git('checkout', '--quiet', 'main');
  repository.write('main.py', 'main = 1\n').commit('main');
  repository.git('merge', '--quiet', '--no-commit', '--no-ff', 'side');
  return repository;
}

test('what a merge brings unchanged does not block, what is added to it does', async () => {
  const repository = mergeOf(keyLine(alnumKey('theirs')));
  const merged = await seen('staged', repository.path);
  expectGolden('staged, a merge.txt', merged);
  expect(merged).toContain('[exit code 0]');
  stage({ 'new.py': keyLine(alnumKey('ours')) }, repository);
  expectGolden('staged, a merge with a new key.txt', await seen('staged', repository.path));
  // The same key in another file is not what the other side has.
  stage({ 'new.py': keyLine(alnumKey('theirs')) }, repository);
  expect((await runCommand('staged', repository.path, [])).code).toBe(1);
});

test('in the hook before a merge, git has written no MERGE_HEAD yet', async () => {
  const repository = mergeOf(keyLine(alnumKey('theirs')));
  const head = repository.git('rev-parse', 'side');
  repository.remove('.git/MERGE_HEAD');
  expect((await runCommand('staged', repository.path, [])).code).toBe(1);
  const inHook = await runCommand('staged', repository.path, [], { env: { [`GITHEAD_${head}`]: 'side' } });
  expect([inHook.code, inHook.stdout]).toEqual([0, expect.stringContaining('comes unchanged from the other side')]);
});

test('what to do depends on how far a key has got', async () => {
  const repository = stage(ONE);
  const notCommitted = await seen('scan', repository.path);
  const commit = repository.commit('too early');
  const advice = async () => [await seen('scan', repository.path), await seen('history', repository.path)];
  const committed = await advice();
  repository.git('update-ref', 'refs/remotes/origin/main', commit);
  const pushed = await advice();
  // A commit of one's own on top, which a remote does not have, changes nothing.
  repository.write('more.py', 'x = 1\n').commit('more');
  const ahead = await advice();
  expectGolden('scan, not committed.txt', notCommitted);
  expectGolden('history, committed.txt', committed[1] ?? '');
  expectGolden('history, pushed.txt', pushed[1] ?? '');
  expect(notCommitted).not.toMatch(/rotate/i);
  for (const text of committed) expect(text).toMatch(/Committed, not pushed: .*git commit --amend/);
  for (const text of committed) expect(text).not.toContain('    Rotate it:');
  for (const text of [...pushed, ...ahead]) expect(text).toContain('Pushed: rotate first');
  // The line is touched, but its key has been there before.
  stage({ 'bot.py': `${keyLine(alnumKey('one')).trimEnd()}  # mine\n` }, repository);
  expect(await seen('staged', repository.path)).toContain('Pushed before: CAPTCHAAI_API_KEY. Rotate first');
});

test('a key in two files is taken out of both', async () => {
  const text = await seen('staged', stage({ ...ONE, 'copy.py': keyLine(alnumKey('one')) }).path);
  expect(text).toContain('bot.py:1:22, and 1 more place');
  expect(text).toContain('git add bot.py copy.py && git commit\n');
});

test('another folder is named in every command', async () => {
  const repository = repositoryWithBase();
  repository.write('bot.py', keyLine(alnumKey('one'))).commit('too early');
  const inside = repository.copyTo(join(temporaryFolder(), 'my project'));
  const text = await seen('history', join(inside.path, '..'), ['my project']);
  expect(text).toContain("git -C 'my project' commit --amend");
  expect(text).toMatch(/ hexhound explain [0-9a-f]{8} 'my project' /);
});

test('thirty findings in a tree: a line each, by what they are in', async () => {
  const files = Object.fromEntries(
    Array.from({ length: 30 }, (_, at) => {
      const folder = at < 4 ? 'src' : at < 8 ? 'docs' : 'tests/fixtures/deep/folders/with/long/names';
      return [`${folder}/file${at}.py`, keyLine(alnumKey(`many${at}`))];
    }),
  );
  const { path } = stage(files);
  expectGolden('scan, thirty findings.txt', await seen('scan', path));
  expectGolden(
    'scan, thirty findings, 60 columns.txt',
    await seen('scan', path, [], { columns: 60, env: { NO_COLOR: '1' } }),
  );
});

test('a key that its service calls dead needs no rotation', async () => {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json').end('{"status":0,"request":"ERROR_WRONG_USER_KEY"}');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.close();
  });
  const env = { CAPTCHAAI_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  const repository = stage(ONE);
  repository.commit('too early');
  const text = await seen('scan', repository.path, ['--verify'], { env });
  expectGolden('scan, a dead key.txt', text);
  expect(text).not.toMatch(/rotate/i);
  expect(text).toContain('the service calls the key incorrect or expired');
});
