import type { ErrorCode, ScanError } from './errors.ts';
import type { NotOpened } from './report.ts';

/** What a part of a run adds to its log. Plain data. */
export type LogPart = Pick<ScanLog, 'bytes' | 'errors' | 'notOpened' | 'notices'>;

/**
 * Counts, errors and notices of one run: how much the source has read, and what was unreadable. The source writes it, the
 * pipeline reads it.
 */
export class ScanLog {
  files = 0;
  blobs = 0;
  commits = 0;
  bytes = 0;
  /** Git objects of any type, for the progress line. */
  objects = 0;
  /** All objects to be scanned, once that is known: for the progress line. */
  total: number | undefined;
  readonly errors: ScanError[] = [];
  readonly notOpened: NotOpened[] = [];
  readonly notices: string[] = [];

  error(code: ErrorCode, subject: string, message: string): void {
    this.errors.push({ code, subject, message });
  }

  /** The same as a callback. */
  readonly report = ({ code, subject, message }: ScanError): void => this.error(code, subject, message);

  /** Something is not looked into, by design or because nobody can. */
  leaveOut(kind: NotOpened['kind'], path: string, reason: string): void {
    this.notOpened.push({ kind, path, reason });
  }

  notice(text: string): void {
    if (!this.notices.includes(text)) this.notices.push(text);
  }

  /** Adds the log of a part of the run, without its progress. */
  add({ bytes, errors, notOpened, notices }: LogPart): void {
    this.bytes += bytes;
    this.errors.push(...errors);
    this.notOpened.push(...notOpened);
    for (const text of notices) this.notice(text);
  }
}
