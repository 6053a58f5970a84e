import { constants, inflateSync } from 'node:zlib';
import { Refusal } from './budget.ts';

/** A stream: what its dictionary says, and its data (ISO 32000-1, 7.3.8). */
const STREAM = />>\s{0,4}stream\r?\n/g;
const END = 'endstream';
/** Most bytes of a dictionary that are looked at. */
const DICTIONARY = 4000;
/** Pictures, fonts and tables of offsets. */
const NO_TEXT = /\/Subtype\s*\/(?:Image|Type1C|CIDFontType0C|OpenType)|\/Length1\b|\/Type\s*\/XRef/;

/**
 * The objects of a PDF as they stand in it, streams unpacked: what no page shows is in them, such as scripts, outlines, hidden layers,
 * text beside the page, and what an earlier version of the file had.
 */
export function* objectsOf(bytes: Buffer): Generator<Buffer> {
  const text = bytes.toString('latin1');
  const others: string[] = [];
  let from = 0;
  for (const { 0: head, index } of text.matchAll(STREAM)) {
    if (index < from) continue;
    const before = text.slice(Math.max(from, index - DICTIONARY), index);
    const dictionary = before.slice(before.lastIndexOf('endobj') + 1);
    const start = index + head.length;
    const end = text.indexOf(END, start);
    others.push(text.slice(from, start));
    from = end < 0 ? text.length : end;
    const packed = bytes.subarray(start, from);
    if (!NO_TEXT.test(dictionary))
      yield readable(/\/(?:FlateDecode|Fl)\b/.test(dictionary) ? inflated(packed) : packed);
  }
  // Behind a line end, so that it is no PDF itself.
  yield readable(Buffer.from(['', ...others, text.slice(from)].join('\n'), 'latin1'));
}

/** More is no text. */
const MOST_UNPACKED = 32 * 1024 ** 2;

/** As much of it as can be unpacked. @throws Refusal if that is too much */
function inflated(packed: Buffer): Buffer {
  try {
    return inflateSync(packed, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: MOST_UNPACKED });
  } catch (thrown) {
    if (thrown instanceof RangeError) throw new Refusal('a part of it expands to too much');
    return packed;
  }
}

/** Between two parts of a text that is moved a little (9.4.3); strings of UTF-16 in hexadecimal digits (7.3.4.3). */
const MOVED = /\)\s{0,8}-?[\d.]{1,12}\s{0,8}\(/g;
const WIDE = /<(?:FE\s?FF)((?:[0-9A-F]{4}){1,4000})>/gi;

function readable(bytes: Buffer): Buffer {
  const text = bytes.toString('latin1').replace(MOVED, '');
  return Buffer.from(
    text.replace(WIDE, (_, digits: string) => `(${Buffer.from(digits, 'hex').swap16().toString('utf16le')})`),
    'latin1',
  );
}

/** Where a PDF ends: what stands behind it is another file. */
export function endOfPdf(bytes: Buffer): number {
  const end = bytes.lastIndexOf(MARKER);
  return end < 0 ? bytes.length : end + MARKER.length;
}

const MARKER = '%%EOF';
