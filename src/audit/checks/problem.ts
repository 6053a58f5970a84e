/** A file as checks see it. */
export interface CheckedFile {
  /** Relative to the root of the audit, POSIX separators. */
  readonly path: string;
  readonly text: string;
  /** Git tracks it. */
  readonly tracked: boolean;
}

/** Something that is wrong about how keys are handled, and where. */
export interface Problem {
  /** Id of a rule with `file: true`. */
  readonly rule: string;
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** What is wrong, half a sentence without any value: `ENV API_KEY has a literal key`. */
  readonly note: string;
  /** `failure` if it is surely a mistake; `advice` if there may be a good reason. */
  readonly weight: 'failure' | 'advice';
  /** The literal that a repair would replace. */
  readonly literal?: Literal;
  /** Entries that an ignore file lacks. The file need not exist. */
  readonly ignore?: { readonly file: string; readonly entries: readonly string[] };
}

/** A value in a file's text. */
export interface Literal {
  /** The name that it is assigned to: `API_KEY`. */
  readonly name: string;
  /** Offsets (UTF-16 units) of what is replaced, quotation marks included. */
  readonly from: number;
  readonly to: number;
}
