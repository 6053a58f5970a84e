/**
 * What went wrong, as a stable code for machines. `E_USAGE` and `E_CONFIG` stop a run; the others can also be collected
 * while the rest is scanned. `E_INTERRUPTED` (Ctrl-C) and `E_TIMEOUT` (`--timeout`) say that the rest was not scanned, `E_NOT_OPENED`
 * (`--strict` only) that something was left out by design.
 */
export type ErrorCode =
  | 'E_USAGE'
  | 'E_CONFIG'
  | 'E_RULE'
  | 'E_GIT'
  | 'E_SOURCE'
  | 'E_INTERRUPTED'
  | 'E_TIMEOUT'
  | 'E_NOT_OPENED';

/**
 * Something that could not be looked at, as data. It is reported beside the findings, and the exit code is 2. `subject`
 * is a path, an object id, a revision or a rule id, never a secret.
 */
export interface ScanError {
  readonly code: ErrorCode;
  readonly subject: string;
  readonly message: string;
}

/** Every error that hexhound throws on purpose is one. Any other error is a defect and is not caught. */
export class HexhoundError extends Error {
  readonly code: ErrorCode;
  /** What the error is about: a path, a revision, a rule id, a flag. */
  readonly subject: string;

  constructor(code: ErrorCode, subject: string, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'HexhoundError';
    this.code = code;
    this.subject = subject;
  }

  toScanError(): ScanError {
    return { code: this.code, subject: this.subject, message: this.message };
  }
}

/** A command got too few arguments or wrong ones. The caller adds the name of the command. */
export class UsageError extends HexhoundError {
  constructor(message: string) {
    super('E_USAGE', '', message);
    this.name = 'UsageError';
  }

  /** The same error about a command. */
  of(command: string): HexhoundError {
    return new HexhoundError(this.code, command, this.message, { cause: this });
  }
}

/** The user pressed Ctrl-C at a prompt. */
export class CancelledError extends HexhoundError {
  constructor() {
    super('E_INTERRUPTED', 'prompt', 'cancelled');
    this.name = 'CancelledError';
  }
}

/**
 * The reason in a system error, without code and path, which are reported elsewhere: `permission denied` for
 * `EACCES: permission denied, open '/home/...'`.
 * @param otherwise the reason if it is not a system error
 */
export function systemReason(thrown: unknown, otherwise = messageOf(thrown)): string {
  return /^[A-Z0-9]+: ([^,]+)/.exec(messageOf(thrown))?.[1] ?? otherwise;
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
