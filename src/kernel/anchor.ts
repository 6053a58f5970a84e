import type { Shape } from '../rules/rule.ts';

/** What the kernel is told to look for. Positions in the arrays are the ids in the anchors it gives back. */
export interface KernelConfig {
  /**
   * ASCII words of 5 to 64 bytes, found anywhere, whatever their case.
   * Only A-Z and a-z fold; every other byte stands for itself.
   */
  readonly keywords: readonly string[];
  /**
   * ASCII prefixes of 3 to 32 bytes, case-sensitive, found only where a word begins: the byte before is not in
   * [A-Za-z0-9_], or belongs to an escape (`\n`, `\r`, `\t`, `\xHH`, `\uHHHH`, `%HH`) that ends there.
   */
  readonly prefixes: readonly string[];
}

/**
 * One thing the kernel found, as positions in the scanned bytes.
 *
 * - `keyword`: `keywords[id]` stands at start..end.
 * - `prefix`: `prefixes[id]` stands at start..end. Where several begin at one place, each is given.
 * - `run`: a run of exactly 32 of [A-Za-z0-9], with a digit and a letter, not glued to [A-Za-z0-9_] on either side (an
 *   escape that ends at its start does not count as glue). `shape` is the narrowest that fits: hex32 (all lower or
 *   all upper case), alnum32 (no upper case), mixed32.
 * - `base64`: a maximal run of at least 24 of [A-Za-z0-9+/] or of [A-Za-z0-9_-], then at most two `=` (not part of start..end), that decodes to
 *   nothing but printable ASCII, tab, CR and LF.
 */
export type Anchor =
  | { readonly kind: 'keyword' | 'prefix'; readonly id: number; readonly start: number; readonly end: number }
  | { readonly kind: 'run'; readonly shape: Shape; readonly start: number; readonly end: number }
  | { readonly kind: 'base64'; readonly start: number; readonly end: number };
