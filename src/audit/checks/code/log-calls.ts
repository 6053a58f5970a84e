import type { Token } from './lexer.ts';
import { CLOSING, type Group, type Node, readGroup } from './nodes.ts';
import type { Sinks } from './sinks.ts';
import type { Language } from './syntaxes.ts';

/** A call that writes to a log or a terminal. */
export interface LogCall {
  /** `console.log` */
  readonly callee: string;
  readonly from: number;
  /** Its arguments, separated by commas. */
  readonly args: readonly Node[];
  /** Name of the function around it; empty if unknown. */
  readonly around: string;
}

type Call = Pick<LogCall, 'callee' | 'args'>;

const FUNCTION = new Set(['function', 'def', 'defp', 'fn', 'func', 'fun', 'sub']);
const MEMBER = new Set(['.', '::', '->', '?.', '?->']);
/** Tokens of a statement without brackets. */
const LONGEST_COMMAND = 300;
/** Tokens between the start of a chain and its last name. */
const LONGEST_CHAIN = 120;

/** Finds the log calls of a file, in order. */
export function* logCalls(tokens: readonly Token[], sinks: Sinks, language: Language): Generator<LogCall> {
  let around = '';
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (token === undefined || token.kind !== 'word') continue;
    const next = tokens[at + 1];
    if (FUNCTION.has(token.text) && next?.kind === 'word') {
      // Ruby's def self.name.
      const isOwn = next.text === 'self' && tokens[at + 2]?.text === '.';
      around = tokens[isOwn ? at + 3 : at + 1]?.text ?? '';
      at++;
      continue;
    }
    const call = callAt(tokens, at, sinks, language);
    if (call !== undefined) yield { ...call, around, from: token.from };
  }
}

function callAt(tokens: readonly Token[], at: number, sinks: Sinks, language: Language): Call | undefined {
  const name = tokens[at]?.text ?? '';
  const next = tokens[at + 1];
  if (next === undefined) return undefined;
  if (next.text === '!' && sinks.macros !== undefined) {
    const callee = chainBefore(tokens, at).names.join('.');
    if (!sinks.macros.test(callee)) return undefined;
    return withArguments(`${callee.replaceAll('.', '::')}!`, readGroup(tokens, at + 2)?.group);
  }
  const isCommand = sinks.command?.has(language === 'powershell' ? name.toLowerCase() : name) === true;
  const opensBlock = sinks.blocks === true && next.text === '{';
  const opens = next.kind === 'mark' && (next.text === '(' || opensBlock);
  if (!isCommand && !opens) return undefined;
  const { names, start } = chainBefore(tokens, at);
  const callee = names.join('.');
  const isCall = opens && language !== 'powershell' && isWholeStatement(tokens, at + 1);
  if (isCommand && !isCall && isStatement(tokens, start)) {
    const isKnown = language === 'powershell' || language === 'php' || sinks.callee.test(callee);
    return isKnown && !opensBlock ? commandAt(tokens, at, callee, language) : undefined;
  }
  if (!opens || !sinks.callee.test(callee)) return undefined;
  return withArguments(callee, readGroup(tokens, at + 1)?.group);
}

function withArguments(callee: string, group: Group | undefined): Call | undefined {
  return group && { callee, args: group.children };
}

/** The chain of names that ends with the word at `at`: `log`, `Info`, `Str` for `log.Info().Str`; and where it begins. */
function chainBefore(tokens: readonly Token[], at: number): { readonly names: string[]; readonly start: number } {
  const names = [tokens[at]?.text ?? ''];
  let start = at;
  for (let owner = ownerBefore(tokens, at); owner !== undefined && names.length < MOST_NAMES; ) {
    start = owner;
    names.unshift(tokens[owner]?.text ?? '');
    owner = ownerBefore(tokens, owner);
  }
  return { names, start };
}

/** Names of a chain that are read. */
const MOST_NAMES = 12;

/** The word that the one at `at` is a member of. */
function ownerBefore(tokens: readonly Token[], at: number): number | undefined {
  let index = skipLines(tokens, at - 1);
  if (!MEMBER.has(tokens[index]?.text ?? '') || tokens[index]?.kind !== 'mark') return undefined;
  index = skipLines(tokens, index - 1);
  for (let depth = 0, steps = 0; steps < LONGEST_CHAIN; steps++, index--) {
    const token = tokens[index];
    if (token === undefined) return undefined;
    if (token.kind === 'mark') {
      if (token.text === ')' || token.text === ']') depth++;
      else if (token.text === '(' || token.text === '[') depth--;
      else if (depth === 0 && token.text !== '!' && token.text !== '?') return undefined;
      if (depth < 0) return undefined;
    } else if (depth === 0) return token.kind === 'word' ? index : undefined;
  }
  return undefined;
}

function skipLines(tokens: readonly Token[], at: number): number {
  let index = at;
  while (tokens[index]?.kind === 'line') index--;
  return index;
}

const STATEMENT_MARKS = new Set(['{', '}', ';', '=>', '->', '|', ':', ')', '&&', '||']);
const STATEMENT_WORDS = new Set(['then', 'else', 'do', 'begin', 'ensure', 'and', 'or', 'rescue', 'in', 'fn']);

/** Whether a statement begins at `at`. */
function isStatement(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1];
  if (before === undefined || before.kind === 'line') return true;
  return before.kind === 'mark' ? STATEMENT_MARKS.has(before.text) : STATEMENT_WORDS.has(before.text);
}

/** `puts(key)` with nothing after it: the brackets hold the arguments. */
function isWholeStatement(tokens: readonly Token[], at: number): boolean {
  const end = readGroup(tokens, at)?.end;
  if (end === undefined) return false;
  const behind = tokens[end + 1];
  return behind === undefined || behind.kind === 'line' || (behind.kind === 'mark' && /^[;})\]]$/.test(behind.text));
}

/** Reads the arguments of a statement without brackets: the rest of its line. */
function commandAt(tokens: readonly Token[], at: number, callee: string, language: Language): Call | undefined {
  const nodes: Node[] = [];
  for (let index = at + 1; index < tokens.length && nodes.length < LONGEST_COMMAND; index++) {
    const token = tokens[index];
    if (token === undefined) break;
    const { kind, text } = token;
    if (kind === 'line') {
      const last = nodes.at(-1);
      const goesOn = language === 'php' || (last?.kind === 'mark' && /^[,+.\\|&]$/.test(last.text));
      if (!goesOn) break;
      continue;
    }
    if (kind === 'mark') {
      if (text === ';' || text === '}' || text === ')' || text === ']') break;
      // The output goes to another command or a file.
      if (language === 'powershell' && (text === '|' || text === '>' || text === '>>')) return undefined;
      // `print >>file, text` of Python 2.
      if (language === 'python' && text === '>>') return undefined;
      // An assignment or the end of a call, not a statement that prints.
      if (nodes.length === 0 && CLOSING[text] === undefined && !/^[$&*!-]$/.test(text)) return undefined;
      if (CLOSING[text] !== undefined) {
        const read = readGroup(tokens, index);
        if (read === undefined) return undefined;
        nodes.push(read.group);
        index = read.end;
        continue;
      }
    }
    if (kind === 'word' && language === 'ruby' && (text === 'if' || text === 'unless')) break;
    nodes.push(token);
  }
  if (nodes.length === 0) return undefined;
  return { callee, args: language === 'powershell' ? withCommas(nodes) : nodes };
}

/** The arguments of a command with commas in place of the white space between them. */
function withCommas(nodes: readonly Node[]): Node[] {
  return nodes.flatMap((node, index) => {
    const end = nodes[index - 1]?.to ?? node.from;
    return node.from === end ? [node] : [{ kind: 'mark', text: ',', from: end, to: end }, node];
  });
}
