import { type Alias, type Document, isAlias, isMap, isNode, isPair, isScalar, isSeq, type Node, visit } from 'yaml';
import { type ParsedYaml, parseYaml, startOf } from './yaml-parse.ts';

/** More than any manifest needs, and far less than what overflows the stack of the composer, which recurses. */
const DEEPEST = 128;
/** Values of one list or map that are read, merged ones included. */
const MOST_ENTRIES = 10_000;

/** The document of some nodes. */
class Origin {
  readonly at: ParsedYaml['at'];
  readonly #document: Document.Parsed;
  /** Nodes by their anchors, in order. The parser itself would search the whole document for each alias. */
  #anchors: Map<string, Node[]> | undefined;
  /** The entries of maps, which many aliases may stand for. */
  readonly entries = new Map<Node, ReadonlyMap<string, YamlEntry>>();

  constructor(document: Document.Parsed, at: ParsedYaml['at']) {
    this.#document = document;
    this.at = at;
  }

  /** The node that an alias refers to: the last one before it with its anchor (YAML 1.2.2, 7.1). */
  targetOf(alias: Alias): Node | undefined {
    this.#anchors ??= anchorsOf(this.#document);
    const nodes = this.#anchors.get(alias.source) ?? [];
    let [low, high] = [0, nodes.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (startOf(nodes[middle]) < startOf(alias)) low = middle + 1;
      else high = middle;
    }
    return nodes[low - 1];
  }
}

function anchorsOf(document: Document.Parsed): Map<string, Node[]> {
  const anchors = new Map<string, Node[]>();
  visit(document, {
    Value(_, node) {
      if (node.anchor === undefined) return;
      const known = anchors.get(node.anchor);
      if (known === undefined) anchors.set(node.anchor, [node]);
      else known.push(node);
    },
  });
  return anchors;
}

/** One entry of a map. */
export interface YamlEntry {
  readonly name: string;
  readonly key: YamlNode;
  readonly value: YamlNode;
}

/**
 * A node of a YAML file. An alias is followed only when its content is read, so aliases that multiply cost nothing. Aliases
 * can form a cycle, so whoever recurses must limit the depth.
 */
export class YamlNode {
  readonly #node: Node | null;
  readonly #origin: Origin;

  constructor(node: Node | null, origin: Origin) {
    this.#node = node;
    this.#origin = origin;
  }

  /** Line, from 1. */
  get line(): number {
    return this.#origin.at(this.from).line;
  }

  /** Offset where it begins, quotation mark included. */
  get from(): number {
    return startOf(this.#node);
  }

  /** Offset where it ends. */
  get to(): number {
    return this.#node?.range?.[1] ?? this.from;
  }

  /** The text of a scalar of any type. A number is as it is written. Undefined for other nodes. */
  get text(): string | undefined {
    const node = this.#resolved();
    if (!isScalar(node) || node.value === null || node.value === undefined) return undefined;
    return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
  }

  /** It is a block scalar (`|`, `>`): its text begins on the line after `line`. */
  get isBlock(): boolean {
    const node = this.#resolved();
    return isScalar(node) && (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED');
  }

  /** The line on which the text of a scalar begins; for a block, the line after its header. */
  get textLine(): number {
    const node = this.#resolved();
    const line = this.#origin.at(startOf(node)).line;
    return this.isBlock ? line + 1 : line;
  }

  get isMap(): boolean {
    return isMap(this.#resolved());
  }

  /** There is nothing in it: an empty document, `null`. */
  get isEmpty(): boolean {
    return !this.isMap && !this.isList && this.text === undefined;
  }

  get isList(): boolean {
    return isSeq(this.#resolved());
  }

  /** The entries of a map, in order, with those that `<<` merges in behind them; none for anything else. */
  get entries(): readonly YamlEntry[] {
    return [...this.#named().values()];
  }

  /** The items of a list; none for anything else. */
  get items(): YamlNode[] {
    const node = this.#resolved();
    return isSeq(node) ? node.items.slice(0, MOST_ENTRIES).map((item) => this.#child(isNode(item) ? item : null)) : [];
  }

  /** The value of a key, or of the last one of several nested keys. */
  get(...names: readonly string[]): YamlNode | undefined {
    let node: YamlNode | undefined = this;
    for (const name of names) {
      if (node === undefined) return undefined;
      node = node.#named().get(name)?.value;
    }
    return node;
  }

  #named(): ReadonlyMap<string, YamlEntry> {
    const node = this.#resolved();
    if (!isMap(node)) return NO_ENTRIES;
    const known = this.#origin.entries.get(node);
    if (known !== undefined) return known;
    const found = new Map<string, YamlEntry>();
    this.#collect(found, new Set(), 0);
    this.#origin.entries.set(node, found);
    return found;
  }

  /** @param seen maps that are collected already: merging one twice changes nothing */
  #collect(found: Map<string, YamlEntry>, seen: Set<Node>, depth: number): void {
    const node = this.#resolved();
    if (!isMap(node) || seen.has(node) || depth > 8) return;
    seen.add(node);
    const merged: YamlNode[] = [];
    for (const pair of node.items) {
      if (!isPair(pair) || !isScalar(pair.key) || found.size >= MOST_ENTRIES) continue;
      const name = String(pair.key.value ?? '');
      const value = this.#child(isNode(pair.value) ? pair.value : null);
      if (name === '<<') merged.push(...(value.isList ? value.items : [value]));
      else if (!found.has(name)) found.set(name, { name, key: this.#child(pair.key), value });
    }
    for (const each of merged) each.#collect(found, seen, depth + 1);
  }

  #resolved(): Node | null | undefined {
    return isAlias(this.#node) ? this.#origin.targetOf(this.#node) : this.#node;
  }

  #child(node: Node | null): YamlNode {
    return new YamlNode(node, this.#origin);
  }
}

const NO_ENTRIES: ReadonlyMap<string, YamlEntry> = new Map();

/** A node, and its key or that of the list that it is in. */
export interface KeyedNode {
  readonly key: string;
  readonly node: YamlNode;
}

/** Limits how many nodes of a file are visited: with aliases of aliases a small file can be a huge tree. */
export class Budget {
  #left = 50_000;

  /** False if nothing is left. */
  spend(): boolean {
    return this.#left-- > 0;
  }

  /** More was asked for than there was. */
  get isOverdrawn(): boolean {
    return this.#left < 0;
  }
}

/** Depth to which nodes are visited. A pod in a template of a custom resource is about 12 deep. */
const DEEPEST_NODE = 24;

/** A node and all nodes below it, as far as the budget goes. */
export function* everyNode(node: YamlNode, budget = new Budget(), key = '', depth = 0): Generator<KeyedNode> {
  if (depth > DEEPEST_NODE || !budget.spend()) return;
  yield { key, node };
  for (const item of node.items) yield* everyNode(item, budget, key, depth + 1);
  for (const { name, value } of node.entries) yield* everyNode(value, budget, name, depth + 1);
}

/** Characters of the texts whose trees are remembered: several checks look at the same files, one check after the other. */
const MOST_REMEMBERED = 2 * 1024 * 1024;
const remembered = new Map<string, readonly YamlNode[] | undefined>();
let characters = 0;

/**
 * Reads the documents of any YAML file. Unknown tags and duplicate keys are accepted.
 * @returns the top nodes of the documents; undefined if it is not valid YAML, such as a template
 */
export function readYamlTree(text: string): readonly YamlNode[] | undefined {
  if (remembered.has(text)) return remembered.get(text);
  const nodes = parseTree(text);
  if (characters + text.length > MOST_REMEMBERED) {
    remembered.clear();
    characters = 0;
  }
  remembered.set(text, nodes);
  characters += text.length;
  return nodes;
}

function parseTree(text: string): YamlNode[] | undefined {
  const yaml = parseYaml(text, DEEPEST, { uniqueKeys: false });
  if (yaml.problem !== undefined) return undefined;
  return yaml.documents.map(
    (document) => new YamlNode(document.contents as Node | null, new Origin(document, yaml.at)),
  );
}
