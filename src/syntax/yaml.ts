import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type Node } from 'yaml';
import { HexhoundError } from '../model/errors.ts';
import { type Position, parseYaml, startOf } from './yaml-parse.ts';

/** The keys and indexes from the top of a document to a value. */
export type DataPath = readonly PropertyKey[];

export interface YamlFile {
  readonly data: unknown;
  /** Line and column (from 1) of the value at `path`, or of the closest value around it if there is none. */
  at(path: DataPath): Position;
  /** The same of its key. */
  atKey(path: DataPath): Position;
  /** `file:line:column` of the same. */
  place(path: DataPath): string;
  /** The same for the value's key. */
  placeOfKey(path: DataPath): string;
}

/** More than any configuration needs, and far less than what overflows the stack of the composer, which recurses. */
const DEEPEST = 64;

/**
 * Reads YAML 1.2, and so JSON, as data. Unknown tags, aliases that multiply, duplicate keys, tabs and several documents
 * are errors.
 *
 * @param shown the file's name in messages
 * @throws HexhoundError E_CONFIG with `file:line:column`; it never repeats a piece of the file
 */
export function readYaml(text: string, shown: string): YamlFile {
  const { documents, problem, at } = parseYaml(text, DEEPEST, { stringKeys: true });
  const place = (offset: number) => `${shown}:${at(offset).line}:${at(offset).column}`;
  const [document, second] = documents;
  if (second !== undefined) throw new HexhoundError('E_CONFIG', place(second.range[0]), 'has more than one document');
  const [warning] = document?.warnings ?? [];
  const wrong = problem ?? (warning && { offset: warning.pos[0], message: warning.message });
  // After a colon the message has a piece of the file.
  if (wrong !== undefined)
    throw new HexhoundError('E_CONFIG', place(wrong.offset), wrong.message.replace(/: .*$/s, ''));
  return {
    data: document === undefined ? undefined : toData(document, shown),
    at: (path) => at(offsetsOf(document, path).value),
    atKey: (path) => at(offsetsOf(document, path).key),
    place: (path) => place(offsetsOf(document, path).value),
    placeOfKey: (path) => place(offsetsOf(document, path).key),
  };
}

/** Values that aliases may stand for in all. No configuration has more, and so many are read quickly. */
const MOST_ALIASED = 2500;

/** What a node with an anchor stands for. */
interface Anchored {
  data: unknown;
  /** How many values it is, those in it included; undefined until its end. */
  size: number | undefined;
}

/**
 * Aliases of one anchor are one value. The parser's own way to data goes through the whole document for every alias.
 * @throws HexhoundError for aliases without an anchor, and for those that would fill the memory if expanded
 */
function toData(document: Document.Parsed, shown: string): unknown {
  const fail = (message: string) => new HexhoundError('E_CONFIG', shown, message);
  /** The last ones before the node that is read: it is they that an alias refers to (YAML 1.2.2, 7.1). */
  const anchors = new Map<string, Anchored>();
  let [values, aliased] = [0, 0];
  return read(document.contents);

  function read(node: unknown): unknown {
    if (isAlias(node)) return readAlias(node.source);
    if (!isNode(node)) return null;
    const start = values++;
    const anchored: Anchored = { data: undefined, size: undefined };
    if (node.anchor !== undefined) anchors.set(node.anchor, anchored);
    anchored.data = readContent(node);
    anchored.size = values - start;
    return anchored.data;
  }

  function readContent(node: Node): unknown {
    if (isSeq(node)) return node.items.map(read);
    if (isMap(node)) return Object.fromEntries(node.items.map(({ key, value }) => [read(key) ?? '', read(value)]));
    return isScalar(node) ? node.value : null;
  }

  function readAlias(name: string): unknown {
    const anchored = anchors.get(name);
    if (anchored === undefined) throw fail('has an alias without an anchor');
    if (anchored.size === undefined) throw fail('has an alias inside of what it stands for');
    values += anchored.size;
    aliased += anchored.size;
    if (aliased > MOST_ALIASED) throw fail('has aliases that multiply');
    return anchored.data;
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
