import { accessSync, constants } from 'node:fs';
import { type SimpleGitOptions, simpleGit } from 'simple-git';
import { HexhoundError, messageOf, systemReason } from '../model/errors.ts';
import { refuseOddFiles } from './own-files.ts';
import { MOST_SILENCE } from './process-limits.ts';
import { failureReason } from './run.ts';
import { type GitContext, NO_HOOKS, SAFE_CONFIG, safeEnvironment } from './safety.ts';

/**
 * Asks git a question that has a short text for an answer: about its configuration, its folders, its worktrees. It runs
 * by simple-git, which takes 20 ms to load, so that whoever must start fast imports this when it is needed. What is long,
 * is bytes (paths and contents), has an input or must not wait for simple-git is for `startGit`.
 *
 * @param options.hooks leave core.hooksPath as configured
 * @returns the answer without the newline at its end; empty where git says no and gives no reason (exit code 1, nothing
 *   on stderr), as it does for a setting that is not there
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

/** simple-git itself takes a git that was killed, or that failed without a word, for one that succeeded. */
const toError: NonNullable<SimpleGitOptions['errors']> = (error, { exitCode, stdErr }) => {
  // The system's error number: git is not installed, or may not be run.
  if (exitCode < 0) return Buffer.from('git cannot be started: is it installed?');
  const isNo = exitCode === 1 && stdErr.length === 0;
  return exitCode === 0 || isNo ? error : (error ?? Buffer.from('git ended early'));
};

/**
 * simple-git refuses settings that could make git run programs. Ours (safety.ts) are among them, and so are those that
 * users put into GIT_CONFIG_COUNT: a credential helper, a rewritten address. A question runs nothing of them.
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
