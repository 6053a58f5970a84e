import type { Token } from './tokens.ts';

/**
 * One name to the left of a value. `a.b["c"] = f("` gives, nearest first: `f` with gap `(`, `c` with gap `] = `,
 * `a.b` with gap `[`.
 */
export interface Link {
  /** A path of identifiers, a flag with its dashes, or what a string holds. */
  readonly name: string;
  /** The marks between this name and the next one to the right: escapes decoded, blanks as one space, line breaks as `\n`, without quotes. */
  readonly gap: string;
  /** It is a string literal. */
  readonly quoted: boolean;
  /** Where it begins in the tokenized text. */
  readonly start: number;
}

/** The names to the left of a value. */
export interface Chain {
  readonly links: readonly Link[];
  /** A quote stands right before the value. */
  readonly quoted: boolean;
  /** Marks to the left of the last link. */
  readonly rest: string;
}

const MOST_LINKS = 10;
const LONGEST_STRING = 80;
const BEGINS_STRING = /^(?:\s*|[?&/({[<.#-]+)$/;
const STRING_PREFIX = /^(?:[bBuUfFLN]|[rR][bB]?|[bB][rR]|u8)$/;

/** Reads the names to the left of the end of `tokens`, nearest first. */
export function readChain(tokens: readonly Token[]): Chain {
  let at = tokens.length - 1;
  while (tokens[at]?.kind === 'quote') at--;
  const quoted = at < tokens.length - 1;
  if (quoted) at = beforePrefix(tokens, at);

  const links: Link[] = [];
  let gap = '';
  let inString = !quoted;
  while (at >= 0 && links.length < MOST_LINKS) {
    const token = tokens[at];
    if (token === undefined) break;
    if (token.kind === 'word') {
      const first = startOfPath(tokens, at);
      links.push({
        name: textOf(tokens, first, at + 1),
        gap,
        quoted: false,
        start: tokens[first]?.start ?? token.start,
      });
      gap = '';
      at = first - 1;
    } else if (token.kind === 'quote' && inString && BEGINS_STRING.test(gap)) {
      // There is no operator up to here, so this quote opens the string that the value stands in.
      inString = false;
      at = beforePrefix(tokens, at - 1);
    } else if (token.kind === 'quote') {
      inString = false;
      const open = openingQuote(tokens, at);
      if (open >= 0) {
        links.push({ name: textOf(tokens, open + 1, at), gap, quoted: true, start: tokens[open]?.end ?? token.start });
        gap = '';
      }
      at = beforePrefix(tokens, (open < 0 ? at : open) - 1);
    } else {
      gap = token.text + gap;
      at--;
    }
  }
  return { links, quoted, rest: gap };
}

function startOfPath(tokens: readonly Token[], last: number): number {
  let first = last;
  while (tokens[first - 1]?.kind === 'member' && tokens[first - 2]?.kind === 'word') first -= 2;
  return first;
}

/** Index of the quote that opens the string closed at `close`; -1 if it is on another line or too far away. */
function openingQuote(tokens: readonly Token[], close: number): number {
  const quote = tokens[close];
  for (let at = close - 1; at >= 0; at--) {
    const token = tokens[at];
    if (token === undefined || quote === undefined || token.kind === 'line') return -1;
    if (quote.start - token.end > LONGEST_STRING) return -1;
    if (token.kind === 'quote' && token.text === quote.text) return at;
  }
  return -1;
}

/** Skips a string prefix: `b"`, `@"`, `N'`. */
function beforePrefix(tokens: readonly Token[], at: number): number {
  const token = tokens[at];
  if (token?.kind === 'word' && STRING_PREFIX.test(token.text)) return at - 1;
  return token?.text === '@' || token?.text === '$' ? at - 1 : at;
}

function textOf(tokens: readonly Token[], from: number, to: number): string {
  let text = '';
  for (let at = from; at < to; at++) text += tokens[at]?.text ?? '';
  return text;
}
