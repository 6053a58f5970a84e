import { type Chain, readChain } from './chain.ts';
import { isUserinfo } from './code-forms.ts';
import { type NameReading, readName } from './name-words.ts';
import { readPosition } from './position.ts';
import { nameBehind } from './right-context.ts';
import { type Token, tokenize } from './tokens.ts';
import type { Position } from './walk.ts';

/** The text around a candidate, read once for all that looks at it. Texts are latin1. */
export interface Surroundings {
  readonly left: string;
  readonly right: string;
  /** Of `left`. */
  readonly tokens: readonly Token[];
  readonly chain: Chain;
  readonly position: Position;
  /** What the name means that the position gives. */
  readonly reading: NameReading;
  /** Nothing but bullets, comment marks and quotes stands before the candidate on its line. */
  readonly beginsLine: boolean;
}

/** @param isStart the content begins with `left` */
export function readSurroundings(left: string, right: string, isStart: boolean): Surroundings {
  const tokens = tokenize(left);
  const chain = readChain(tokens);
  const position = locate(left, right, chain);
  const reading = readName(position.name ?? '');
  return { left, right, tokens, chain, position, reading, beginsLine: isBegin(tokens, isStart) };
}

/** The name and the operator by what stands before the value and, where that says nothing, behind it. */
function locate(left: string, right: string, chain: Chain): Position {
  if (isUserinfo(left, right)) return { operator: 'userinfo' };
  const position = readPosition(chain, right.charAt(0));
  if (readName(position.name ?? '').kind !== 'other') return position;
  const name = nameBehind(right);
  return name === undefined || readName(name).kind === 'other' ? position : { operator: 'argument', name };
}

function isBegin(tokens: readonly Token[], isStart: boolean): boolean {
  const last = tokens.findLast(({ kind, text }) => {
    if (kind === 'mark') return !/^(?:[-*#>[(,{]|\/\/|\/\*)$/.test(text);
    return kind !== 'space' && kind !== 'quote';
  });
  return last === undefined ? isStart : last.kind === 'line';
}
