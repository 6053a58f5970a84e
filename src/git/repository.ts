import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type SimpleGit, simpleGit } from 'simple-git';
import { HexhoundError, messageOf } from '../model/errors.ts';
import { type GitContext, NO_HOOKS, SAFE_CONFIG, safeEnvironment } from './safety.ts';

/** What is worth knowing about a repository before it is read. */
export interface Repository extends GitContext {
  /** Absolute path of the work tree; undefined in a bare repository. */
  readonly root: string | undefined;
  readonly gitDir: string;
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

/** What `git clone --filter` writes into the configuration, since git 2.17 the one and since 2.27 the other. */
const PARTIAL = /^(?:extensions\.partialclone|remote\..*\.promisor)$/m;

/**
 * Finds the repository that `context.cwd` is in.
 * @throws HexhoundError E_GIT when there is none, or git refuses it (safe.directory, safe.bareRepository)
 */
export async function openRepository(context: GitContext): Promise<Repository> {
  const git = connect(context);
  const answers = await ask(git, context, ['rev-parse', ...QUESTIONS]);
  const [bare, inside, shallow, gitDir = '', format, objects = '', shallowFile = '', logs = ''] = answers.split('\n');
  const root = inside === 'true' ? await ask(git, context, ['rev-parse', '--show-toplevel']) : undefined;
  return {
    ...context,
    root: bare === 'true' || root === undefined ? undefined : resolve(root),
    gitDir,
    objectsFolder: resolve(context.cwd, objects),
    shallowFile: resolve(context.cwd, shallowFile),
    logsFolder: resolve(context.cwd, logs),
    hashBytes: format === 'sha256' ? 32 : 20,
    shallow: shallow === 'true',
  };
}

/** What git is asked, all at once: each answer is a line. */
const QUESTIONS = [
  ...['--is-bare-repository', '--is-inside-work-tree', '--is-shallow-repository', '--absolute-git-dir'],
  ...['--show-object-format', '--git-path', 'objects', '--git-path', 'shallow', '--git-path', 'logs/refs'],
];

/** Objects may be missing on purpose: in a partial clone (`git clone --filter`). */
export async function isPartial(repository: Repository): Promise<boolean> {
  return PARTIAL.test(await ask(connect(repository), repository, ['config', '--list', '--name-only']));
}

/** Like `openRepository`, but undefined where `context.cwd` is in no repository. What git refuses still throws. */
export async function findRepository(context: GitContext): Promise<Repository | undefined> {
  try {
    return await openRepository(context);
  } catch (thrown) {
    if (messageOf(thrown).includes('not a git repository')) return undefined;
    throw thrown;
  }
}

/** simple-git under the same rules as our own processes. It guards against exactly the settings that we set on purpose. */
function connect(context: GitContext): SimpleGit {
  const env = safeEnvironment(context.env);
  if (!existsSync(context.cwd)) throw new HexhoundError('E_SOURCE', context.cwd, 'no such folder');
  return simpleGit({
    baseDir: context.cwd,
    config: [...SAFE_CONFIG, NO_HOOKS],
    allowEnvironment: Object.keys(env),
    unsafe: {
      allowUnsafeProtocolOverride: true,
      allowUnsafeHooksPath: true,
      allowUnsafeFsMonitor: true,
      // How callers say `safe.directory` in CI; the settings themselves are still checked one by one.
      allowUnsafeConfigEnvCount: true,
      allowUnsafeConfigPaths: true,
    },
  }).env(env);
}

async function ask(git: SimpleGit, context: GitContext, args: string[]): Promise<string> {
  try {
    return (await git.raw(args)).trim();
  } catch (cause) {
    const [line = ''] = messageOf(cause).trim().split('\n');
    throw new HexhoundError('E_GIT', context.cwd, line.replace(/^(fatal|error): /, ''), { cause });
  }
}
