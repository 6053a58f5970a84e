import type { Env } from '../model/env.ts';
/** A directory in which git is run, and the environment it gets. */
export interface GitContext {
  readonly cwd: string;
  readonly env: Env;
}

/**
 * A scanned repository is hostile, and a user's configuration can contain anything: neither may make git run a program, fetch,
 * write, start a pager, or change what plumbing prints.
 */
export const SAFE_CONFIG = [
  ...['core.fsmonitor=false', 'core.quotePath=false'],
  // A repository may be wrong about its file system: names that differ only in case would be ignored together.
  ...['core.ignoreCase=false', 'core.untrackedCache=false'],
];

/** Runs no hooks. Left out only where git is asked for their folder. */
export const NO_HOOKS = 'core.hooksPath=/dev/null';

const FORCED = {
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  GIT_LITERAL_PATHSPECS: '1',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_NO_LAZY_FETCH: '1',
  // Wins over protocol.<name>.allow of any configuration. The list allows one protocol, of a name that none can have.
  GIT_ALLOW_PROTOCOL: '/',
  // Git reads trace2.*Target from the user's and the system's configuration, and from no repository's; these overrule them
  // (git-config(1), trace2).
  GIT_TRACE2: '0',
  GIT_TRACE2_EVENT: '0',
  GIT_TRACE2_PERF: '0',
  LC_ALL: 'C',
};

/** Traces of git can go to a file, or into its output; GIT_REDIRECT_STDOUT redirects all of it (git(1)). */
const DROPPED_FAMILIES = /^GIT_(?:TRACE|CURL_VERBOSE$|REDIRECT_)/;

/** Variables that could make git run or write something, or read paths as patterns. */
const DROPPED = [
  ...['GIT_EXTERNAL_DIFF', 'GIT_DIFF_OPTS', 'GIT_TEMPLATE_DIR'],
  ...['GIT_PAGER', 'PAGER', 'GIT_EDITOR', 'GIT_SEQUENCE_EDITOR', 'EDITOR', 'VISUAL'],
  ...['GIT_GLOB_PATHSPECS', 'GIT_NOGLOB_PATHSPECS', 'GIT_ICASE_PATHSPECS'],
  ...['GIT_ASKPASS', 'SSH_ASKPASS', 'GIT_SSH', 'GIT_SSH_COMMAND', 'GIT_PROXY_COMMAND', 'GIT_EXEC_PATH'],
];

/** Variables that git sets for its hooks, such as those that name the repository (`git rev-parse --local-env-vars`). */
const LOCAL = [
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_CONFIG',
  'GIT_CONFIG_PARAMETERS',
  'GIT_OBJECT_DIRECTORY',
  'GIT_QUARANTINE_PATH',
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_IMPLICIT_WORK_TREE',
  'GIT_GRAFT_FILE',
  'GIT_INDEX_FILE',
  'GIT_REPLACE_REF_BASE',
  'GIT_PREFIX',
  'GIT_SHALLOW_FILE',
  'GIT_COMMON_DIR',
];

/**
 * The environment for git: the caller's, without those variables and with ours.
 * @param protocols by which it may fetch; none by default
 */
export function safeEnvironment(env: GitContext['env'], protocols?: readonly string[]): Record<string, string> {
  const kept = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !isDropped(entry[0]),
  );
  return {
    ...Object.fromEntries(kept),
    ...FORCED,
    ...(protocols !== undefined && { GIT_ALLOW_PROTOCOL: protocols.join(':') }),
  };
}

function isDropped(name: string): boolean {
  return DROPPED.includes(name) || DROPPED_FAMILIES.test(name);
}

/** Whether this may be a hook. */
export function hasHookVariables(env: GitContext['env']): boolean {
  return LOCAL.some((name) => env[name] !== undefined);
}

/** The environment for a repository other than the one that a hook may be running for. */
export function withoutHookVariables(env: GitContext['env']): GitContext['env'] {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !LOCAL.includes(name)));
}
