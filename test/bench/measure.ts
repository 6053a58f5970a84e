import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { type Memory, Session } from './session.ts';

/** Time between two looks at the memory, in milliseconds. */
export const LOOK_EVERY = 20;

export interface Command {
  readonly file: string;
  readonly arguments: readonly string[];
  readonly cwd?: string;
  /** File that takes what it prints; nothing is kept without. */
  readonly stdout?: string;
}

export interface Measured {
  /** Seconds. */
  readonly wall: number;
  /** User and system seconds of the whole process tree. */
  readonly cpu: number;
  /** Bytes; undefined where there is no /proc. */
  readonly memory?: Memory;
  readonly code: number;
  readonly stderr: string;
  /** It was ended because it took longer than the limit; `code` says nothing then. */
  readonly late: boolean;
}

/**
 * `time` of a shell counts a process's children when their parents have waited for them, the session what it has seen of
 * those that nobody waits for: neither is ever too much, so the larger one is nearer.
 */
const TIME = `TIMEFORMAT='%3R %3U %3S'; exec 4>&2; { time "$@" 2>&4 3>&- 4>&-; } 2>&3`;

/** Variables that would change what a tool does, or switch its network checks on. */
const STEERING = /^(BETTERLEAKS|GITLEAKS|GIT|HEXHOUND|KF|KINGFISHER|TRUFFLEHOG)_/;

/**
 * Runs a command to its end.
 * @param limit seconds after which it is ended
 * @param core the only processor it may use, for taskset
 */
export async function measure(command: Command, limit: number, core?: number): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'hexhound-bench-'));
  const [errors, times] = [join(folder, 'stderr'), join(folder, 'times')];
  const outputs = [command.stdout ?? devNull, errors, times].map((file) => openSync(file, 'w'));
  try {
    const pinned = core === undefined ? [] : ['taskset', '-c', String(core)];
    const environment = Object.entries(process.env).filter(([name]) => !STEERING.test(name));
    const started = performance.now();
    const child = spawn('bash', ['-c', TIME, 'bash', ...pinned, command.file, ...command.arguments], {
      detached: true,
      ...(command.cwd !== undefined && { cwd: command.cwd }),
      stdio: ['ignore', ...outputs],
      env: { ...Object.fromEntries(environment), LC_ALL: 'C' },
    });
    const exited = new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => resolve(code ?? 0));
    });
    const { pid } = child;
    if (pid === undefined) throw await exited.catch((error: unknown) => error);
    const session = new Session(pid);
    const looking = setInterval(() => session.look(), LOOK_EVERY);
    const end = () => {
      session.kill();
      process.kill(-pid, 'SIGKILL');
    };
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      end();
    }, limit * 1000);
    // In a session of its own it does not hear of Ctrl-C.
    let interrupted = false;
    const interrupt = () => {
      interrupted = true;
      end();
    };
    process.once('SIGINT', interrupt);
    const code = await exited;
    process.off('SIGINT', interrupt);
    clearInterval(looking);
    clearTimeout(timer);
    if (interrupted) throw new Error('interrupted');
    session.kill();
    const [, real, user, system] = /([\d.]+) ([\d.]+) ([\d.]+)\s*$/.exec(readFileSync(times, 'utf8')) ?? [];
    const wall = real === undefined ? (performance.now() - started) / 1000 : Number(real);
    const cpu = Math.max(session.cpu, Number(user ?? 0) + Number(system ?? 0));
    const measured = { wall, cpu, code, late, stderr: readFileSync(errors, 'utf8') };
    return session.peak.total === 0 ? measured : { ...measured, memory: session.peak };
  } finally {
    for (const descriptor of outputs) closeSync(descriptor);
    rmSync(folder, { recursive: true });
  }
}
