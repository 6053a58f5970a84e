/** First and last code point. */
export type Range = readonly [from: number, to: number];

const LAST = 0x10ffff;

/** RE2's `\s` has no vertical tab and no blank outside of ASCII. */
export const PERL: Readonly<Record<string, readonly Range[]>> = {
  d: [[48, 57]],
  s: [
    [9, 10],
    [12, 13],
    [32, 32],
  ],
  w: [
    [48, 57],
    [65, 90],
    [95, 95],
    [97, 122],
  ],
};
const DIGITS = PERL.d ?? [];
const UPPER: Range = [65, 90];
const LOWER: Range = [97, 122];
export const POSIX: Readonly<Record<string, readonly Range[]>> = {
  alnum: [...DIGITS, UPPER, LOWER],
  alpha: [UPPER, LOWER],
  ascii: [[0, 127]],
  blank: [
    [9, 9],
    [32, 32],
  ],
  cntrl: [
    [0, 31],
    [127, 127],
  ],
  digit: DIGITS,
  graph: [[33, 126]],
  lower: [LOWER],
  print: [[32, 126]],
  punct: [
    [33, 47],
    [58, 64],
    [91, 96],
    [123, 126],
  ],
  space: [
    [9, 13],
    [32, 32],
  ],
  upper: [UPPER],
  word: PERL.w ?? [],
  xdigit: [...DIGITS, [65, 70], [97, 102]],
};

/** Letters outside of ASCII that are the same as one in ASCII if case does not matter: the sign of Kelvin, the long s. */
const FOLDED: readonly Range[] = [
  [0x6b, 0x212a],
  [0x73, 0x17f],
];

/** Longer ranges outside of ASCII have both cases in them, or none. */
const MOST_FOLDED = 512;

/** Everything that is in none of the ranges. */
export function complement(ranges: readonly Range[]): Range[] {
  const rest: Range[] = [];
  let at = 0;
  for (const [from, to] of [...ranges].sort(([a], [b]) => a - b)) {
    if (from > at) rest.push([at, from - 1]);
    at = Math.max(at, to + 1);
  }
  if (at <= LAST) rest.push([at, LAST]);
  return rest;
}

/** A range with the same letters in the other case. */
export function caseVariants([from, to]: Range): Range[] {
  const ranges: Range[] = [[from, to]];
  for (const [first, last, shift] of [
    [0x41, 0x5a, 0x20],
    [0x61, 0x7a, -0x20],
  ] as const) {
    const [low, high] = [Math.max(from, first), Math.min(to, last)];
    if (low <= high) ranges.push([low + shift, high + shift]);
  }
  for (const [letter, other] of FOLDED) {
    if (ranges.some(([low, high]) => low <= letter && letter <= high)) ranges.push([other, other]);
  }
  const foreign = Math.max(from, 0x80);
  for (let code = foreign; code <= to && to - foreign < MOST_FOLDED; code++) {
    const char = String.fromCodePoint(code);
    for (const variant of [char.toLowerCase(), char.toUpperCase()]) {
      const other = variant.codePointAt(0) ?? code;
      if (other !== code && String.fromCodePoint(other) === variant) ranges.push([other, other]);
    }
  }
  return ranges;
}

/** A class of characters, for the flag `u`. @param properties classes that are no ranges: `\p{L}` */
export function classText(ranges: readonly Range[], properties: readonly string[], isNegated: boolean): string {
  const merged: [number, number][] = [];
  for (const [from, to] of [...ranges].sort(([a], [b]) => a - b)) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  // `[^]` and `[]` within a class would end it.
  const any = properties.includes('[^]');
  const others = properties.filter((property) => property.startsWith('\\'));
  if (any) return isNegated ? '[]' : '[^]';
  const texts = merged.map(([from, to]) => (from === to ? textOf(from) : `${textOf(from)}-${textOf(to)}`));
  return `[${isNegated ? '^' : ''}${[...texts, ...others].join('')}]`;
}

/** A character as itself, in or outside of a class. */
export function textOf(code: number): string {
  const char = String.fromCodePoint(code);
  if (/[$()*+./?[\\\]^{|}-]/.test(char)) return char === '-' ? '\\x2d' : `\\${char}`;
  if (code >= 0x20 && code < 0x7f) return char;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
  return `\\u{${code.toString(16)}}`;
}
