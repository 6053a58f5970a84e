import { REFERENCE } from './packed-expressions.ts';
import { PlainWriter, type Unpacked } from './plain-writer.ts';

const ALL = new RegExp(REFERENCE, 'g');
/** A literal, in quotes or in a line of a shell. */
const DEFINED = String.raw`["'\])]{0,2}\s{0,8}(?::=|=>|=|:)\s{0,8}(?:["'\x60]([\w+/=.~-]{4,200})["'\x60]|(?<==)([\w+/=.~-]{4,200})(?=[\r\n;]))`;
const QUOTE = 0x22;

/**
 * Writes in the place of variables what they were given before in the same text: `const a = "ab"; const key = a + "cd"`. Of a
 * shell's `"$A"'cd'` the second part is a value by itself if the first is not known.
 * @param text latin1
 * @returns undefined if there are none
 */
export function resolveReferences(text: string): Unpacked | undefined {
  const writer = new PlainWriter(text);
  for (const { 0: written, index: start, groups = {} } of text.matchAll(ALL)) {
    const { braced, plain, inner, first, second } = groups;
    const end = start + written.length;
    const value = literalOf(braced ?? plain ?? inner ?? first ?? second ?? '', text.slice(0, start));
    const isLeftOut = plain !== undefined && /^"["']/.test(text.slice(end, end + 2));
    if (value === undefined && !isLeftOut) continue;
    writer.copyTo(start);
    const isBare = first !== undefined || second !== undefined;
    if (isBare) writer.put(QUOTE, start, start);
    for (const character of value ?? '') writer.put(character.charCodeAt(0), start, end);
    if (isBare) writer.put(QUOTE, end, end);
    writer.skipTo(end);
  }
  return writer.finish();
}

/** The last literal that a variable was given. */
function literalOf(name: string, before: string): string | undefined {
  if (!before.includes(name)) return undefined;
  const last = [...before.matchAll(new RegExp(String.raw`(?<![\w.])\$?${name}${DEFINED}`, 'g'))].at(-1);
  return last?.[1] ?? last?.[2];
}
