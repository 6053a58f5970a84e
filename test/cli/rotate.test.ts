import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Secret } from '../../src/model/secret.ts';
import type { Leftover } from '../../src/respond/purge/leftover.ts';
import { formatReplacements } from '../../src/respond/purge/replacements.ts';
import { readRotations } from '../../src/respond/rotate/rotations.ts';
import { goldenFolder, stable, transcript } from '../helpers/golden.ts';
import { runCommand } from '../helpers/io.ts';
import { alnumKey } from '../helpers/keys.ts';
import { type Repository, template, temporaryFolder } from '../helpers/repository.ts';
import { WRITTEN_FORMS } from '../helpers/written-forms.ts';
import {
  ALIVE,
  captchaai,
  DEAD,
  expectNoKey,
  programFor,
  REPLIES,
  type Reply,
  secondsFor,
  writtenIn,
} from '../respond/keys/running.ts';

const expectGolden = goldenFolder(new URL('golden/rotate/', import.meta.url));

const [OLD, BACKUP, NEW] = [alnumKey('rotate old'), alnumKey('rotate backup'), alnumKey('rotate new')];
const ENV = `# ours\nexport CAPTCHAAI_API_KEY="${OLD}" # first\nOTHER=1\nCAPTCHAAI_API_KEY_BACKUP=${BACKUP}`;

interface Rotating {
  readonly env?: Record<string, string>;
  readonly stdin?: string;
}

/** Runs rotate in a folder where a service gives these replies. */
async function rotate(folder: string, replies: Record<string, Reply>, args: readonly string[], given: Rotating = {}) {
  const { url, asked } = await captchaai(replies);
  const { env, stdin } = given;
  const outcome = await runCommand('rotate', folder, args, {
    env: { CAPTCHAAI_URL: url, ...env },
    ...(stdin === undefined ? {} : { stdin }),
  });
  expectNoKey([OLD, BACKUP, NEW], outcome.stdout, outcome.stderr);
  return { ...outcome, asked: asked() };
}

const empty = template((repository) => repository.write('.gitignore', '.env\n'));
const committed = template((repository) => {
  repository.write('.gitignore', '.env\n').write('.env', ENV).chmod('.env', 0o644);
  repository.write('solve.py', `import os\nkey = "${OLD}"\n`).git('add', 'solve.py');
  repository.git('-c', 'core.hooksPath=/dev/null', 'commit', '-q', '-m', 'first');
});

function repositoryWith(text = ENV): Repository {
  return empty().write('.env', text);
}

const envOf = ({ path }: Repository) => readFileSync(join(path, '.env'), 'utf8');
const places = (stdout: string) => [...stdout.matchAll(/^ {2}((?:history: )?[^ ].*)$/gm)].map(([, line]) => line);

test('files that take the key from a store by its name are listed, before it is written and after', async () => {
  const repository = repositoryWith();
  const workflow = `on: push\nenv:\n  CAPTCHAAI_API_KEY: \${{ secrets.CAPTCHAAI_API_KEY }}\n  X: \${{ secrets.OTHER }}\n`;
  repository.write('.github/workflows/ci.yml', workflow).write('main.tf', 'variable "captchaai_api_key" {}\n');
  const listed = [
    'These take the key from a store by its name. Set the new one there:',
    '  .github/workflows/ci.yml:3  CAPTCHAAI_API_KEY from secrets of GitHub Actions',
    '  main.tf:1  captchaai_api_key from variables of Terraform',
  ].join('\n');
  expect((await rotate(repository.path, { [BACKUP]: ALIVE }, ['--dry-run'])).stdout).toContain(listed);
  expect(envOf(repository)).toBe(ENV);
  expect((await rotate(repository.path, { [BACKUP]: ALIVE }, ['--yes'])).stdout).toContain(listed);
});

test('the backup key takes the place of a dead one', async () => {
  const repository = repositoryWith();
  const { code, asked } = await rotate(repository.path, { [BACKUP]: ALIVE }, ['--yes']);
  // The dead one twice: its first answer left it open.
  expect([code, asked]).toEqual([0, [OLD, OLD, BACKUP]]);
  expect(envOf(repository)).toBe(
    `# ours\nexport CAPTCHAAI_API_KEY="${BACKUP}" # first\nOTHER=1\nCAPTCHAAI_API_KEY_BACKUP=`,
  );
  expect(statSync(join(repository.path, '.env')).mode & 0o777).toBe(0o600);
  expect(readRotations(repository.path)).toEqual([
    {
      date: new Date().toISOString().slice(0, 10),
      service: 'captchaai',
      variable: 'CAPTCHAAI_API_KEY',
      reason: 'primary key not alive',
    },
  ]);
});

/** What rotate shows, and whether it writes: nothing of it may depend on the day or the machine. */
test.each<[name: string, replies: Record<string, Reply>, args: readonly string[], written: boolean]>([
  ['alive', { [OLD]: ALIVE, [BACKUP]: ALIVE }, [], false],
  ['backup-first', { [BACKUP]: ALIVE }, ['--yes'], true],
  ['backup-first-dry-run', { [BACKUP]: ALIVE }, ['--dry-run'], false],
  ['nobody-to-ask', { [BACKUP]: ALIVE }, [], false],
  ['forced', { [OLD]: ALIVE, [BACKUP]: ALIVE }, ['--force', '--yes', '--no-record'], true],
  ['new-old-alive', { [OLD]: ALIVE, [BACKUP]: ALIVE, [NEW]: ALIVE }, ['--new', '--yes'], true],
  ['new-old-dead', { [NEW]: ALIVE }, ['--new', '--yes'], true],
  ['new-not-alive', { [OLD]: ALIVE, [BACKUP]: ALIVE }, ['--new', '--yes'], false],
  ['no-live-key', {}, ['--yes'], false],
  ['primary-unknown', { [OLD]: '<html>', [BACKUP]: ALIVE }, ['--yes'], false],
  ['backup-unknown', { [BACKUP]: '' }, ['--yes'], false],
  ['new-unknown', { [OLD]: ALIVE, [NEW]: '' }, ['--new', '--yes'], false],
])('as somebody sees it: %s', async (name, replies, args, written) => {
  const repository = committed();
  const outcome = await rotate(repository.path, replies, args, args.includes('--new') ? { stdin: NEW } : {});
  expectGolden(`${name}.txt`, stable(transcript(['rotate', ...args].join(' '), outcome)));
  expect(envOf(repository) !== ENV).toBe(written);
});

test('the old key stands nowhere else', async () => {
  const { code, stdout } = await rotate(repositoryWith().path, { [BACKUP]: ALIVE }, ['--yes']);
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /The old key \*{4}\w{4} stands nowhere else \(looked at 3 files and 0 objects of the history\)\./,
  );
});

test('a live primary key needs no rotation; with --force it gets one', async () => {
  const repository = repositoryWith();
  const replies = { [OLD]: ALIVE, [BACKUP]: ALIVE };
  const { code, stdout } = await rotate(repository.path, replies, ['--yes']);
  expect([code, envOf(repository)]).toEqual([0, ENV]);
  expect(stdout).toContain('The primary key is alive: nothing to do');
  const forced = await rotate(repository.path, replies, ['--yes', '--force', '--reason', 'Ada left']);
  expect([forced.code, envOf(repository).includes(OLD)]).toEqual([0, false]);
  expect(readRotations(repository.path).map(({ reason }) => reason)).toEqual(['Ada left']);
});

test.each<[string, Record<string, Reply>, number]>([
  ['neither is alive', {}, 1],
  ['the primary one is not known', { [OLD]: '<html>', [BACKUP]: ALIVE }, 2],
  ['the backup one is not known', { [OLD]: DEAD, [BACKUP]: '<html>' }, 2],
  ['the address is banned', { [OLD]: 'IP_BANNED', [BACKUP]: ALIVE }, 2],
])('nothing is written when %s', async (_, replies, exitCode) => {
  const repository = repositoryWith();
  const { code } = await rotate(repository.path, replies, ['--yes']);
  expect([code, envOf(repository), readRotations(repository.path)]).toEqual([exitCode, ENV, []]);
});

test('without a terminal and without --yes nothing is written; --dry-run only shows', async () => {
  const repository = repositoryWith();
  const refused = await rotate(repository.path, { [BACKUP]: ALIVE }, []);
  expect([refused.code, refused.stderr.endsWith('there is nobody to ask, and no --yes\n')]).toEqual([2, true]);
  const shown = await rotate(repository.path, { [BACKUP]: ALIVE }, ['--dry-run']);
  expect([shown.code, shown.stdout.includes('change .env')]).toEqual([0, true]);
  expect([envOf(repository), readRotations(repository.path)]).toEqual([ENV, []]);
});

test('a new key: a live old one becomes the backup, and is not listed there', async () => {
  const repository = repositoryWith();
  const replies = { [OLD]: ALIVE, [BACKUP]: ALIVE, [NEW]: ALIVE };
  const { code, stdout } = await rotate(repository.path, replies, ['--new', '--yes'], { stdin: `${NEW}\n` });
  expect(code).toBe(0);
  expect(envOf(repository)).toBe(
    `# ours\nexport CAPTCHAAI_API_KEY="${NEW}" # first\nOTHER=1\nCAPTCHAAI_API_KEY_BACKUP=${OLD}`,
  );
  expect(stdout).toContain('stands nowhere else');
  expect(stdout).toContain('The old key is the backup now.');
  expect(readRotations(repository.path)[0]?.reason).toBe('new key');
});

test('a new key that is not alive, not known, not needed, not there', async () => {
  const repository = repositoryWith();
  const outcome = async (reply: Reply, stdin: string) => {
    const { code } = await rotate(repository.path, { [OLD]: ALIVE, [NEW]: reply }, ['--new', '--yes'], { stdin });
    return [code, envOf(repository) === ENV];
  };
  expect(await outcome(DEAD, NEW)).toEqual([1, true]);
  expect(await outcome('', NEW)).toEqual([2, true]);
  expect(await outcome(ALIVE, OLD)).toEqual([1, true]);
  await expect(outcome(ALIVE, '')).rejects.toMatchObject({ code: 'E_USAGE' });
  const unasked = rotate(repository.path, { [NEW]: ALIVE }, ['--new'], { stdin: NEW });
  await expect(unasked).rejects.toMatchObject({ message: expect.stringContaining('needs --yes') });
});

test('a .env that is not there yet, and keys that only the environment has', async () => {
  const folder = temporaryFolder();
  const made = await rotate(folder, { [NEW]: ALIVE }, ['--new', '--yes', '--no-record'], { stdin: NEW });
  expect([made.code, readFileSync(join(folder, '.env'), 'utf8')]).toEqual([0, `CAPTCHAAI_API_KEY=${NEW}\n`]);
  expect(made.stdout).toContain('create .env');
  const other = temporaryFolder();
  const env = { CAPTCHAAI_API_KEY: OLD, CAPTCHAAI_API_KEY_BACKUP: BACKUP };
  const { stdout } = await rotate(other, { [BACKUP]: ALIVE }, ['--yes'], { env });
  expect(readFileSync(join(other, '.env'), 'utf8')).toBe(`CAPTCHAAI_API_KEY=${BACKUP}\n`);
  expect(stdout).toContain('The environment sets CAPTCHAAI_API_KEY too, and wins over the file in most programs');
  await expect(rotate(temporaryFolder(), {}, [])).rejects.toMatchObject({ code: 'E_USAGE' });
});

test('the variables that the file has say which', async () => {
  const repository = repositoryWith(`CAPTCHAAI_KEY=${OLD}\nCAPTCHAAI_API_KEY_BACKUP=${BACKUP}\n`);
  await rotate(repository.path, { [BACKUP]: ALIVE }, ['--yes']);
  expect(envOf(repository)).toBe(`CAPTCHAAI_KEY=${BACKUP}\nCAPTCHAAI_API_KEY_BACKUP=\n`);
  const two = repositoryWith(`TWOCAPTCHA_API_KEY=${OLD.slice(1)}\n`);
  const { code, asked, stdout } = await rotate(two.path, {}, ['--yes']);
  expect([code, asked]).toEqual([1, []]);
  expect(stdout).toContain('TWOCAPTCHA_API_KEY_BACKUP');
});

test('what stands in the way is found out before anything is written', async () => {
  const recorded = repositoryWith();
  recorded.write('hexhound-rotations.json', '{');
  await expect(rotate(recorded.path, { [BACKUP]: ALIVE }, ['--yes'])).rejects.toMatchObject({ code: 'E_CONFIG' });
  expect(envOf(recorded)).toBe(ENV);
  expect((await rotate(recorded.path, { [BACKUP]: ALIVE }, ['--yes', '--no-record'])).code).toBe(0);
});

test('every place of the old key: files, CI, ignored files, history, messages, nothing that leads to it', async () => {
  const repository = repositoryWith(`${ENV}\nCAPTCHAAI_KEY=${OLD}\n`);
  repository.write('.gitignore', '.env*\nbuild/\n').write('.env.production', `K=${OLD}\n`).write('build/out.js', OLD);
  repository.write('solve.py', `a\nkey = "${OLD}"\n`).write('.github/workflows/ci.yml', `on: push\nenv: ${OLD}\n`);
  repository.git('add', 'solve.py', '.github', '.gitignore');
  repository.git('-c', 'core.hooksPath=/dev/null', 'commit', '-q', '-m', 'one');
  const first = repository.git('rev-parse', '--short=10', 'HEAD');
  repository.write('solve.py', `a\nb\nkey = "${OLD}"\n`).git('add', 'solve.py');
  repository.git('-c', 'core.hooksPath=/dev/null', 'commit', '-q', '-m', `without ${OLD}`);
  const second = repository.git('rev-parse', '--short=10', 'HEAD');
  repository.write('solve.py', 'key = None\n').git('add', 'solve.py');
  repository.git('-c', 'core.hooksPath=/dev/null', 'commit', '-q', '-m', 'gone');
  const loose = repository.store(`loose ${OLD}`).slice(0, 10);
  repository.write('secret.yaml', `data:\n  key: ${Buffer.from(`${OLD}\n`).toString('base64')}\n`);

  const { stdout, code } = await rotate(repository.path, { [BACKUP]: ALIVE }, ['--yes']);
  expect(code).toBe(0);
  const list = stdout.slice(stdout.indexOf('The old key ****'));
  expect(places(list).sort()).toEqual(
    [
      '.env.production:1  (ignored by git)',
      '.env:5  (ignored by git)',
      '.github/workflows/ci.yml:2  (CI file)',
      'secret.yaml:2  (base64)',
      `history: .github/workflows/ci.yml since 2023-11-14 (commit ${first}, Ada <ada@example.com>)`,
      `history: file ${loose}, which no commit leads to`,
      `history: message of commit ${second}`,
      `history: solve.py, 2 versions since 2023-11-14 (commit ${first}, Ada <ada@example.com>)`,
    ].sort(),
  );
  expect(list).toContain('still stands in 8 places');
  expect(list).toContain('note: not looked at: folders that git ignores (build/)');
});

/** So many that all places are listed. */
const AT_ONCE = 14;
const PARTS = Array.from({ length: Math.ceil(WRITTEN_FORMS.length / AT_ONCE) }, (_, part) => part);

test.each(PARTS)(
  'what purge finds is found, in whatever form: files and history, part %i of the forms',
  async (part) => {
    const key = `${alnumKey('rotate forms', 20)}/+&<é>'=`;
    const forms = WRITTEN_FORMS.slice(part * AT_ONCE, (part + 1) * AT_ONCE);
    const repository = repositoryWith(`CAPTCHAAI_API_KEY="${key}"\nCAPTCHAAI_API_KEY_BACKUP=${BACKUP}\n`);
    for (const [index, { write }] of forms.entries()) {
      for (const path of [`now/${index}`, `past/${index}`])
        repository.write(path, Buffer.concat([Buffer.from(`${path}\n`), write(key)]));
    }
    repository.write(`name/${encodeURIComponent(key)}`, 'x').commit('all');
    repository.remove('past').commit('less');

    const file = join(temporaryFolder(), 'purge.txt');
    const secret = new Secret(Buffer.from(key).toString('latin1'));
    writeFileSync(file, formatReplacements([{ secret, replacement: 'REDACTED-0a1b2c', found: [] }]), 'latin1');
    const verified = await runCommand('purge', repository.path, ['--verify', file, '--format', 'json'], { env: {} });
    const { leftovers } = JSON.parse(verified.stdout) as { leftovers: Leftover[] };
    const pathsOf = (where: Leftover['where']) =>
      new Set(leftovers.flatMap((one) => (one.where === where && one.path !== '.env' ? (one.path ?? []) : [])));

    const { stdout } = await rotate(repository.path, { [BACKUP]: ALIVE }, ['--yes', '--force']);
    expectNoKey([key, encodeURIComponent(key)], stdout, verified.stdout);
    const list = places(stdout.slice(stdout.indexOf('The old key ****')));
    const matching = (pattern: RegExp) => new Set(list.flatMap((line = '') => pattern.exec(line)?.[1] ?? []));
    const inTree = matching(/^((?:now|name)\/[^:]+?)(?::\d+)?(?: {2}|$)/);
    const inHistory = matching(/^history: ((?:now|past)\/\d+)/);
    expect(inTree.size).toBe(forms.length + 1);
    expect(inHistory.size).toBe(forms.length * 2);
    expect(inTree).toEqual(pathsOf('work-tree'));
    expect(inHistory).toEqual(new Set([...pathsOf('object')].filter((path) => /^(now|past)/.test(path))));
    expect(list.join('\n')).toContain('history: file name in folder');
  },
);

test('at most 50 places are listed, and all are counted', async () => {
  const repository = repositoryWith();
  repository.write('many.txt', `${OLD}\n`.repeat(120));
  const { stdout } = await rotate(repository.path, { [BACKUP]: ALIVE }, ['--yes']);
  expect(stdout).toContain('still stands in 120 places');
  expect([stdout.match(/many\.txt:/g)?.length, stdout.includes('  and 70 more\n')]).toEqual([50, true]);
});

test('outside of git the folder is searched', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'sub'));
  writeFileSync(join(folder, '.env'), ENV, { mode: 0o600 });
  writeFileSync(join(folder, 'sub/x.py'), `\n${OLD}`);
  const { stdout } = await rotate(folder, { [BACKUP]: ALIVE }, ['--yes']);
  expect(places(stdout.slice(stdout.indexOf('The old key ****')))).toEqual(['sub/x.py:2']);
});

test('no key is an argument of git', async () => {
  const repository = repositoryWith();
  repository.write('a.py', `k = "${OLD}"\n`).commit('with the key');
  const bin = temporaryFolder();
  const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  writeFileSync(join(bin, 'git'), `#!/bin/sh\necho "$@" >> '${bin}/calls'\nexec '${real}' "$@"\n`, { mode: 0o755 });
  const PATH = `${bin}:${process.env.PATH}`;
  const { code } = await rotate(repository.path, { [BACKUP]: ALIVE }, ['--yes'], { env: { PATH } });
  const calls = readFileSync(join(bin, 'calls'), 'utf8');
  expect([code, calls.includes('ls-files'), calls.includes('log')]).toEqual([0, true, true]);
  expectNoKey([OLD, BACKUP], calls);
});

test('without git the key is replaced all the same', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, '.env'), ENV, { mode: 0o600 });
  const env = { PATH: temporaryFolder() };
  const { code, stderr, stdout } = await rotate(folder, { [BACKUP]: ALIVE }, ['--yes'], { env });
  expect([code, readFileSync(join(folder, '.env'), 'utf8').includes(OLD)]).toEqual([0, false]);
  expect(stderr).toContain('hexhound: no history is looked at: ');
  expect(stdout).toContain('stands nowhere else');
});

test('wrong use', async () => {
  const errorOf = (args: readonly string[]) =>
    rotate(temporaryFolder(), {}, args).then(
      () => 'no error',
      ({ code, message }) => `${code} ${message}`,
    );
  expect(await errorOf([OLD])).toMatch(/^E_USAGE a key must not be given on the command line/);
  expect(await errorOf(['x'])).toMatch(/^E_USAGE takes no arguments/);
  expect(await errorOf(['--env-file', '.env'])).toMatch(/say --dotenv FILE$/);
  expect(await errorOf(['--service', 'x'])).toMatch(/--service must be one of/);
  expect(await errorOf(['--timeout', 'x'])).toMatch(/--timeout must be/);
  expect((await rotate(temporaryFolder(), {}, ['--help'])).stdout).toContain('Usage: hexhound rotate');
});

test.each(REPLIES)('%s: no key in what it writes but .env', async (name, reply, exitCode) => {
  const program = programFor(name, 'rotate');
  const { url } = await captchaai({ [OLD]: DEAD, [BACKUP]: reply, [NEW]: reply });
  const outcomes = [];
  for (const [args, input] of [
    [['--yes'], ''],
    [['--new', '--yes'], NEW],
  ] as const) {
    const repository = repositoryWith();
    repository.write('a.py', 'x = 1\n');
    const env = { CAPTCHAAI_URL: url, HOME: repository.path };
    const options = { env, input };
    const { code, stdout, stderr } = await program(
      repository.path,
      ['rotate', ...args, '--timeout', secondsFor(name)],
      options,
    );
    expectNoKey([OLD, BACKUP, NEW], stdout, stderr, writtenIn(repository.path));
    const kept = envOf(repository) === ENV;
    outcomes.push([code, kept]);
  }
  expect(outcomes).toEqual(Array(2).fill([exitCode, exitCode !== 0]));
});
