import { join } from 'node:path';
import { expect, test } from 'vitest';
import { HexhoundError } from '../../src/model/errors.ts';
import { runCommand } from '../helpers/io.ts';
import { alnumKey, hexKey } from '../helpers/keys.ts';
import { createRepository, temporaryFolder } from '../helpers/repository.ts';

const KEY = hexKey('habits');
const LEAK = `captchaai_api_key = "${KEY}"\n`;

/** What the program says instead of running. */
async function refusal(name: string, args: readonly string[], cwd = temporaryFolder()): Promise<string> {
  const thrown: unknown = await runCommand(name, cwd, args).catch((error: unknown) => error);
  if (!(thrown instanceof HexhoundError)) throw new Error(`${name} ran`, { cause: thrown });
  expect(thrown.code).toBe('E_USAGE');
  return thrown.message;
}

test.each([
  ['detect', [], 'history'],
  ['detect', ['--source', '.', '--no-git', '-v'], 'scan .'],
  [
    'detect',
    ['--source=a b', '--report-format', 'sarif', '--report-path=o.sarif'],
    "history 'a b' --format=sarif --output=o.sarif",
  ],
  ['detect', ['--log-opts=--all main..HEAD'], 'history main..HEAD'],
  ['detect', ['--pipe'], 'stdin'],
  ['protect', ['--staged'], 'staged'],
  ['dir', ['src'], 'scan src'],
  ['git', ['file://.', '--json'], 'history . --format=json'],
  ['filesystem', ['src', '--only-verified'], 'scan src --verify'],
])('%s %j: the command to use', async (name, args, ours) => {
  expect(await refusal(name, args)).toBe(`is a word of another scanner. Here: hexhound ${ours}`);
});

test.each([
  ['scam', [], 'there is no such command; did you mean "scan"? (hexhound --help lists them)'],
  ['Scan', [], 'there is no such command; did you mean "scan"? (hexhound --help lists them)'],
  [
    '--format',
    ['json', 'scan'],
    'the command comes first, such as: hexhound scan (hexhound scan --help shows its options)',
  ],
  ['https://example.com/a/b', [], expect.stringContaining('git clone --mirror https://example.com/a/b b.git')],
  ['scan', ['--formt', 'json'], `Unknown option '--formt'; did you mean "--format"? (see hexhound scan --help)`],
  ['scan', ['--staged'], `Unknown option '--staged'; it is a command: hexhound staged (see hexhound scan --help)`],
  ['scan', ['--report-path=x'], `Unknown option '--report-path'; here it is --output (see hexhound scan --help)`],
  ['scan', ['--source', '.'], `Unknown option '--source'; write the path without a flag (see hexhound scan --help)`],
  ['scan', ['--redact'], `Unknown option '--redact'; it is not needed: secrets are masked (see hexhound scan --help)`],
  ['baseline', ['shwo'], 'takes create, update, prune, show, audit or import; did you mean "show"?'],
  ['config', ['chek'], 'takes check, or import and a file, such as .gitleaks.toml; did you mean "check"?'],
  ['completion', ['bsh'], 'takes a shell: bash, zsh, fish, powershell; did you mean "bash"?'],
])('%s %j', async (name, args, message) => {
  expect(await refusal(name, args)).toEqual(message);
});

test('a folder in the place of a command', async () => {
  const { path } = createRepository().write('src/a.py', LEAK);
  expect(await refusal('src', [], path)).toBe('there is no such command. To scan it: hexhound scan src');
});

test.each([
  [
    'history',
    'https://github.com/a/b.git',
    'git clone --mirror https://github.com/a/b.git b.git && hexhound history b.git',
  ],
  ['history', 'git@github.com:a/b.git', 'git clone --mirror git@github.com:a/b.git b.git && hexhound history b.git'],
  ['history', 'github.com/a/b', 'git clone --mirror https://github.com/a/b b.git && hexhound history b.git'],
  ['scan', 'https://example.com/a', 'git clone --mirror https://example.com/a a.git && hexhound history a.git'],
  ['git', 'https://example.com/a', 'git clone --mirror https://example.com/a a.git && hexhound history a.git'],
])('%s of an address: clone it first', async (name, address, command) => {
  expect(await refusal(name, [address], createRepository().path)).toContain(command);
});

test('the login in an address is not repeated', async () => {
  const login = alnumKey('login', 14);
  for (const name of ['history', 'git', 'scan']) {
    const said = await refusal(name, [`https://ada:${login}@example.com/a/b`], createRepository().path);
    expect(said).toContain('git clone --mirror https://example.com/a/b b.git');
    expect(said).not.toContain(login);
  }
});

test.each([
  ['code', LEAK],
  ['an environment', `A=1\nCAPTCHAAI_API_KEY=${KEY}\n`],
  ['JSON', JSON.stringify({ captchaai_api_key: KEY }, null, 2)],
  ['a line and its rest', `${'x'.repeat(5000)}\n${LEAK}`],
])('scan - reads a content that is no list: %s', async (_, stdin) => {
  const outcome = await runCommand('scan', temporaryFolder(), ['-'], { stdin });
  expect(outcome.code).toBe(1);
  expect(outcome.stdout).toContain('standard input is no list of files');
  expect(`${outcome.stdout}${outcome.stderr}`).not.toContain(KEY);
});

test('scan - takes a list with mistakes in it for a list, which is then not clean', async () => {
  const { path } = createRepository().write('a.py', LEAK).write('b=c.py', LEAK);
  for (const stdin of [
    'nowhere.py\n',
    'a.py\npassword=Maple-harbor7\n',
    'b=c.py\0c=d.py\0',
    'app/(group)/[id]/x.tsx\ny\n',
  ]) {
    const outcome = await runCommand('scan', path, ['-'], { stdin }).catch((error: unknown) => {
      if (!(error instanceof HexhoundError)) throw error;
      return { code: 2, stdout: error.subject, stderr: '' };
    });
    expect([stdin, outcome.code]).toEqual([stdin, 2]);
    expect(outcome.stdout).not.toContain('Maple');
  }
  expect((await runCommand('scan', path, ['-'], { stdin: 'b=c.py\n' })).code).toBe(1);
});

test('staged looks at the files that a hook manager appends, and at no others', async () => {
  const repository = createRepository()
    .write('a.py', LEAK)
    .write('src/b.py', `captchaai_api_key = "${hexKey('b')}"\n`);
  repository.write('clean.py', 'x = 1\n').git('add', '.');
  const scanned = async (args: readonly string[], cwd = repository.path) =>
    JSON.parse((await runCommand('staged', cwd, ['--format=json', ...args])).stdout).findings.map(
      ({ occurrences: [first] }: { occurrences: { path: string }[] }) => first?.path,
    );
  expect(await scanned(['clean.py'])).toEqual([]);
  expect(await scanned(['a.py', join(repository.path, 'clean.py')])).toEqual(['a.py']);
  expect(await scanned([join(repository.path, 'src/b.py')])).toEqual(['src/b.py']);
  expect(await scanned(['src/'])).toEqual(['src/b.py']);
  expect(await scanned(['b.py', '../a.py'], join(repository.path, 'src'))).toEqual(['a.py', 'src/b.py']);
  expect(await scanned(['.'])).toEqual(['a.py', 'src/b.py']);

  repository.commit('one');
  repository.git('rm', '--quiet', 'a.py');
  expect(await scanned(['a.py'])).toEqual([]);
  await expect(runCommand('staged', repository.path, ['nowhere.py'])).rejects.toMatchObject({
    code: 'E_SOURCE',
    subject: 'nowhere.py',
  });
  await expect(runCommand('staged', repository.path, ['../x.py'])).rejects.toMatchObject({ code: 'E_USAGE' });
});

test('config check: which file counts, what it changes, and what is wrong with it', async () => {
  const repository = createRepository();
  expect((await runCommand('config', repository.path, ['check'])).stdout).toContain('no configuration here');
  const text = 'ignore:\n  rules: [github-pat]\n  paths: [{ path: docs/, expires: 2999-01-01 }]\nminConfidence: low\n';
  repository.write('hexhound.yaml', text).write('src/x', '');
  expect(await runCommand('config', join(repository.path, 'src'), ['check'])).toMatchObject({
    code: 0,
    stdout:
      '../hexhound.yaml: no mistake found\n  ignore.paths: 1 entry\n  ignore.rules: 1 entry\n  minConfidence: low\n',
  });
  const after = async (from: string, to: string) => {
    repository.write('hexhound.yaml', text.replace(from, to));
    const thrown: unknown = await runCommand('config', repository.path, ['check']).catch((error: unknown) => error);
    return thrown instanceof HexhoundError ? `${thrown.subject}: ${thrown.message}` : '';
  };
  expect(await after('github-pat', 'github-pta')).toBe(
    'hexhound.yaml:2:11: ignore.rules: there is no rule "github-pta"; did you mean "github-pat"?',
  );
  expect(await after('2999', '2020')).toBe(
    'hexhound.yaml:3:11: does not count: its last day was 2020-01-01; take it out or give it another',
  );
  expect(await after('docs/', '../docs/')).toContain('hexhound.yaml:3:19: ignore.paths[0].path: matches nothing');
});

test('an entry that has expired is said, also where nothing is found', async () => {
  const repository = createRepository().write(
    'hexhound.yaml',
    'ignore:\n  paths: [{ path: docs/, expires: 2020-01-01 }]\n',
  );
  const clean = await runCommand('scan', repository.path, []);
  expect(clean.stdout).toContain('hexhound.yaml:2:11: this entry of ignore.paths counted until 2020-01-01');
  repository.write('docs/a.py', LEAK);
  expect((await runCommand('scan', repository.path, [])).code).toBe(1);
  repository.write('hexhound.yaml', 'ignore:\n  paths: [{ path: docs/, expires: 2999-01-01 }]\n');
  expect((await runCommand('scan', repository.path, [])).code).toBe(0);
});
