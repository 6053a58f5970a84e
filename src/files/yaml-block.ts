import { isDeepStrictEqual } from 'node:util';
import { isMap, isScalar, isSeq, type Pair, parseDocument, stringify } from 'yaml';
import { HexhoundError } from '../model/errors.ts';
import { insertBlock, linesOf } from './block.ts';
import type { OpenedFile } from './opened-file.ts';

type YamlMap = Record<string, unknown>;

/**
 * Inserts an entry, as a marked block, first under a key, and leaves every other byte as it is: writing the whole document
 * would lose its indentation, line breaks and quotes.
 *
 * @param keys from the top; those that are missing become part of the block
 * @param entry items for a list, or pairs for a map
 * @throws HexhoundError E_CONFIG where the file is no YAML, or is written in a way (`{ a: b }`) that leaves no such place
 */
export function insertUnder(file: OpenedFile, keys: readonly string[], entry: readonly unknown[] | YamlMap): string {
  const before = file.text ?? '';
  const { parent, missing } = descend(before, keys, file.shown);
  const { line, indent } =
    parent === undefined ? { line: linesOf(before).length, indent: '' } : placeUnder(parent, before);
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

/** The pair of the last key that exists, and the keys that do not. */
function descend(text: string, keys: readonly string[], shown: string) {
  const document = parseDocument(text);
  const [problem] = document.errors;
  if (problem !== undefined) {
    throw new HexhoundError('E_CONFIG', shown, `is no valid YAML: see line ${problem.linePos?.[0].line}`, {
      cause: problem,
    });
  }
  let node: unknown = document.contents;
  let parent: Pair | undefined;
  let found = 0;
  for (const key of keys) {
    const pair = isMap(node) ? node.items.find((item) => isScalar(item.key) && item.key.value === key) : undefined;
    if (pair === undefined) break;
    parent = pair;
    node = pair.value;
    found++;
  }
  return { parent, missing: keys.slice(found) };
}

/** The line (counted from 0) below that of a key, and the indentation of what is under the key. */
function placeUnder({ key, value }: Pair, text: string): { line: number; indent: string } {
  const start = (isScalar(key) && key.range?.[0]) || 0;
  const first = isMap(value) || isSeq(value) ? value.range?.[0] : undefined;
  const indent = first === undefined ? `${indentAt(text, start)}  ` : indentAt(text, first);
  return { line: text.slice(0, start).split('\n').length, indent };
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
  const edited = parseDocument(after);
  if (edited.errors.length > 0) return false;
  try {
    const data: unknown = parseDocument(before).toJS() ?? {};
    return isDeepStrictEqual(edited.toJS(), added(data, keys, entry));
  } catch {
    // Aliases that multiply beyond what the parser allows.
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
