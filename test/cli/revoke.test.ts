import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import type { Io } from '../../src/cli/command.ts';
import { runCommand as runByName } from '../../src/cli/run-command.ts';
import { familyOf, fingerprintOf } from '../../src/model/fingerprint.ts';
import { RULE_SET } from '../../src/rules/rule-set.ts';
import { goldenFolder, stable, transcript } from '../helpers/golden.ts';
import { type Outcome, runCommand } from '../helpers/io.ts';
import { alnumKey, hexKey } from '../helpers/keys.ts';
import { createRepository, GIT_ENV, temporaryFolder } from '../helpers/repository.ts';
import { expectNoKey } from '../respond/keys/running.ts';
import { type Answer, serve } from '../scan/verify/server.ts';

const expectGolden = goldenFolder(new URL('golden/revoke/', import.meta.url));

const KEY = `glpat-${alnumKey('revoke', 20)}`;
const rule = RULE_SET.rules.find(({ id }) => id === 'gitlab-pat');
const FINGERPRINT = rule === undefined ? '' : fingerprintOf(familyOf(rule), KEY);
const PIPED = ['-', '--yes', '--finding', FINGERPRINT];

const REVOKED: Answer = (response) => response.writeHead(204).end();
const DEAD: Answer = (response) => response.writeHead(401).end('{"error":"invalid_token"}');
const ALIVE: Answer = (response) => response.writeHead(200).end('{"id":1}');
const REFUSED: Answer = (response) => response.writeHead(403).end('{"error":"insufficient_scope"}');
const STRANGER: Answer = (response) => response.writeHead(401).end('{"message":"401 Unauthorized"}');
const SILENT: Answer = (response) => response.destroy();

/** GitLab on loopback: an answer to the revocation, and one to the question afterwards. */
async function gitlab(revocation: Answer, check: Answer = DEAD) {
  const { url, received } = await serve((response, asked) => {
    (asked.method === 'DELETE' ? revocation : check)(response, asked);
  });
  return { env: { GITLAB_URL: url }, methods: () => received.map(({ method }) => method) };
}

function show(name: string, args: readonly string[], outcome: Outcome): void {
  expectNoKey([KEY], outcome.stdout, outcome.stderr);
  const shown = args.map((arg) => (arg === FINGERPRINT ? '<fingerprint>' : arg)).join(' ');
  expectGolden(`${name}.txt`, stable(transcript(`revoke ${shown}`, outcome), { fingerprint: FINGERPRINT }));
}

test.each<[name: string, revocation: Answer, check: Answer, code: number, methods: readonly string[]]>([
  ['revoked', REVOKED, DEAD, 0, ['DELETE', 'GET']],
  ['revoked-not-checked', REVOKED, SILENT, 0, ['DELETE', 'GET']],
  ['accepted-but-alive', REVOKED, ALIVE, 1, ['DELETE', 'GET']],
  ['dead-already', DEAD, DEAD, 0, ['DELETE']],
  ['refused', REFUSED, ALIVE, 1, ['DELETE']],
  ['of-another-server', STRANGER, STRANGER, 2, ['DELETE']],
  ['no-answer', SILENT, SILENT, 2, ['DELETE']],
])('as somebody sees it: %s', async (name, revocation, check, code, methods) => {
  const service = await gitlab(revocation, check);
  const outcome = await runCommand('revoke', temporaryFolder(), PIPED, { env: service.env, stdin: `${KEY}\n` });
  show(name, PIPED, outcome);
  expect([outcome.code, service.methods()]).toEqual([code, methods]);
});

test('a dry run and a pipe without anybody to ask send nothing', async () => {
  const service = await gitlab(REVOKED);
  const run = (args: readonly string[]) =>
    runCommand('revoke', temporaryFolder(), args, { env: service.env, stdin: `${KEY}\n` });
  const dry = await run(['-', '--dry-run']);
  show('dry-run', ['-', '--dry-run'], dry);
  const nobody = await run(['-']);
  show('nobody-to-ask', ['-'], nobody);
  expect([dry.code, nobody.code, service.methods()]).toEqual([0, 2, []]);
});

test('the key of a finding is looked for again, in the files and in the history', async () => {
  const repository = createRepository();
  repository.write('deploy.sh', `git push https://oauth2:${KEY}@gitlab.com/a/b\n`).commit('add');
  const args = ['--finding', FINGERPRINT, '--yes'];
  const service = await gitlab(REVOKED);
  const inFile = await runCommand('revoke', repository.path, args, { env: service.env });
  show('finding', args, inFile);
  repository.remove('deploy.sh').commit('remove');
  const inHistory = await runCommand('revoke', repository.path, args, { env: service.env });
  expectNoKey([KEY], inHistory.stdout, inHistory.stderr);
  expect(inHistory.stdout).toContain('(deploy.sh:1)');
  expect([inFile.code, inHistory.code, service.methods()]).toEqual([0, 0, ['DELETE', 'GET', 'DELETE', 'GET']]);
});

/** Runs it at a terminal, where a line is typed after each question. */
async function atTerminal(args: readonly string[], env: Record<string, string>, typed: readonly string[]) {
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
  const [stdout, stderr] = [new PassThrough(), Object.assign(new PassThrough(), { isTTY: true })];
  const shown = { stdout: '', stderr: '' };
  const lines = [...typed];
  stdout.on('data', (chunk) => {
    shown.stdout += chunk;
  });
  stderr.on('data', (chunk) => {
    shown.stderr += chunk;
    if (/: $|\[y\/N\] $/.test(shown.stderr)) stdin.write(`${lines.shift() ?? ''}\n`);
  });
  const io: Io = {
    stdin,
    stdout,
    stderr,
    env: { ...GIT_ENV, ...env },
    cwd: temporaryFolder(),
    signal: new AbortController().signal,
  };
  return { code: await runByName('revoke', args, io), ...shown };
}

test.each<[typed: readonly string[], code: number, calls: number]>([
  [[KEY, 'y'], 0, 2],
  [[KEY, 'yes'], 0, 2],
  [[KEY, ''], 2, 0],
  [[KEY, 'n'], 2, 0],
  [[KEY, KEY], 2, 0],
])('at a terminal it is asked for, and only yes agrees: %#', async (typed, code, calls) => {
  const service = await gitlab(REVOKED);
  const outcome = await atTerminal([], service.env, typed);
  expectNoKey([KEY], outcome.stdout, outcome.stderr);
  expect(outcome.stdout).toContain('DELETE /api/v4/personal_access_tokens/self, the key in the header private-token');
  expect(outcome.stderr).toContain('Revoke it? [y/N] ');
  expect([outcome.code, service.methods().length]).toEqual([code, calls]);
});

test.each<[args: readonly string[], env: Record<string, string>, message: RegExp]>([
  [[], { GITLAB_TOKEN: KEY }, /no key is named/],
  [['--env', 'MINE', '--yes'], { MINE: KEY }, /--yes needs --finding with the whole fingerprint/],
  [
    ['--env', 'MINE', '--yes', '--finding', FINGERPRINT.slice(0, 8)],
    { MINE: KEY },
    /--yes needs --finding with the whole/,
  ],
  [['--env', 'MINE', '--yes', '--finding', hexKey('another')], { MINE: KEY }, /not that of --finding: nothing is sent/],
  [['--env', 'MINE', '--finding', 'xyz'], { MINE: KEY }, /takes a fingerprint/],
  [['--finding', '0123abcd'], {}, /no finding in the files and the history/],
  [['--env', 'MINE'], { MINE: alnumKey('mine') }, /whose key it is does not show/],
  [['--env', 'MINE', '--service', 'captchaai'], { MINE: alnumKey('mine') }, /CaptchaAI documents no call/],
  [['somewhere'], {}, /takes no arguments but -/],
  [['--dotenv', 'missing/.env', '--env', 'MINE'], {}, /no such file/],
])('%j: nothing is sent', async (args, env, message) => {
  const service = await gitlab(REVOKED);
  const { path } = createRepository();
  const ran = runCommand('revoke', path, args, { env: { ...service.env, ...env } });
  await expect(ran).rejects.toThrow(message);
  await ran.catch(({ message: text }: Error) => expectNoKey([KEY, alnumKey('mine')], text));
  expect(service.methods()).toEqual([]);
});

test('a key as an argument is refused', async () => {
  for (const args of [[hexKey('argument')], ['--finding', alnumKey('argument')]])
    await expect(runCommand('revoke', temporaryFolder(), args)).rejects.toThrow(
      /must not be given on the command line/,
    );
});
