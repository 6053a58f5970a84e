import type { GitContext } from '../../git/safety.ts';

/** The parts of the process that reading keys needs. */
export interface KeyIo extends GitContext {
  readonly stdin: NodeJS.ReadableStream & {
    readonly isTTY?: boolean;
    /** Terminals only. */
    readonly setRawMode?: (isRaw: boolean) => unknown;
  };
  readonly stderr: NodeJS.WritableStream;
}
