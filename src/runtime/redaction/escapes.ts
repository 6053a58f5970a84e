import type { View } from './anchors.ts';

/** A control sequence (ECMA-48, 5.4): colours and the like, with ESC as a byte or as it is written; its length is bounded. */
export const SEQUENCE = String.raw`(?:(?:\x1b|\\{1,4}(?:[eE]|x1[bB]|u001[bB]|033)|\^\[|%1[bB])\[[0-?]{0,20}[ -/]?[@-~])`;
/** Some logs lose the ESC. */
const COLOUR = String.raw`\[[0-9;:]{0,20}m`;
const LITERAL = String.raw`\\(?:[nrtabfve0E]|[0-3][0-7]{2}|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})|%(?:25)?[0-9A-Fa-f]{2}|=3D`;

/** An escape of a visible character: JSON, C, percent once or twice, quoted-printable, HTML. */
export const ESCAPE = String.raw`(?:\\{1,4}u00[2-7][0-9A-Fa-f]|\\{1,2}x[2-7][0-9A-Fa-f]|\\{1,2}(?:0[4-7]|1[0-7])[0-7]|%(?:25)?[2-7][0-9A-Fa-f]|=[2-7][0-9A-F]|&#(?:[xX]0{0,2}[2-7][0-9A-Fa-f]|0{0,2}(?:3[3-9]|[4-9]\d|1[01]\d|12[0-6]));)`;
/** A list of bytes in decimal or hexadecimal digits. */
export const NUMBER = String.raw`(?:0[xX][2-7][0-9A-Fa-f]|3[3-9]|[4-9]\d|1[01]\d|12[0-6])`;
/** What nobody sees: colours, characters without width, as they are and as their bytes in UTF-8. */
export const UNSEEN = String.raw`(?:${SEQUENCE}|[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]|\xe2\x80[\x8b-\x8f\xaa-\xae]|\xe2\x81[\xa0-\xa9]|\xef\xbb\xbf|\xc2\xad)`;
/** Between two literals. */
export const JOINT = String.raw` {0,4}(?:\+|\.|&|\|\|)? {0,4}`;

const ESCAPE_END = new RegExp(String.raw`(?:${SEQUENCE}|${COLOUR}|${LITERAL}|\x1b\([0-9A-Z])$`);
/** The longest. */
const REACH = 32;

/** Whether no letter, digit or mask is before it, except the end of an escape: `\n`, `%3D`, a colour. */
export function isWordStart(view: View, at: number): boolean {
  return !/[A-Za-z0-9_*]$/.test(view.before(at, 1)) || ESCAPE_END.test(view.before(at, REACH));
}
