import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRedactor, type Redactor } from '../../src/runtime/redaction/index.ts';

const BYTES = 16e6;
const ROUNDS = 7;
/** As files and pipes are read. */
const CHUNK = 1 << 16;

const KEYS = ['one', 'two', 'three'].map((seed) => createHash('md5').update(seed).digest('hex'));

/** Prints how fast a redactor with three known keys and all patterns goes over text, as a string and as a stream of bytes. */
export async function benchRedact(): Promise<void> {
  const redactor = createRedactor({ keys: KEYS });
  print(`${BYTES / 1e6} MB of each, best and median of ${ROUNDS} rounds, MB/s; ${KEYS.length} known keys`);
  const head = ['string', 'median', 'bytes', 'median', 'masked'].map((name) => name.padStart(8)).join('');
  print(`${''.padEnd(28)}${head}`);
  for (const [name, line] of Object.entries(LINES)) {
    const text = repeat(line);
    const bytes = Buffer.from(text);
    const strings = times(() => redactor.redact(text), bytes.length);
    let count = 0;
    const pieces = times(() => {
      count = redactPieces(redactor, bytes);
    }, bytes.length);
    const figures = [...strings, ...pieces].map((speed) => speed.toFixed(0)).concat(String(count));
    print(`${name.padEnd(28)}${figures.map((figure) => figure.padStart(8)).join('')}`);
  }
}

/** Our own, in lines of up to 200 kB. */
const MINIFIED = readdirSync('dist/js/chunks')
  .map((name) => readFileSync(`dist/js/chunks/${name}`, 'utf8'))
  .join('\n');

const LINES: Readonly<Record<string, (i: number) => string>> = {
  'JSON log lines': jsonLine,
  'with a key in 1 of 100': (i) => (i % 100 === 0 ? jsonLine(i, `solving with key=${KEYS[i % 3]}`) : jsonLine(i)),
  'with a token in 1 of 100': (i) => (i % 100 === 0 ? jsonLine(i, `Authorization: Bearer ${digest(i)}`) : jsonLine(i)),
  'access log': (i) =>
    `10.0.${i % 256}.${(i * 7) % 256} - - [12/Mar/2026:10:${10 + (i % 50)}:01 +0000] "GET /items/${i} HTTP/1.1" 200 ${i % 9999} "https://acme.io/" "Mozilla/5.0 (X11; Linux x86_64)"\n`,
  'plain text': (i) =>
    `The ${i}th pass over the tokens of a keyword found nothing that a secretary would author, so it went on at ease.\n`,
  'minified JavaScript': () => MINIFIED,
  base64: (i) => `${Buffer.from(digest(i).repeat(2)).toString('base64').slice(0, 76)}\n`,
  'Cyrillic log lines': (i) => jsonLine(i, `запрос обработан за ${i % 300} мс, ответ отправлен`),
};

function jsonLine(i: number, msg = 'request completed'): string {
  const req = {
    id: digest(i).slice(0, 12),
    method: 'GET',
    url: `/api/v1/items/${i}?page=2`,
    remoteAddress: '10.0.0.1',
  };
  return `${JSON.stringify({ level: 30, time: 1_700_000_000_000 + i, pid: 4242, hostname: 'web-1', req, responseTime: i % 300, msg })}\n`;
}

function digest(i: number): string {
  return createHash('sha256').update(String(i)).digest('hex');
}

function repeat(line: (i: number) => string): string {
  const lines: string[] = [];
  let length = 0;
  for (let i = 0; length < BYTES; i++) {
    const next = line(i);
    lines.push(next);
    length += Buffer.byteLength(next);
  }
  return lines.join('');
}

function redactPieces(redactor: Redactor, bytes: Uint8Array): number {
  const pieces = redactor.bytePieces();
  for (let from = 0; from < bytes.length; from += CHUNK) pieces.push(bytes.subarray(from, from + CHUNK));
  pieces.end();
  return pieces.count;
}

/** Best and median speed in megabytes a second, after a round to warm up. */
function times(run: () => void, bytes: number): [number, number] {
  run();
  const speeds = Array.from({ length: ROUNDS }, () => {
    const begun = performance.now();
    run();
    return bytes / 1e3 / (performance.now() - begun);
  }).sort((a, b) => b - a);
  return [speeds[0] ?? 0, speeds[ROUNDS >> 1] ?? 0];
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
