import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { goldenFolder, stable, transcript } from '../helpers/golden.ts';
import { runCommand } from '../helpers/io.ts';
import { alnumKey, hexKey } from '../helpers/keys.ts';
import { createRepository, temporaryFolder } from '../helpers/repository.ts';
import {
  ALIVE,
  captchaai,
  expectNoKey,
  hexhound,
  programFor,
  REPLIES,
  type Reply,
  secondsFor,
  writtenIn,
} from '../respond/keys/running.ts';
import { serve } from '../scan/verify/server.ts';

const expectGolden = goldenFolder(new URL('golden/verify/', import.meta.url));

const [KEY, BACKUP, OTHER] = [alnumKey('verify'), alnumKey('backup'), hexKey('other')];

/** A folder with a private `.env`, outside of any repository. */
function folderWith(text: string, name = '.env'): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, name), text, { mode: 0o600 });
  return folder;
}

async function verify(folder: string, args: readonly string[], env: Record<string, string> = {}, stdin?: string) {
  const { url, asked } = await captchaai({ [KEY]: ALIVE, [BACKUP]: ALIVE, [OTHER]: ALIVE });
  const outcome = await runCommand('verify', folder, [...args, '--format=json'], {
    env: { CAPTCHAAI_URL: url, ...env },
    ...(stdin === undefined ? {} : { stdin }),
  });
  return { ...outcome, asked: asked(), result: JSON.parse(outcome.stdout) };
}

async function errorOf(folder: string, args: readonly string[], env: Record<string, string> = {}): Promise<string> {
  return runCommand('verify', folder, args, { env }).then(
    () => 'no error',
    ({ code, subject, message }) => `${code} ${subject}: ${message}`,
  );
}

test.each<[name: string, reply: Reply, args: readonly string[]]>([
  ['active', ALIVE, []],
  ['active-json', ALIVE, ['--format', 'json']],
  ['no-balance-left', 'ERROR_ZERO_BALANCE', []],
  ['restricted', '{"status":0,"request":"ERROR_IP_NOT_ALLOWED"}', []],
  ['inactive', 'ERROR_KEY_DOES_NOT_EXIST', []],
  ['inactive-json', 'ERROR_KEY_DOES_NOT_EXIST', ['--format', 'json']],
  ['banned', 'IP_BANNED', []],
  ['web-page', '<html><title>502</title>', []],
  ['server-error', (response) => response.writeHead(500).end('down'), []],
  ['standard-input', ALIVE, ['-']],
  ['assumed', ALIVE, ['--env', 'MINE']],
])('as somebody sees it: %s', async (name, reply, args) => {
  const { url } = await captchaai({ [KEY]: reply });
  const folder = folderWith(`CAPTCHAAI_API_KEY=${KEY}\n`);
  const env = { CAPTCHAAI_URL: url, MINE: KEY };
  const outcome = await runCommand('verify', folder, args, { env, stdin: `${KEY}\n` });
  expectNoKey([KEY], outcome.stdout, outcome.stderr);
  expectGolden(`${name}.txt`, stable(transcript(['verify', ...args].join(' '), outcome)));
});

test('the order of the sources', async () => {
  const folder = folderWith(`CAPTCHAAI_API_KEY=${KEY}\nCAPTCHAAI_API_KEY_BACKUP="${BACKUP}"\nMINE=${OTHER}\n`);
  const source = async (args: readonly string[], env = {}, stdin?: string) => {
    const { result, asked } = await verify(folder, args, env, stdin);
    return [result.source, ...asked];
  };
  const env = { CAPTCHAAI_API_KEY: OTHER };
  expect(await source([], env)).toEqual(['CAPTCHAAI_API_KEY', OTHER]);
  expect(await source([])).toEqual(['CAPTCHAAI_API_KEY in .env', KEY]);
  expect(await source([], {}, BACKUP)).toEqual(['CAPTCHAAI_API_KEY in .env', KEY]);
  expect(await source(['-'], env, BACKUP)).toEqual(['standard input', BACKUP]);
  expect(await source(['--dotenv', '.env'], env)).toEqual(['CAPTCHAAI_API_KEY in .env', KEY]);
  expect(await source(['--dotenv', '.env', '--env', 'MINE'])).toEqual(['MINE in .env', OTHER]);
  expect(await source(['--backup'], env)).toEqual(['CAPTCHAAI_API_KEY_BACKUP in .env', BACKUP]);
  expect(await source(['--backup'], { ...env, CAPTCHAAI_API_KEY_BACKUP: BACKUP })).toEqual([
    'CAPTCHAAI_API_KEY_BACKUP',
    BACKUP,
  ]);
});

test('where a service asks for the account too, it is read from the same file, and nothing else of that file is', async () => {
  const key = alnumKey('account', 20);
  const closed = { HTTPS_PROXY: 'http://127.0.0.1:1' };
  const answer = async (text: string) => {
    const outcome = await runCommand('verify', folderWith(`TRUECAPTCHA_APIKEY=${key}\n${text}`), ['--format=json'], {
      env: closed,
    });
    return JSON.parse(outcome.stdout);
  };
  const missing = await answer('HTTPS_PROXY=http://127.0.0.1:2');
  expect(missing.reason).toBe('not asked: TrueCaptcha wants the user id beside it, and none is set');
  expect(missing.advice[0]).toContain('TRUECAPTCHA_USERID');
  const there = await answer('TRUECAPTCHA_USERID=somebody\n');
  expect([there.status, there.host]).toEqual(['unknown', 'api.apitruecaptcha.org']);
  expect(there.reason).not.toContain('not asked');
});

test('which file was used is said; a file without a key of a service is not', async () => {
  const used = await verify(folderWith(`CAPTCHAAI_KEY='${KEY}'\r\n`), []);
  expect(used.stderr).toMatch(/^using CAPTCHAAI_KEY in \.env\nasking 127\.0\.0\.1:\d+ about one CaptchaAI key\n$/);
  const other = await verify(folderWith(`PASSWORD=${OTHER}\n`), [], {}, KEY);
  expect([other.result.source, other.asked]).toEqual(['standard input', [KEY]]);
});

test('a folder named .env is no reason to stop', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, '.env'));
  const { result, stderr } = await verify(folder, [], {}, KEY);
  expect(result.source).toBe('standard input');
  expect(stderr).toContain('.env is not looked at: it is not a regular file\n');
  expect(await errorOf(folder, ['--dotenv', '.env'])).toBe('E_SOURCE .env: is not a regular file');
});

test('a file that others can read, and one that git tracks', async () => {
  const repository = createRepository();
  repository.write('.env', `CAPTCHAAI_API_KEY=${KEY}\n`).chmod('.env', 0o600);
  expect((await verify(repository.path, [])).result.advice).toEqual([]);
  repository.commit('with the key');
  chmodSync(join(repository.path, '.env'), 0o640);
  expect((await verify(repository.path, [])).result.advice).toEqual([
    'Other users of this machine can read .env: chmod 600 makes it yours alone.',
    'git tracks .env: whoever has the repository has the key. Untrack the file, replace the key.',
  ]);
});

test('whose key it is', async () => {
  const assumed = await verify(temporaryFolder(), ['--env', 'MINE'], { MINE: KEY });
  expect(assumed.result).toMatchObject({ service: 'captchaai', assumed: true, status: 'active' });
  const named = await verify(temporaryFolder(), ['--env', 'MINE', '--service', 'captchaai'], { MINE: KEY });
  expect(named.result).not.toHaveProperty('assumed');
  // Not sent: it has not the form of a key of the service that the variable is for.
  const two = await verify(temporaryFolder(), [], { TWOCAPTCHA_API_KEY: KEY.slice(1) });
  expect([two.result.service, two.result.status, two.asked]).toEqual(['2captcha', 'inactive', []]);
  const { url } = await captchaai();
  const env = { MINE: KEY, CAPTCHAAI_URL: url };
  const { stdout } = await runCommand('verify', temporaryFolder(), ['--env', 'MINE'], { env });
  expect(stdout).toContain('(MINE, assumed to be one): inactive\n');
  expect(stdout).toContain(
    "advice   Neither its name nor its form says whose key it is: if it is not CaptchaAI's, name --service.",
  );
});

test('no key', async () => {
  const folder = temporaryFolder();
  expect(await errorOf(folder, ['--dotenv', 'none.env'])).toBe('E_SOURCE none.env: no such file');
  const empty = folderWith('CAPTCHAAI_API_KEY=\nX=1\n');
  expect(await errorOf(empty, ['--dotenv', '.env'])).toBe(
    'E_USAGE verify: no key: the file that --dotenv names does not set CAPTCHAAI_API_KEY, CAPTCHAAI_API_KEY_BACKUP, CAPTCHAAI_KEY or a variable of another service',
  );
  expect(await errorOf(empty, ['--dotenv', '.env', '--env', 'Y'])).toMatch(
    /does not set the variable that --env names$/,
  );
  expect(await errorOf(folder, ['--backup'])).toMatch(/^E_USAGE verify: no key in CAPTCHAAI_API_KEY_BACKUP or /);
  expect(await errorOf(folder, ['-', '--dotenv', '.env'])).toMatch(/--dotenv and standard input cannot both/);
});

test.each([
  [
    { CI: 'true', GITHUB_ACTIONS: 'true' },
    /In GitHub Actions .*env: CAPTCHAAI_API_KEY: \$\{\{ secrets\.CAPTCHAAI_API_KEY \}\}.* fork/,
  ],
  [{ CI: 'true', GITLAB_CI: 'true' }, /In GitLab CI CAPTCHAAI_API_KEY .* protected/],
  [{ CI: 'true', CIRCLECI: 'true' }, /In CircleCI .* context/],
  [{ TF_BUILD: 'True' }, /In Azure Pipelines .*env: CAPTCHAAI_API_KEY: \$\(CAPTCHAAI_API_KEY\)/],
  [{ JENKINS_URL: 'https://ci.example' }, /In Jenkins .* credentials/],
  [{ CI: '1' }, /This is a CI job: .* CAPTCHAAI_API_KEY/],
])('works on the desk, but not in CI: %j', async (env, advice) => {
  expect(await errorOf(temporaryFolder(), [], env)).toMatch(advice);
  expect(await errorOf(temporaryFolder(), ['--env', 'CAPTCHAAI_API_KEY'], env)).toMatch(advice);
  expect(await errorOf(temporaryFolder(), [], { CI: 'false' })).not.toMatch(/CI job|In G/);
});

test('a dead key that is not the one in .env, and a reference that nobody replaced', async () => {
  const folder = folderWith(`CAPTCHAAI_API_KEY=${KEY}\n`);
  const stale = await verify(folder, [], { CAPTCHAAI_API_KEY: alnumKey('stale') });
  expect(stale.result.advice.at(-1)).toBe(
    '.env has another value for CAPTCHAAI_API_KEY, and what is exported wins: --dotenv .env asks about that one.',
  );
  const reference = await verify(folder, [], { CAPTCHAAI_API_KEY: `\${{ secrets.CAPTCHAAI_API_KEY }}` });
  expect([reference.code, reference.asked]).toEqual([2, []]);
  expect(reference.result.advice).toContain(
    'The variable holds a reference that nobody has replaced by a key: look at what sets it.',
  );
});

test("Node's own --env-file is refused, for it would have Node.js run what a file says", async () => {
  const folder = folderWith(`CAPTCHAAI_API_KEY=${KEY}\n`);
  for (const args of [['--env-file', '.env'], ['--env-file=.env'], ['--env-file-if-exists=.env']]) {
    expect(await errorOf(folder, args)).toMatch(/--env-file is a flag of Node\.js, .* say --dotenv FILE$/);
  }
});

test('a .env file is only read: nothing in it reaches Node.js', async () => {
  const folder = folderWith(`CAPTCHAAI_API_KEY=${KEY}\nNODE_OPTIONS="--require ./evil.cjs"\n`);
  writeFileSync(join(folder, 'evil.cjs'), "require('fs').writeFileSync('evil', '')");
  const { url } = await captchaai({ [KEY]: ALIVE });
  for (const args of [[], ['--dotenv', '.env'], ['--dotenv=.env']]) {
    expect((await hexhound(folder, ['verify', ...args], { env: { CAPTCHAAI_URL: url } })).code).toBe(0);
  }
  expect(existsSync(join(folder, 'evil'))).toBe(false);
});

test.each(REPLIES)('%s: no key in what it writes', async (name, reply, exitCode) => {
  const program = programFor(name, 'verify');
  const { url, asked } = await captchaai({ [KEY]: reply });
  const folder = folderWith(`CAPTCHAAI_API_KEY=${KEY}\n`);
  const env = { CAPTCHAAI_URL: url, HOME: folder, XDG_STATE_HOME: join(folder, 'state') };
  const options = ['--timeout', secondsFor(name)];
  const runs = [
    await program(folder, ['verify', ...options], { env }),
    await program(folder, ['verify', '--format', 'json', '--env', 'MINE', ...options], { env: { ...env, MINE: KEY } }),
    await program(folder, ['verify', '-', ...options], { env, input: `${KEY}\n` }),
  ];
  expect(runs.map(({ code }) => code)).toEqual([exitCode, exitCode, exitCode]);
  expect(new Set(asked())).toEqual(new Set([KEY]));
  expectNoKey([KEY], ...runs.flatMap(({ stdout, stderr }) => [stdout, stderr]), writtenIn(folder));
  if (exitCode === 2) expect(runs[0]?.stdout).toContain(': unknown\n');
});

test('a service that echoes the key, nobody at the address, no TLS, no such host, wrong use: no key in what is written', async () => {
  const echo = await captchaai({ [KEY]: (response) => response.writeHead(200, KEY).end(`ERROR_${KEY} ${KEY}`) });
  const closed = await serve(() => {});
  const folder = folderWith(`CAPTCHAAI_API_KEY=${KEY}\nbroken ${OTHER}\n`);
  const urls = [
    echo.url,
    'http://127.0.0.1:1',
    `https://${closed.host}`,
    'https://no-such-host.invalid',
    `https://${KEY}@example.com`,
    KEY,
  ];
  for (const CAPTCHAAI_URL of urls) {
    const { code, stdout, stderr } = await hexhound(folder, ['verify', '--timeout', '5'], { env: { CAPTCHAAI_URL } });
    expect([CAPTCHAAI_URL, code]).toEqual([CAPTCHAAI_URL, 2]);
    expectNoKey([KEY, OTHER], stdout, stderr);
  }
  for (const args of [
    [KEY],
    ['--env', KEY],
    [`--${KEY}`],
    ['--dotenv', KEY],
    ['--dotenv', '/dev/null/x'],
    ['--timeout', KEY],
  ]) {
    const { code, stdout, stderr } = await hexhound(folder, ['verify', ...args]);
    expect([args, code, stdout]).toEqual([args, 2, '']);
    expectNoKey([KEY, OTHER], stderr);
  }
});
