import type { Interruption } from '../model/interruption.ts';

export { type Flag, type Flags, type FlagValues, parseFlags } from './flags.ts';

/** What a command may touch of the process that runs it. */
export interface Io {
  readonly stdin: NodeJS.ReadableStream & {
    readonly isTTY?: boolean;
    /** Terminals only: turns the echo off. */
    readonly setRawMode?: (isRaw: boolean) => unknown;
  };
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly interruption: Interruption;
}

/** A command: arguments without its own name; resolves to the exit code. */
export type Run = (args: readonly string[], io: Io) => Promise<number>;
