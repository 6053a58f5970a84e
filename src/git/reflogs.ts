import { type Dirent, existsSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { HexhoundError, type ScanError, systemReason } from '../model/errors.ts';
import { withFile } from './packs/regular-file.ts';
import type { Repository } from './repository.ts';
import { gitText } from './run.ts';

/** The reflog of a ref: who moved it, and why, a line for each time. */
export interface Reflog {
  /** Full name; that of another worktree's HEAD is `worktrees/NAME/HEAD`. */
  readonly ref: string;
  readonly text: Uint8Array;
}

/** Some 100,000 lines; git keeps 90 days of them (git-config(1), gc.reflogExpire). */
const MAX_BYTES = 32 * 1024 * 1024;

/**
 * The reflogs of a repository and of its worktrees. The ids in them are left out.
 * @param problem told about what cannot be read
 */
export async function* readReflogs(
  repository: Repository,
  problem: (error: ScanError) => void,
): AsyncGenerator<Reflog> {
  if (hasReftable(repository)) {
    yield { ref: 'all refs', text: Buffer.from(await gitText(repository, WALK)) };
    return;
  }
  const { commonDir } = repository;
  for (const [folder, prefix] of [[join(commonDir, 'logs'), ''], ...worktreeLogs(commonDir)] as const) {
    for (const path of listFiles(folder, problem)) {
      const ref = `${prefix}${relative(folder, path).split(sep).join('/')}`;
      try {
        const text = withFile(path, (file) => {
          if (file.size > MAX_BYTES) throw file.error('is too large to be a reflog');
          return file.read(0, file.size);
        });
        yield { ref, text: withoutIds(text, 2 * repository.hashBytes) };
      } catch (thrown) {
        if (!(thrown instanceof HexhoundError)) throw thrown;
        problem(thrown.toScanError());
      }
    }
  }
}

/** Whether refs and reflogs are in tables instead of files (gitformat-reftable(5)). */
export function hasReftable({ commonDir }: Repository): boolean {
  return existsSync(join(commonDir, 'reftable'));
}

const WALK = ['log', '--walk-reflogs', '--all', '--no-color', '--no-decorate', '--format=%gD %gn <%ge>\t%gs', '--'];

function worktreeLogs(commonDir: string): [folder: string, prefix: string][] {
  const worktrees = join(commonDir, 'worktrees');
  if (!existsSync(worktrees)) return [];
  return readdirSync(worktrees).map((name) => [join(worktrees, name, 'logs'), `worktrees/${name}/`]);
}

/** Links are not followed: git makes none. */
function listFiles(folder: string, problem: (error: ScanError) => void): string[] {
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') {
      problem({ code: 'E_GIT', subject: folder, message: systemReason(thrown) });
    }
    return [];
  }
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return listFiles(path, problem);
      return entry.isFile() ? [path] : [];
    });
}

const SPACE = 0x20;
const LINE_FEED = 10;
const IDS = /^[0-9a-f]+ [0-9a-f]+ $/;

/** Each line is `<old> SP <new> SP <who> SP <time> TAB <message>`, ids in hex (git-update-ref(1), LOGGING UPDATES). */
function withoutIds(text: Buffer, digits: number): Buffer {
  for (let at = 0; at < text.length; at = text.indexOf(LINE_FEED, at) + 1 || text.length) {
    const end = at + 2 * digits + 2;
    if (IDS.test(text.toString('latin1', at, end))) text.fill(SPACE, at, end);
  }
  return text;
}
