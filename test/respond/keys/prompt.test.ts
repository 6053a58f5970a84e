import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { alnumKey } from '../../helpers/keys.ts';
import { GIT_ENV, temporaryFolder } from '../../helpers/repository.ts';
import { ALIVE, captchaai, expectNoKey } from './running.ts';

const CLI = resolve('dist/js/cli.js');
const KEY = alnumKey('prompt');

/** util-linux; the script of BSD takes other flags. */
const hasScript = /util-linux/.test(spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout ?? '');

/** What a terminal showed, the state that it was left in, and the exit code. */
interface Session {
  readonly screen: string;
  readonly code: number;
  readonly isEchoOn: boolean;
}

/** Runs the program at a pseudo-terminal, and types once the screen shows `until`, step by step. */
function atTerminal(
  cwd: string,
  args: string,
  env: Record<string, string>,
  steps: readonly (readonly [until: string, typed: string])[],
): Promise<Session> {
  // What the shell says about the terminal afterwards comes from the same terminal.
  writeFileSync(join(cwd, 'run.sh'), `'${process.execPath}' '${CLI}' ${args}; echo "code=$?"; stty -a\n`);
  return new Promise((settle, fail) => {
    const child = spawn('script', ['-qec', 'sh run.sh', '/dev/null'], { cwd, env: { ...GIT_ENV, ...env } });
    let screen = '';
    let [next, seen] = [0, 0];
    child.stdout.on('data', (chunk: Buffer) => {
      screen += chunk.toString();
      const step = steps[next];
      const at = step === undefined ? -1 : screen.indexOf(step[0], seen);
      if (step === undefined || at < 0) return;
      seen = at + step[0].length;
      next++;
      child.stdin.write(step[1]);
    });
    child.once('error', fail);
    child.once('close', () =>
      settle({ screen, code: Number(/code=(\d+)/.exec(screen)?.[1]), isEchoOn: /[\s;]echo[\s;]/.test(screen) }),
    );
  });
}

const QUESTION = '(it is not shown): ';

test('the program for pseudo-terminals is installed', ({ skip }) => {
  skip(!hasScript, 'script of util-linux is not installed: nothing about prompts was tested');
  expect(hasScript).toBe(true);
});

test.skipIf(!hasScript)('a typed key is not shown, and the terminal is as it was', async () => {
  const { url, asked } = await captchaai({ [KEY]: ALIVE });
  const session = await atTerminal(temporaryFolder(), 'verify', { CAPTCHAAI_URL: url }, [[QUESTION, `${KEY}\r`]]);
  expect([session.code, session.isEchoOn]).toEqual([0, true]);
  expect(session.screen).toContain('(prompt, assumed to be one): active');
  expect(asked()).toEqual([KEY]);
  expectNoKey([KEY], session.screen);
});

test.skipIf(!hasScript)('backspace, Ctrl-U, arrows and a paste of two lines', async () => {
  const { url, asked } = await captchaai({ [KEY]: ALIVE });
  const typed = `nonsense\x15\x1b[A${KEY.slice(0, 10)}zz\x7f\x7f\x1b[200~${KEY.slice(10)}\nmore\x1b[201~`;
  const session = await atTerminal(temporaryFolder(), 'verify', { CAPTCHAAI_URL: url }, [[QUESTION, typed]]);
  expect(session.code).toBe(0);
  expect(asked()).toEqual([KEY]);
});

test.skipIf(!hasScript)('Ctrl-C ends it with 130 and gives the terminal back', async () => {
  const { url, asked } = await captchaai();
  const typed = `${KEY.slice(0, 20)}\x03`;
  const session = await atTerminal(temporaryFolder(), 'verify', { CAPTCHAAI_URL: url }, [[QUESTION, typed]]);
  expect([session.code, session.isEchoOn, asked()]).toEqual([130, true, []]);
  expectNoKey([KEY], session.screen);
});

test.skipIf(!hasScript)('Ctrl-D and an empty line are no key', async () => {
  for (const typed of ['\x04', '\r']) {
    const session = await atTerminal(temporaryFolder(), 'verify', {}, [[QUESTION, typed]]);
    expect([session.code, session.isEchoOn]).toEqual([2, true]);
    expect(session.screen).toContain('verify: no key was typed');
  }
});

test.skipIf(!hasScript)('rotate --new asks for the key, then whether to write', async () => {
  const { url } = await captchaai({ [KEY]: ALIVE });
  const old = alnumKey('old');
  for (const [answer, code] of [
    ['n\r', 2],
    ['y\r', 0],
  ] as const) {
    const folder = temporaryFolder();
    writeFileSync(join(folder, '.env'), `CAPTCHAAI_API_KEY=${old}\n`);
    const steps = [
      [QUESTION, `${KEY}\r`],
      ['Write this? [y/N] ', answer],
    ] as const;
    const session = await atTerminal(folder, 'rotate --new', { CAPTCHAAI_URL: url }, steps);
    expect([session.code, session.isEchoOn]).toEqual([code, true]);
    expect(readFileSync(join(folder, '.env'), 'utf8')).toBe(`CAPTCHAAI_API_KEY=${code === 0 ? KEY : old}\n`);
    expectNoKey([KEY, old], session.screen);
  }
});

test.skipIf(!hasScript)('init ends with the answer to its question, and waits for no other line', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'package.json'), '{}');
  execFileSync('git', ['init', '--quiet'], { cwd: folder, env: GIT_ENV });
  const session = await atTerminal(folder, 'init', {}, [['? [y/N] ', 'y\r']]);
  expect([session.code, session.isEchoOn]).toEqual([0, true]);
  expect(session.screen).toContain('Done.');
});
