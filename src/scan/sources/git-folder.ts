import { realpathSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { decodePath } from '../../git/path.ts';
import type { Repository } from '../../git/repository.ts';
import { gitText } from '../../git/run.ts';
import type { GitContext } from '../../git/safety.ts';
import { systemReason } from '../../model/errors.ts';
import type { ScanLog } from '../../model/scan-log.ts';
import { entriesOf, fileIn, type GitFileLister, type ListedFile, pathIn, reportedPath } from './list-files.ts';

/**
 * What lies in `.git` and is not for this scan: objects, and what has their ids; our own plans. The hooks that git itself
 * brings along end with `.sample`.
 */
const LEFT_OUT = /^(?:objects|refs|hexhound|(?:next-|shared)?index(?:[.-].*)?)$/;
const SAMPLE = /(?:^|\/)hooks\/[^/]+\.sample$/;

/**
 * The files in the `.git` of repositories: configuration, hooks, messages, reflogs, patches that are being applied, files of
 * LFS and of submodules. Each folder is listed once, also when several repositories lead to it.
 */
export class GitFolders implements GitFileLister {
  readonly #base: string;
  readonly #log: ScanLog;
  readonly #listed: string[] = [];

  /** @param base reported paths are relative to it, where they are below it */
  constructor(base: string, log: ScanLog) {
    this.#base = realpathSync(base);
    this.#log = log;
  }

  async *ofRepository(context: GitContext): AsyncGenerator<ListedFile> {
    const ask = async (question: string) => resolve(context.cwd, await gitText(context, ['rev-parse', question]));
    yield* this.ofOpened({ commonDir: await ask('--git-common-dir'), gitDir: await ask('--absolute-git-dir') });
  }

  /** Of a repository that git has been asked about. */
  *ofOpened({ commonDir, gitDir }: Pick<Repository, 'commonDir' | 'gitDir'>): Generator<ListedFile> {
    // The one that worktrees share first: it usually has the other in it (gitrepository-layout(5)).
    yield* this.#list(commonDir);
    yield* this.#list(gitDir);
  }

  *ofFolder(folder: string): Generator<ListedFile> {
    yield* this.#list(join(folder, '.git'));
  }

  *#list(folder: string): Generator<ListedFile> {
    const real = this.#realOf(folder);
    if (real === undefined) return;
    if (this.#listed.some((known) => real === known || real.startsWith(known + sep))) return;
    this.#listed.push(real);
    yield* listGitFolder(real, reportedPath(this.#base, real), this.#log);
  }

  /** Undefined, and an error of the scan, for a folder that may be listed but not entered, or that is gone by now. */
  #realOf(folder: string): string | undefined {
    try {
      return realpathSync(folder);
    } catch (thrown) {
      this.#log.error('E_SOURCE', reportedPath(this.#base, folder), systemReason(thrown));
      return undefined;
    }
  }
}

/**
 * The files of one `.git`, or of a folder in it. Links are not followed.
 * @param shown the path that is reported for it
 */
export function* listGitFolder(folder: string, shown: string, log: ScanLog): Generator<ListedFile> {
  const open = [''];
  for (let inner = open.pop(); inner !== undefined; inner = open.pop()) {
    const here = Buffer.from(inner, 'latin1');
    const entries = entriesOf(pathIn(folder, here), join(shown, decodePath(here)), log);
    // Elsewhere these names are those of branches, submodules and whatever people keep there.
    const has = (wanted: string) => entries.some(({ name }) => name === wanted);
    const isRepository = has('HEAD') && (has('objects') || has('commondir'));
    for (const { name, isFolder } of entries) {
      const path = inner + name;
      if (isRepository && LEFT_OUT.test(name)) continue;
      if (isFolder) open.push(`${path}/`);
      else if (!SAMPLE.test(path)) yield { ...fileIn(folder, shown, Buffer.from(path, 'latin1'), false), inGit: true };
    }
  }
}
