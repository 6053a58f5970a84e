import type { GitContext } from '../../git/safety.ts';

/** What reading keys touches of the process. */
export interface KeyIo extends GitContext {
  readonly stdin: NodeJS.ReadableStream & {
    readonly isTTY?: boolean;
    /** Terminals only. */
    readonly setRawMode?: (isRaw: boolean) => unknown;
  };
  readonly stderr: NodeJS.WritableStream;
}
