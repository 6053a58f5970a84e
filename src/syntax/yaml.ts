import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type Node } from 'yaml';
import { HexhoundError, messageOf } from '../model/errors.ts';
import { parseYaml, startOf } from './yaml-parse.ts';

/** Keys and indexes that lead from the top of a document to a value. */
export type DataPath = readonly PropertyKey[];

export interface YamlFile {
  readonly data: unknown;
  /** The line of the value at `path`, or of the nearest thing around it that there is; from 1. */
  line(path: DataPath): number;
  /** `file:line:column` of the same. */
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
  const { documents, problem, at } = parseYaml(text, DEEPEST, { stringKeys: true });
  const place = (offset: number) => `${shown}:${at(offset).line}:${at(offset).col}`;
  const [document, second] = documents;
  if (second !== undefined) throw new HexhoundError('E_CONFIG', place(second.range[0]), 'has more than one document');
  const [warning] = document?.warnings ?? [];
  const wrong = problem ?? (warning && { offset: warning.pos[0], message: warning.message });
  // What follows a colon is a piece of the file.
  if (wrong !== undefined)
    throw new HexhoundError('E_CONFIG', place(wrong.offset), wrong.message.replace(/: .*$/s, ''));
  return {
    data: document === undefined ? undefined : toData(document, shown),
    line: (path) => at(offsetsOf(document, path).value).line,
    place: (path) => place(offsetsOf(document, path).value),
    placeOfKey: (path) => place(offsetsOf(document, path).key),
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

interface Offsets {
  readonly key: number;
  readonly value: number;
}

function offsetsOf(document: Document.Parsed | undefined, path: DataPath): Offsets {
  let node: Node | null | undefined = document?.contents;
  let offsets: Offsets = { key: startOf(node), value: startOf(node) };
  for (const key of path) {
    if (document !== undefined && isAlias(node)) node = node.resolve(document);
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
