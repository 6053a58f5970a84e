import { Readable, Writable } from 'node:stream';
import { runCommand } from '../../../src/cli/run-command.ts';

export interface Outcome {
  readonly code: number | undefined;
  readonly out: string;
  readonly err: string;
  readonly thrown: unknown;
}

export interface Given {
  readonly env?: Readonly<Record<string, string>>;
  /** Piped in; without it standard input is a terminal. */
  readonly stdin?: string;
}

/** Runs `hexhound verify` in this process. */
export async function verify(args: readonly string[], { env = {}, stdin }: Given): Promise<Outcome> {
  const written = { out: '', err: '' };
  const into = (name: 'out' | 'err') =>
    new Writable({
      write(chunk, _, done) {
        written[name] += chunk;
        done();
      },
    });
  const input = Object.assign(Readable.from(stdin === undefined ? [] : [Buffer.from(stdin)]), {
    isTTY: stdin === undefined,
  });
  let code: number | undefined;
  let thrown: unknown;
  try {
    code = await runCommand('verify', args, {
      stdin: input,
      stdout: into('out'),
      stderr: into('err'),
      env,
      cwd: '/',
      signal: new AbortController().signal,
    });
  } catch (error) {
    thrown = error;
  }
  return { code, ...written, thrown };
}
