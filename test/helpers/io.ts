import { PassThrough, Readable } from 'node:stream';
import type { Io, Run } from '../../src/commands/command.ts';
import { Interruption } from '../../src/interruption.ts';
import { GIT_ENV } from './repository.ts';

/** What one run of a command did. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command in this process, in `cwd`, with nothing of this machine's environment but PATH. */
export async function runCommand(
  run: Run,
  cwd: string,
  args: readonly string[],
  options: { stdin?: string | Uint8Array; env?: Record<string, string>; interruption?: Interruption } = {},
): Promise<Outcome> {
  const [stdout, stderr] = [collector(), collector()];
  const io: Io = {
    stdin: Readable.from(options.stdin === undefined ? [] : [Buffer.from(options.stdin)]),
    stdout: stdout.stream,
    stderr: stderr.stream,
    env: { ...GIT_ENV, ...options.env },
    cwd,
    interruption: options.interruption ?? new Interruption(),
  };
  const code = await run(args, io);
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

function collector(): { stream: PassThrough; text: () => string } {
  const stream = new PassThrough();
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return { stream, text: () => Buffer.concat(chunks).toString('utf8') };
}
