import type { Flags, FlagValues } from './flags.ts';

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
  /** Ctrl-C: whoever stops in good order listens to it. */
  readonly signal: AbortSignal;
}

/** What the arguments behind a command's name say. */
export interface Invocation<F extends Flags = Flags> {
  readonly values: FlagValues<F>;
  readonly positionals: readonly string[];
  /** Names of the flags in the order in which they were given. */
  readonly order: readonly string[];
}

/** A command: what it takes, and what it does. */
export interface Command {
  /** All but `--help`, which every command has. */
  readonly flags: Flags;
  /** Of a command that deals with keys: where a key belongs, for arguments that look like one are refused. */
  readonly keyPlace?: string;
  /**
   * @returns the exit code
   * @throws UsageError for wrong arguments; HexhoundError for whatever else stops it
   */
  run(invocation: Invocation, io: Io): Promise<number>;
}
