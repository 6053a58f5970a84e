import type { View } from './anchors.ts';

/** A control sequence (ECMA-48, 5.4): colours and the like, with ESC as a byte or as it is written; its length is bounded. */
export const SEQUENCE = String.raw`(?:(?:\x1b|\\{1,4}(?:[eE]|x1[bB]|u001[bB]|033)|\^\[|%1[bB])\[[0-?]{0,20}[ -/]?[@-~])`;
/** Some logs lose the ESC. */
const COLOUR = String.raw`\[[0-9;:]{0,20}m`;
const LITERAL = String.raw`\\(?:[nrtabfve0E]|[0-3][0-7]{2}|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})|%(?:25)?[0-9A-Fa-f]{2}|=3D`;

const ESCAPE_END = new RegExp(String.raw`(?:${SEQUENCE}|${COLOUR}|${LITERAL}|\x1b\([0-9A-Z])$`);
/** The longest. */
const REACH = 32;

/** No letter, digit or mask stands before it, but for the end of an escape: `\n`, `%3D`, a colour. */
export function isWordStart(view: View, at: number): boolean {
  return !/[A-Za-z0-9_*]$/.test(view.before(at, 1)) || ESCAPE_END.test(view.before(at, REACH));
}
