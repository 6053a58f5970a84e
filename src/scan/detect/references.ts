import { REFERENCE } from './packed-expressions.ts';
import { PlainWriter, type Unpacked } from './plain-writer.ts';

const ALL = new RegExp(REFERENCE, 'g');
/** A name and the literal it is given, in quotes or in a line of a shell. */
const DEFINED =
  /(?<![\w.])(\w{1,40})(?:["'\])]{0,2}\s{0,8}(?::=|=>|=|:)\s{0,8}["'`]([\w+/=.~-]{4,200})["'`]|=([\w+/=.~-]{4,200})(?=[\r\n;]))/g;
const QUOTE = 0x22;

/**
 * Writes in the place of variables what they were given before in the same text: `const a = "ab"; const key = a + "cd"`. Of a
 * shell's `"$A"'cd'` the second part is a value by itself if the first is not known.
 * @param text latin1
 * @returns undefined if there are none
 */
export function resolveReferences(text: string): Unpacked | undefined {
  const references = [...text.matchAll(ALL)];
  if (references.length === 0) return undefined;
  const writer = new PlainWriter(text);
  const given = [...text.matchAll(DEFINED)];
  for (const { 0: written, index: start, groups = {} } of references) {
    const { braced, plain, inner, first, second } = groups;
    const end = start + written.length;
    const name = braced ?? plain ?? inner ?? first ?? second;
    const [, , quoted, word] = given.findLast((definition) => definition[1] === name && definition.index < start) ?? [];
    const value = quoted ?? word;
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
