import { Composer, type CST, type Document, isScalar, Lexer, LineCounter, type Node, Parser, visit } from 'yaml';

/** From 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The documents of a YAML text, with positions. */
export interface ParsedYaml {
  readonly documents: readonly Document.Parsed[];
  /** The first error. A text that is nested too deep is not composed and has no documents. */
  readonly problem: { readonly offset: number; readonly message: string } | undefined;
  at(offset: number): Position;
}

/**
 * Parses YAML without expanding aliases.
 * @param deepest nesting that is allowed: the composer recurses and could overflow the stack
 * @param options `uniqueKeys` (default: true) makes an error of a key that is there twice
 */
export function parseYaml(
  text: string,
  deepest: number,
  { stringKeys = false, uniqueKeys = true }: { readonly stringKeys?: boolean; readonly uniqueKeys?: boolean } = {},
): ParsedYaml {
  const lines = new LineCounter();
  const at = (offset: number) => {
    const { line, col: column } = lines.linePos(offset);
    return { line, column };
  };
  const { tokens, deep = tooDeep(tokens, deepest) } = tokensOf(text, deepest, lines);
  if (deep !== undefined) {
    return { documents: [], problem: { offset: deep, message: `is nested more than ${deepest} deep` }, at };
  }
  // The composer compares each key with all others of its map.
  const composer = new Composer({ prettyErrors: false, logLevel: 'silent', stringKeys, uniqueKeys: false });
  const documents = withoutStacks(() => [...composer.compose(tokens, true, text.length)]);
  for (const { errors } of documents) {
    const [error] = errors;
    if (error !== undefined) return { documents, problem: { offset: error.pos[0], message: error.message }, at };
  }
  const again = uniqueKeys ? secondKey(documents) : undefined;
  return { documents, problem: again && { offset: startOf(again), message: 'Map keys must be unique' }, at };
}

/** Without stack traces, which would take most of the time: a text can have an error for every other character. */
function withoutStacks<T>(work: () => T): T {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return work();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** The first key that its map has twice. */
function secondKey(documents: readonly Document.Parsed[]): Node | undefined {
  let found: Node | undefined;
  for (const document of documents) {
    visit(document, {
      Map(_, { items }) {
        const known = new Set<unknown>();
        for (const { key } of items) {
          if (!isScalar(key)) continue;
          if (known.has(key.value)) {
            found = key;
            return visit.BREAK;
          }
          known.add(key.value);
        }
        return undefined;
      },
    });
    if (found !== undefined) return found;
  }
  return undefined;
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
