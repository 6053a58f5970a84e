import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { messageOf } from '../model/errors.ts';
import { askGit } from './ask.ts';
import { readConfig } from './config.ts';
import type { GitContext } from './safety.ts';

/** A repository, and where its parts are. */
export interface Repository extends GitContext {
  /** Absolute path of the work tree; undefined in a bare repository. */
  readonly root: string | undefined;
  readonly gitDir: string;
  /** Absolute path of `.git`, of the main work tree where there are several. */
  readonly commonDir: string;
  /** Absolute path of the folder with its own objects. */
  readonly objectsFolder: string;
  /** Absolute path of the file that lists the commits behind which history is cut. */
  readonly shallowFile: string;
  /** Absolute path of the folder with the reflogs that linked worktrees share. */
  readonly logsFolder: string;
  /** Bytes of an object's id: SHA-1 or SHA-256. */
  readonly hashBytes: 20 | 32;
  /** The history was cut by `git clone --depth`. */
  readonly shallow: boolean;
}

/** What `git clone --filter` writes into the configuration, the first since git 2.17, the second since 2.27. */
const PARTIAL = '^(extensions\\.partialclone|remote\\..*\\.promisor)$';

/**
 * Finds the repository that `context.cwd` is in.
 * @throws HexhoundError E_GIT when there is none, or git refuses it (safe.directory, safe.bareRepository)
 */
export async function openRepository(context: GitContext): Promise<Repository> {
  const answers = (await askGit(context, ['rev-parse', ...QUESTIONS])).split('\n');
  const [bare, inside, shallow, gitDir = '', commonDir = '', format, ...files] = answers;
  const [objects = '', shallowFile = '', logs = '', up = ''] = files;
  return {
    ...context,
    // Git goes up from where it really is, whatever links led there.
    root: bare === 'true' || inside !== 'true' ? undefined : resolve(realpathSync.native(context.cwd), up),
    gitDir,
    commonDir: resolve(context.cwd, commonDir),
    objectsFolder: resolve(context.cwd, objects),
    shallowFile: resolve(context.cwd, shallowFile),
    logsFolder: resolve(context.cwd, logs),
    hashBytes: format === 'sha256' ? 32 : 20,
    shallow: shallow === 'true',
  };
}

/** Asked all at once: each answer is a line. */
const QUESTIONS = [
  ...['--is-bare-repository', '--is-inside-work-tree', '--is-shallow-repository', '--absolute-git-dir'],
  ...['--git-common-dir', '--show-object-format'],
  ...['objects', 'shallow', 'logs/refs'].flatMap((path) => ['--git-path', path]),
  // The way up to the top of the work tree. At the end, for outside of one there may be no such line.
  '--show-cdup',
];

/** Whether it is a partial clone (`git clone --filter`), where objects are missing on purpose. */
export async function isPartial(repository: Repository): Promise<boolean> {
  return (await readConfig(repository, PARTIAL)).length > 0;
}

/**
 * Like `openRepository`, but undefined where `context.cwd` is in no repository.
 * @throws HexhoundError E_GIT when git refuses it
 */
export async function findRepository(context: GitContext): Promise<Repository | undefined> {
  try {
    return await openRepository(context);
  } catch (thrown) {
    if (messageOf(thrown).includes('not a git repository')) return undefined;
    throw thrown;
  }
}
