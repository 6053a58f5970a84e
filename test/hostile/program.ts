import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { GIT_ENV, temporaryFolder } from '../helpers/repository.ts';

const PROGRAM = fileURLToPath(new URL('../../dist/js/bin.js', import.meta.url));
const ENTRY = new URL('../../dist/js/cli.js', import.meta.url).href;
const IN_TURN = fileURLToPath(new URL('in-turn.mjs', import.meta.url));
const USAGE = new URL('usage.mjs', import.meta.url).href;

/** What a run of the program did. */
export interface Run {
  /** Undefined: the system ended it, because it took more CPU time than it may. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** Peak memory in MB, that of runs before it in the same process included. */
  readonly memory: number;
  /** User and system, in seconds. */
  readonly cpu: number;
}

/** Seconds of CPU time, and twice as many by the clock, after which a process counts as endless. */
const MOST_SECONDS = 60;

/** Runs the built program in a folder, with a cache of its own. */
export async function run(cwd: string, args: readonly string[], stdin: string | Uint8Array = ''): Promise<Run> {
  const options = { NODE_OPTIONS: `--import=${USAGE}` };
  const { code, stdout, stderr, report } = await start(cwd, [PROGRAM, ...args], stdin, options);
  const [cpu = Number.NaN, memory = Number.NaN] = report.split(' ').map(Number);
  return { code, stdout, stderr, cpu, memory };
}

/** A command line of the program, and the folder that it runs in. */
export interface Line {
  readonly cwd: string;
  readonly args: readonly string[];
}

/**
 * Runs command lines one after the other in one process, and stops at the one that does not end. Gives a run for each, with its
 * line.
 */
export async function runInTurn<T extends Line>(lines: readonly T[]): Promise<(T & Run)[]> {
  const { stdout, stderr, report } = await start(tmpdir(), [IN_TURN, ENTRY, JSON.stringify(lines)]);
  const runs = report
    .split('\n')
    .filter(Boolean)
    .map((line): Run => JSON.parse(line));
  const missing: Run = { code: undefined, stdout, stderr, memory: Number.NaN, cpu: Number.NaN };
  return lines.map((line, at) => ({ ...line, ...(runs[at] ?? missing) }));
}

interface Ended {
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** What it wrote to file 3. */
  readonly report: string;
}

function start(cwd: string, args: readonly string[], stdin: string | Uint8Array = '', more = {}): Promise<Ended> {
  const env = { ...GIT_ENV, XDG_CACHE_HOME: temporaryFolder(), ...more };
  const limited = ['-c', `ulimit -t ${MOST_SECONDS}; exec "$@"`, 'sh', process.execPath, ...args];
  return new Promise((resolve) => {
    const child = spawn('sh', limited, { cwd, env, stdio: ['pipe', 'pipe', 'pipe', 'pipe'] });
    const timer = setTimeout(() => child.kill('SIGKILL'), 2000 * MOST_SECONDS);
    const [stdout, stderr, report] = [1, 2, 3].map((number) => {
      const chunks: Buffer[] = [];
      child.stdio[number]?.on('data', (chunk: Buffer) => chunks.push(chunk));
      return () => Buffer.concat(chunks).toString('utf8');
    });
    child.stdin?.on('error', () => {}).end(stdin);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({
        code: code ?? undefined,
        stdout: stdout?.() ?? '',
        stderr: stderr?.() ?? '',
        report: report?.() ?? '',
      });
    });
  });
}
