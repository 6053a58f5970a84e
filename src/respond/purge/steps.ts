import { join, resolve } from 'node:path';
import { commandLine } from '../../syntax/shell/quote.ts';
import { firstOf } from '../../syntax/words.ts';
import type { Address, Host } from '../exposure/remotes.ts';
import { filterCommand, type Wanted } from './filter-command.ts';
import { cloneFolder, hostsOf, type PurgePlan, type PushedTo } from './plan.ts';

/** One step of a purge, in order. */
export interface Step {
  readonly id: string;
  readonly title: string;
  /** Sentences about it. */
  readonly text: readonly string[];
  /** For a POSIX shell, in order. Empty if it has to be done by hand. */
  readonly commands: readonly string[];
}

/** Files that were written for the commands. */
export interface PurgeFiles {
  readonly file: string | undefined;
  readonly blobsFile: string | undefined;
}

const SHOWN_NAMES = 12;

/**
 * The steps of a purge after the keys are rotated. Steps that do not apply to this repository are left out.
 */
export function stepsOf(plan: PurgePlan, files: PurgeFiles): Step[] {
  const wanted: Wanted = { ...plan.wanted, ...files };
  const isPushed = plan.pushedTo.length > 0;
  return [
    install(),
    ...plan.pushedTo.flatMap((remote) => remoteSteps(plan, remote, wanted)),
    ...cleanHere(plan, wanted, isPushed),
    ...afterwards(plan),
    ...(files.file === undefined && files.blobsFile === undefined ? [] : [removeFiles(files)]),
  ];
}

function install(): Step {
  return {
    id: 'install',
    title: 'Have git-filter-repo at hand',
    text: [
      'It rewrites histories: https://github.com/newren/git-filter-repo. It needs Python 3 and git 2.36 or later.',
    ],
    commands: ['git filter-repo --version || python3 -m pip install --user git-filter-repo'],
  };
}

function remoteSteps(plan: PurgePlan, remote: PushedTo, wanted: Wanted): Step[] {
  const folder = cloneFolder(plan, remote.name);
  const isLocal = isLocalPath(remote.url);
  const url = isLocal ? resolve(plan.folder, remote.url) : remote.url;
  const id = (step: string) => `${remote.name}-${step}`;
  const doubts =
    remote.refs.length > 0 ? [] : ['Whether it has a key cannot be told from here: where it has not, leave these out.'];
  const credentials = [remote, ...remote.others].some(({ hadCredentials }) => hadCredentials)
    ? ['The address in the configuration has credentials in it, which are not shown here and which git will ask for.']
    : [];
  return [
    {
      id: id('clone'),
      title: `Make a fresh mirror clone of ${remote.name}`,
      text: ['Nothing of yours is in it, so nothing of yours can be lost.', ...doubts, ...credentials],
      commands: [commandLine('git', 'clone', '--mirror', ...(isLocal ? ['--no-local'] : []), url, folder)],
    },
    {
      id: id('filter'),
      title: 'Rewrite it',
      text: [changes(plan), ...filterNotes(plan)],
      commands: [filterCommand(wanted, folder, false), ...forgetNames(wanted, folder)],
    },
    ...(wanted.file === undefined ? [] : [check(id('check'), wanted.file, folder)]),
    push(id('push'), remote, folder, plan.folder, plan.hasNotes),
  ];
}

function isLocalPath(url: string): boolean {
  return !/^[a-z][a-z0-9+.-]*:\/\//i.test(url) && !/^[^/]+:/.test(url);
}

/** A sentence about how many commits are rewritten. */
function changes({ affected }: PurgePlan): string {
  const commits = [...affected.values()].reduce((sum, count) => sum + count, 0);
  return `${commits} ${commits === 1 ? 'commit gets another id' : 'commits get other ids'}: those that have a key, and all that come after them. Signatures of commits and tags are lost.`;
}

function filterNotes({ wanted, hasNotes }: PurgePlan): string[] {
  const notes: string[] = [];
  if (wanted.paths.length + wanted.globs.length > 0) {
    notes.push('Whole files go, from the current version too: keep a copy of those that you need outside of git.');
  }
  if (wanted.inFileNames) notes.push('Files that have a key in their name get another name.');
  if (wanted.inRefNames) notes.push('Branches or tags that have a key in their name get another name.');
  if (hasNotes) notes.push('Notes (refs/notes) are named by ids of commits, which change: they stay on the old ids.');
  return notes;
}

/** Removes the files in which git-filter-repo records the old names of refs. */
function forgetNames({ inRefNames }: Wanted, gitFolder: string): string[] {
  const files = ['ref-map', 'changed-refs'].map((name) => join(gitFolder, 'filter-repo', name));
  return inRefNames ? [commandLine('rm', '-f', ...files)] : [];
}

function check(id: string, file: string, folder: string): Step {
  return {
    id,
    title: 'Check that nothing is left',
    text: ['Go on only when this ends with exit code 0.'],
    commands: [commandLine('hexhound', 'purge', '--verify', file, '--repository', folder)],
  };
}

/** Refs of pull requests are read-only at GitHub, so that a push of a mirror fails; GitLab and others refuse theirs too. */
const HIDDEN_REFS: Readonly<Record<Host, string>> = {
  github: 'refs/pull/*',
  gitlab: 'refs/merge-requests/*',
  bitbucket: 'refs/pull-requests/*',
  azure: 'refs/pull/*',
  other: '',
};

function push(id: string, remote: PushedTo, folder: string, here: string, hasNotes: boolean): Step {
  const { name, refs, perhaps } = remote;
  const addresses = [remote, ...remote.others];
  const hidden = [...new Set(addresses.map(({ host }) => HIDDEN_REFS[host]))].filter((pattern) => pattern !== '');
  const uncertain =
    perhaps.length === 0
      ? []
      : [
          'Git does not note where tags and refs other than branches were pushed. ' +
            `These have a key and may be there: ${some(perhaps)}.`,
        ];
  return {
    id,
    title: `Push it to ${name}`,
    text: [
      'Have everybody push or note down their work first: what is pushed to the old history later brings the keys back.',
      'Lift the protection of branches and tags that forbids a forced push, and put it back afterwards.' +
        (refs.length === 0 ? '' : ` Refs that have a key: ${some(refs)}.`),
      ...uncertain,
      ...hidden.map((pattern) => `${pattern} cannot be pushed to, see below.`),
    ],
    commands: addresses.map((address) => pushCommand(address, folder, here, hasNotes)),
  };
}

/** The command that replaces what is at an address, tags too, and deletes what is not in the clone any more. */
function pushCommand({ url: address, host }: Address, folder: string, here: string, hasNotes: boolean): string {
  const url = isLocalPath(address) ? resolve(here, address) : address;
  const isHidden = HIDDEN_REFS[host] !== '';
  const folders = ['heads', 'tags', ...(hasNotes ? ['notes'] : [])];
  const refspecs = isHidden ? folders.map((kind) => `+refs/${kind}/*:refs/${kind}/*`) : [];
  return commandLine('git', '-C', folder, 'push', '--force', isHidden ? '--prune' : '--mirror', url, ...refspecs);
}

function cleanHere(plan: PurgePlan, wanted: Wanted, isPushed: boolean): Step[] {
  const { folder: here, gitFolder } = plan;
  const leftovers = [
    ...(plan.hasStash ? ['the stash'] : []),
    ...(plan.hasDangling ? ['commits that only the reflog or nothing leads to'] : []),
  ];
  const title = isPushed ? 'Clean this clone' : 'Rewrite this repository';
  const text = isPushed
    ? [
        'Best delete it and clone again. If it has work that is nowhere else, rewrite it the same way; then its branches fit the new history.',
      ]
    : [changes(plan), ...filterNotes(plan), 'Make a copy of the whole folder first, and delete it afterwards.'];
  if (leftovers.length > 0) text.push(`Here are also ${leftovers.join(' and ')}: they are rewritten or dropped.`);
  text.push('Commit or stash what is not committed: git-filter-repo resets the work tree.');
  if (plan.worktrees.length > 0) {
    text.push(
      `Remove the other worktrees first, which keep old commits and files: git worktree remove, of ${some(plan.worktrees)}.`,
    );
  }
  const origin = plan.remotes.find(({ name }) => name === 'origin');
  if (origin !== undefined) text.push('git-filter-repo removes the remote origin; it is added again.');
  if (origin !== undefined && origin.others.length > 0) {
    text.push(`Its other addresses have to be added by hand: ${some(origin.others.map(({ url }) => url))}.`);
  }
  return [
    {
      id: 'filter',
      title,
      text,
      commands: [
        filterCommand(wanted, here, true),
        ...forgetNames(wanted, gitFolder),
        ...(origin === undefined ? [] : [commandLine('git', '-C', here, 'remote', 'add', 'origin', origin.url)]),
      ],
    },
    {
      id: 'expire',
      title: 'Drop what nothing leads to any more',
      text: ['Until then old objects are still there, for everybody who knows their ids.'],
      commands: [
        commandLine('git', '-C', here, 'reflog', 'expire', '--expire=now', '--all'),
        commandLine('git', '-C', here, 'gc', '--prune=now'),
      ],
    },
    ...(wanted.file === undefined ? [] : [check('check', wanted.file, here)]),
    ...(plan.submodules.length === 0
      ? []
      : [
          {
            id: 'submodules',
            title: 'Look into the submodules',
            text: [`They have histories of their own: ${some(plan.submodules)}. Run hexhound history in each.`],
            commands: [],
          },
        ]),
  ];
}

/** Steps that cannot be done by commands. */
function afterwards(plan: PurgePlan): Step[] {
  const steps: Step[] = [];
  const step = (id: string, title: string, ...text: readonly string[]) => steps.push({ id, title, text, commands: [] });
  const tags = [...new Set(plan.items.flatMap(({ exposure }) => exposure.tags))];
  const packages = [...new Set(plan.items.flatMap(({ exposure }) => exposure.packages))];
  const images = [...new Set(plan.items.flatMap(({ exposure }) => exposure.images))];
  if (plan.pushedTo.length > 0) {
    const authors = [...plan.affected.keys()];
    step(
      'clones',
      'Have everybody clone again',
      ...(authors.length === 0
        ? []
        : [
            `${authors.length === 1 ? '1 author has' : `${authors.length} authors have`} commits since the first one with a key: ${some(authors)}.`,
          ]),
      'A git pull into an old clone merges the old history back in. Who has work of their own rebases it onto the new history first.',
    );
    for (const host of hostsOf(plan)) step(...HOSTED[host]);
    step(
      'caches',
      'Empty caches and artefacts',
      'Delete CI caches, logs and build artefacts that were made from the old history, and check-outs on servers and in mirrors.',
    );
  }
  const commands = plan.pushedTo.flatMap((remote) => refCommands(plan, remote));
  if (tags.length + commands.length > 0) {
    steps.push({
      id: 'tags',
      title: 'Look after tags and releases',
      text: [
        ...(tags.length === 0
          ? []
          : [
              `These tags have a key in their history and now lead to other commits: ${some(tags)}.`,
              'Archives of releases that were attached or downloaded still have it: delete and make them anew.',
            ]),
        ...(commands.length === 0 ? [] : ['Those that were pushed and are not replaced yet (git ls-remote tells):']),
      ],
      commands,
    });
  }
  if (packages.length > 0) {
    step(
      'packages',
      'Withdraw packages',
      `A file with a key would be in: ${some(packages)}. Published versions keep it: deprecate or unpublish them.`,
    );
  }
  if (images.length > 0) {
    step(
      'images',
      'Delete images',
      `A file with a key would be in: ${some(images)}. Layers keep it in registries and on hosts: delete and build anew.`,
    );
  }
  if (plan.hasLargeFiles) {
    step(
      'lfs',
      'Look into Git LFS',
      'What Git LFS stores is outside of git and was not looked at, here or on the server.',
    );
  }
  step(
    'backups',
    'Think of backups',
    'Backups and copies of this repository keep the keys: that they are rotated is what counts.',
  );
  return steps;
}

/** Refs that servers make themselves, and that nobody can push. */
const OF_SERVERS = /^refs\/(?:pull|merge-requests|pull-requests|changes|keep-around)\//;

/** The commands that replace or delete at a remote what may have been pushed there, ref by ref. */
function refCommands({ folder, nameable }: PurgePlan, { name, perhaps, going }: PushedTo): string[] {
  if (!nameable(name)) return [];
  const own = perhaps.filter((ref) => !OF_SERVERS.test(ref) && nameable(ref)).slice(0, SHOWN_NAMES);
  return own.map((ref) =>
    commandLine('git', '-C', folder, 'push', '--force', name, ...(going.includes(ref) ? ['--delete'] : []), ref),
  );
}

const HOSTED: Readonly<Record<Host, readonly [id: string, title: string, ...text: string[]]>> = {
  github: [
    'github',
    'Ask GitHub to clean up',
    'Pull requests (refs/pull) and cached views of old commits stay: ask at https://support.github.com to remove them, with the ids of the first changed commits.',
    'Open pull requests have to be rebased or closed, and forks keep everything: each owner has to delete or purge theirs.',
    'https://docs.github.com/authentication/keeping-your-account-and-data-secure/removing-sensitive-data-from-a-repository',
  ],
  gitlab: [
    'gitlab',
    'Clean up at GitLab',
    'Merge requests and pipelines keep old commits in refs of their own: Settings > Repository > Repository maintenance > Clean up repository takes the file commit-map that is in filter-repo of the rewritten clone; then run Housekeeping under Settings > General > Advanced.',
    'Open merge requests have to be rebased or closed, and forks keep everything.',
    'https://docs.gitlab.com/user/project/repository/repository_size/',
  ],
  bitbucket: [
    'bitbucket',
    'Ask Bitbucket to clean up',
    'Pull requests and views of old commits stay until the server collects its garbage: ask at https://support.atlassian.com. Forks keep everything.',
  ],
  azure: [
    'azure',
    'Clean up at Azure DevOps',
    'Pull requests (refs/pull) keep old commits, and the server does not collect them: where that matters, delete the repository and push to a new one. Forks keep everything.',
  ],
  other: [
    'server',
    'Clean up on the server',
    'Old commits stay on it until its garbage is collected: whoever runs it does git reflog expire --expire=now --all and git gc --prune=now there. Forks and mirrors keep everything.',
  ],
};

function removeFiles({ file, blobsFile }: PurgeFiles): Step {
  const paths = [file, blobsFile].filter((path) => path !== undefined);
  return {
    id: 'remove-file',
    title: 'Delete the file with the values',
    text: ['When everything else is done: it holds every key in the clear.'],
    commands: [commandLine('rm', '-f', ...paths)],
  };
}

function some(names: readonly string[]): string {
  return firstOf(names, SHOWN_NAMES);
}
