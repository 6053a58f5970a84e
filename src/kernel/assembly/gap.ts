import { endOfSequence } from './escapes';

/** Bytes of control sequences between a name and its value: they do not count as such. */
const SEQUENCES: usize = 44;
/** How many tokens are looked at. */
export const MAX_TOKENS: u32 = 4;
/** The same in prose. */
export const MAX_WORDS: u32 = 2;

/** What is known of the bytes between the current name and its value. */
export class Gap {
  /** Where tokens must begin, and how many are looked at. */
  static limit: usize = 0;
  static most: u32 = 0;
  /** How many bytes of control sequences may still be left out. */
  static spare: usize = 0;
  /** Whether an operator or a comma stands between the name and what comes next. */
  static operator: bool = false;
  /** Behind `name =`, a statement goes on to the end of the line, a block to those behind it. */
  static isStatement: bool = false;
  /** Behind `name:` there is a value in the same line, or one in lines below. */
  static isPair: bool = false;
  /** Behind `name,` no string follows: it may head a column, whose values are below. */
  static isRow: bool = false;

  /** @param limit where tokens must begin */
  static begin(limit: usize): void {
    Gap.limit = limit;
    Gap.most = MAX_TOKENS;
    Gap.spare = SEQUENCES;
    Gap.isRow = false;
  }
}

/** Where the control sequences at `at` end, as far as there may be more of them. */
@inline
export function behindSequences(at: usize): usize {
  const byte = load<u8>(at);
  // ESC, or one of [ \ ] ^; no sequence begins with ].
  return byte - 0x5b < 4 || byte == 0x1b ? skipSequences(at) : at;
}

function skipSequences(at: usize): usize {
  let end = endOfSequence(at);
  while (end != at && end - at <= Gap.spare) {
    Gap.spare -= end - at;
    Gap.limit += end - at;
    at = end;
    end = endOfSequence(at);
  }
  return at;
}
