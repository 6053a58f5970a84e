/** A file as checks see it. */
export interface CheckedFile {
  /** Relative to the root of the audit, POSIX separators. */
  readonly path: string;
  readonly text: string;
  /** Git holds it. */
  readonly tracked: boolean;
}
