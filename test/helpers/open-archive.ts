import { archiveFormat } from '../../src/scan/archives/format.ts';
import { openArchive } from '../../src/scan/archives/open-archive.ts';

export interface OpenedArchive {
  /** Contents by their path. Of a large file, the first piece. */
  readonly files: Record<string, string>;
  /** What was refused, as `path: reason`. */
  readonly refused: string[];
}

/** Opens an archive that comes in chunks of this size. */
export async function open(
  bytes: Buffer,
  chunkBytes = bytes.length,
  env: NodeJS.ProcessEnv = process.env,
): Promise<OpenedArchive> {
  const format = archiveFormat(bytes);
  if (format === undefined) throw new Error('no archive');
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  }
  const files: Record<string, string> = {};
  const refused: string[] = [];
  const onRefused = (inside: string, reason: string) => refused.push(`${inside}: ${reason}`);
  for await (const { inside, bytes: content, origin, isName } of openArchive(format, chunks(), onRefused, env)) {
    if (origin.offset === 0 && isName === undefined) files[inside] = Buffer.from(content).toString('utf8');
  }
  return { files, refused };
}
