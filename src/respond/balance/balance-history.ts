import { linkSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readSmallFile } from '../../files/read-file.ts';
import { replaceFile, writePieces } from '../../files/replace-file.ts';
import { userFolder } from '../../files/user-folders.ts';
import { refuseLinks } from '../../files/write.ts';
import type { Env } from '../../model/env.ts';
import { HexhoundError, messageOf } from '../../model/errors.ts';
import { sha256 } from '../../model/hashing.ts';
import { parseObject } from '../../model/json.ts';
import type { Secret } from '../../model/secret.ts';
import { plural } from '../../syntax/words.ts';

/** The balance of one key at one check. */
export interface BalanceEntry {
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly service: string;
  /** The variable that held the key, or another name that the user gave it. */
  readonly name: string;
  readonly balance: number;
  readonly secret: Secret;
}

/** Entries that are kept. Older ones are deleted. */
const MAX_ENTRIES = 1000;

/** A larger file is not a history of balances. */
const MAX_BYTES = 1024 * 1024;

const FORMAT = 'hexhound-balance-history';

/** One line of the file. */
interface Line extends Omit<BalanceEntry, 'secret'> {
  /**
   * Identifies the key, to compare it with that of the last check: HMAC-SHA-256 with the salt of the file's first line, cut to
   * eight hexadecimal digits.
   *
   * Whoever reads the file has the salt and can test a guess. But of 2^128 keys of 32 hexadecimal digits 2^96 match, and
   * nothing says which is the right one. Somebody with a short list of candidates can find the likely one, but could as
   * well ask the service. Because of the salt, two files do not show that they are about the same key. Another key
   * matches by chance once in 2^32 cases; then two balances are compared that should not be.
   */
  readonly key: string;
}

/** What is in the file. */
interface Content {
  readonly salt: string;
  readonly lines: readonly Line[];
  /** Lines that cannot be read. */
  readonly damaged: readonly string[];
  /** New lines can be appended. */
  readonly isWhole: boolean;
}

/** The result of recording some balances. */
export interface Recorded {
  /** For each entry the balance at the last check of the same key; undefined if there was none. */
  readonly previous: readonly (number | undefined)[];
  /** What the user should know: lines that could not be read. */
  readonly notices: readonly string[];
}

/**
 * Looks up each key's last balance and records the new ones. They are appended with one write, so that two runs at the
 * same time lose nothing. The file is rewritten only to drop old or damaged lines. Damaged lines are moved to
 * `<path>.damaged`.
 *
 * @throws HexhoundError E_SOURCE when the file cannot be read or written
 */
export function recordBalances(path: string, entries: readonly BalanceEntry[]): Recorded {
  refuseLinks(path);
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

/** When the balance of one of these keys was last recorded, ISO 8601; undefined if none was or the file cannot be read. */
export function lastBalanceCheck(path: string, keys: readonly Secret[]): string | undefined {
  try {
    const content = read(path);
    if (content === undefined) return undefined;
    const wanted = new Set(keys.map((key) => fingerprint(key, content.salt)));
    return content.lines.findLast(({ key }) => wanted.has(key))?.time;
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
  // Without the salt, nothing in the file can be compared.
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

/** Creates the file with a salt. If another run has created it meanwhile, that one is used. */
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
    // The file system has no links.
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
  refuseLinks(beside);
  const size = statSync(beside, { throwIfNoEntry: false })?.size ?? 0;
  const lines = plural(damaged.length, 'line');
  if (size > MAX_BYTES) return [`${path}: ${lines} could not be read and went, for ${beside} is full`];
  writePieces(
    beside,
    damaged.map((line) => `${line}\n`),
    'a',
    0o600,
  );
  return [`${path}: ${lines} could not be read, now in ${beside}`];
}

/** `$XDG_STATE_HOME/hexhound/balance.jsonl` (XDG Base Directory Specification); undefined without a home folder. */
export function defaultHistoryFile(env: Env): string | undefined {
  const folder = userFolder(env, 'state');
  return folder && join(folder, 'balance.jsonl');
}
