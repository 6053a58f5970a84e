import type { RunShape } from './rule.ts';

/** As the first byte of a keyword: any letter, `_` or `-`. */
export const ANY = '\0';

/** What the kernel looks for. Anchors refer to the arrays by index. */
export interface KernelConfig {
  /**
   * Words of 5 to 64 bytes, one character each: printable ASCII, line breaks, or above it. Found anywhere, whatever their
   * case: only A-Z and a-z fold, every other byte stands for itself. The first byte may be `ANY`. Four bytes are enough where a name ends with the word.
   */
  readonly keywords: readonly string[];
  /**
   * Ids of keywords that count only before a possible value (assembly/named.ts): a string behind an operator, or a token
   * that has a digit, quotes around it, `=` or `:` right before it, or the end of its line behind it, and is not code. At
   * most 15 bytes each.
   */
  readonly names?: ReadonlySet<number>;
  /** Ids of keywords that count only before what can follow a name: an operator, a quote, a bracket; one blank before it. */
  readonly ends?: ReadonlySet<number>;
  /** Ids of keywords that count only if `user:password@` follows within 64 bytes. At most 15 bytes each. */
  readonly schemes?: ReadonlySet<number>;
  /** Ids of keywords that count only before a digit or an apostrophe, with at most 24 blanks and line ends before it. */
  readonly lists?: ReadonlySet<number>;
  /**
   * Prefixes of 3 to 32 printable ASCII characters, the first of them of [A-Za-z0-9_]; case-sensitive, found only where
   * a word begins: where the byte before is not of [A-Za-z0-9_], or an escape ends.
   */
  readonly prefixes: readonly string[];
}

/** The kernel's memory once it has its words: what `tablesOf` in src/kernel/configure.ts makes of a `KernelConfig`. */
export interface KernelTables {
  /** How many keywords and prefixes there are. */
  readonly words: number;
  readonly memory: Uint8Array;
}

/**
 * One thing that the kernel found, with its offsets in the scanned bytes.
 *
 * - `keyword`: `keywords[id]` is at start..end. Keywords may overlap, and may be given twice in the configuration.
 * - `prefix`: `prefixes[id]` is at start..end. Where several begin at one place, each is given.
 * - `run`: a run of exactly 32 of [A-Za-z0-9], at least one digit and one letter among them, not glued to [A-Za-z0-9_] on
 *   either side. `shape` is the narrowest that fits: hex32 (letters only a-f or only A-F), alnum32 (no upper case),
 *   mixed32.
 * - `base64`: a maximal run of 24 to 65,536 of [A-Za-z0-9+/], or of [A-Za-z0-9_-], that decodes to nothing but printable
 *   ASCII, tab, CR and LF. A run whose length is 1 modulo 4 is not base64. `=` after the run is not part of it and does not
 *   matter. A character of the other alphabet ends a run. A run within a reported one is not reported.
 * - `packed`: the beginning of text in another alphabet. Either six escapes in a row of [A-Za-z0-9_-], before which no such
 *   escape of the same length stands, if that is six bytes at most: `\xHH`, `\x{HH}`, `\u{HH}`, `\u00HH`, `\U000000HH`, octal
 *   `\OOO`, `\HH ` and `\0000HH` of CSS, `%HH`. Or 32 hexadecimal digits of printable ASCII, CR and LF where a word begins,
 *   behind its `0x` or the `x` of `\x`.
 *
 * Escapes do not glue: a prefix, run or base64 may begin where one ends, although its last character is of
 * [A-Za-z0-9_]. Escapes are `\n` and the like (a b e f r t v 0), `\xHH`, `\uHHHH`, `\UHHHHHHHH`, `\OOO`, `%HH` and `%25HH`
 * (H: a hexadecimal digit, O: an octal one), whatever stands before their backslash or percent sign, and the control
 * sequences of ECMA-48, `ESC [ 3 1 m`, with ESC as a byte or as an escape; those that set colours also without it. They are
 * also read as plain characters: after a backslash, `n` and 31 more are a run.
 *
 * In bytes that are not text, the length or the type of a string may be a byte that is a letter: a prefix, run or base64 may
 * also begin behind one that has a control character before it, or bytes beyond ASCII that are not UTF-8. For a run, it must
 * be of another alphabet. What follows a run may be a letter if that is of another alphabet and a control character follows,
 * or if the run's length is before it, in one byte or in four.
 */
export type Anchor =
  | { readonly kind: 'keyword' | 'prefix'; readonly id: number; readonly start: number; readonly end: number }
  | { readonly kind: 'run'; readonly shape: RunShape; readonly start: number; readonly end: number }
  | { readonly kind: 'base64'; readonly start: number; readonly end: number }
  | { readonly kind: 'packed'; readonly start: number; readonly end: number };
