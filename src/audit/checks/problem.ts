/** A file as checks see it. */
export interface CheckedFile {
  /** Relative to the root of the audit, POSIX separators. */
  readonly path: string;
  readonly text: string;
  /** Git holds it. */
  readonly tracked: boolean;
}

/** Something that is wrong about how keys are handled, and where. */
export interface Problem {
  /** Id of a rule with `file: true`. */
  readonly rule: string;
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** What stands there, half a sentence without a full stop and without any value: `ENV API_KEY has a literal key`. */
  readonly note: string;
  /** `failure` where it can hardly be meant so; `advice` where there may be a good reason. */
  readonly weight: 'failure' | 'advice';
  /** The literal that a repair would replace. */
  readonly literal?: Literal;
  /** Entries that an ignore file lacks, and the file, which need not be there: `.dockerignore`. */
  readonly ignore?: { readonly file: string; readonly entries: readonly string[] };
}

/** A value in a file's text. */
export interface Literal {
  /** What it is given to: `API_KEY`. */
  readonly name: string;
  /** Offsets (UTF-16 units) of what is replaced, quotation marks included. */
  readonly from: number;
  readonly to: number;
}
