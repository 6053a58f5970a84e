import { linkSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readSmallFile } from '../../files/read-file.ts';
import { replaceFile, writePieces } from '../../files/replace-file.ts';
import { HexhoundError, messageOf } from '../../model/errors.ts';
import { sha256 } from '../../model/hashing.ts';
import type { Secret } from '../../model/secret.ts';

/** What one check of one key came to. */
export interface BalanceEntry {
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly service: string;
  /** The variable that held the key, or what else the user calls it. */
  readonly name: string;
  readonly balance: number;
  readonly secret: Secret;
}

/** Entries that are kept; older ones go. */
const MAX_ENTRIES = 1000;

/** Larger files are no history. */
const MAX_BYTES = 1024 * 1024;

const FORMAT = 'hexhound-balance-history';

/** One line of the file. */
interface Line extends Omit<BalanceEntry, 'secret'> {
  /**
   * Tells whether the key is still the one of the last check: HMAC-SHA-256 with the salt of the file's first line, cut
   * to eight hexadecimal digits.
   *
   * The salt lies beside it, so whoever reads the file can test a guess. What protects the key is that there is nothing
   * to guess from: of 2^128 keys of 32 hexadecimal digits 2^96 fit, and no amount of computing says which. Somebody who
   * has a short list of candidates can tell which of them is likely the one, and could as well ask the service. The
   * salt keeps two files from showing that they are about the same key. That another key passes for the same is one
   * case in 2^32, and then a balance is compared that should not be.
   */
  readonly key: string;
}

/** What is in the file, and what was there and is of no use. */
interface Content {
  readonly salt: string;
  readonly lines: readonly Line[];
  readonly damaged: readonly string[];
  /** The file can be added to as it is. */
  readonly isWhole: boolean;
}

/** What came of looking up and adding. */
export interface Recorded {
  /** Of each entry, the balance at the last check of the same key; undefined where there was none. */
  readonly previous: readonly (number | undefined)[];
  /** What the user should know: lines that could not be read. */
  readonly notices: readonly string[];
}

/**
 * Looks up each key's last balance, and adds the new ones. What is there is added to with one write at the end of the
 * file, so that two runs at the same time lose nothing; only to drop old or damaged lines the file is written anew.
 * Damaged lines are kept beside it, in `<path>.damaged`.
 *
 * @throws HexhoundError E_SOURCE when the file cannot be read or written
 */
export function recordBalances(path: string, entries: readonly BalanceEntry[]): Recorded {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const content = read(path) ?? create(path);
    const previous = entries.map((entry) => lastBalance(content, entry));
    const lines = entries.map((entry) => lineOf(entry, content.salt));
    if (content.isWhole && content.lines.length + lines.length <= MAX_ENTRIES) append(path, lines);
    else rewrite(path, content, lines);
    return { previous, notices: setAside(path, content.damaged) };
  } catch (cause) {
    if (cause instanceof HexhoundError) throw cause;
    throw new HexhoundError('E_SOURCE', path, `the history of balances cannot be kept: ${messageOf(cause)}`, { cause });
  }
}

/** When a balance was last recorded, ISO 8601; undefined where none was, or nothing can be read. */
export function lastBalanceCheck(path: string): string | undefined {
  try {
    return read(path)?.lines.at(-1)?.time;
  } catch {
    return undefined;
  }
}

function lastBalance({ salt, lines }: Content, { service, name, secret }: BalanceEntry): number | undefined {
  const key = fingerprint(secret, salt);
  return lines.findLast((line) => line.service === service && line.name === name && line.key === key)?.balance;
}

function fingerprint(secret: Secret, salt: string): string {
  return sha256(secret.reveal(), salt).slice(0, 8);
}

function lineOf({ secret, ...entry }: BalanceEntry, salt: string): Line {
  return { ...entry, key: fingerprint(secret, salt) };
}

function read(path: string): Content | undefined {
  const content = readSmallFile(path, MAX_BYTES, 'followed');
  if ('failure' in content) {
    if (content.failure === 'missing') return undefined;
    if (content.failure === 'unreadable') throw content.cause;
    const why = content.failure === 'too large' ? 'is too large for a history of balances' : 'is not a regular file';
    throw new HexhoundError('E_SOURCE', path, why);
  }
  const text = content.bytes.toString('utf8');
  const [first = '', ...rest] = text.split('\n');
  const salt = saltOf(first);
  const filled = rest.filter((line) => line !== '');
  // Without its salt nothing in the file can be compared with anything.
  if (salt === undefined) {
    return { salt: newSalt(), lines: [], damaged: text.split('\n').filter((line) => line !== ''), isWhole: false };
  }
  const parsed = filled.map((line) => parseLine(line));
  const lines = parsed.filter((line) => line !== undefined);
  const damaged = filled.filter((_, index) => parsed[index] === undefined);
  return { salt, lines, damaged, isWhole: damaged.length === 0 && text.endsWith('\n') };
}

function saltOf(line: string): string | undefined {
  const { format, version, salt } = parseObject(line) ?? {};
  const isOurs = format === FORMAT && version === 1 && typeof salt === 'string' && /^[0-9a-f]{32}$/.test(salt);
  return isOurs ? salt : undefined;
}

function parseLine(text: string): Line | undefined {
  const { time, service, name, balance, key } = parseObject(text) ?? {};
  if (typeof time !== 'string' || typeof service !== 'string' || typeof name !== 'string') return undefined;
  if (typeof balance !== 'number' || typeof key !== 'string') return undefined;
  return { time, service, name, balance, key };
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** Makes the file with its salt; where another run has made one meanwhile, that one counts. */
function create(path: string): Content {
  const salt = newSalt();
  const temporary = join(dirname(path), `.${newSalt()}.tmp`);
  try {
    writeFileSync(temporary, header(salt), { mode: 0o600, flag: 'wx' });
    // Unlike a rename, a link never replaces a file.
    linkSync(temporary, path);
  } catch {
    const other = read(path);
    if (other !== undefined) return other;
    // A file system without links.
    replaceFile(path, header(salt), 0o600);
  } finally {
    rmSync(temporary, { force: true });
  }
  return { salt, lines: [], damaged: [], isWhole: true };
}

function newSalt(): string {
  return process.getBuiltinModule('node:crypto').randomBytes(16).toString('hex');
}

function header(salt: string): string {
  return `${JSON.stringify({ format: FORMAT, version: 1, salt })}\n`;
}

function append(path: string, lines: readonly Line[]): void {
  if (lines.length > 0) writePieces(path, [textOf(lines)], 'a');
}

function rewrite(path: string, { salt, lines }: Content, added: readonly Line[]): void {
  replaceFile(path, header(salt) + textOf([...lines, ...added].slice(-MAX_ENTRIES)), 0o600);
}

function textOf(lines: readonly Line[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

function setAside(path: string, damaged: readonly string[]): string[] {
  if (damaged.length === 0) return [];
  const beside = `${path}.damaged`;
  const size = statSync(beside, { throwIfNoEntry: false })?.size ?? 0;
  const lines = damaged.length === 1 ? '1 line' : `${damaged.length} lines`;
  if (size > MAX_BYTES) return [`${path}: ${lines} could not be read and went, for ${beside} is full`];
  writePieces(
    beside,
    damaged.map((line) => `${line}\n`),
    'a',
    0o600,
  );
  return [`${path}: ${lines} could not be read, now in ${beside}`];
}

/** `$XDG_STATE_HOME/hexhound/balance.jsonl` (XDG Base Directory Specification); undefined where there is no home. */
export function defaultHistoryFile(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const base = env.XDG_STATE_HOME || env.LOCALAPPDATA || (env.HOME ? join(env.HOME, '.local', 'state') : undefined);
  return base === undefined ? undefined : join(base, 'hexhound', 'balance.jsonl');
}
