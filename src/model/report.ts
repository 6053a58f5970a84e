import type { ScanError } from './errors.ts';
import type { Finding } from './finding.ts';
import type { Secret } from './secret.ts';

/** What was scanned. `seconds` is wall time. Counts that a command does not need are 0. */
export interface Scanned {
  readonly files: number;
  readonly blobs: number;
  readonly commits: number;
  readonly bytes: number;
  readonly seconds: number;
}

/** How far a scan had got when it was stopped. */
export interface Stop {
  readonly done: number;
  /** Absent if not known yet. */
  readonly total?: number;
  /** What was counted, in the plural: `objects`. */
  readonly unit: string;
}

/**
 * Something that was left out although it can hold secrets: an archive that nobody can open, a submodule's history, what git
 * left behind, a file that takes too long. Unlike an error it is expected, so the exit code stays; `--strict` makes an error
 * of each.
 */
export interface NotOpened {
  readonly kind: 'archive' | 'submodule' | 'leftover' | 'ignored';
  /** Of the file or folder; an object's id where a history has no path for it. */
  readonly path: string;
  /** `encrypted`, `no reader for this format`: half a sentence. */
  readonly reason: string;
}

/** The results of one run: everything that a reporter needs, already computed. */
export interface Report {
  readonly tool: { readonly name: 'hexhound'; readonly version: string };
  /** `scan`, `staged`, `history`, `stdin`, ... */
  readonly command: string;
  /** What was scanned, as the user named it. */
  readonly target: string;
  /** When the scan began, in milliseconds since 1970. */
  readonly started: number;
  /** Sorted by severity, confidence, then first occurrence. */
  readonly findings: readonly Finding[];
  /** Secrets that a baseline, an ignore, a comment or `--min-confidence` left out. What is reported may repeat them: a path, an author. */
  readonly suppressed?: readonly Secret[];
  readonly errors: readonly ScanError[];
  readonly notOpened: readonly NotOpened[];
  /** Remarks that are neither findings nor errors: `shallow clone: history is cut at 3 commits`. */
  readonly notices: readonly string[];
  /** Findings that were left out, and why. */
  readonly hidden: { readonly lowConfidence: number; readonly inline: number; readonly baseline: number };
  readonly scanned: Scanned;
  /** The user (Ctrl-C) or `--timeout` stopped it, so the rest was not scanned. `errors` then has E_INTERRUPTED or E_TIMEOUT. */
  readonly interrupted?: Stop;
}

/** How the reader of a report types the commands in it. */
export interface TypedCommands {
  /** `hexhound`, or `npx hexhound` where it is in no folder of PATH. */
  readonly hexhound: string;
  /** What leads from the reader's folder to the repository, as an argument for a shell; empty if that is the folder. */
  readonly repository: string;
  /** What leads from the reader's folder to the one that paths are relative to: `../`; empty if that is the folder. */
  readonly toPaths: string;
  /** Commits without the hook, once. */
  readonly passOnce: string;
}

export interface ReportOptions {
  /** Write secrets in the clear. */
  readonly showSecrets: boolean;
  /** Terminal only: emit colours. */
  readonly color: boolean;
  /** Bytes that the file already has, where a report is added to one and its reader sets a limit. */
  readonly taken?: number;
  /** Terminal only: columns that lines are wrapped to; absent where there is no terminal, whose lines are left whole. */
  readonly width?: number;
  /** Terminal only; absent: as in the repository's top folder, with hexhound on PATH. */
  readonly commands?: TypedCommands;
}

/**
 * Turns a report into text of one format. The pieces are made lazily: a finding can have as many places as a history has
 * versions of a file. The caller writes them.
 */
export type Reporter = (report: Report, options: ReportOptions) => Iterable<string>;
