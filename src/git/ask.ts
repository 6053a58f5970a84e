import { accessSync, constants } from 'node:fs';
import { type SimpleGitOptions, simpleGit } from 'simple-git';
import { HexhoundError, messageOf, systemReason } from '../model/errors.ts';
import { refuseOddFiles } from './own-files.ts';
import { MOST_SILENCE } from './process-limits.ts';
import { failureReason } from './run.ts';
import { type GitContext, NO_HOOKS, SAFE_CONFIG, safeEnvironment } from './safety.ts';

/**
 * Runs git for a short text: about its configuration, its folders, its worktrees. It uses simple-git, which takes 20 ms to
 * load: where the start must be fast, import this when it is needed. For long output, bytes (paths and contents) and input
 * there is `startGit`.
 *
 * @param options.hooks leave core.hooksPath as configured
 * @returns the output without the newline at its end; empty for exit code 1 without a message, as for a setting that does
 *   not exist
 * @throws HexhoundError E_GIT with git's own message, E_SOURCE for a folder that is not there or may not be entered
 */
export async function askGit(
  context: GitContext,
  args: readonly string[],
  options: { hooks?: boolean } = {},
): Promise<string> {
  checkFolder(context.cwd);
  refuseOddFiles(context);
  const env = safeEnvironment(context.env);
  const git = simpleGit({
    baseDir: context.cwd,
    config: options.hooks ? [...SAFE_CONFIG] : [...SAFE_CONFIG, NO_HOOKS],
    allowEnvironment: Object.keys(env),
    unsafe: ALLOWED,
    // A configuration can include a fifo, on which git waits for ever.
    timeout: { block: 1000 * MOST_SILENCE },
    // By default what git still writes 50 ms after its end would be lost.
    completion: { onExit: false },
    errors: toError,
  }).env(env);
  try {
    return (await git.raw([...args])).replace(/\n$/, '');
  } catch (cause) {
    throw new HexhoundError('E_GIT', context.cwd, failureReason(messageOf(cause).trim()), { cause });
  }
}

/** Where a program cannot be started in a folder, the system does not say which of the two is missing. */
function checkFolder(folder: string): void {
  try {
    accessSync(folder, constants.X_OK);
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new HexhoundError('E_SOURCE', folder, isMissing ? 'no such folder' : systemReason(cause), { cause });
  }
}

/** By default simple-git reports success for a git that was killed, or that failed without a message. */
const toError: NonNullable<SimpleGitOptions['errors']> = (error, { exitCode, stdErr }) => {
  // The system's error number: git is not installed, or may not be run.
  if (exitCode < 0) return Buffer.from('git cannot be started: is it installed?');
  const isNo = exitCode === 1 && stdErr.length === 0;
  return exitCode === 0 || isNo ? error : (error ?? Buffer.from('git ended early'));
};

/**
 * simple-git refuses settings that could make git run programs. Ours (safety.ts) are among them, and so are those that
 * users put into GIT_CONFIG_COUNT: a credential helper, a rewritten address. The commands that are run here use none of them.
 */
const ALLOWED: NonNullable<SimpleGitOptions['unsafe']> = {
  allowUnsafeAlias: true,
  allowUnsafeAskPass: true,
  allowUnsafeCommandBinaries: true,
  allowUnsafeConfigEnvCount: true,
  allowUnsafeConfigPaths: true,
  allowUnsafeCredentialHelper: true,
  allowUnsafeDiffExternal: true,
  allowUnsafeDiffTextConv: true,
  allowUnsafeEditor: true,
  allowUnsafeFilter: true,
  allowUnsafeFsMonitor: true,
  allowUnsafeGitProxy: true,
  allowUnsafeGpgProgram: true,
  allowUnsafeHooksPath: true,
  allowUnsafeInclude: true,
  allowUnsafeMergeDriver: true,
  allowUnsafePack: true,
  allowUnsafePager: true,
  allowUnsafeProtocolOverride: true,
  allowUnsafeSshCommand: true,
  allowUnsafeSubmodule: true,
  allowUnsafeTemplateDir: true,
  allowUnsafeUrlRewrite: true,
};
