import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { runCommand as runByName } from '../../src/cli/run-command.ts';
import { type Outcome, runCommand } from '../helpers/io.ts';
import { hexKey } from '../helpers/keys.ts';
import { createRepository, GIT_ENV, type Repository, temporaryFolder } from '../helpers/repository.ts';

const FILE = '.hexhound-baseline.jsonl';

/** A repository with one key in a file and one that is only in its history. */
function repositoryWithKeys(): Repository {
  const repository = createRepository();
  repository.write('gone.py', `CAPTCHAAI_API_KEY = "${hexKey('gone')}"\n`).commit('one');
  repository
    .remove('gone.py')
    .write('config.py', `captchaai_api_key = "${hexKey('here')}"\n`)
    .commit('two');
  return repository;
}

function entriesOf(repository: Repository): Record<string, unknown>[] {
  const [, ...lines] = readFileSync(join(repository.path, FILE), 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

test('what is there when the baseline is made is not reported any more; what comes after is', async () => {
  const repository = repositoryWithKeys();
  expect((await runCommand('history', repository.path, [])).code).toBe(1);

  const made = await runCommand('baseline', repository.path, ['create', '--reason', 'before hexhound', '--quiet']);
  expect(made).toMatchObject({ code: 0, stderr: '' });
  expect(made.stdout).toContain(`${FILE}: 2 entries (2 new, 0 gone, 0 expired and reported again)\n`);
  expect(entriesOf(repository).map(({ rule, path, reason }) => ({ rule, path, reason }))).toEqual(
    expect.arrayContaining([
      { rule: 'captchaai-api-key', path: 'gone.py', reason: 'before hexhound' },
      { rule: 'captchaai-api-key', path: 'config.py', reason: 'before hexhound' },
    ]),
  );
  repository.commit('baseline');
  expect((await runCommand('scan', repository.path, [])).code).toBe(0);
  expect((await runCommand('history', repository.path, [])).code).toBe(0);
  expect((await runCommand('history', repository.path, ['--no-ignore'])).code).toBe(1);

  repository.write('new.py', `captchaai_api_key = "${hexKey('new')}"\n`).git('add', 'new.py');
  expect((await runCommand('staged', repository.path, [])).code).toBe(1);
});

test('a baseline holds no secret, and no scan stumbles over it', async () => {
  const repository = repositoryWithKeys();
  await runCommand('baseline', repository.path, ['create']);
  const text = readFileSync(join(repository.path, FILE), 'utf8');
  for (const seed of ['gone', 'here']) expect(text).not.toContain(hexKey(seed));
  const outcome = await runCommand('scan', repository.path, [FILE, '--all', '--no-ignore', '--format', 'json']);
  expect(outcome.code).toBe(0);
});

test('update adds and drops, and keeps what people wrote', async () => {
  const repository = repositoryWithKeys();
  await runCommand('baseline', repository.path, ['create']);
  const path = join(repository.path, FILE);
  const kept = entriesOf(repository).find((entry) => entry.path === 'config.py');
  writeFileSync(
    path,
    readFileSync(path, 'utf8').replace('"config.py"}', '"config.py","reason":"a test key","expires":"2999-12-31"}'),
  );

  repository.write('new.py', `captchaai_api_key = "${hexKey('new')}"\n`);
  const check = await runCommand('baseline', repository.path, ['update', '--check']);
  expect(check.code).toBe(1);
  expect(entriesOf(repository)).toHaveLength(2);

  const updated = await runCommand('baseline', repository.path, ['update', '--expires', '2999-01-01']);
  expect(updated.code).toBe(0);
  expect(entriesOf(repository)).toHaveLength(3);
  expect(entriesOf(repository)).toContainEqual({ ...kept, reason: 'a test key', expires: '2999-12-31' });
  expect(entriesOf(repository)).toContainEqual(expect.objectContaining({ path: 'new.py', expires: '2999-01-01' }));
  expect((await runCommand('baseline', repository.path, ['update', '--check'])).code).toBe(0);

  repository.remove('new.py');
  expect((await runCommand('baseline', repository.path, ['update', '--files'])).stdout).toContain(
    '3 entries (0 new, 0 gone',
  );
  expect((await runCommand('baseline', repository.path, ['update'])).stdout).toContain('2 entries (0 new, 1 gone');
});

test('prune drops what is gone or expired, and accepts nothing', async () => {
  const repository = repositoryWithKeys();
  await runCommand('baseline', repository.path, ['create', '--expires', '2999-01-01']);
  const path = join(repository.path, FILE);
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll('2999-01-01', '2020-01-01'));
  const expired = await runCommand('scan', repository.path, []);
  expect(expired.code).toBe(1);
  expect(expired.stdout).toContain('was accepted until 2020-01-01 and is reported again');

  repository.write('new.py', `captchaai_api_key = "${hexKey('new')}"\n`);
  const pruned = await runCommand('baseline', repository.path, ['prune']);
  expect(pruned.stdout).toContain('0 entries (0 new, 2 gone, 0 expired and reported again)');
  expect(entriesOf(repository)).toEqual([]);
});

test('with a key, strangers cannot try out guesses, and nothing matches without it', async () => {
  const repository = repositoryWithKeys();
  const env = { HEXHOUND_BASELINE_KEY: 'k'.repeat(32) };
  await runCommand('baseline', repository.path, ['create'], { env });
  expect((await runCommand('scan', repository.path, [], { env })).code).toBe(0);
  await expect(runCommand('scan', repository.path, [])).rejects.toMatchObject({
    code: 'E_CONFIG',
    subject: `${FILE}:1`,
  });
  await expect(
    runCommand('scan', repository.path, [], { env: { HEXHOUND_BASELINE_KEY: 'other' } }),
  ).rejects.toMatchObject({
    code: 'E_CONFIG',
    message: 'was made with another key than the one in HEXHOUND_BASELINE_KEY',
  });
});

test('from a folder further down, it is about the whole repository', async () => {
  const repository = repositoryWithKeys().write('src/a.py', `captchaai_api_key = "${hexKey('below')}"\n`);
  const made = await runCommand('baseline', join(repository.path, 'src'), ['create']);
  expect(made.stdout).toContain(`../${FILE}: 3 entries (3 new`);
  expect((await runCommand('scan', join(repository.path, 'src'), [])).code).toBe(0);
  expect((await runCommand('scan', repository.path, [])).code).toBe(0);
});

test('while something cannot be read, nothing is dropped', async () => {
  const repository = repositoryWithKeys();
  await runCommand('baseline', repository.path, ['create']);
  const before = readFileSync(join(repository.path, FILE), 'utf8');
  const blob = repository.git('rev-parse', 'HEAD~1:gone.py');
  repository.remove(`.git/objects/${blob.slice(0, 2)}/${blob.slice(2)}`);
  for (const action of ['update', 'prune']) {
    const outcome = await runCommand('baseline', repository.path, [action]);
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toContain(`${FILE} stays as it is: not everything could be looked at`);
    expect(readFileSync(join(repository.path, FILE), 'utf8')).toBe(before);
  }
});

test('outside of git, the files are all there is', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'a.py'), `captchaai_api_key = "${hexKey('outside')}"\n`);
  expect((await runCommand('baseline', folder, ['create'])).stdout).toContain(`${FILE}: 1 entry (1 new`);
  expect((await runCommand('scan', folder, ['.'])).code).toBe(0);
});

test('a link in its place is replaced, not written through', async () => {
  const repository = repositoryWithKeys();
  await runCommand('baseline', repository.path, ['create']);
  const path = join(repository.path, FILE);
  const outside = join(temporaryFolder(), 'target');
  writeFileSync(outside, readFileSync(path));
  repository.remove(FILE);
  symlinkSync(outside, path);
  const before = readFileSync(outside, 'utf8');
  repository.write('new.py', `captchaai_api_key = "${hexKey('new')}"\n`);
  await runCommand('baseline', repository.path, ['update']);
  expect(readFileSync(outside, 'utf8')).toBe(before);
  expect(entriesOf(repository)).toHaveLength(3);
});

test.each([
  [[], 'takes create, update, prune, show, audit or import'],
  [['created'], 'takes create, update, prune, show, audit or import; did you mean "create"?'],
  [['update'], `there is no ${FILE} yet: hexhound baseline create`],
  [['create', 'src'], 'baseline create takes no paths: it is about the whole repository'],
  [['create', '--expires', 'tomorrow'], '--expires takes a date such as 2027-01-31'],
  [['create', '--check'], 'there is nothing to --check before there is a baseline'],
  [['prune', '--files'], 'prune needs the history, too, to tell what is gone'],
])('%j', async (args, message) => {
  const { path } = createRepository();
  await expect(runCommand('baseline', path, args)).rejects.toMatchObject({ code: 'E_USAGE', message });
});

test('what is there already is not written over', async () => {
  const repository = repositoryWithKeys();
  await runCommand('baseline', repository.path, ['create']);
  await expect(runCommand('baseline', repository.path, ['create'])).rejects.toMatchObject({
    message: `${FILE} is there already: hexhound baseline update`,
  });
});

/** Runs `baseline audit` with a terminal at which somebody gives these answers. */
async function audit(repository: Repository, answers: readonly string[]): Promise<Outcome> {
  const stdin = Object.assign(Readable.from(answers.map((answer) => Buffer.from(`${answer}\n`))), { isTTY: true });
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const { signal } = new AbortController();
  const code = await runByName('baseline', ['audit', '-q'], {
    stdin,
    stdout,
    stderr,
    env: GIT_ENV,
    cwd: repository.path,
    signal,
  });
  return { code, stdout: String(stdout.read() ?? ''), stderr: String(stderr.read() ?? '') };
}

test('audit asks about each finding once, writes every answer at once, and goes on where it ended', async () => {
  const repository = repositoryWithKeys();
  const first = await audit(repository, ['what', 'n', '', 'a made-up key', '2020-01-01', '2999-12-31']);
  expect(first.code).toBe(1);
  expect(first.stderr).toContain('2 findings to judge, 0 judged');
  expect(entriesOf(repository)).toEqual([expect.objectContaining({ reason: 'a made-up key', expires: '2999-12-31' })]);
  for (const seed of ['gone', 'here']) expect(first.stderr + first.stdout).not.toContain(hexKey(seed));

  const second = await audit(repository, ['s']);
  expect(second).toMatchObject({ code: 1, stderr: expect.stringContaining('1 finding to judge, 1 judged') });
  const third = await audit(repository, ['y']);
  expect(third.stdout).toContain('captchaai-api-key: 2 of 2 judged, 1 of them real (50 %)\n1 finding still reported');
  expect(entriesOf(repository)).toEqual(expect.arrayContaining([expect.objectContaining({ real: true })]));
  expect((await audit(repository, [])).stderr).toContain('0 findings to judge, 2 judged');

  // What is real stays reported, whatever is done with the baseline.
  expect((await runCommand('history', repository.path, [])).code).toBe(1);
  await runCommand('baseline', repository.path, ['update']);
  expect((await runCommand('history', repository.path, [])).code).toBe(1);
  const shown = await runCommand('baseline', repository.path, ['show']);
  expect(shown.stdout).toMatch(/^no secret {2}\w{32} {2}captchaai-api-key .*: a made-up key \(until 2999-12-31\)$/m);
  expect(shown.stdout).toMatch(/^real {7}\w{32}/m);
});

test('audit: back asks again, and the last answer counts; a key in a reason is masked', async () => {
  const repository = repositoryWithKeys();
  await audit(repository, ['y', 'b', 'n', `like ${hexKey('reason')}`, '', 'n', 'made up', '']);
  expect(entriesOf(repository).map(({ real, reason }) => [real, reason])).toEqual(
    expect.arrayContaining([
      [undefined, 'like ****'],
      [undefined, 'made up'],
    ]),
  );
  expect((await runCommand('history', repository.path, [])).code).toBe(0);
});

test('audit asks about what was accepted in bulk; without a terminal it says what to do', async () => {
  const repository = repositoryWithKeys();
  await runCommand('baseline', repository.path, ['create']);
  expect((await audit(repository, [])).stderr).toContain('2 findings to judge, 0 judged');
  await expect(runCommand('baseline', repository.path, ['audit'])).rejects.toThrow('needs a terminal');
});

test('prune names the entries of the configuration that leave nothing out', async () => {
  const repository = repositoryWithKeys();
  const used = 'ignore:\n  rules: [captchaai-api-key]\n';
  repository.write(
    'hexhound.yaml',
    `${used}  paths: [docs/, '*.py']\n  values: [no-such-value]\n  scoped: [{ rules: [github-pat], reason: x }]\n`,
  );
  await runCommand('baseline', repository.path, ['create']);
  const checked = await runCommand('baseline', repository.path, ['prune', '--check']);
  expect(checked.code).toBe(1);
  expect(checked.stdout).toContain(
    '? hexhound.yaml:3:11: this entry of ignore.paths leaves nothing out\n? hexhound.yaml:4:12: this entry of ignore.values leaves nothing out\n? hexhound.yaml:5:12: this entry of ignore.scoped leaves nothing out\n',
  );
  expect(checked.stdout).not.toContain('ignore.rules');
  repository.write('hexhound.yaml', used);
  expect((await runCommand('baseline', repository.path, ['prune', '--check'])).code).toBe(0);
});
