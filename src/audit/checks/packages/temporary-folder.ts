import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface TemporaryFile {
  /** Relative, POSIX separators, without `..`. */
  readonly path: string;
  readonly text: string;
}

/**
 * Makes a temporary folder with some files for as long as something works with it.
 * @param work gets what makes an absolute path of a relative one
 */
export async function withTemporaryFolder<Result>(
  files: readonly TemporaryFile[],
  work: (at: (path: string) => string) => Promise<Result>,
): Promise<Result> {
  const top = realpathSync(mkdtempSync(join(tmpdir(), 'hexhound-')));
  const at = (path: string) => join(top, path);
  try {
    for (const { path, text } of files) {
      mkdirSync(dirname(at(path)), { recursive: true });
      writeFileSync(at(path), text);
    }
    return await work(at);
  } finally {
    rmSync(top, { recursive: true, force: true });
  }
}
