import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { GIT_ENV, temporaryFolder } from '../helpers/repository.ts';

const PROGRAM = fileURLToPath(new URL('../../dist/js/bin.js', import.meta.url));
const USAGE = new URL('usage.mjs', import.meta.url).href;

/** What a run of the program did. */
export interface Run {
  /** Undefined: the system ended it, because it took more CPU time than it may. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** Peak memory in MB. */
  readonly memory: number;
  /** User and system, in seconds. */
  readonly cpu: number;
}

/** Seconds of CPU time, and twice as many by the clock, after which a run counts as endless. */
const MOST_SECONDS = 60;

/** Runs the built program in a folder, with a cache of its own. */
export function run(cwd: string, args: readonly string[], stdin: string | Uint8Array = ''): Promise<Run> {
  const env = { ...GIT_ENV, XDG_CACHE_HOME: temporaryFolder(), NODE_OPTIONS: `--import=${USAGE}` };
  return new Promise((resolve) => {
    const child = spawn(
      'sh',
      ['-c', `ulimit -t ${MOST_SECONDS}; exec "$@"`, 'sh', process.execPath, PROGRAM, ...args],
      {
        cwd,
        env,
        stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
      },
    );
    const timer = setTimeout(() => child.kill('SIGKILL'), 2000 * MOST_SECONDS);
    const [stdout, stderr, usage] = [1, 2, 3].map((number) => {
      const chunks: Buffer[] = [];
      child.stdio[number]?.on('data', (chunk: Buffer) => chunks.push(chunk));
      return () => Buffer.concat(chunks).toString('utf8');
    });
    child.stdin?.on('error', () => {}).end(stdin);
    child.on('close', (code) => {
      clearTimeout(timer);
      const [cpu = Number.NaN, memory = Number.NaN] = (usage?.() ?? '').split(' ').map(Number);
      resolve({ code: code ?? undefined, stdout: stdout?.() ?? '', stderr: stderr?.() ?? '', cpu, memory });
    });
  });
}
