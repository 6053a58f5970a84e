import { dirname } from 'node:path';
import { readTextFile } from '../../files/read-file.ts';
import { replaceFile } from '../../files/replace-file.ts';
import { refuseLinks } from '../../files/write.ts';
import { defined } from '../../model/defined.ts';
import { HexhoundError, messageOf } from '../../model/errors.ts';
import { keyedFingerprint } from '../../model/fingerprint.ts';
import { isDate } from '../../syntax/date.ts';
import { BASELINE_KEY } from '../options.ts';
import type { Baseline, BaselineEntry } from './baseline.ts';

/** The usual name of a baseline. */
export const BASELINE_FILE = '.hexhound-baseline.jsonl';

const VERSION = 1;
const ENTRY_KEYS = ['fingerprint', 'rule', 'path', 'real', 'reason', 'expires'] satisfies (keyof BaselineEntry)[];

/**
 * The text of a baseline file: a header line, then a line per entry, sorted by fingerprint. As these are JSON lines without
 * positions and times, branches that add entries mostly merge without a conflict, and always with git's `union` driver.
 * If the fingerprints are keyed, the header holds a mark of the key, which does not give the key away.
 */
export function formatBaseline({ entries, key }: Baseline): string {
  const header = { version: VERSION, key: key === undefined ? undefined : keyMark(key) };
  const sorted = [...entries.values()].toSorted((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1));
  return [header, ...sorted].map((line) => `${JSON.stringify(line, ['version', 'key', ...ENTRY_KEYS])}\n`).join('');
}

/**
 * Reads the text of a baseline file.
 *
 * @param shown what messages call the file
 * @param key for a keyed file
 * @throws HexhoundError E_CONFIG that names file and line, and never repeats their text
 * @internal exported for tests
 */
export function parseBaseline(text: string, shown: string, key?: string): Baseline {
  const entries = new Map<string, BaselineEntry>();
  let header: Data | undefined;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    const fail: Fail = (message) => new HexhoundError('E_CONFIG', `${shown}:${index + 1}`, message);
    if (/^(?:<{7}|={7}|>{7}|\|{7})(?: |$)/.test(line)) throw fail('is a conflict that git left: resolve it first');
    const data = parseLine(line, fail);
    if ('version' in data) {
      checkHeader(data, key, fail);
      header = data;
    } else if (header === undefined) {
      throw fail(`stands where the header must be: ${formatBaseline({ entries: new Map() }).trim()}`);
    } else {
      const entry = readEntry(data, fail);
      entries.set(entry.fingerprint, merge(entries.get(entry.fingerprint), entry));
    }
  }
  if (header === undefined) throw new HexhoundError('E_CONFIG', shown, 'is no baseline: it is empty');
  return { entries, ...(header.key === undefined || key === undefined ? {} : { key }) };
}

/**
 * Reads a baseline file.
 * @throws HexhoundError E_CONFIG if it cannot be read or is not a baseline
 */
export function readBaseline(path: string, shown: string, key?: string): Baseline {
  return parseBaseline(readTextFile(path, shown), shown, key);
}

/**
 * Writes a baseline file as a whole or not at all. A symbolic link is replaced, never written through.
 * @throws HexhoundError E_CONFIG; E_USAGE for a folder on the way that is a link of the repository
 */
export function writeBaseline(path: string, shown: string, baseline: Baseline): void {
  refuseLinks(dirname(path));
  try {
    replaceFile(path, formatBaseline(baseline));
  } catch (cause) {
    throw new HexhoundError('E_CONFIG', shown, `cannot be written: ${messageOf(cause)}`, { cause });
  }
}

type Fail = (message: string) => HexhoundError;
type Data = Readonly<Record<string, unknown>>;

/** Tells keys apart: files made with different keys have no fingerprint in common. */
function keyMark(key: string): string {
  return keyedFingerprint('', key).slice(0, 8);
}

function parseLine(line: string, fail: Fail): Data {
  let data: unknown;
  try {
    data = JSON.parse(line);
  } catch {
    // JSON.parse's own message repeats the text.
    throw fail('is not JSON');
  }
  if (typeof data !== 'object' || data === null || Array.isArray(data)) throw fail('is not a JSON object');
  return data as Data;
}

function checkHeader(data: Data, key: string | undefined, fail: Fail): void {
  if (data.version !== VERSION) throw fail(`has another version than ${VERSION}: was it written by a newer hexhound?`);
  if (data.key === undefined) return;
  if (key === undefined) throw fail(`was made with a key: without it in ${BASELINE_KEY}, nothing in it can match`);
  if (data.key !== keyMark(key)) throw fail(`was made with another key than the one in ${BASELINE_KEY}`);
}

function readEntry(data: Data, fail: Fail): BaselineEntry {
  const known: readonly string[] = ENTRY_KEYS;
  if (Object.keys(data).some((key) => !known.includes(key))) throw fail(`may only have ${known.join(', ')}`);
  const { fingerprint, rule, path, real, reason, expires } = data;
  if (typeof fingerprint !== 'string' || !/^[0-9a-f]{32}$/.test(fingerprint)) {
    throw fail('needs "fingerprint": 32 hexadecimal digits');
  }
  if (typeof rule !== 'string') throw fail('needs "rule": the id of a rule');
  if (path !== undefined && typeof path !== 'string') throw fail('"path" must be text');
  if (real !== undefined && real !== true) throw fail('"real" must be true, or not there');
  if (reason !== undefined && typeof reason !== 'string') throw fail('"reason" must be text');
  if (expires !== undefined && !isDate(expires)) throw fail('"expires" must be a date such as 2027-01-31');
  return defined({ fingerprint, rule, path, real, reason, expires });
}

/** Git's `union` driver keeps both of two changed lines: then the first one counts, with the earlier last day; real if one says so. */
function merge(first: BaselineEntry | undefined, second: BaselineEntry): BaselineEntry {
  if (first === undefined) return second;
  const [expires] = [first.expires, second.expires].filter((date) => date !== undefined).toSorted();
  const isReal = first.real === true || second.real === true;
  return { ...second, ...first, ...(isReal ? { real: true } : {}), ...(expires === undefined ? {} : { expires }) };
}
