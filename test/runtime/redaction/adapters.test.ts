import { Console } from 'node:console';
import { PassThrough } from 'node:stream';
import { text as readText } from 'node:stream/consumers';
import { inspect } from 'node:util';
import { pino } from 'pino';
import { afterEach, expect, test, vi } from 'vitest';
import winston from 'winston';
import { ApiKey } from '../../../src/runtime/api-key.ts';
import {
  createRedactor,
  pinoRedaction,
  redactConsole,
  redactValue,
  winstonRedaction,
} from '../../../src/runtime/redaction/index.ts';
import { alnumKey, hexKey } from '../../helpers/keys.ts';
import { formsOf } from './texts.ts';

const known = hexKey('adapter');
const unknown = alnumKey('adapter unknown');
const redactor = createRedactor({ keys: [known] });
const mask = `****${known.slice(-4)}`;

/** Everything that loggers are given, each with the key somewhere in it. */
function samples(): Record<string, unknown> {
  const cause = new TypeError(`cause ${known}`);
  const error = Object.assign(new Error(`failed with ${known}`, { cause }), { config: { params: { key: unknown } } });
  const circular: Record<string, unknown> = { known };
  circular.self = circular;
  return {
    text: `a ${known}`,
    nested: { deep: [{ url: `https://x.io/in.php?key=${unknown}` }] },
    named: { apiKey: unknown, password: 'dragon', headers: { authorization: `Bearer ${unknown}` } },
    rawHeaders: ['Authorization', `Bearer ${unknown}`],
    encoded: Buffer.from(`user:${known}`).toString('base64'),
    json: JSON.stringify({ token: unknown }),
    error,
    circular,
    map: new Map([['token', unknown]]),
    set: new Set([known]),
    buffer: Buffer.from(`--${known}--`),
    bytes: new Uint8Array(Buffer.from(known)),
    url: new URL(`https://user:${unknown}@x.io/?key=${known}`),
    query: new URLSearchParams({ key: unknown }),
    throwing: Object.defineProperty({}, 'boom', {
      enumerable: true,
      get: () => {
        throw new Error('no');
      },
    }),
    getter: {
      get token() {
        return unknown;
      },
    },
    written: { toJSON: () => ({ token: unknown }) },
    [Symbol.for('x')]: known,
  };
}

function expectClean(written: string): void {
  expect(written).not.toContain(unknown);
  expect(written).not.toContain('dragon');
  for (const form of formsOf(known)) expect(written).not.toContain(form);
  expect(written).not.toContain(
    Buffer.from(known)
      .toString('hex')
      .replace(/..(?!$)/g, '$& '),
  );
  expect(written).not.toContain(Array.from(Buffer.from(known)).join(','));
}

/** Nothing but its name gives it away. */
const cased = `${unknown.slice(0, 30).replace(/[a-m]/g, (letter) => letter.toUpperCase())}A7b`;

class Client {
  readonly #key = cased;
  get [Symbol.toStringTag](): string {
    return this.#key.slice(0, 0) || 'Client';
  }
  toString(): string {
    return `Client(apiKey=${this.#key})`;
  }
  toJSON(): object {
    return { token: this.#key };
  }
}

/** As axios makes them. */
function failedRequest(): Error {
  const config = {
    headers: { Authorization: `Bearer ${cased}`, 'X-Api-Key': cased },
    auth: { username: 'u', password: cased },
    params: { key: cased },
    data: `key=${cased}&method=post`,
  };
  const request = { _header: `POST / HTTP/1.1\r\nX-Api-Key: ${cased}\r\n`, res: { rawHeaders: ['X-Api-Key', cased] } };
  return Object.assign(new Error('Request failed with status code 401'), { config, request, response: { config } });
}

const FORM = new FormData();
FORM.set('key', cased);

test.each<[name: string, value: unknown]>([
  ['an error of axios', failedRequest()],
  ['causes', new Error('a', { cause: new Error('b', { cause: { apiKey: cased } }) })],
  ['several errors', new AggregateError([new Error(`token=${cased}`), { token: cased }])],
  ['an error of the DOM', new DOMException(`token=${cased}`, 'AbortError')],
  ['a request', new Request(`https://a.io/?key=${cased}`, { headers: { 'X-Api-Key': cased } })],
  ['a form', FORM],
  ['entries', [['apiKey', cased]]],
  ['raw headers', ['private-token', cased, 'apikey', cased]],
  ['arguments of a program', ['node', 'x', '--api-key', cased, '--token', cased]],
  [
    'names beside values',
    [
      { name: 'X-Api-Key', value: cased },
      { key: 'api_key', value: cased },
    ],
  ],
  ['several in a list', { api_keys: [cased, cased], tokens: { production: cased } }],
  ['properties of a list', Object.assign([1], { apiKey: cased })],
  [
    'a class',
    class {
      static apiKey = cased;
      readonly name = 'a';
    },
  ],
  ['a function', Object.assign(() => 1, { token: cased })],
  ['a symbol', { [Symbol('token')]: cased, [Symbol(known)]: Symbol(known) }],
  ['an expression', new RegExp(known)],
  ['a promise', Promise.resolve(known)],
  ['an iterator', new Map([['token', cased]]).entries()],
  ['private fields', new Client()],
])('logged in whatever way, masked: %s', async (_, value) => {
  const stream = new PassThrough();
  const own = new Console(stream, stream);
  undo.push(redactConsole(own, redactor));
  own.log(value);
  own.log('%s', value);
  own.log('failed', { value });
  own.log('%j', value);
  stream.end();
  const written = await readText(stream);
  expect(written).not.toContain(cased.slice(0, 20));
  expect(written).not.toContain(known.slice(0, 20));
  expect(JSON.stringify(redactValue(redactor, value)) ?? '').not.toContain(cased.slice(0, 20));
});

test('a list of names is no list of names and values', () => {
  const names = { columns: ['username', 'password', 'email', 'token', 'key'], rows: [['api_key', 'created']] };
  expect(redactValue(redactor, names)).toBe(names);
});

test('pino: every line stays JSON and holds no key', () => {
  const lines: string[] = [];
  const logger = pino({ ...pinoRedaction(redactor), base: { token: unknown } }, { write: (line) => lines.push(line) });
  for (const [name, value] of Object.entries(samples())) {
    if (name === 'bytes' || name === 'throwing') continue;
    logger.info({ [name]: value }, `message ${known}`);
    logger.child({ key: unknown }).error(value as object);
  }
  logger.info('with %s', known);
  expect(lines.length).toBeGreaterThan(20);
  for (const line of lines) {
    expectClean(line);
    expect(() => JSON.parse(line)).not.toThrow();
  }
  expect(lines.at(-1)).toContain(`with ${mask}`);
});

test('pino: a known key that is a number leaves JSON', () => {
  const lines: string[] = [];
  const number = 1_234_567_890;
  const logger = pino(pinoRedaction(createRedactor({ keys: [String(number)] })), { write: (line) => lines.push(line) });
  logger.info({ id: number });
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ id: '****' });
});

test.each(['before', 'behind'] as const)('winston: %s the format that writes', async (where) => {
  const stream = new PassThrough();
  const { combine, errors, json, splat } = winston.format;
  const redaction = winstonRedaction(redactor);
  const order = where === 'before' ? [redaction, json()] : [json(), redaction];
  const logger = winston.createLogger({
    format: combine(errors({ stack: true }), splat(), ...order),
    transports: [new winston.transports.Stream({ stream })],
  });
  const given = samples();
  for (const [name, value] of Object.entries(given)) {
    if (name !== 'throwing') logger.info(`message ${known}`, { [name]: value });
  }
  logger.error(given.error as Error);
  logger.end();
  await new Promise((resolve) => logger.on('finish', resolve));
  stream.end();
  const written = await readText(stream);
  expect(written.trim().split('\n').length).toBeGreaterThan(15);
  expect(written).toContain(mask);
  if (where === 'before') expectClean(written);
  else for (const form of formsOf(known)) expect(written).not.toContain(form);
});

const undo: (() => void)[] = [];
afterEach(() => {
  for (const restore of undo.splice(0)) restore();
});

test('console: everything that is written, and back again', async () => {
  const stream = new PassThrough();
  const own = new Console(stream, stream);
  const { log } = own;
  undo.push(redactConsole(own, redactor));
  for (const [name, value] of Object.entries(samples())) {
    own.log(name, value);
    own.error(value);
    own.dir(value);
    own.table([value]);
  }
  own.log('token:', unknown);
  own.log('key=%s', unknown);
  own.log('%o', { key: unknown });
  own.log('100% of', known, { a: 1 });
  own.group(known);
  own.groupEnd();
  for (const restore of undo.splice(0)) restore();
  expect(own.log).toBe(log);
  stream.end();
  const written = await readText(stream);
  expectClean(written);
  expect(written).toContain(`key=****${unknown.slice(-4)}`);
  expect(written).toContain(`failed with ${mask}`);
  expect(written).toContain('TypeError: cause');
});

test('originals are never changed', () => {
  const given = samples();
  const before = inspect(given, { depth: 9, showHidden: true });
  const copy = redactValue(redactor, given);
  expect(copy).not.toBe(given);
  expect(inspect(given, { depth: 9, showHidden: true })).toBe(before);
  expectClean(inspect(copy, { depth: 9, getters: true }));
  expect((copy.error as Error).cause).toBeInstanceOf(TypeError);
  expect((copy.error as Error).stack).toContain(`failed with ${mask}`);
  expect((copy.circular as { self: unknown }).self).toBe(copy.circular);
  expect(Buffer.isBuffer(copy.buffer)).toBe(true);
  expect(Reflect.get(copy, Symbol.for('x'))).toBe(mask);
});

test('what holds no secret is given back itself', () => {
  const plain = { a: 1, list: [new Date(0), /x/, new Map([['k', 'v']])], error: new Error('fine') };
  expect(redactValue(redactor, plain)).toBe(plain);
});

test('numbers in typed arrays stay what they are, and bytes in any view are looked at', () => {
  const bytes = new Uint8Array(Buffer.from(`--${known}--`));
  const numbers = new Float64Array([1, 2, 3]);
  const given = {
    known,
    numbers,
    view: new DataView(bytes.buffer),
    clamped: new Uint8ClampedArray(bytes),
    plain: new DataView(new ArrayBuffer(8)),
  };
  const copy = redactValue(redactor, given);
  expect(copy.numbers).toBe(numbers);
  expect(copy.plain).toBe(given.plain);
  expectClean(inspect(copy, { depth: 9, showHidden: true }));
  expectClean(JSON.stringify(copy));
});

test('keys are given as text or as what keeps them from being shown', () => {
  const key = new ApiKey(unknown);
  const own = createRedactor({ keys: [key, known] });
  own.add(new ApiKey(hexKey('added')));
  const text = `${unknown} ${known} ${hexKey('added')}`;
  expect(own.redact(text).split(' ')).toEqual([String(key), mask, `****${hexKey('added').slice(-4)}`]);
  expect(() => createRedactor({ keys: [null as never] })).toThrow('a key to redact must be a string');
});

test('a mask may be made by a function that redacts other text', () => {
  const own = createRedactor({ keys: [known], mask: () => redactor.redact('.'.repeat(300)).slice(0, 1) });
  expect(own.redact(`${known} and ${known} and ${known}`)).toBe('. and . and .');
  const pieces = own.textPieces();
  expect([...pieces.push(`${known} and ${known}, `), ...pieces.push(known), ...pieces.end()].join('')).toBe(
    '. and ., .',
  );
});

test('what cannot be read is left out', () => {
  const proxy = new Proxy(
    {},
    {
      ownKeys: () => {
        throw new Error(known);
      },
    },
  );
  expect(redactValue(redactor, { proxy })).toEqual({ proxy: '[left out by redaction]' });
  let deep: unknown = known;
  for (let i = 0; i < 100; i++) deep = { deep };
  expect(JSON.stringify(redactValue(redactor, deep))).not.toContain(known);
});

test('a web stream of text and of bytes', async () => {
  for (const chunks of [
    [known.slice(0, 9), known.slice(9)],
    [Buffer.from(known.slice(0, 9)), Buffer.from(known.slice(9))],
  ]) {
    const stream = new ReadableStream<string | Uint8Array>({
      start: (controller) => {
        for (const chunk of chunks) controller.enqueue(chunk);
        controller.close();
      },
    });
    let written = '';
    for await (const part of stream.pipeThrough(redactor.stream())) {
      written += typeof part === 'string' ? part : Buffer.from(part).toString();
    }
    expect(written).toBe(mask);
  }
});

test('a short key is refused and not repeated', () => {
  const say = vi.fn();
  try {
    createRedactor({ keys: ['ab1x'] });
  } catch (thrown) {
    say(thrown instanceof TypeError, String(thrown).includes('ab1x'));
  }
  expect(say).toHaveBeenCalledWith(true, false);
  expect(() => createRedactor({ mask: '"' })).toThrow(TypeError);
});
