import type { Kind } from './anchors.ts';
import { ESCAPE, JOINT, NUMBER, UNSEEN } from './escapes.ts';
import type { Plan } from './plan.ts';
import { Scanner } from './scanner.ts';
import { suspectLines } from './suspects.ts';

/*
 * Secrets that are not written as they are: a second look at what the scanner has left. Where a part of a line can be read in
 * another way, it is, and if the scanner would mask anything of that, all of the part is masked.
 */

/** A way to write text. */
interface Form {
  /** A quick test: a text without this has no such part. */
  readonly hint?: RegExp;
  /** A whole part of a line; at most some thousand characters, so that no line can make it slow. */
  readonly part: RegExp;
  /** What it stands for; undefined if it is no text. */
  readonly read: (part: string) => string | undefined;
  /** What stays of it beside the mask. */
  readonly kept?: RegExp;
}

/** Control sequences and characters without width begin with these, or with their bytes. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: ESC begins a sequence
const HIDES = /[\x1b\\^%\u0080-\uffff]/;

const FORMS: readonly Form[] = [
  {
    hint: HIDES,
    part: new RegExp(`(?:${UNSEEN}{1,8}|(?<![\\w.-]))[\\w.-]{1,400}(?:${UNSEEN}{1,8}[\\w.-]{1,400}){1,80}`, 'g'),
    read: withoutUnseen,
    kept: new RegExp(UNSEEN, 'g'),
  },
  {
    hint: /\*{3}/,
    // To the scanner, the value of a name is over there.
    part: new RegExp(`(?<=\\*{3}\\w{0,4})${UNSEEN}{1,8}[\\w.+/=-]{4,400}`, 'g'),
    read: (part) => `password=${withoutUnseen(part)}`,
    kept: new RegExp(UNSEEN, 'g'),
  },
  {
    hint: /["'`]/,
    part: new RegExp(String.raw`(["'\x60])[\w.+/=-]{1,400}\1(?:${JOINT}(["'\x60])[\w.+/=-]{1,400}\2){1,80}`, 'g'),
    read: (part) => part.replace(new RegExp(String.raw`["'\x60](?:${JOINT}["'\x60])?`, 'g'), ''),
    kept: /^["'`]|["'`]$/g,
  },
  {
    hint: /[\\%]|=[2-7]|&#/,
    part: new RegExp(`(?<![\\w+/.~-])(?:${ESCAPE}|[\\w+/.~-]){8,4000}`, 'g'),
    read: (part) => (new RegExp(ESCAPE).test(part) ? part.replace(new RegExp(ESCAPE, 'g'), characterOf) : undefined),
  },
  {
    hint: /,/,
    part: new RegExp(`(?<![\\w.])(?:${NUMBER}, ?){7,2000}${NUMBER}(?!\\w|\\.\\d)`, 'g'),
    read: (part) => String.fromCharCode(...part.split(',').map(Number)),
  },
  {
    hint: /[ :]/,
    part: /(?<![\w:])(?:[2-7][\da-f][ :]){7,2000}[2-7][\da-f](?![\w:])/gi,
    read: (part) => textOf(bytesOfHex(part.replace(/[ :]/g, ''))),
  },
  {
    part: /(?<!\w)(?:[2-7][\da-f]){16,2000}(?!\w)/gi,
    read: (part) => textOf(bytesOfHex(part)),
  },
  {
    part: /(?<![\w+/-])(?:[\w+-]|\\?\/){24,4000}={0,2}/g,
    read: (part) => textOf(bytesOfBase64(part)),
  },
];

function withoutUnseen(part: string): string {
  return part.replace(new RegExp(UNSEEN, 'g'), '');
}

/** The code is in the digits at the end, octal behind a backslash, decimal behind `&#`. */
function characterOf(written: string): string {
  const [, octal, decimal, hex = ''] = /^\\+(\d{3})$|^&#(\d+);$|([\dA-Fa-f]{2});?$/.exec(written) ?? [];
  const [digits, base] = octal !== undefined ? [octal, 8] : decimal !== undefined ? [decimal, 10] : [hex, 16];
  return String.fromCharCode(Number.parseInt(digits, base));
}

function bytesOfHex(digits: string): string {
  return digits.replace(/../g, (two) => String.fromCharCode(Number.parseInt(two, 16)));
}

/** In either alphabet. A character too many, which no whole number of bytes leads to, is cut off. */
function bytesOfBase64(part: string): string {
  const usual = part.replace(/[=\\]/g, '').replaceAll('-', '+').replaceAll('_', '/');
  return atob(usual.slice(0, usual.length % 4 === 1 ? -1 : usual.length));
}

/** Bytes as text, of UTF-16 as well; undefined for what has other control characters than line breaks. */
function textOf(bytes: string): string | undefined {
  const text = /^(?:[^\0]\0)+$|^(?:\0[^\0])+$/.test(bytes) ? bytes.replaceAll('\0', '') : bytes;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they tell text from other bytes
  return /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(text) ? undefined : text;
}

/** How often text may be packed in packed text. */
const MOST_LEVELS = 3;

/** Of a longer line so many characters are looked at at once. */
const LONGEST_LINE = 1 << 16;

/** What to write in the place of a range. */
export interface Edit {
  readonly from: number;
  readonly to: number;
  readonly put: string;
}

export class SecondLook {
  /** Parts that were masked. */
  count = 0;
  readonly #plan: Plan;

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  /**
   * What to mask in whole lines, from left to right.
   * @param lines up to `endOfLines`, or to the end of a text
   */
  editsOf(lines: string): Edit[] {
    const edits: Edit[] = [];
    for (let from = 0; from < lines.length; ) {
      const to = from + (endOfPart(lines, from) || lines.length - from);
      const part = lines.slice(from, to);
      for (const [start, end] of suspectLines(part)) {
        for (const { at, written, kind, kept } of this.#secretsIn(part.slice(start, end))) {
          const begin = from + start + at;
          if (begin < (edits.at(-1)?.to ?? 0)) continue;
          edits.push(...editsFor(written, begin, this.#plan.mask({ kind, shown: '' }), kept));
          this.count++;
        }
      }
      from = to;
    }
    return edits;
  }

  #secretsIn(text: string, level = 0): Packed[] {
    const found: Packed[] = [];
    for (const { hint, part, read, kept } of FORMS) {
      if (hint?.test(text) === false) continue;
      for (const { 0: written, index: at } of text.matchAll(part)) {
        const plain = read(written);
        const kind = plain === undefined ? undefined : this.#kindOf(plain, level);
        if (kind !== undefined) found.push({ at, written, kind, kept });
      }
    }
    return found.sort((a, b) => a.at - b.at);
  }

  /** The kind of the first secret in a text; undefined if there is none. */
  #kindOf(text: string, level: number): Kind | undefined {
    let kind: Kind | undefined;
    const note = ({ kind: first }: { readonly kind: Kind }) => {
      kind ??= first;
      return '';
    };
    new Scanner({ ...this.#plan, mask: note }, { copy: () => {}, put: () => {} }).scan(text, undefined, true);
    return kind ?? (level < MOST_LEVELS ? this.#secretsIn(text, level + 1)[0]?.kind : undefined);
  }
}

interface Packed {
  readonly at: number;
  readonly written: string;
  readonly kind: Kind;
  readonly kept: RegExp | undefined;
}

/** The mask in the place of a part, but for what is kept of it. */
function editsFor(written: string, at: number, mask: string, kept: RegExp | undefined): Edit[] {
  const edits: Edit[] = [];
  let from = 0;
  const putUpTo = (to: number) => {
    if (to > from) edits.push({ from: at + from, to: at + to, put: edits.length === 0 ? mask : '' });
  };
  for (const { 0: stays, index } of kept === undefined ? [] : written.matchAll(kept)) {
    putUpTo(index);
    from = index + stays.length;
  }
  putUpTo(written.length);
  return edits;
}

/** The length of the lines that begin at a position, or of a part of a long one; 0 for an unfinished line. */
function endOfPart(text: string, from: number): number {
  const next = text.slice(from, from + LONGEST_LINE);
  const lines = Math.max(next.lastIndexOf('\n'), next.lastIndexOf('\r')) + 1;
  return lines > 0 || next.length < LONGEST_LINE ? lines : LONGEST_LINE;
}

/** Up to where lines are over, or so long that they are looked at in parts: always the same ones. */
export function endOfLines(text: string): number {
  let end = 0;
  for (let next = endOfPart(text, end); next > 0; next = endOfPart(text, end)) end += next;
  return end;
}
