import type { CommitInfo } from '../attribution.ts';
import { decodePath } from '../path.ts';

/**
 * Reads a commit, as `git log` would show it with `%an <%ae>` and `%aI`. Fields that it lacks are empty.
 */
export function readCommitInfo(id: string, bytes: Uint8Array): CommitInfo {
  const commit = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const end = commit.indexOf('\n\n');
  const parents: string[] = [];
  let author: Buffer | undefined;
  let encoding = '';
  for (const line of linesOf(commit.subarray(0, end < 0 ? commit.length : end))) {
    const space = line.indexOf(' ');
    const value = line.subarray(space + 1);
    const name = line.toString('latin1', 0, space);
    if (name === 'parent') parents.push(value.toString('latin1'));
    else if (name === 'author') author ??= value;
    else if (name === 'encoding') encoding = value.toString('latin1');
  }
  return { id, ...readIdent(author ?? Buffer.alloc(0), encoding), parents };
}

function* linesOf(header: Buffer): Generator<Buffer> {
  for (let at = 0; at < header.length; ) {
    const end = header.indexOf(10, at);
    yield header.subarray(at, end < 0 ? header.length : end);
    at = end < 0 ? header.length : end + 1;
  }
}

/** `<name> SP < <address> > SP <seconds> SP <zone>` (split_ident_line in git's ident.c: the time is what follows the last `>`). */
function readIdent(line: Buffer, encoding: string): { author: string; date: string } {
  const open = line.indexOf('<');
  const close = line.indexOf('>', open);
  if (open < 0 || close < 0) return { author: '', date: '' };
  const name = decodeText(line.subarray(0, open), encoding).trim();
  const address = decodeText(line.subarray(open + 1, close), encoding).trim();
  const time = /^\s*(\d+)\s+([+-]\d+)/.exec(line.toString('latin1', line.lastIndexOf('>') + 1));
  return { author: `${name} <${address}>`, date: time === null ? '' : isoDate(Number(time[1]), Number(time[2])) };
}

/** Commits are UTF-8 unless their `encoding` line says otherwise (git-commit(1), DISCUSSION). */
function decodeText(bytes: Buffer, encoding: string): string {
  if (encoding === '' || /^utf-?8$/i.test(encoding)) return decodePath(bytes);
  try {
    return new TextDecoder(encoding).decode(bytes);
  } catch {
    return decodePath(bytes);
  }
}

/** `2005-04-07T22:13:13+02:00`: the time in the zone that is given as `hhmm` in decimal. */
function isoDate(seconds: number, zone: number): string {
  const hours = Math.trunc(Math.abs(zone) / 100);
  const minutes = Math.abs(zone) % 100;
  const local = new Date((seconds + Math.sign(zone) * (hours * 60 + minutes) * 60) * 1000);
  if (Number.isNaN(local.getTime())) return '';
  const pad = (value: number) => String(value).padStart(2, '0');
  return `${local.toISOString().replace(/\.\d+Z$/, '')}${zone < 0 ? '-' : '+'}${pad(hours)}:${pad(minutes)}`;
}
