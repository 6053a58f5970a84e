import { isUserinfo, readSettingCall } from './code-forms.ts';
import type { Position } from './find-name.ts';
import { type Chain, readChain } from './name-chain.ts';
import { type NameReading, readName } from './name-words.ts';
import { readPosition } from './position.ts';
import { nameBehind } from './right-context.ts';
import { type Token, tokenize } from './tokens.ts';

/** The parsed text around a candidate. Texts are latin1. */
export interface Surroundings {
  readonly left: string;
  readonly right: string;
  /** The tokens of `left`. */
  readonly tokens: readonly Token[];
  readonly chain: Chain;
  readonly position: Position;
  /** Meaning of the position's name. */
  readonly reading: NameReading;
  /** Nothing but bullets, comment marks and quotes stands before the candidate on its line. */
  readonly beginsLine: boolean;
}

/**
 * @param isStart the content begins with `left`
 * @param given the candidate's position, where it is known
 */
export function readSurroundings(left: string, right: string, isStart: boolean, given?: Position): Surroundings {
  const tokens = tokenize(left);
  const chain = readChain(tokens);
  const position = given ?? locate(left, right, chain);
  const reading = readName(position.name ?? '');
  return { left, right, tokens, chain, position, reading, beginsLine: isAtLineStart(tokens, isStart) };
}

/** Reads name and operator from the left or, if there is no meaningful name, from the right. */
function locate(left: string, right: string, chain: Chain): Position {
  if (isUserinfo(left, right)) return { operator: 'userinfo' };
  const position = readPosition(chain, right.charAt(0));
  if (readName(position.name ?? '').kind !== 'other') {
    const stored = position.operator === 'argument' ? readSettingCall(chain.links, chain.quoted) : undefined;
    return stored === undefined ? position : { ...position, operator: stored };
  }
  const name = nameBehind(right);
  return name === undefined || readName(name).kind === 'other' ? position : { operator: 'argument', name };
}

function isAtLineStart(tokens: readonly Token[], isStart: boolean): boolean {
  const last = tokens.findLast(({ kind, text }) => {
    if (kind === 'mark') return !/^(?:[-*#>[(,{]|\/\/|\/\*)$/.test(text);
    return kind !== 'space' && kind !== 'quote';
  });
  return last === undefined ? isStart : last.kind === 'line';
}
