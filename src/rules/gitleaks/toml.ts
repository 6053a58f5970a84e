import { parse, TomlError } from 'smol-toml';
import { HexhoundError } from '../../model/errors.ts';
import type { DataPath } from '../../syntax/yaml.ts';
import type { PlacedData } from '../foreign/foreign-file.ts';

/** Paths are of keys, and of indexes of `[[tables]]`; the place of a value is that of its key. */
export interface TomlFile extends PlacedData {
  /** Line and column (from 1) of a key or table, or of the closest around it. */
  at(path: DataPath): Position;
}

/**
 * Reads TOML 1.0 (https://toml.io/en/v1.0.0).
 * @param shown the file's name in messages
 * @throws HexhoundError E_CONFIG with `file:line:column`; it never repeats a piece of the file
 */
export function readToml(text: string, shown: string): TomlFile {
  const data = parsed(text, shown);
  const places = placesIn(text);
  const at = (path: DataPath): Position => {
    for (let length = path.length; length > 0; length--) {
      const place = places.get(path.slice(0, length).join('\0'));
      if (place !== undefined) return place;
    }
    return { line: 1, column: 1 };
  };
  const place = (path: DataPath) => `${shown}:${at(path).line}:${at(path).column}`;
  return { data, at, place, placeOfKey: place };
}

function parsed(text: string, shown: string): unknown {
  try {
    return parse(text, { unsafeKeyBehaviour: 'throw' });
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause;
    // Behind its first line are lines of the file.
    const message = cause.message.split('\n', 1)[0]?.replace(/^Invalid TOML document: /, '') ?? '';
    throw new HexhoundError('E_CONFIG', `${shown}:${cause.line}:${cause.column}`, `is not TOML: ${message}`, { cause });
  }
}

export interface Position {
  readonly line: number;
  readonly column: number;
}

const HEADER = /^\s*\[(\[?)\s*([\w.\s"'-]+?)\s*\]/;
const KEY = /^(\s*)(?:"([^"]+)"|'([^']+)'|([\w.-]+))\s*=/;

/** Where the keys and tables of valid TOML stand, by their paths. The parser does not tell. */
function placesIn(text: string): ReadonlyMap<string, Position> {
  const places = new Map<string, Position>();
  const counts = new Map<string, number>();
  let table: DataPath = [];
  let open: string | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    const wasOpen = open !== undefined;
    open = openString(line, open);
    if (wasOpen) continue;
    const [, double, name] = HEADER.exec(line) ?? [];
    if (name !== undefined) {
      table = pathOf(name, double === '[', counts);
      places.set(table.join('\0'), { line: index + 1, column: line.search(/\S/) + 1 });
      continue;
    }
    const [, indent = '', a, b, c] = KEY.exec(line) ?? [];
    const key = a ?? b ?? c?.split('.');
    if (key === undefined) continue;
    const path = [...table, ...(typeof key === 'string' ? [key] : key)].join('\0');
    if (!places.has(path)) places.set(path, { line: index + 1, column: indent.length + 1 });
  }
  return places;
}

/** The path of a table: of `[rules.allowlist]`, with the number of the last `[[rules]]`. */
function pathOf(name: string, isItem: boolean, counts: Map<string, number>): DataPath {
  const path: PropertyKey[] = [];
  const keys = name.split('.').map((key) => key.trim().replace(/^["']|["']$/g, ''));
  for (const [index, key] of keys.entries()) {
    path.push(key);
    const at = path.join('\0');
    if (isItem && index === keys.length - 1) counts.set(at, (counts.get(at) ?? -1) + 1);
    const count = counts.get(at);
    if (count !== undefined) path.push(count);
  }
  return path;
}

/** The quotes of the string of several lines that is open behind a line. */
function openString(line: string, open: string | undefined): string | undefined {
  let quotes = open;
  for (let at = 0; at < line.length; at++) {
    if (quotes !== undefined) {
      if (quotes.startsWith('"') && line[at] === '\\') at++;
      else if (line.startsWith(quotes, at)) {
        at += quotes.length - 1;
        quotes = undefined;
      }
      continue;
    }
    if (line[at] === '#') break;
    if (line[at] !== '"' && line[at] !== "'") continue;
    const quote = line[at] ?? '';
    quotes = line.startsWith(quote.repeat(3), at) ? quote.repeat(3) : quote;
    at += quotes.length - 1;
  }
  return quotes?.length === 3 ? quotes : undefined;
}
