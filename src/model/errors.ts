/**
 * What went wrong, as a stable code for machines. `E_USAGE` and `E_CONFIG` stop a run; the others can also be collected
 * while the rest is still scanned. `E_INTERRUPTED` (Ctrl-C) says that there is a rest that was not.
 */
export type ErrorCode = 'E_USAGE' | 'E_CONFIG' | 'E_RULE' | 'E_GIT' | 'E_SOURCE' | 'E_INTERRUPTED';

/**
 * Something that could not be looked at, as data: it is reported beside the findings and turns the exit code into 2.
 * `subject` names what it happened to (a path, an object id, a revision, a rule id), never a secret.
 */
export interface ScanError {
  readonly code: ErrorCode;
  readonly subject: string;
  readonly message: string;
}

/** The one error class that hexhound throws on purpose. Anything else that is thrown is a defect and is not caught. */
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

/** A command was not told what it needs, or something that does not fit. Whoever runs the command says which it is. */
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

/** Somebody pressed Ctrl-C at a question. */
export class CancelledError extends HexhoundError {
  constructor() {
    super('E_INTERRUPTED', 'prompt', 'cancelled');
    this.name = 'CancelledError';
  }
}

/**
 * What the system said, without its code and the path, which are told otherwise: `permission denied` instead of
 * `EACCES: permission denied, open '/home/...'`.
 * @param otherwise for what the system did not throw
 */
export function systemReason(thrown: unknown, otherwise = messageOf(thrown)): string {
  return /^[A-Z0-9]+: ([^,]+)/.exec(messageOf(thrown))?.[1] ?? otherwise;
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
