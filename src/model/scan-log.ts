import type { ErrorCode, ScanError } from './errors.ts';

/**
 * What a source has to tell besides its fragments: how much it looked at and what it could not look at. One per run;
 * the source writes it, the pipeline reads it.
 */
export class ScanLog {
  files = 0;
  blobs = 0;
  commits = 0;
  bytes = 0;
  /** Git objects of any type, for the progress line. */
  objects = 0;
  /** Objects there are to do, once that is known: for the progress line. */
  total: number | undefined;
  readonly errors: ScanError[] = [];
  readonly notices: string[] = [];

  error(code: ErrorCode, subject: string, message: string): void {
    this.errors.push({ code, subject, message });
  }

  notice(text: string): void {
    if (!this.notices.includes(text)) this.notices.push(text);
  }
}
