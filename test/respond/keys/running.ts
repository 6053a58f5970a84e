import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join, resolve } from 'node:path';
import { expect } from 'vitest';
import { runCommand } from '../../helpers/io.ts';
import { GIT_ENV } from '../../helpers/repository.ts';
import { type Service, serve } from '../../scan/verify/server.ts';

const CLI = resolve('dist/js/cli.js');

export const ALIVE = '{"status":1,"request":"12.50"}';
export const DEAD = 'ERROR_KEY_DOES_NOT_EXIST';

/** What the service says about a key, or what it does. */
export type Reply = string | ((response: ServerResponse) => void);

/** CaptchaAI on loopback: a reply by key, and for all others that there is no such key. */
export function captchaai(replies: Readonly<Record<string, Reply>> = {}): Promise<Service & { asked: () => string[] }> {
  const keyOf = (body: string) => new URLSearchParams(body).get('key') ?? '';
  return serve((response, { body }) => {
    const reply = replies[keyOf(body)] ?? DEAD;
    if (typeof reply === 'string') response.end(reply);
    else reply(response);
  }).then((service) => ({ ...service, asked: () => service.received.map(({ body }) => keyOf(body)) }));
}

export interface CliOutcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command line as a user would; the server of a test goes on answering meanwhile. */
export function hexhound(
  cwd: string,
  args: readonly string[],
  { env = {}, input = '' }: { env?: Record<string, string>; input?: string } = {},
): Promise<CliOutcome> {
  return new Promise((settle, fail) => {
    const child = spawn(process.execPath, [CLI, ...args], { cwd, env: { ...GIT_ENV, ...env } });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.once('error', fail);
    child.once('close', (code) => settle({ code, stdout, stderr }));
    child.stdin.end(input);
  });
}

/** For `--timeout`: only who never answers is given up soon, since a loaded machine is slow, too. */
export function secondsFor(reply: string): string {
  return reply === 'no end' ? '2' : '60';
}

/** Replies that the built program is tried with; with the others its code runs in this process, for starting it takes most of the time. */
const BUILT: ReadonlySet<string> = new Set(['success', 'no such key', 'a web page', 'no end']);

/** Runs a command as `hexhound` does, as the built program or here. */
export function programFor(reply: string, command: string): typeof hexhound {
  if (BUILT.has(reply)) return hexhound;
  return (cwd, [, ...args], { env = {}, input = '' } = {}) => runCommand(command, cwd, args, { env, stdin: input });
}

/** Every file below a folder, `.git` and the `.env` files left out, as one text. */
export function writtenIn(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => !/(?:^|\/)(?:\.git\/|\.env)/.test(path) && statSync(join(folder, path)).isFile())
    .map((path) => readFileSync(join(folder, path), 'latin1'))
    .join('\n');
}

/** None of the keys is in any of the texts, in whatever form a slip could give them; parts count too. */
export function expectNoKey(keys: readonly string[], ...texts: readonly string[]): void {
  for (const key of keys) {
    for (const form of [key, key.slice(0, 12), key.slice(10, 22), Buffer.from(key).toString('base64').slice(0, 20)]) {
      for (const text of texts) expect(text.includes(form), `a text holds a key: ${text.slice(0, 200)}`).toBe(false);
    }
  }
}

/** What a service or a network can do, with the exit code of `verify` for a key that is answered so. */
export const REPLIES: readonly (readonly [name: string, reply: Reply, exitCode: number])[] = [
  ['success', ALIVE, 0],
  ['success as text', 'OK|12.5', 0],
  ['empty account', 'ERROR_ZERO_BALANCE', 0],
  ['not from here', '{"status":0,"request":"ERROR_IP_NOT_ALLOWED"}', 0],
  ['no such key', '{"status":0,"request":"ERROR_KEY_DOES_NOT_EXIST"}', 1],
  ['wrong key', 'ERROR_WRONG_USER_KEY', 1],
  ['ban', 'IP_BANNED', 2],
  ['an unknown code', '{"status":0,"request":"ERROR_OF_TOMORROW"}', 2],
  ['a web page', '<html><title>502</title>', 2],
  ['nothing', '', 2],
  ['broken JSON', '{"status":1,"request', 2],
  ['a success without a balance', '{"status":1,"request":"plenty"}', 2],
  ['an error of the server', (response) => response.writeHead(500).end('down'), 2],
  ['too many calls', (response) => response.writeHead(429).end(), 2],
  ['somewhere else', (response) => response.writeHead(302, { location: 'https://elsewhere.example/?key=1' }).end(), 2],
  ['no end', (response) => response.writeHead(200).write('{"status":1,'), 2],
  ['a cut connection', (response) => response.destroy(), 2],
];
