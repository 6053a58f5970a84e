import { PassThrough, Readable } from 'node:stream';
import type { Io } from '../../src/cli/command.ts';
import { runCommand as runByName } from '../../src/cli/run-command.ts';
import { GIT_ENV } from './repository.ts';

/** What one run of a command did. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface RunSettings {
  readonly stdin?: string | Uint8Array;
  readonly env?: Record<string, string>;
  readonly signal?: AbortSignal;
  /** Standard error is a terminal. */
  readonly terminal?: boolean;
  /** Standard output is a terminal of so many columns. */
  readonly columns?: number;
}

/** Runs a command in this process, in `cwd`, with nothing of this machine's environment but PATH. */
export async function runCommand(
  name: string,
  cwd: string,
  args: readonly string[],
  options: RunSettings = {},
): Promise<Outcome> {
  const [stdout, stderr] = [collector(), collector()];
  const io: Io = {
    stdin: Readable.from(options.stdin === undefined ? [] : [Buffer.from(options.stdin)]),
    stdout:
      options.columns === undefined
        ? stdout.stream
        : Object.assign(stdout.stream, { isTTY: true, columns: options.columns }),
    stderr: options.terminal ? Object.assign(stderr.stream, { isTTY: true, columns: 120 }) : stderr.stream,
    env: { ...GIT_ENV, ...options.env },
    cwd,
    signal: options.signal ?? new AbortController().signal,
  };
  const code = await runByName(name, args, io);
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

function collector(): { stream: PassThrough; text: () => string } {
  const stream = new PassThrough();
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return { stream, text: () => Buffer.concat(chunks).toString('utf8') };
}
