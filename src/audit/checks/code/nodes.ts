import type { Token } from './lexer.ts';

/** A token, or brackets with what is between them. */
export type Node = Token | Group;

export interface Group {
  readonly kind: 'group';
  /** The opening bracket; `"(` for a string with interpolated expressions. */
  readonly text: string;
  readonly from: number;
  readonly to: number;
  readonly children: readonly Node[];
}

/** Nesting of brackets. Code does not go deeper. */
export const DEEPEST = 24;
/** Tokens of one call. */
const LONGEST = 3000;

/** The bracket that ends a group, by the one that begins it. */
export const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '"(': ')"' };
const CLOSES: ReadonlySet<string> = new Set(Object.values(CLOSING));

/**
 * The group that the bracket at `at` opens.
 * @returns undefined if it is not closed, or only far away
 */
export function readGroup(tokens: readonly Token[], at: number): { group: Group; end: number } | undefined {
  return readUntilClosed(tokens, at, Math.min(tokens.length, at + LONGEST), 0);
}

function readUntilClosed(tokens: readonly Token[], at: number, limit: number, depth: number) {
  const open = tokens[at];
  const close = CLOSING[open?.text ?? ''];
  if (open === undefined || close === undefined || depth > DEEPEST) return undefined;
  const children: Node[] = [];
  for (let index = at + 1; index < limit; index++) {
    const token = tokens[index];
    if (token === undefined) break;
    if (token.kind === 'mark') {
      if (token.text === close) {
        const group: Group = { kind: 'group', text: open.text, from: open.from, to: token.to, children };
        return { group, end: index };
      }
      if (CLOSES.has(token.text)) return undefined;
      if (CLOSING[token.text] !== undefined) {
        const inner: { group: Group; end: number } | undefined = readUntilClosed(tokens, index, limit, depth + 1);
        if (inner === undefined) return undefined;
        children.push(inner.group);
        index = inner.end;
        continue;
      }
    }
    if (token.kind !== 'line') children.push(token);
  }
  return undefined;
}

export function isMark(node: Node | undefined, ...texts: readonly string[]): boolean {
  return node?.kind === 'mark' && texts.includes(node.text);
}

export function isWord(node: Node, ...texts: readonly string[]): boolean {
  return node.kind === 'word' && texts.includes(node.text);
}

/** Whether it is a string, perhaps with interpolated expressions. */
export function isString(node: Node | undefined): boolean {
  return node?.kind === 'string' || (node?.kind === 'group' && node.text === '"(');
}

export function isNameNode(node: Node): node is Token {
  return node.kind === 'word' || node.kind === 'string';
}

/** The nodes between separators. There is one part more than there are separators. */
export function split(
  nodes: readonly Node[],
  isSeparator: (node: Node, index: number) => boolean,
): (readonly Node[])[] {
  const parts: Node[][] = [[]];
  for (const [index, node] of nodes.entries()) {
    if (isSeparator(node, index)) parts.push([]);
    else parts.at(-1)?.push(node);
  }
  return parts;
}
