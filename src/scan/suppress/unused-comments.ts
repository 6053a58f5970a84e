import { familyOf } from '../../model/fingerprint.ts';
import { type Origin, PIECE_BYTES } from '../../model/fragment.ts';
import type { Match } from '../../model/match.ts';
import type { RuleSet } from '../../model/rule.ts';
import type { InlineIgnores } from './inline.ts';

interface Watched {
  readonly marker: string;
  readonly line: number;
  isUsed: boolean;
}

const DOCUMENT = /\.(?:adoc|markdown|mdx?|rst|txt)$/i;

/** Whether a file is one that may well write about comments. */
export function isDocument(path: string): boolean {
  return DOCUMENT.test(path);
}

/**
 * Our own inline comments of one content after the other, and whether they leave anything out. Which do is known only when the
 * matches are judged: a comment beside what nobody takes for a secret is not needed either.
 */
export class UnusedComments {
  /** Families of rules that no content scan has: only the audit knows whether such a comment is needed. */
  readonly #elsewhere: ReadonlySet<string>;
  readonly #byMatch = new WeakMap<Match, readonly Watched[]>();
  readonly #fresh = new Map<number, Watched>();

  constructor({ rules }: RuleSet) {
    this.#elsewhere = new Set(rules.filter(({ kind }) => kind === 'file').map(familyOf));
  }

  /** The next content. */
  begin(): void {
    this.#fresh.clear();
  }

  /** Takes the comments of the content. Those of one in pieces are not watched: a comment may be in two. */
  read(bytes: Buffer, { offset, line }: Origin, { ownComments }: InlineIgnores): void {
    if (offset > 0 || bytes.length >= PIECE_BYTES) return;
    let [at, lines] = [0, line];
    for (const { marker, start, families } of ownComments) {
      for (let next = bytes.indexOf(10, at); next >= 0 && next < start; next = bytes.indexOf(10, at)) {
        at = next + 1;
        lines++;
      }
      if (!families.some((family) => this.#elsewhere.has(family)))
        this.#fresh.set(start, { marker, line: lines, isUsed: false });
    }
  }

  /** Notes which comments of the content leave out a match at [start, end). */
  leftOut(
    match: Match,
    ignores: InlineIgnores,
    family: string,
    { start, end }: { readonly start: number; readonly end: number },
  ): void {
    const comments = ignores.ownCommentsAt(family, start, end).flatMap((at) => this.#fresh.get(at) ?? []);
    this.#byMatch.set(match, comments);
  }

  /**
   * The comments of the content, which is at this path, that leave none of its matches out.
   * @param isReported whether a match is a secret there, or may be one
   */
  unusedIn(path: string, matches: readonly Match[], isReported: (match: Match) => boolean): string[] {
    if (this.#fresh.size === 0 || isDocument(path)) return [];
    for (const match of matches) {
      const comments = this.#byMatch.get(match)?.filter(({ isUsed }) => !isUsed) ?? [];
      if (comments.length > 0 && isReported(match)) for (const comment of comments) comment.isUsed = true;
    }
    return [...this.#fresh.values()]
      .filter(({ isUsed }) => !isUsed)
      .map(({ marker, line }) => `${path}:${line}: ${marker}`);
  }
}
