import { resolve } from 'node:path';
import { readSmallFile } from '../../files/read-file.ts';
import { keptMessage } from '../../git/commit-message.ts';
import { gitText } from '../../git/run.ts';
import { HexhoundError, systemReason } from '../../model/errors.ts';
import { PIECE_BYTES, START } from '../../model/fragment.ts';
import type { Match } from '../../model/match.ts';
import type { ScanSettings } from '../settings.ts';
import { searchFragments } from './fragments.ts';
import type { Source } from './source.ts';

/**
 * A message that is about to be committed, without what git will leave out of it. Lines are those of the file.
 * @param file as git gives it to a commit-msg hook
 */
export function openCommitMessage(file: string, { cwd, env }: Pick<ScanSettings, 'cwd' | 'env'>): Source {
  const context = { cwd, env };
  return {
    name: file,
    unit: 'bytes',
    base: () => gitText(context, ['rev-parse', '--show-toplevel']),
    trace: async (findings) => findings.map((finding) => ({ ...finding, spread: 'uncommitted' })),
    async search(search) {
      const { bytes, lines } = await keptMessage(context, readMessage(resolve(cwd, file), file));
      search.log.bytes = bytes.length;
      const fragment = { bytes, origin: START, committed: true, place: { kind: 'commit-message' } } as const;
      return searchFragments(only(fragment), search, async (matches) =>
        matches.map(({ match, place }) => ({ match: inFile(match, lines), place })),
      );
    },
  };
}

function readMessage(path: string, file: string): Buffer {
  const read = readSmallFile(path, PIECE_BYTES, 'followed');
  if ('bytes' in read) return read.bytes;
  const { failure, cause } = read;
  const why =
    failure === 'too large' ? 'is too large for a message' : failure === 'not a file' ? 'is no file' : undefined;
  throw new HexhoundError('E_SOURCE', file, why ?? `cannot be read: ${systemReason(cause)}`, { cause });
}

/** A match at the lines of the file. */
function inFile(match: Match, lines: readonly number[]): Match {
  const { line, endLine, ...columns } = match.span;
  const numberOf = (kept: number) => lines[kept - 1] ?? kept;
  return {
    ...match,
    span: { ...columns, line: numberOf(line), endLine: numberOf(endLine) },
    contextLine: numberOf(match.contextLine),
  };
}

async function* only<T>(item: T): AsyncGenerator<T> {
  yield item;
}
