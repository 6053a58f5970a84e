/**
 * A sequence that sets colours or moves the cursor (ECMA-48, 5.4), or chooses a set of characters: with ESC as a byte or as
 * string literals, JSON, URLs and terminals write it. One that sets colours counts without it, too: some logs lose control
 * characters.
 */
const SEQUENCES =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control sequences begin with one
  /(?:(?:\x1b|\\{1,4}(?:[eE]|x1[bB]|u001[bB]|033)|\^\[|%1[bB])(?:\[[0-?]{0,28}[ -/]{0,2}[@-~]|\([0-9A-Z])|\[\d[\d;:]{0,27}m)+/g;
/** Every sequence contains this. Much faster to test. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const HINT = /\[\d|[\x1b^eEbB3]\[|[\x1beEbB3]\([0-9A-Z]/;
const WORD = /[A-Za-z0-9_]/;

/** A text without its control sequences. */
export interface PlainText {
  readonly text: string;
  /** The offset in the given text of a character of this one. */
  readonly at: (offset: number) => number;
}

/** No sequence is longer, except for several in a row. */
export const LONGEST_SEQUENCE = 48;

/**
 * Takes control sequences out of a text. One between two words becomes a blank, since the colour separates them.
 * @param from the text before it is only needed because a sequence may begin there
 * @returns the text itself if there are none
 */
export function plainText(text: string, from = 0): PlainText {
  const first = HINT.test(text) ? text.search(SEQUENCES) : -1;
  if (first < 0) return { text: from === 0 ? text : text.slice(from), at: (offset) => from + offset };
  const places: [plain: number, original: number][] = [];
  let plain = '';
  let end = 0;
  for (const { 0: sequence, index } of text.matchAll(SEQUENCES)) {
    plain += text.slice(end, index);
    end = index + sequence.length;
    if (WORD.test(plain.slice(-1)) && WORD.test(text.charAt(end))) plain += ' ';
    places.push([plain.length, end]);
  }
  plain += text.slice(end);
  const before = places.findLastIndex(([, original]) => original <= from);
  const [known, original] = places[before] ?? [0, 0];
  const skipped = Math.min(known + from - original, places[before + 1]?.[0] ?? Number.POSITIVE_INFINITY);
  const at = (offset: number) => {
    const [start, original] = places.findLast(([start]) => start <= offset + skipped) ?? [0, 0];
    return original + offset + skipped - start;
  };
  return { text: plain.slice(skipped), at };
}

/** The texts before and after a word, without control sequences. */
export function plainAround(left: string, right: string): [left: string, right: string] {
  return [plainText(`${left}0`).text.slice(0, -1), plainText(`0${right}`).text.slice(1)];
}
