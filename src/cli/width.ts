import type { OutputStream } from './command.ts';

/** Narrower ones would have a word on each line. */
const NARROWEST = 40;
/** Longer lines of text are hard to read. */
const WIDEST = 160;

/** The columns that text on a stream is wrapped to; undefined where it is no terminal. */
export function widthOf({ isTTY, columns }: OutputStream): number | undefined {
  if (isTTY !== true || columns === undefined || columns === 0) return undefined;
  return Math.min(WIDEST, Math.max(NARROWEST, columns));
}
