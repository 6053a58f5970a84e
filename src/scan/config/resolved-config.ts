import type { Config } from './config.ts';

/** SHA-256 (hex) of files by absolute path, or `ABSENT`. */
export type Digests = Record<string, string>;

/** In the place of the digest of a file that was looked for, and not found. */
export const ABSENT = 'absent';

/** A configuration, and the digests of all that it was read from: while none changes, it is the same. */
export interface ResolvedConfig {
  readonly config: Config;
  readonly digests: Readonly<Digests>;
}
