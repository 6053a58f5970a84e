import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { hexKey } from '../helpers/keys.ts';
import { Postgres, PROGRAMS } from '../helpers/postgres.ts';
import { type Measured, measure } from './measure.ts';

const LIMIT_SECONDS = 4 * 3600;
const COMMITS = 10;
const KEYS = 5;

/**
 * Prints what a fleet of small generated repositories takes on PGlite, and with 1, 2 and 4 workers on a PostgreSQL that is on this
 * machine: all that the workers and their children use, without the server.
 */
export async function benchFleet([text = '100', ...engines]: readonly string[]): Promise<void> {
  const count = Number(text);
  const folder = mkdtempSync(join(tmpdir(), 'hexhound-bench-fleet-'));
  const server = PROGRAMS === undefined || engines[0] === 'PGlite' ? undefined : await Postgres.start();
  try {
    for (let n = 0; n < count; n++) writeRepository(join(folder, 'clones', `r${n}`), n);
    process.stdout.write(`${count} repositories of ${COMMITS} commits with ${KEYS} findings each\n`);
    process.stdout.write(`${HEAD.map((name) => name.padStart(WIDTH)).join('')}\n`);
    if (engines[0] !== 'PostgreSQL') await benchWorkers('PGlite', 1, join(folder, 'database'), folder, count);
    for (const workers of server === undefined ? [] : [1, 2, 4]) {
      await benchWorkers('PostgreSQL', workers, (await server?.create()) ?? '', folder, count);
    }
  } finally {
    await server?.stop();
    rmSync(folder, { recursive: true });
  }
}

const WIDTH = 13;
const HEAD = [
  'engine',
  'workers',
  'wall s',
  'CPU s',
  'ms each',
  'MB each',
  'again CPU s',
  'ms each',
  'share',
  'B/finding',
];

async function benchWorkers(engine: string, workers: number, address: string, folder: string, count: number) {
  const home = join(folder, `${engine}${workers}`);
  const fleet = (...args: string[]) => ({
    file: 'env',
    arguments: [
      ...[`HEXHOUND_FLEET=${address}`, `XDG_CONFIG_HOME=${home}/config`, `XDG_CACHE_HOME=${home}/cache`],
      ...[process.execPath, resolve('dist/js/bin.js'), 'fleet', ...args],
    ],
  });
  const run = async (...args: string[]): Promise<Measured> => {
    const measured = await measure(fleet(...args), LIMIT_SECONDS);
    if (measured.code !== 0) throw new Error(measured.stderr);
    return measured;
  };
  const bytes = () => {
    const { file, arguments: args } = fleet('status', '--format=json');
    return (JSON.parse(execFileSync(file, args, { encoding: 'utf8' })) as { bytes: number }).bytes;
  };
  await run('add', join(folder, 'clones'));
  const empty = bytes();
  const started = performance.now();
  const first = await Promise.all(Array.from({ length: workers }, () => run('work', '--once', '--quiet')));
  const wall = (performance.now() - started) / 1000;
  const size = bytes() - empty;
  const second = await run('work', '--once', '--quiet');
  const cpu = first.reduce((sum, one) => sum + one.cpu, 0);
  const memory = Math.max(...first.map((one) => one.memory?.own ?? 0));
  const cells = [
    ...[engine, String(workers), wall.toFixed(1), cpu.toFixed(1), ((1000 * cpu) / count).toFixed(0)],
    ...[(memory / 1e6).toFixed(0), second.cpu.toFixed(1), ((1000 * second.cpu) / count).toFixed(1)],
    ...[`${((100 * second.cpu) / cpu).toFixed(1)} %`, (size / (count * KEYS)).toFixed(0)],
  ];
  process.stdout.write(`${cells.map((cell) => cell.padStart(WIDTH)).join('')}\n`);
}

/** Bare, with a text that changes, and a key in each of the first commits. */
function writeRepository(path: string, number: number): void {
  mkdirSync(path, { recursive: true });
  execFileSync('git', ['init', '--quiet', '--bare', '--template=', path]);
  const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`;
  const commits = Array.from({ length: COMMITS }, (_, commit) => {
    const lines = Array.from({ length: 60 }, (_, line) => `step ${number} ${commit} ${line}`).join('\n');
    const key = `CAPTCHAAI_API_KEY = "${hexKey(`${number} ${commit}`)}"\n`;
    return [
      `commit refs/heads/main\ncommitter Ada <ada@example.com> ${1_700_000_000 + 3600 * commit} +0000\n`,
      data(`change ${commit}`),
      `M 100644 inline src/file${commit % 4}.txt\n${data(lines)}`,
      ...(commit < KEYS ? [`M 100644 inline key${commit}.py\n${data(key)}`] : []),
    ].join('');
  });
  execFileSync('git', ['-C', path, 'fast-import', '--quiet'], { input: commits.join('') });
}
