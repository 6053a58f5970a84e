import { constants, lstatSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import type { GitContext } from '../../../git/safety.ts';
import { systemReason } from '../../../model/errors.ts';
import { type Fragment, START } from '../../../model/fragment.ts';
import type { ScanLog } from '../../../model/scan-log.ts';
import { hideJobToken } from '../job-token.ts';
import type { ListedFile } from '../list-files.ts';
import type { PieceReader } from '../read-pieces.ts';

/**
 * The bytes of a file or the target of a link; nothing for fifos, sockets and devices. What lies in `.git` does not count as
 * scanned files, which are those of the work tree.
 * @param env of the process: it may hold the token of a CI job
 */
export function* readFile(
  file: ListedFile,
  reader: PieceReader,
  env: GitContext['env'],
  log: ScanLog,
): Generator<Fragment> {
  try {
    yield* TELLS_LINKS || !isLink(file) ? piecesOf(file, reader, env, log) : targetOf(file);
  } catch (thrown) {
    const { code = '' } = thrown as NodeJS.ErrnoException;
    if (LINK_CODES.has(code) && isLink(file)) yield* targetOf(file);
    // Deleted, but not from the index, or deleted during the scan; or a socket.
    else if (code !== 'ENOENT' && code !== 'ENXIO') log.error('E_SOURCE', file.path, systemReason(thrown));
  }
}

/** Where opening a file tells that it is a link, there is no need to ask first: for a small file, that takes as long as reading it. */
const TELLS_LINKS = constants.O_NOFOLLOW !== undefined;

/** Of opening a link: open(2) of Linux and macOS, of FreeBSD, of NetBSD. */
const LINK_CODES: ReadonlySet<string> = new Set(['ELOOP', 'EMLINK', 'EFTYPE']);

function isLink({ open }: ListedFile): boolean {
  return lstatSync(open, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

function* targetOf({ open, path }: ListedFile): Generator<Fragment> {
  const bytes = readlinkSync(open, { encoding: 'buffer' });
  yield { bytes, origin: START, place: { kind: 'link-target', path } };
}

function* piecesOf(
  { open, path, inGit, tracked }: ListedFile,
  reader: PieceReader,
  env: GitContext['env'],
  log: ScanLog,
): Generator<Fragment> {
  const kind = inGit ? 'git-file' : 'file';
  const count = () => {
    if (!inGit) log.files++;
  };
  for (const piece of reader.read(open, count)) {
    if (inGit) noteJobToken(path, piece.bytes, env, log);
    else log.bytes += piece.bytes.length;
    yield { ...piece, committed: tracked, place: { kind, path } };
  }
}

function noteJobToken(path: string, bytes: Uint8Array, env: GitContext['env'], log: ScanLog): void {
  if (basename(path) !== 'config' || !hideJobToken(bytes, env)) return;
  log.notice(`${path} has the token of this CI job, which ends with it: keep .git out of artifacts and images`);
}
