import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface TemporaryFile {
  /** Relative, POSIX separators, without `..`. */
  readonly path: string;
  readonly text: string;
}

/**
 * Runs `work` with a temporary folder that has some files, then deletes the folder.
 * @param work gets a function that makes a relative path absolute
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
