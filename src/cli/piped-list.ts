import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { isPathLike } from '../scan/file-rules/typed-text.ts';
import type { ScanSettings } from '../scan/settings.ts';
import type { Source } from '../scan/sources/source.ts';
import { openStdin } from '../scan/sources/stdin.ts';
import { openTree, readList } from '../scan/sources/tree.ts';

/** A list of files is never longer, in bytes. */
const LONGEST_LIST = 32 * 1024 ** 2;

/**
 * The source of `hexhound scan -`: the files that standard input lists, or its content if it is no list. An empty list is
 * nothing to scan, not the current folder.
 * @param paths the arguments; `-` stands for the list
 */
export async function openPiped(
  paths: readonly string[],
  settings: ScanSettings,
  stdin: NodeJS.ReadableStream,
): Promise<Source> {
  const chunks = stdin[Symbol.asyncIterator]();
  const read: Buffer[] = [];
  let length = 0;
  while (length <= LONGEST_LIST) {
    const { done, value } = await chunks.next();
    if (done === true) break;
    read.push(Buffer.from(value));
    length += value.length;
  }
  const listed = length > LONGEST_LIST ? [] : readList(Buffer.concat(read).toString('utf8'));
  const isOnly = paths.length === 1;
  if (isOnly && (length > LONGEST_LIST || isContent(listed, settings.cwd))) {
    return asContent(Readable.from(rest(read, chunks)), settings.cwd);
  }
  return openTree(
    paths,
    settings,
    paths.flatMap((path) => (path === '-' ? listed : [path])),
  );
}

/**
 * Whether a text is no list: no line of it is there, and one is nothing that a path would be. A list with a mistake in every
 * line stays one, for it must not count as clean.
 */
function isContent(lines: readonly string[], cwd: string): boolean {
  return !lines.every(isPathLike) && !lines.some((line) => existsSync(resolve(cwd, line)));
}

async function* rest(read: readonly Buffer[], chunks: AsyncIterator<Buffer | string>): AsyncGenerator<Buffer> {
  yield* read;
  for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) yield Buffer.from(next.value);
}

function asContent(stream: NodeJS.ReadableStream, cwd: string): Source {
  const source = openStdin(stream, cwd);
  return {
    ...source,
    search(search) {
      search.log.notice('standard input is no list of files, so it was scanned itself, as by hexhound stdin');
      return source.search(search);
    },
  };
}
