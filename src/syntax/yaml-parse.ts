import { Composer, type CST, type Document, Lexer, LineCounter, type Node, Parser } from 'yaml';

/** The documents of a YAML text, with positions. */
export interface ParsedYaml {
  readonly documents: readonly Document.Parsed[];
  /** The first error. A text that is nested too deep is not composed and has no documents. */
  readonly problem: { readonly offset: number; readonly message: string } | undefined;
  /** Line and column of an offset, from 1. */
  at(offset: number): { readonly line: number; readonly col: number };
}

/**
 * Parses YAML without expanding aliases.
 * @param deepest nesting that is allowed: the composer recurses and could overflow the stack
 */
export function parseYaml(
  text: string,
  deepest: number,
  options: { readonly stringKeys?: boolean; readonly uniqueKeys?: boolean } = {},
): ParsedYaml {
  const lines = new LineCounter();
  const at = (offset: number) => lines.linePos(offset);
  const { tokens, deep = tooDeep(tokens, deepest) } = tokensOf(text, deepest, lines);
  if (deep !== undefined) {
    return { documents: [], problem: { offset: deep, message: `is nested more than ${deepest} deep` }, at };
  }
  const composer = new Composer({ prettyErrors: false, logLevel: 'silent', ...options });
  const documents = [...composer.compose(tokens, true, text.length)];
  const [error] = documents.flatMap(({ errors }) => errors);
  return { documents, problem: error && { offset: error.pos[0], message: error.message }, at };
}

/** The offset at which a node begins; 0 without a node. */
export function startOf(node: Node | null | undefined): number {
  return node?.range?.[0] ?? 0;
}

/** Tokens in each other for one level: what is open, its items, their values. */
const TOKENS_OF_LEVEL = 4;

/** The tokens of a text; if it is nested far too deep, only up to there: a megabyte of brackets would take a thousand. */
function tokensOf(text: string, deepest: number, lines: LineCounter): { tokens: CST.Token[]; deep?: number } {
  const tokens: CST.Token[] = [];
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (parser.stack.length > TOKENS_OF_LEVEL * (deepest + 1)) return { tokens, deep: parser.offset };
  }
  for (const token of parser.end()) tokens.push(token);
  return { tokens };
}

/** The offset of a token that is nested too deep. Does not recurse, unlike the composer. */
function tooDeep(tokens: readonly CST.Token[], deepest: number): number | undefined {
  const waiting = tokens.map((token) => ({ token, depth: 0 }));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { token, depth } = next;
    if (depth > deepest) return token.offset;
    if ('items' in token) {
      for (const { key, value } of token.items) {
        for (const inner of [key, value]) if (inner) waiting.push({ token: inner, depth: depth + 1 });
      }
    } else if (token.type === 'document' && token.value !== undefined) waiting.push({ token: token.value, depth });
  }
  return undefined;
}
