import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { goldenFolder, stable, transcript } from '../helpers/golden.ts';
import { runCommand } from '../helpers/io.ts';
import { alnumKey } from '../helpers/keys.ts';
import { temporaryFolder } from '../helpers/repository.ts';
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

const expectGolden = goldenFolder(new URL('golden/balance/', import.meta.url));

const [KEY, BACKUP] = [alnumKey('balance'), alnumKey('balance backup')];

/** A place where balances are remembered, and a service whose replies change. */
async function monitor(first: Record<string, Reply>) {
  const folder = temporaryFolder();
  const replies = { ...first };
  const { url, asked } = await captchaai(replies);
  const env = { CAPTCHAAI_URL: url, CAPTCHAAI_API_KEY: KEY, XDG_STATE_HOME: join(folder, 'state') };
  const check = (args: readonly string[] = [], more: Record<string, string> = {}) =>
    runCommand('balance', folder, args, { env: { ...env, ...more } });
  return { folder, replies, asked, env, check };
}

const amount = (balance: number) => JSON.stringify({ status: 1, request: `${balance}` });

async function errorOf(args: readonly string[], env: Record<string, string> = {}): Promise<string> {
  return runCommand('balance', temporaryFolder(), args, { env }).then(
    () => 'no error',
    ({ code, message }) => `${code} ${message}`,
  );
}

test('a table, with the change since the last check', async () => {
  const { check, replies, asked } = await monitor({ [KEY]: amount(12.5), [BACKUP]: amount(3) });
  const both = { CAPTCHAAI_API_KEY_BACKUP: BACKUP, CAPTCHAAI_KEY: KEY };
  const first = await check([], both);
  // The same key twice is asked about once.
  expect(asked()).toEqual([KEY, BACKUP]);
  replies[KEY] = amount(12.3);
  replies[BACKUP] = amount(4);
  const second = await check([], both);
  expectGolden('terminal.txt', [first, second].map((outcome) => stable(transcript('balance', outcome))).join('\n'));
});

test.each(['terminal', 'json', 'prometheus'])(
  'as somebody sees it: alarms and a balance that is not known, %s',
  async (format) => {
    const dead = alnumKey('balance dead');
    const { check, replies } = await monitor({ [KEY]: amount(100), [BACKUP]: '<html>' });
    const keys = { CAPTCHAAI_API_KEY_BACKUP: BACKUP, CAPTCHAAI_KEY: dead };
    await check([], keys);
    replies[KEY] = amount(4);
    const args = ['--min', '5', '--max-drop', '20%', '--format', format];
    const outcome = await check(args, keys);
    const text = stable(transcript(['balance', ...args].join(' '), outcome));
    expectGolden(`alarms-${format}.txt`, text.replace(/(timestamp_seconds\{.*\}) [\d.]+/g, '$1 <seconds>'));
  },
);

test('the minimum', async () => {
  const { check } = await monitor({ [KEY]: amount(5) });
  expect((await check(['--min', '5'])).code).toBe(0);
  const { code, stderr } = await check(['--min', '5.01']);
  expect([code, stderr]).toEqual([
    1,
    expect.stringContaining('hexhound: CAPTCHAAI_API_KEY: the balance of 5 is below 5.01\n'),
  ]);
});

test('a fall since the last check; another key is not compared', async () => {
  const { check, replies } = await monitor({ [KEY]: amount(100) });
  const fall = async (balance: number, ...args: string[]) => {
    replies[KEY] = amount(balance);
    return (await check(args)).code;
  };
  expect(await fall(100, '--max-drop', '20%')).toBe(0);
  expect(await fall(80, '--max-drop', '20%')).toBe(0);
  expect(await fall(63, '--max-drop', '20%')).toBe(1);
  expect(await fall(63, '--max-drop', '20%')).toBe(0);
  expect(await fall(60, '--max-drop', '2.5')).toBe(1);
  const other = alnumKey('another');
  replies[other] = amount(1);
  expect((await check(['--max-drop', '1%'], { CAPTCHAAI_API_KEY: other })).code).toBe(0);
});

test('what could not be told is 2, and a broken threshold wins over it; both are said', async () => {
  const { check } = await monitor({ [KEY]: '<html>', [BACKUP]: amount(1) });
  expect((await check()).code).toBe(2);
  const { code, stderr } = await check(['--min', '5'], { CAPTCHAAI_API_KEY_BACKUP: BACKUP });
  expect(code).toBe(1);
  expect(stderr).toContain('CAPTCHAAI_API_KEY_BACKUP: the balance of 1 is below 5\n');
  expect(stderr).toContain('CAPTCHAAI_API_KEY: the balance is not known (HTTP 200: a web page instead of an answer)\n');
  expect((await check([], { CAPTCHAAI_API_KEY: alnumKey('nobody') })).code).toBe(1);
});

test('JSON', async () => {
  const { check, replies } = await monitor({ [KEY]: amount(10) });
  await check();
  replies[KEY] = amount(4);
  const { stdout, code } = await check(['--format', 'json', '--min', '5']);
  expect([code, JSON.parse(stdout)]).toEqual([
    1,
    {
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      keys: [
        {
          service: 'captchaai',
          name: 'CAPTCHAAI_API_KEY',
          key: `****${KEY.slice(-4)}`,
          status: 'active',
          balance: 4,
          previous: 10,
          change: -6,
          reason: 'the service gave the balance',
        },
      ],
      alarms: ['CAPTCHAAI_API_KEY: the balance of 4 is below 5'],
      unknown: [],
    },
  ]);
});

test('Prometheus, into a file that is replaced as a whole', async () => {
  const { check, folder } = await monitor({ [KEY]: amount(10) });
  writeFileSync(join(folder, 'keys.prom'), 'old');
  const { stdout, code } = await check(['--format', 'prometheus', '-o', 'keys.prom']);
  expect([code, stdout]).toEqual([0, '']);
  const text = readFileSync(join(folder, 'keys.prom'), 'utf8');
  expect(text).toContain('hexhound_balance{service="captchaai",name="CAPTCHAAI_API_KEY"} 10\n');
  for (const line of text.trimEnd().split('\n')) {
    expect(line).toMatch(/^(?:# (?:HELP|TYPE) [a-z_]+ .+|[a-z_]+\{service="[^"]*",name="[^"]*"\} [\d.]+)$/);
  }
});

test('named variables, a .env file, and .env where nothing is set', async () => {
  const { check, folder, asked } = await monitor({ [KEY]: amount(1), [BACKUP]: amount(2) });
  writeFileSync(join(folder, '.env'), `CAPTCHAAI_API_KEY_BACKUP=${BACKUP}\nMINE=${KEY}\n`, { mode: 0o600 });
  const names = async (args: readonly string[], env = {}) =>
    JSON.parse((await check(['--format=json', ...args], env)).stdout).keys.map(({ name }: { name: string }) => name);
  expect(await names([])).toEqual(['CAPTCHAAI_API_KEY']);
  expect(await names([], { CAPTCHAAI_API_KEY: '' })).toEqual(['CAPTCHAAI_API_KEY_BACKUP']);
  expect(await names(['--dotenv=.env'])).toEqual(['CAPTCHAAI_API_KEY_BACKUP']);
  expect(await names(['--dotenv=.env', '--env=MINE'])).toEqual(['MINE']);
  expect(await names(['--env=X', '--env=CAPTCHAAI_API_KEY', '--env=X'], { X: BACKUP })).toEqual([
    'X',
    'CAPTCHAAI_API_KEY',
  ]);
  expect(asked().filter((key) => ![KEY, BACKUP].includes(key))).toEqual([]);
  const { stderr } = await check(['--env=X'], { X: BACKUP });
  expect(stderr).toContain('X: assumed to be a key of CaptchaAI (see --service)\n');
});

test('a history that cannot be kept loses no answer, and is no reason to call --max-drop fine', async () => {
  const { check, folder } = await monitor({ [KEY]: amount(10) });
  mkdirSync(join(folder, 'taken'));
  const plain = await check(['--history', 'taken']);
  expect([plain.code, plain.stdout]).toEqual([0, expect.stringContaining('active  10')]);
  expect(plain.stderr).toContain('taken: is not a regular file');
  expect((await check(['--history', 'taken', '--max-drop', '5%'])).code).toBe(2);
  expect((await check(['--no-history'])).code).toBe(0);
});

test('wrong use', async () => {
  const env = { CAPTCHAAI_API_KEY: KEY, HOME: '' };
  expect(await errorOf([])).toMatch(/^E_USAGE no key in CAPTCHAAI_API_KEY, /);
  expect(await errorOf([], { GITHUB_ACTIONS: 'true' })).toMatch(/In GitHub Actions/);
  expect(await errorOf(['--env', 'MINE'], env)).toMatch(/^E_USAGE no key: a variable that --env names/);
  for (const min of ['x', '-1', '', '5%', '1e9']) {
    expect(await errorOf([`--min=${min}`], env)).toBe('E_USAGE --min takes a number such as 5 or 0.5');
  }
  for (const drop of ['x', '-1', '', '101%', '%'])
    expect(await errorOf([`--max-drop=${drop}`], env)).toMatch(/--max-drop takes/);
  expect(await errorOf(['--no-history', '--max-drop=1'], env)).toMatch(/--max-drop needs the history/);
  expect(await errorOf(['--max-drop=1'], env)).toMatch(/--max-drop needs a history, and there is no home/);
  expect(await errorOf(['--format=xml'], env)).toBe('E_USAGE --format must be terminal, json or prometheus');
  expect(await errorOf(['--output=no/such/folder'], env)).toMatch(/cannot be written/);
  expect(await errorOf(['x'], env)).toMatch(/takes no arguments/);
  expect(await errorOf([KEY], env)).toMatch(/must not be given on the command line/);
});

test('many at once lose nothing', async () => {
  const { folder, env } = await monitor({ [KEY]: ALIVE });
  const count = 8;
  const runs = await Promise.all(Array.from({ length: count }, () => hexhound(folder, ['balance'], { env })));
  expect(runs.map(({ code }) => code)).toEqual(Array(count).fill(0));
  const lines = readFileSync(join(folder, 'state/hexhound/balance.jsonl'), 'utf8').trimEnd().split('\n');
  expect(lines.length).toBe(1 + count);
  expect(new Set(lines.slice(1).map((line) => JSON.parse(line).key)).size).toBe(1);
});

test.each(REPLIES)('%s: no key in what it writes', async (name, reply, exitCode) => {
  const program = programFor(name, 'balance');
  const { folder, env } = await monitor({ [KEY]: reply });
  const options = ['--timeout', secondsFor(name)];
  const runs = [
    await program(folder, ['balance', ...options], { env }),
    await program(folder, ['balance', '--format', 'json', '-o', 'out.json', ...options], { env }),
    await program(folder, ['balance', '--format', 'prometheus', '-o', 'out.prom', ...options], { env }),
  ];
  // Alive without a balance: nothing can be said about what is left.
  const { balance } = JSON.parse(readFileSync(join(folder, 'out.json'), 'utf8')).keys[0];
  const expected = exitCode === 0 && balance === undefined ? 2 : exitCode;
  expect(runs.map(({ code }) => code)).toEqual([expected, expected, expected]);
  expectNoKey([KEY], ...runs.flatMap(({ stdout, stderr }) => [stdout, stderr]), writtenIn(folder));
});
