import { join } from 'node:path';
import { commandLine } from '../../syntax/shell/quote.ts';
import { gitIn } from './step.ts';

/** What to do about a leftover. */
export interface Remedy {
  readonly text: string;
  /** For a POSIX shell. Empty if it has to be done by hand. */
  readonly commands: readonly string[];
}

/** Removes objects that are reachable only from the reflog, or not at all. */
export function collectGarbage(folder: string): Remedy {
  return {
    text: 'Drop the reflog and collect what nothing leads to:',
    commands: [gitIn(folder, 'reflog', 'expire', '--expire=now', '--all'), gitIn(folder, 'gc', '--prune=now')],
  };
}

/** Files within `.git` that git leaves behind, and writes again when it needs them. */
const LEFT_BEHIND =
  /^(?:worktrees\/[^/]+\/)?(?:[A-Z_]*_?EDITMSG(?:~|\.swp|\.bak)?|\.[A-Z_]*EDITMSG\.sw.|MERGE_MSG|SQUASH_MSG|MERGE_HEAD|FETCH_HEAD|ORIG_HEAD|CHERRY_PICK_HEAD|REVERT_HEAD|BISECT_[A-Z_]+|AUTO_MERGE|REBASE_HEAD|gitk\.cache|[^/]*\.lock|gc\.log)$/;

/** Folders of operations that were not finished, and the git command that ends each. */
const OPERATIONS: readonly (readonly [path: RegExp, quit: string])[] = [
  [/^(?:worktrees\/[^/]+\/)?rebase-(?:merge|apply)\//, 'rebase'],
  [/^(?:worktrees\/[^/]+\/)?sequencer\//, 'cherry-pick'],
];

/**
 * What to do about a file within `.git`.
 * @param gitFolder absolute
 * @param path relative to it
 * @param folder where git is run
 */
export function remedyForGitFile(gitFolder: string, path: string, isInName: boolean, folder: string): Remedy {
  const remove = (target: string, ...options: readonly string[]) => [
    commandLine('rm', '-f', ...options, join(gitFolder, target)),
  ];
  if (/^(?:worktrees\/[^/]+\/)?logs\/refs\/stash$/.test(path)) {
    return {
      text: 'The list of stashes repeats messages. Apply what you need, then drop them all:',
      commands: [gitIn(folder, 'stash', 'clear')],
    };
  }
  if (/^(?:worktrees\/[^/]+\/)?logs\//.test(path)) {
    return {
      text: 'The reflog repeats the first lines of messages, and names of branches. Drop it:',
      commands: [gitIn(folder, 'reflog', 'expire', '--expire=now', '--all'), ...(isInName ? remove(path) : [])],
    };
  }
  const operation = OPERATIONS.find(([pattern]) => pattern.test(path));
  if (operation !== undefined) {
    return {
      text: `A ${operation[1]} was begun and not ended. End it, or give it up:`,
      commands: [gitIn(folder, operation[1], '--quit')],
    };
  }
  if (LEFT_BEHIND.test(path)) return { text: 'Git has left it behind. Remove it:', commands: remove(path) };
  if (path.startsWith('filter-repo/')) {
    return { text: 'git-filter-repo has left it behind. Remove it:', commands: remove('filter-repo', '-r') };
  }
  if (path.startsWith('hexhound/')) {
    return { text: 'A file with values for a purge. Delete it when that is done:', commands: remove(path) };
  }
  if (/^(?:refs\/|packed-refs$)/.test(path)) return remedyForRefName();
  if (/^(?:worktrees\/[^/]+\/)?index$/.test(path)) {
    return { text: 'A file with such a name is staged: rename it, or take it out with git rm --cached.', commands: [] };
  }
  if (path === 'config' || path.startsWith('worktrees/')) {
    return {
      text: 'Edit it: an address of a remote, a name of a branch or a header may have the value in it.',
      commands: [],
    };
  }
  if (path.startsWith('modules/')) {
    return { text: 'It belongs to a submodule, which has to be purged by itself.', commands: [] };
  }
  if (path.startsWith('lfs/')) {
    return { text: 'Git LFS has stored the content. Take it out of the history, then: git lfs prune.', commands: [] };
  }
  return { text: 'Edit or remove it.', commands: [] };
}

export function remedyForRefName(): Remedy {
  return {
    text: 'The name of a branch or tag has it: rename it (git branch -m, git tag), here and on remotes.',
    commands: [],
  };
}

export function remedyForWorkTree(isIgnored: boolean): Remedy {
  const text = isIgnored
    ? 'Git ignores the file. Put the new key in its place (hexhound rotate), or remove it.'
    : 'Take it out of the file before the next commit.';
  return { text, commands: [] };
}

/** What to do about an object that is reachable from a ref. */
export function remedyForRef(ref: string, folder: string): Remedy {
  const stash = ref === 'refs/stash' ? 'stash@{0}' : ref;
  if (stash.startsWith('stash@')) {
    return {
      text: 'A stash has it. Drop it:',
      commands: [gitIn(folder, 'stash', 'drop', stash), ...collectGarbage(folder).commands],
    };
  }
  if (ref.startsWith('refs/remotes/')) {
    return {
      text: 'A remote branch has it. Push the new history and fetch, or drop the ref here:',
      commands: [gitIn(folder, 'update-ref', '-d', ref), ...collectGarbage(folder).commands],
    };
  }
  if (ref.startsWith('refs/original/') || ref.startsWith('refs/replace/')) {
    return {
      text: 'It is a copy of old history. Drop it:',
      commands: [gitIn(folder, 'update-ref', '-d', ref), ...collectGarbage(folder).commands],
    };
  }
  return { text: 'The history still has it: run git filter-repo (see hexhound purge).', commands: [] };
}

/** The order in which commands are run: references to objects have to go before garbage is collected. */
const ORDER: readonly RegExp[] = [
  / stash drop /,
  / stash clear$/,
  / update-ref /,
  /^rm /,
  /--quit$/,
  / reflog expire /,
  / gc /,
];

/** The commands of all remedies, each once, in the order to run them: stashes from the highest number down, because each drop renumbers those above. */
export function commandsOf(remedies: readonly Remedy[]): string[] {
  const commands = [...new Set(remedies.flatMap((remedy) => remedy.commands))];
  const rank = (command: string) => ORDER.findIndex((pattern) => pattern.test(command));
  const stash = (command: string) => Number(/ stash drop '?stash@\{(\d+)\}/.exec(command)?.[1] ?? 0);
  return commands.sort((a, b) => rank(a) - rank(b) || stash(b) - stash(a));
}
