import type { Env } from '../model/env.ts';
import { HexhoundError } from '../model/errors.ts';
import type { Confidence } from '../model/rule.ts';
import type { PlannedCalls } from './verify/options.ts';

/** Options of a scan. All have defaults; relative paths start at `cwd`. */
export interface ScanOptions {
  /** Current folder; the process's own by default. */
  readonly cwd?: string | undefined;
  /** Environment for git and for verification; the process's own by default. */
  readonly env?: Env | undefined;
  /** A configuration file; `false`: none, so that the scanned repository decides nothing. Default: the nearest one. */
  readonly config?: string | false | undefined;
  /** A baseline file; `false`: none. Default: the one in the configuration, else the nearest one. */
  readonly baseline?: string | false | undefined;
  /** Apply ignore comments, ignore files, baselines, and the paths that the configuration leaves out. Default: true. */
  readonly applyIgnores?: boolean | undefined;
  /** Least confidence that is reported. Default: the one in the configuration, else medium. */
  readonly minConfidence?: Confidence | undefined;
  /** Globs: scan only paths that match. */
  readonly include?: readonly string[] | undefined;
  /** Globs: scan no paths that match. */
  readonly exclude?: readonly string[] | undefined;
  /** Make an error of everything that was left out (`report.notOpened`): archives nobody can open, submodules. Default: false. */
  readonly strict?: boolean | undefined;
  /** Ask services whether the keys are alive: all services, or the named ones. Default: false. */
  readonly verify?: boolean | readonly string[] | undefined;
  /** With `verify`: announce the calls and send nothing. */
  readonly dryRun?: boolean | undefined;
  /** With `verify`: called with the planned calls before the first key is sent. */
  readonly onVerify?: ((calls: readonly PlannedCalls[], dryRun: boolean) => void) | undefined;
  /** History: read packs by their deltas; `false`: read every object whole, by way of git. Default: true. */
  readonly useDeltas?: boolean | undefined;
  /** History: cache which objects were scanned, and skip them the next time. Default: true. */
  readonly useCache?: boolean | undefined;
  /** History: search those of submodules, too. Default: false. */
  readonly submodules?: boolean | undefined;
  /** Files, history: threads, 1 to 64. Default: as many as it is worth. */
  readonly jobs?: number | undefined;
  /** History: memory to use at most, at least 128 MiB. Default: 300 MiB. */
  readonly memoryBytes?: number | undefined;
  /** Milliseconds after which the scan stops, as by `signal`. Default: none. */
  readonly timeoutMs?: number | undefined;
  /** Milliseconds after which a file, or 32 MiB of it, is left out (`report.notOpened`). Default: 30 s. */
  readonly fileTimeoutMs?: number | undefined;
  /** Stops the scan, which then reports what it has found so far. It listens to this signal while it runs. */
  readonly signal?: AbortSignal | undefined;
  /** Called after every file or object. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** Current folder and environment of a scan. Apart from the program, only this function reads them from the process. */
export function scanContextOf({ cwd = process.cwd(), env = process.env }: ScanOptions): { cwd: string; env: Env } {
  return { cwd, env };
}

/** Progress of a scan. */
export interface Progress {
  readonly done: number;
  /** Absent as long as it is unknown. */
  readonly total?: number;
  /** What is counted, in the plural: `objects`. */
  readonly unit: string;
}

export const MAX_JOBS = 64;
/** Node.js alone takes half of it. */
export const MIN_MEMORY_BYTES = 128 * 1024 ** 2;
export const DEFAULT_MEMORY_BYTES = 300 * 1024 ** 2;
/** Files that are not made to be slow take a hundredth of it. */
export const DEFAULT_FILE_TIMEOUT_MS = 30_000;

/** Checks what types cannot rule out. @throws HexhoundError E_USAGE naming the option */
export function checkOptions({ minConfidence, jobs, memoryBytes }: ScanOptions): void {
  if (minConfidence !== undefined && !['high', 'medium', 'low'].includes(minConfidence)) {
    throw new HexhoundError('E_USAGE', 'minConfidence', 'takes high, medium or low');
  }
  if (jobs !== undefined && !(Number.isInteger(jobs) && jobs >= 1 && jobs <= MAX_JOBS)) {
    throw new HexhoundError('E_USAGE', 'jobs', `takes a number from 1 to ${MAX_JOBS}`);
  }
  if (memoryBytes !== undefined && !(memoryBytes >= MIN_MEMORY_BYTES)) {
    throw new HexhoundError('E_USAGE', 'memoryBytes', `takes ${MIN_MEMORY_BYTES} at least`);
  }
}

/** Environment variable with the key of keyed baselines, which must not be in files or on command lines. */
export const BASELINE_KEY = 'HEXHOUND_BASELINE_KEY';
