import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test, vi } from 'vitest';
import { verifyFindings } from '../../../src/scan/verify/verify.ts';
import { alnumKey } from '../../helpers/keys.ts';
import { findingOf } from './finding.ts';
import { verify } from './run.ts';
import { type Answer, saying, serve } from './server.ts';

const key = alnumKey('secrecy');

/** Everything that may be shown when a key goes wrong, in the forms that tools write a key in. */
const FORMS = [
  key,
  key.toUpperCase(),
  [...key].reverse().join(''),
  // Half a key is too much already.
  key.slice(0, 16),
  key.slice(16),
  Buffer.from(key).toString('hex'),
  [...key].map((character) => `%${character.charCodeAt(0).toString(16)}`).join(''),
  [...key].map((character) => `\\u00${character.charCodeAt(0).toString(16)}`).join(''),
  ...[0, 1, 2].map((before) =>
    Buffer.from(`${' '.repeat(before)}${key}`)
      .toString('base64')
      .slice(4, 40),
  ),
];

function leaks(shown: string): string[] {
  return FORMS.filter((form) => shown.toLowerCase().includes(form.toLowerCase()));
}

/** What was written past the streams that the command was given. */
function watchProcess(): () => string {
  const written: string[] = [];
  const watch = (chunk: unknown) => {
    written.push(String(chunk));
    return true;
  };
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(watch),
    vi.spyOn(process.stderr, 'write').mockImplementation(watch),
    vi.spyOn(process, 'emitWarning').mockImplementation(watch),
  ];
  onTestFinished(() => {
    for (const spy of spies) spy.mockRestore();
  });
  return () => written.join('\n');
}

test('the search for leaks finds each form', () => {
  expect(FORMS.filter((form) => !leaks(`x${form}x`).includes(form))).toEqual([]);
  expect(leaks(`****${key.slice(-4)}`)).toEqual([]);
});

/** Answers that repeat the key in every place that an answer has. */
const ECHOES: Readonly<Record<string, Answer>> = {
  code: saying(JSON.stringify({ status: 0, request: key })),
  'code in capitals': saying(JSON.stringify({ status: 0, request: `ERROR_${key.toUpperCase()}` })),
  'known code with a text': saying(JSON.stringify({ status: 0, request: 'ERROR_WRONG_USER_KEY', error_text: key })),
  'known code and more': saying(`ERROR_WRONG_USER_KEY: ${key}`),
  balance: saying(JSON.stringify({ status: 1, request: key })),
  text: saying(key),
  page: saying(`<html>${key}</html>`, 403),
  'half of an object': saying(`{"status":1,"request":"${key}`),
  'status text': (response) => response.writeHead(500, key).end(key),
  headers: saying('', 400, { 'x-key': key, 'set-cookie': `key=${key}`, 'www-authenticate': key }),
  redirect: saying('', 302, { location: `https://${key}.example/?key=${key}` }),
  'redirect that cannot be parsed': saying('', 302, { location: `https://${key}:${key}:${key}` }),
  compressed: (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(key)),
  'not compressed': saying(key, 200, { 'content-encoding': 'gzip' }),
  'broken off': (response) =>
    response.writeHead(200, { 'content-length': 99 }).write(key, () => response.socket?.destroy()),
  late: (response) => response.writeHead(200).write(key),
};

test.each(Object.entries(ECHOES))('a key that the service repeats is not shown: %s', async (name, answer) => {
  // The late one is not waited for; a loaded machine is.
  const seconds = name === 'late' ? 0.5 : 20;
  const besides = watchProcess();
  const { url, received } = await serve(answer);
  const shown: string[] = [];
  for (const format of ['terminal', 'json']) {
    const env = { CAPTCHAAI_API_KEY: key, CAPTCHAAI_URL: url };
    const outcome = await verify(['--format', format, '--timeout', String(seconds)], { env });
    expect(outcome.code).toBeDefined();
    shown.push(outcome.out, outcome.err);
  }
  // By GET too, where the key stands in the address.
  for (const id of ['captchaai-balance', 'solvecaptcha-balance', 'capsolver-balance']) {
    const announced: unknown[] = [];
    const options = {
      baseUrls: { [id]: url },
      timeoutMs: 1000 * seconds,
      announce: (calls: unknown) => announced.push(calls),
    };
    const verified = await verifyFindings([findingOf(key, id)], options);
    shown.push(inspect([verified, announced], { depth: 10, showHidden: true }), JSON.stringify(verified));
  }
  if (name !== 'late') expect(received.length).toBe(5);
  expect(leaks([...shown, besides()].join('\n'))).toEqual([]);
});

test('a key is not shown when the connection fails', async () => {
  const besides = watchProcess();
  const garbage = createServer((socket) => {
    socket.on('data', (data) => socket.end(`${key} ${data}`));
  });
  await new Promise<void>((resolve) => {
    garbage.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    garbage.close();
  });
  const { port } = garbage.address() as AddressInfo;
  const bases = [`http://127.0.0.1:${port}`, `https://127.0.0.1:${port}`, 'http://127.0.0.1:1', 'https://x.invalid'];
  for (const base of bases) {
    for (const id of ['captchaai-balance', 'solvecaptcha-balance']) {
      const verified = await verifyFindings([findingOf(key, id)], { baseUrls: { [id]: base } });
      expect(verified[0]?.verification?.status).toBe('unknown');
      expect(leaks(inspect(verified, { depth: 10, showHidden: true }))).toEqual([]);
    }
    const { out, err, code } = await verify([], { env: { CAPTCHAAI_API_KEY: key, CAPTCHAAI_URL: base } });
    expect([code, leaks(out + err)]).toEqual([2, []]);
  }
  expect(leaks(besides())).toEqual([]);
});

test('a key in the wrong place of the command line or of a variable is not shown', async () => {
  const besides = watchProcess();
  const argv = [
    [key],
    ['--', key],
    ['-', key],
    [`-${key}`],
    [`--${key}`],
    [`--${key}=1`],
    [`--stdin=${key}`],
    ['--env', key],
    [`--env=${key}`],
    ['--service', key],
    ['--format', key],
    ['--timeout', key],
    [`https://ocr.captchaai.com/res.php?key=${key}`],
    [`"${key}"`],
    [key.slice(0, 20)],
    [`--service=${key.slice(0, 20)}`],
    ['--env', key.slice(0, 20)],
    [`--timeout=${key.slice(0, 20)}`],
  ];
  const env = { CAPTCHAAI_API_KEY: key };
  const misplaced = [
    ...argv.map((args) => ({ args, given: { env } })),
    ...[
      key,
      `https://${key}@x.example`,
      `https://x.example/?key=${key}`,
      `http://${key}.example`,
      `https://x:${key}`,
    ].map((url) => ({ args: [], given: { env: { ...env, CAPTCHAAI_URL: url } } })),
    { args: ['-'], given: { stdin: `${key}\n${key}` } },
    { args: ['-'], given: { stdin: key.repeat(200) } },
  ];
  for (const { args, given } of misplaced) {
    const { out, err, thrown } = await verify(args, given);
    expect(thrown).toMatchObject({ name: 'HexhoundError' });
    expect(leaks(`${out}${err}${inspect(thrown, { depth: 10, showHidden: true })}`)).toEqual([]);
  }
  const quoted = await verify([], { env: { CAPTCHAAI_API_KEY: `"${key}"` } });
  expect([quoted.code, leaks(quoted.out + quoted.err)]).toEqual([2, []]);
  expect(leaks(besides())).toEqual([]);
});
