import type { Env } from '../model/env.ts';
import type { Flags, FlagValues } from './flags.ts';

/** A stream that may be a terminal, of so many columns. */
export type OutputStream = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

/** What a command may use of its process. */
export interface Io {
  readonly stdin: NodeJS.ReadableStream & {
    readonly isTTY?: boolean;
    /** Terminals only: turns the echo off. */
    readonly setRawMode?: (isRaw: boolean) => unknown;
  };
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly env: Env;
  readonly cwd: string;
  /** Aborted by Ctrl-C. Work that can stop in good order listens to it. */
  readonly signal: AbortSignal;
}

/** The parsed arguments of a command. */
export interface Invocation<F extends Flags = Flags> {
  readonly values: FlagValues<F>;
  readonly positionals: readonly string[];
  /** Names of the flags in the order in which they were given. */
  readonly order: readonly string[];
}

/** A command of the command line. */
export interface Command {
  /** Without `--help`, which every command has. */
  readonly flags: Flags;
  /** Where a key belongs, as a sentence. If set, arguments that look like a key are refused with it. */
  readonly keyPlace?: string;
  /**
   * @returns the exit code
   * @throws UsageError for wrong arguments; HexhoundError for everything else that stops the command
   */
  run(invocation: Invocation, io: Io): Promise<number>;
}

/** A command as help lists it. Its code is loaded when it runs. */
export interface CommandEntry {
  readonly name: string;
  /** The arguments, as the usage shows them. */
  readonly usage: string;
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

/** The first arguments that a command takes, where these are words: `create` of `baseline create`. */
export function actionsOf({ usage }: Pick<CommandEntry, 'usage'>): readonly string[] {
  return usage.split('|').flatMap((part) => /^[a-z]+/.exec(part)?.[0] ?? []);
}
