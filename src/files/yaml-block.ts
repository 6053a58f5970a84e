import { isDeepStrictEqual } from 'node:util';
import { isMap, isNode, isScalar, isSeq, type Pair, stringify } from 'yaml';
import { HexhoundError } from '../model/errors.ts';
import { readYaml } from '../syntax/yaml.ts';
import { parseYaml, startOf } from '../syntax/yaml-parse.ts';
import { insertBlock, linesOf } from './block.ts';
import type { OpenedFile } from './opened-file.ts';

type YamlMap = Record<string, unknown>;

/** Deeper than any list of hooks. */
const DEEPEST = 64;

/**
 * Inserts an entry, as a marked block, first under a key, and leaves every other byte as it is: writing the whole document
 * would lose its indentation, line breaks and quotes.
 *
 * @param keys from the top; those that are missing become part of the block
 * @param entry items for a list, or pairs for a map
 * @throws HexhoundError E_CONFIG where the file is not YAML, or is written in a way (`{ a: b }`) that leaves no such place
 */
export function insertUnder(file: OpenedFile, keys: readonly string[], entry: readonly unknown[] | YamlMap): string {
  const before = file.text ?? '';
  const { line, indent, missing } = placeUnder(keys, before, file.shown);
  const body = stringify(nest(missing, entry), { lineWidth: 0 }).trimEnd().split('\n');
  const after = insertBlock(before, line, body, indent);
  if (!isEdited(before, after, keys, entry)) {
    const place = keys.join('.');
    throw new HexhoundError(
      'E_CONFIG',
      file.shown,
      `cannot be extended safely; put under ${place}: ${JSON.stringify(entry)}`,
    );
  }
  return after;
}

/**
 * The number of lines down to the last key that exists, the indentation of what is under it, and the keys that are
 * missing.
 */
function placeUnder(keys: readonly string[], text: string, shown: string) {
  const { documents, problem, at } = parseYaml(text, DEEPEST);
  const [document, second] = documents;
  const wrong = problem?.offset ?? second?.range[0];
  if (wrong !== undefined) throw new HexhoundError('E_CONFIG', shown, `is not valid YAML: see line ${at(wrong).line}`);
  let node: unknown = document?.contents;
  let parent: Pair | undefined;
  let found = 0;
  for (const key of keys) {
    const pair = isMap(node) ? node.items.find((item) => isScalar(item.key) && item.key.value === key) : undefined;
    if (pair === undefined) break;
    parent = pair;
    node = pair.value;
    found++;
  }
  const missing = keys.slice(found);
  if (parent === undefined) return { line: linesOf(text).length, indent: '', missing };
  const { key, value } = parent;
  const start = startOf(isNode(key) ? key : undefined);
  const isFilled = isMap(value) || isSeq(value);
  const indent = isFilled ? indentAt(text, startOf(value)) : `${indentAt(text, start)}  `;
  return { line: at(start).line, indent, missing };
}

function indentAt(text: string, at: number): string {
  return /^ */.exec(text.slice(text.lastIndexOf('\n', at - 1) + 1, at))?.[0] ?? '';
}

function nest(keys: readonly string[], entry: unknown): unknown {
  return keys.reduceRight((inner, key) => ({ [key]: inner }), entry);
}

/** Whether the new text means the same as the old one with the entry added. */
function isEdited(
  before: string,
  after: string,
  keys: readonly string[],
  entry: readonly unknown[] | YamlMap,
): boolean {
  try {
    const data = readYaml(before, 'before').data ?? {};
    return isDeepStrictEqual(readYaml(after, 'after').data, added(data, keys, entry));
  } catch {
    // Such as aliases that multiply: no tool for hooks reads that either.
    return false;
  }
}

function added(data: unknown, [key, ...rest]: readonly string[], entry: readonly unknown[] | YamlMap): unknown {
  if (key !== undefined) {
    const map = (data ?? {}) as YamlMap;
    return { ...map, [key]: added(map[key], rest, entry) };
  }
  return Array.isArray(entry) ? [...entry, ...((data ?? []) as unknown[])] : { ...((data ?? {}) as YamlMap), ...entry };
}
