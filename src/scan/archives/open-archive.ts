import type { GitContext } from '../../git/safety.ts';
import { type Fragment, START } from '../../model/fragment.ts';
import { SHORTEST_NAME } from '../../model/place.ts';
import { Budget, MAX_DEPTH, Refusal } from './budget.ts';
import { type Chunks, metered, peek } from './chunks.ts';
import type { ArchiveReader } from './entry.ts';
import { type ArchiveFormat, archiveFormat, HEAD_BYTES, whyClosed } from './format.ts';
import { piecesOf } from './pieces.ts';

/** A piece of a file in an archive. */
export interface OpenedPiece extends Pick<Fragment, 'bytes' | 'origin'> {
  /** Path in the archive: `b/c.txt`, in an archive in it `b.zip!c.txt`; empty for the only content of a `.gz`. */
  readonly inside: string;
  /** It is no content, but the end of that path: names that were not in one before. */
  readonly isName?: true;
}

/** Is told what is not looked into. */
export type Refuse = (inside: string, reason: string) => void;

/** Opens an archive and all archives in it, within limits. @param env that git is run in */
export async function* openArchive(
  format: ArchiveFormat,
  chunks: Chunks,
  refuse: Refuse,
  env: GitContext['env'],
): AsyncGenerator<OpenedPiece> {
  const budget = new Budget();
  const counted = metered(chunks, (length) => budget.addPacked(length));
  try {
    for await (const piece of open(format, counted, '', 1, { budget, refuse, env })) {
      budget.pause();
      yield piece;
      budget.goOn();
    }
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    refuse('', thrown.message);
  }
}

/** What is the same for all archives in one. */
interface Shared {
  readonly budget: Budget;
  readonly refuse: Refuse;
  readonly env: GitContext['env'];
}

async function* open(
  format: ArchiveFormat,
  chunks: Chunks,
  inside: string,
  depth: number,
  shared: Shared,
): AsyncGenerator<OpenedPiece> {
  const { budget, refuse, env } = shared;
  try {
    if (depth > MAX_DEPTH) throw new Refusal(`it is in more than ${MAX_DEPTH} archives`);
    const read = await readerOf(format);
    const folders = new Set<string>();
    const onRefused = (name: string, reason: string) => refuse(join(inside, name), reason);
    for await (const { name, chunks: packed } of read(chunks, onRefused, env)) {
      budget.addEntry();
      const path = name === undefined ? inside : join(inside, name);
      const content = metered(packed, (length) => budget.addOpened(length));
      try {
        const { head, all } = await peek(content, HEAD_BYTES);
        const inner = archiveFormat(head);
        // One without a reader is looked at as bytes.
        if (inner?.reader === undefined && inner !== undefined) refuse(path, whyClosed(inner));
        if (inner?.reader !== undefined) yield* open(inner, all, path, depth + 1, shared);
        else for await (const piece of piecesOf(all)) yield { ...piece, inside: path };
        if (name !== undefined) yield* namesIn(name, path, folders);
      } finally {
        // What is not read of an entry must be given up, or the next one never comes.
        await content.return(undefined);
      }
    }
  } catch (thrown) {
    if (thrown instanceof Refusal && thrown.endsAll) throw thrown;
    refuse(inside, thrown instanceof Refusal ? thrown.message : `it is damaged, or no ${format.name}`);
  }
}

/** The name of a file, with its folders if no file in them came before. */
function* namesIn(name: string, path: string, folders: Set<string>): Generator<OpenedPiece> {
  const end = name.lastIndexOf('/') + 1;
  const bytes = Buffer.from(folders.has(name.slice(0, end)) ? name.slice(end) : name);
  folders.add(name.slice(0, end));
  if (bytes.length < SHORTEST_NAME) return;
  yield {
    bytes,
    origin: { ...START, column: START.column + path.length - bytes.toString().length },
    inside: path,
    isName: true,
  };
}

/** Each reader is loaded when it is needed. */
async function readerOf(format: ArchiveFormat): Promise<ArchiveReader> {
  const { reader } = format;
  if (reader === 'zip') return (await import('./read-zip.ts')).readZip;
  if (reader === 'tar') return (await import('./read-tar.ts')).readTar;
  if (reader === 'png') return (await import('./read-png.ts')).readPng;
  if (reader === 'pdf') return (await import('./read-pdf.ts')).readPdf;
  if (reader === 'dbeaver') return (await import('./read-dbeaver.ts')).readDbeaver;
  if (reader === 'sqlite') return (await import('./read-sqlite.ts')).readSqlite;
  if (reader === 'rpm') return (await import('./read-rpm.ts')).readRpm;
  if (reader === 'others') return (await import('./read-others.ts')).readOthers;
  if (reader === 'bundle') return (await import('./read-bundle.ts')).readBundle;
  if (reader === undefined) throw new Refusal(whyClosed(format));
  const { readBzip2, readGzip, readLz4, readXz, readZlib, readZstd } = await import('./decompress.ts');
  return { bzip2: readBzip2, gzip: readGzip, lz4: readLz4, xz: readXz, zlib: readZlib, zstd: readZstd }[reader];
}

function join(inside: string, name: string): string {
  return inside === '' ? name : `${inside}!${name}`;
}
