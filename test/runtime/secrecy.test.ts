import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { expect, onTestFinished, test, vi } from 'vitest';
import { CaptchaAI } from '../../src/runtime/captchaai.ts';
import type { SolveRequest } from '../../src/runtime/methods.ts';
import { alnumKey } from '../helpers/keys.ts';
import { type Answer, captchaai, failing, ok, saying } from './service.ts';

const primary = alnumKey('runtime-secrecy');
const backup = alnumKey('runtime-secrecy/backup');
const token = alnumKey('runtime-secrecy/token', 80);

/** A value in the forms that tools write it in; half of it is too much already. */
function formsOf(value: string): string[] {
  const characters = [...value];
  const middle = Math.floor(value.length / 2);
  return [
    value,
    value.toUpperCase(),
    [...value].reverse().join(''),
    value.slice(0, middle),
    value.slice(middle),
    Buffer.from(value).toString('hex'),
    characters.map((character) => `%${character.charCodeAt(0).toString(16)}`).join(''),
    ...[0, 1, 2].map((before) =>
      Buffer.from(`${' '.repeat(before)}${value}`)
        .toString('base64')
        .slice(4, 40),
    ),
  ];
}

const FORMS = [primary, backup, token].flatMap(formsOf);

function leaks(shown: string): string[] {
  return FORMS.filter((form) => shown.toLowerCase().includes(form.toLowerCase()));
}

function show(...things: readonly unknown[]): string {
  const texts = things.map((thing) =>
    thing instanceof Error ? `${thing} ${thing.stack} ${thing.cause}` : String(thing),
  );
  return [...texts, inspect(things, { depth: 12, showHidden: true, getters: true }), JSON.stringify(things)].join('\n');
}

/** Everything that is written past the log and the errors. */
function watchProcess(): () => string {
  const written: string[] = [];
  const watch = (...chunks: unknown[]) => {
    written.push(chunks.map(String).join(' '));
    return true;
  };
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(watch),
    vi.spyOn(process.stderr, 'write').mockImplementation(watch),
    vi.spyOn(process, 'emitWarning').mockImplementation(watch),
    ...(['log', 'info', 'warn', 'error', 'debug'] as const).map((name) =>
      vi.spyOn(console, name).mockImplementation(watch),
    ),
  ];
  onTestFinished(() => {
    for (const spy of spies) spy.mockRestore();
  });
  return () => [...written, process.title, ...process.argv, ...process.execArgv].join('\n');
}

test('the search for leaks finds each form', () => {
  expect(FORMS.filter((form) => !leaks(`x${form}x`).includes(form))).toEqual([]);
  expect(leaks(show(new Error('x', { cause: primary })))).not.toEqual([]);
  expect(leaks(`****${primary.slice(-4)}`)).toEqual([]);
});

/** Answers that repeat the key, in every place that an answer has. */
const ECHOES: Readonly<Record<string, Answer>> = {
  code: failing(primary),
  'code in capitals': failing(`ERROR_${primary.toUpperCase()}`),
  'known code with a text': saying(JSON.stringify({ status: 0, request: 'ERROR_WRONG_USER_KEY', error_text: primary })),
  'code of a passing failure': saying(JSON.stringify({ status: 0, request: 'ERROR_SERVER_ERROR', key: primary })),
  success: ok(primary),
  'success with a prefix': ok(`id-${primary}`),
  'success as text': saying(`OK|${primary}`),
  text: saying(primary),
  page: saying(`<html>${primary}</html>`, 403),
  'half of an object': saying(`{"status":1,"request":"${primary}`),
  'status text': (response) => response.writeHead(500, primary).end(primary),
  headers: saying('', 400, { 'x-key': primary, 'set-cookie': `key=${primary}`, 'www-authenticate': primary }),
  redirect: saying('', 302, { location: `https://${primary}.example/?key=${primary}` }),
  'redirect that cannot be parsed': saying('', 302, { location: `https://${primary}:${primary}` }),
  'wrong compression': saying(primary, 200, { 'content-encoding': 'gzip' }),
  'broken off': (response) =>
    response.writeHead(200, { 'content-length': 99 }).write(primary, () => response.socket?.destroy()),
  late: (response) => response.writeHead(200).write(primary),
};

const REQUEST: SolveRequest = { method: 'turnstile', sitekey: 'site', pageurl: 'https://shop.example/' };

/** Uses everything there is, and gives all that it shows. Only a service that is late needs short time limits. */
async function everythingShown(
  url: string,
  isLate = false,
  requests: readonly SolveRequest[] = [REQUEST],
): Promise<string> {
  const shown: unknown[] = [];
  const client = new CaptchaAI(
    { key: primary, backup, url },
    { timeoutMs: isLate ? 500 : 60_000, restMs: 0, log: (event) => shown.push(event) },
  );
  for (const name of ['rejected', 'rotated', 'exhausted'] as const) client.keys.on(name, (event) => shown.push(event));
  const calls: (() => Promise<unknown>)[] = [
    () => client.validate(),
    () => client.balance(),
    () => client.keys.testKey('backup'),
    ...requests.map(
      (request) => () =>
        client.solve(request, { waitMs: 1, pollMs: 1, retryMs: 1, retries: 1, ...(isLate ? { timeoutMs: 2000 } : {}) }),
    ),
  ];
  for (const call of calls) {
    try {
      const result = await call();
      // The caller asked for this token, and is the only one to get it.
      shown.push(typeof result === 'object' && result !== null && 'token' in result ? 'solved' : result);
    } catch (thrown) {
      shown.push(thrown);
    }
  }
  shown.push(client, client.keys, client.keys.current, client.keys.keys);
  return show(...shown);
}

test.each(Object.entries(ECHOES))('a key that the service repeats is not shown: %s', async (name, answer) => {
  const besides = watchProcess();
  const { url, received } = await captchaai({ balance: answer, threads: answer, submit: answer, result: answer });
  const shown = await everythingShown(url, name === 'late');
  expect(received.length).toBeGreaterThanOrEqual(4);
  expect(leaks(shown + besides())).toEqual([]);
});

test.each(Object.entries(ECHOES))('nor while the result is asked for: %s', async (name, answer) => {
  const besides = watchProcess();
  const { url } = await captchaai({ balance: ok('1'), submit: ok('72'), result: answer });
  expect(leaks((await everythingShown(url, name === 'late')) + besides())).toEqual([]);
});

test('neither keys nor the solution are shown when all goes well', async () => {
  const besides = watchProcess();
  const { url, received } = await captchaai({ balance: ok('1'), submit: ok('72'), result: ok(token) });
  const shown = await everythingShown(url);
  expect(shown).toContain("event: 'solved'");
  expect(leaks(shown + besides())).toEqual([]);
  // Addresses are what servers and proxies log.
  expect(leaks(received.map(({ path, method }) => `${method} ${path}`).join('\n'))).toEqual([]);
});

test('a key in the wrong place of a request is not shown', async () => {
  const besides = watchProcess();
  const { url, received } = await captchaai({ balance: ok('1') });
  const misplaced = [
    { ...REQUEST, pageurl: `https://shop.example/?key=${primary}` },
    { ...REQUEST, pageurl: backup },
    { ...REQUEST, sitekey: backup },
    { ...REQUEST, key: primary },
    { ...REQUEST, [primary]: primary },
    { ...REQUEST, method: primary },
    { ...REQUEST, proxy: `a:${primary}@b:1`, proxytype: primary },
    { ...REQUEST, extra: { [primary]: primary } },
    { ...REQUEST, extra: { key: primary, pingback: `https://x.example/${primary}` } },
    primary,
    [primary],
  ] as unknown as SolveRequest[];
  const shown = await everythingShown(url, false, misplaced);
  expect(shown.match(/E_BAD_REQUEST/g)?.length).toBeGreaterThanOrEqual(misplaced.length);
  expect(received.filter(({ path }) => path?.includes('in.php'))).toEqual([]);
  expect(leaks(shown + besides())).toEqual([]);
});

test('a key is not shown when the connection fails', async () => {
  const besides = watchProcess();
  const garbage = createServer().on('connection', (socket) => {
    socket.on('data', (data) => socket.end(`${primary} ${data}`));
  });
  await new Promise<void>((resolve) => {
    garbage.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    garbage.closeAllConnections();
    garbage.close();
  });
  const { port } = garbage.address() as AddressInfo;
  for (const url of [
    `http://127.0.0.1:${port}`,
    `https://127.0.0.1:${port}`,
    'http://127.0.0.1:1',
    'https://x.invalid',
  ]) {
    expect(leaks((await everythingShown(url, true)) + besides())).toEqual([]);
  }
});
