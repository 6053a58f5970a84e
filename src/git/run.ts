import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { HexhoundError } from '../model/errors.ts';
import { refuseOddFiles } from './own-files.ts';
import { limitProcess } from './process-limits.ts';
import { type GitContext, NO_HOOKS, SAFE_CONFIG, safeEnvironment } from './safety.ts';

export type { GitContext } from './safety.ts';

/** The git processes that have not ended yet. They must not outlive this one. */
const running = new Set<ChildProcessWithoutNullStreams>();

/** Ends every git process. Whoever waits for one gets an error. */
export function killAll(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** Listens to the end of this process only while git runs, so that importing this module changes nothing. */
function addRunning(child: ChildProcessWithoutNullStreams): void {
  if (running.size === 0) process.on('exit', killAll);
  running.add(child);
}

function removeRunning(child: ChildProcessWithoutNullStreams): void {
  running.delete(child);
  if (running.size === 0) process.off('exit', killAll);
}

/** Bytes of stderr that are kept. */
const MAX_STDERR = 65_536;

export interface GitProcess {
  readonly stdin: NodeJS.WritableStream;
  readonly stdout: NodeJS.ReadableStream;
  /** Settles when git has ended: rejects with GitFailure where it failed, unless it was stopped by `stop`. */
  readonly done: Promise<void>;
  /** What git has written to stderr; complete only after `done`. */
  warnings(): string;
  stop(): void;
}

/**
 * Starts git for streaming. Arguments are passed as they are: put `--end-of-options` before revisions and
 * paths.
 * @param options.input its standard input; null where the caller writes that
 * @param options.protocols by which git may fetch; without them it stays on this machine, and in this repository
 * @throws HexhoundError E_GIT for a repository with something else in place of one of git's files
 */
export function startGit(
  context: GitContext,
  args: readonly string[],
  { input = '', protocols }: { input?: string | Uint8Array | null; protocols?: readonly string[] } = {},
): GitProcess {
  const config = [...SAFE_CONFIG, NO_HOOKS];
  refuseOddFiles(context);
  const child = spawn(
    'git',
    ['--no-pager', ...config.flatMap((setting) => ['-c', setting]), ...args],
    // In a process group of its own, so that Ctrl-C reaches only us, and git has no terminal to ask anything on.
    {
      cwd: context.cwd,
      env: safeEnvironment(context.env, protocols),
      windowsHide: true,
      detached: process.platform !== 'win32',
    },
  );
  addRunning(child);
  let stderr = '';
  child.stderr.setEncoding('utf8');
  child.stderr.on('data', (text: string) => {
    // Of a line that shows progress only the last state is kept, as on a terminal.
    if (stderr.length < MAX_STDERR) stderr = (stderr + text).replace(/[^\r\n]*\r(?!\n)/g, '');
  });
  // Git closes its input when it ends early; `done` gives the reason.
  child.stdin.on('error', () => {});
  if (input !== null) child.stdin.end(input);
  let stopped = false;
  let limit: string | undefined;
  limitProcess(child, (why) => {
    limit = why;
    child.kill('SIGKILL');
  });
  const done = new Promise<void>((resolve, reject) => {
    child.once('error', (cause) => {
      removeRunning(child);
      const why = NOT_STARTED[(cause as NodeJS.ErrnoException).code ?? ''] ?? cause.message;
      reject(new HexhoundError('E_GIT', context.cwd, why, { cause }));
    });
    child.once('close', (code, signal) => {
      removeRunning(child);
      if (code === 0 || stopped) resolve();
      else {
        const why = limit ?? (stderr.trim() || `ended by ${signal}`);
        reject(new GitFailure(context.cwd, args, code ?? -1, why));
      }
    });
  });
  // A caller that reads stdout first awaits `done` later; until then a rejection must not count as unhandled.
  done.catch(() => {});
  return {
    stdin: child.stdin,
    stdout: child.stdout,
    done,
    warnings: () => stderr,
    stop() {
      stopped = true;
      child.kill();
    },
  };
}

/** By the system's code, which may be about git or about the folder. */
const NOT_STARTED: Readonly<Record<string, string>> = {
  ENOENT: 'git or this folder was not found',
  EACCES: 'git or this folder may not be used: permission denied',
};

/** Git ran and failed. */
export class GitFailure extends HexhoundError {
  readonly exitCode: number;

  constructor(cwd: string, args: readonly string[], exitCode: number, stderr: string) {
    super('E_GIT', cwd, `git ${args[0]}: ${failureReason(stderr)}`);
    this.name = 'GitFailure';
    this.exitCode = exitCode;
  }
}

/** Waits for the end of git. @returns why it failed, if it did. @throws whatever else went wrong */
export async function failureOf({ done }: Pick<GitProcess, 'done'>): Promise<GitFailure | undefined> {
  try {
    await done;
    return undefined;
  } catch (thrown) {
    if (thrown instanceof GitFailure) return thrown;
    throw thrown;
  }
}

/** The result of a run of git; undefined where it failed. @throws whatever else went wrong */
export async function unlessFailed<T>(run: Promise<T>): Promise<T | undefined> {
  try {
    return await run;
  } catch (thrown) {
    if (thrown instanceof GitFailure) return undefined;
    throw thrown;
  }
}

/** Why git failed, from the last error line on stderr: `not a git repository`. */
export function failureReason(stderr: string): string {
  const line = stderr.split('\n').findLast((text) => /^(fatal|error):/.test(text)) ?? stderr;
  return line.replace(/^(fatal|error): /, '');
}

/**
 * Runs git and returns all that it printed. For output that is known to be small.
 * @throws HexhoundError E_GIT when git is missing or fails
 */
export async function git(
  context: GitContext,
  args: readonly string[],
  options: { input?: string | Uint8Array } = {},
): Promise<Buffer> {
  const run = startGit(context, args, options);
  const chunks: Buffer[] = [];
  for await (const chunk of run.stdout) chunks.push(chunk as Buffer);
  await run.done;
  return Buffer.concat(chunks);
}

/** `git` for output that is one text: decoded as UTF-8, without the newline at the end. */
export async function gitText(
  context: GitContext,
  args: readonly string[],
  options: { input?: string | Uint8Array } = {},
): Promise<string> {
  return (await git(context, args, options)).toString('utf8').replace(/\n$/, '');
}

/** The NUL-terminated records that git prints. @param input on its standard input @throws as `git`, after the last one */
export function gitRecords(context: GitContext, args: readonly string[], input = ''): AsyncGenerator<Buffer> {
  const { stdout, done } = startGit(context, args, { input });
  return recordsOf(stdout, done);
}

/** The same for lines of ASCII text. */
export function gitLines(context: GitContext, args: readonly string[], input = ''): AsyncGenerator<string> {
  const { stdout, done } = startGit(context, args, { input });
  return linesOf(stdout, done);
}

/** The NUL-terminated records of a stream. They stay valid. @param end what to wait for after the last one */
export async function* recordsOf(stream: NodeJS.ReadableStream, end?: Promise<void>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of stream) {
    const data: Buffer = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer]);
    let start = 0;
    for (let end = data.indexOf(0); end >= 0; end = data.indexOf(0, start)) {
      yield data.subarray(start, end);
      start = end + 1;
    }
    rest = data.subarray(start);
  }
  if (rest.length > 0) yield rest;
  await end;
}

/** The lines of a stream of ASCII text. @param end what to wait for after the last one */
export async function* linesOf(stream: NodeJS.ReadableStream, end?: Promise<void>): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of stream) {
    const lines = (rest + (chunk as Buffer).toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
  await end;
}
