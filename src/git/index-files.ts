import { HexhoundError } from '../model/errors.ts';
import { readConfig } from './config.ts';
import { GITLINK } from './modes.ts';
import { decodePath } from './path.ts';
import { git, gitRecords } from './run.ts';
import type { GitContext } from './safety.ts';

/** A file in the index, or a submodule. */
interface IndexEntry {
  /** In octal: `100644`. */
  readonly mode: string;
  /** Id of the blob; of a submodule's commit. */
  readonly blob: string;
  /** Relative to the folder in which git was asked. */
  readonly path: string;
  /** The path as bytes. */
  readonly name: Buffer;
}

/** Paths of the submodules in the index. @param context at the top of the work tree */
export async function listGitlinks(context: GitContext): Promise<string[]> {
  const paths: string[] = [];
  for await (const { mode, path } of readIndex(context)) if (mode === GITLINK) paths.push(path);
  return paths;
}

/** The entries of the index: `<mode> SP <oid> SP <stage> TAB <path>` (git-ls-files(1), --stage); a file in conflict comes once for each stage. */
export async function* readIndex(context: GitContext): AsyncGenerator<IndexEntry> {
  for await (const record of gitRecords(context, ['ls-files', '-z', '--stage'])) {
    const tab = record.indexOf(9);
    const [mode = '', blob = ''] = record.toString('latin1', 0, tab).split(' ');
    const name = record.subarray(tab + 1);
    yield { mode, blob, path: decodePath(name), name };
  }
}

/**
 * Takes files out of the index; they stay on the disk.
 *
 * Whatever writes an index compares files that may have changed since the last write with their entries
 * (Documentation/technical/racy-git.txt), and for that git runs the filters of the repository's own configuration: they are
 * switched off here.
 * @param paths relative to `context.cwd`
 * @throws HexhoundError E_GIT
 */
export async function removeFromIndex(context: GitContext, paths: readonly string[]): Promise<void> {
  const env = withoutFilters(context.env, await filterDrivers(context));
  const input = paths.map((path) => `${path}\0`).join('');
  await git({ ...context, env }, ['update-index', '--force-remove', '-z', '--stdin'], { input });
}

/** The names of the filters that are configured: `filter.<name>.<variable>`. */
async function filterDrivers(context: GitContext): Promise<string[]> {
  const settings = await readConfig(context, '^filter\\.');
  const drivers = settings.flatMap(({ name }) => /^filter\.(.+)\.\w+$/s.exec(name)?.[1] ?? []);
  // Such a name cannot be passed to git in its environment.
  if (drivers.some((name) => name.includes('\ufffd'))) {
    throw new HexhoundError('E_GIT', context.cwd, 'the name of a filter in the configuration is not UTF-8');
  }
  return [...new Set(drivers)];
}

/** A filter without a command does nothing. Settings in the environment win over those in files (git-config(1)). */
function withoutFilters(env: GitContext['env'], drivers: readonly string[]): GitContext['env'] {
  const settings = drivers.flatMap((name) => [
    ...['clean', 'smudge', 'process'].map((variable) => [`filter.${name}.${variable}`, '']),
    [`filter.${name}.required`, 'false'],
  ]);
  const first = Number(env.GIT_CONFIG_COUNT ?? 0);
  const numbered = settings.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${first + index}`, key],
    [`GIT_CONFIG_VALUE_${first + index}`, value],
  ]);
  return { ...env, ...Object.fromEntries(numbered), GIT_CONFIG_COUNT: `${first + settings.length}` };
}
