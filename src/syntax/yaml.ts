import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  Parser,
} from 'yaml';
import { HexhoundError, messageOf } from '../model/errors.ts';

/** Keys and indexes that lead from the top of a document to a value. */
export type DataPath = readonly PropertyKey[];

export interface YamlFile {
  readonly data: unknown;
  /** `file:line:column` of the value at `path`, or of the nearest thing around it that there is. */
  place(path: DataPath): string;
  /** The same of the key that the value stands behind. */
  placeOfKey(path: DataPath): string;
}

/** Deeper than any configuration; far less deep than what overflows the stack of the composer, which recurses. */
const DEEPEST = 64;

/**
 * Reads YAML 1.2, and so JSON, as data. Anything that is more than data (unknown tags, aliases that multiply), and
 * everything that is only nearly right (duplicate keys, tabs, several documents), is an error.
 *
 * @param shown what messages call the file
 * @throws HexhoundError E_CONFIG with `file:line:column`; it never repeats what stands there
 */
export function readYaml(text: string, shown: string): YamlFile {
  const lines = new LineCounter();
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${shown}:${line}:${col}`;
  };
  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  const deep = tooDeep(tokens, DEEPEST);
  if (deep !== undefined) throw new HexhoundError('E_CONFIG', at(deep), `is nested more than ${DEEPEST} deep`);

  const composer = new Composer({ prettyErrors: false, stringKeys: true, logLevel: 'silent' });
  const [document, second] = composer.compose(tokens, true, text.length);
  if (document === undefined) return { data: undefined, place: () => at(0), placeOfKey: () => at(0) };
  if (second !== undefined) throw new HexhoundError('E_CONFIG', at(second.range[0]), 'has more than one document');
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) {
    // What follows a colon is a piece of the file.
    throw new HexhoundError('E_CONFIG', at(problem.pos[0]), problem.message.replace(/: .*$/s, ''));
  }
  return {
    data: toData(document, shown),
    place: (path) => at(offsetsOf(document, path).value),
    placeOfKey: (path) => at(offsetsOf(document, path).key),
  };
}

/** @throws HexhoundError for aliases of nothing, and for those that, expanded, would fill the memory */
function toData(document: Document.Parsed, shown: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    const many = messageOf(cause).startsWith('Excessive');
    throw new HexhoundError('E_CONFIG', shown, many ? 'has aliases that multiply' : 'has an alias without an anchor', {
      cause,
    });
  }
}

/** Offset of the first thing that is nested too deep. Without recursion, unlike the composer. */
export function tooDeep(tokens: readonly CST.Token[], deepest: number): number | undefined {
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

interface Offsets {
  readonly key: number;
  readonly value: number;
}

function offsetsOf(document: Document.Parsed, path: DataPath): Offsets {
  let node: Node | null | undefined = document.contents;
  let offsets: Offsets = { key: startOf(node), value: startOf(node) };
  for (const key of path) {
    if (isAlias(node)) node = node.resolve(document);
    const next = child(node, key);
    if (next === undefined) break;
    ({ node, offsets } = next);
  }
  return offsets;
}

function child(node: Node | null | undefined, key: PropertyKey): { node: Node | null; offsets: Offsets } | undefined {
  if (isSeq(node) && typeof key === 'number') {
    const item = node.items[key];
    return isNode(item) ? { node: item, offsets: { key: startOf(item), value: startOf(item) } } : undefined;
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find((entry) => isScalar(entry.key) && entry.key.value === key);
  if (pair === undefined || !isNode(pair.key)) return undefined;
  const value = isNode(pair.value) ? pair.value : null;
  return { node: value, offsets: { key: startOf(pair.key), value: startOf(value ?? pair.key) } };
}

function startOf(node: Node | null | undefined): number {
  return node?.range?.[0] ?? 0;
}
