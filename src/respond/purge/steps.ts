import { join, resolve } from 'node:path';
import { commandLine } from '../../syntax/shell/quote.ts';
import type { Address, Host } from '../exposure/remotes.ts';
import { afterwardSteps } from './afterwards.ts';
import { filterCommand, type Wanted } from './filter-command.ts';
import { cloneFolder, type PurgePlan, type PushedTo } from './plan.ts';
import { collectGarbage } from './remedies.ts';
import { gitIn, type Step, some } from './step.ts';

/** Files that were written for the commands. */
export interface PurgeFiles {
  readonly file: string | undefined;
  readonly blobsFile: string | undefined;
}

/**
 * The steps of a purge after the keys are rotated. Steps that do not apply to this repository are left out.
 */
export function stepsOf(plan: PurgePlan, files: PurgeFiles): Step[] {
  const wanted: Wanted = { ...plan.wanted, ...files };
  const isPushed = plan.pushedTo.length > 0;
  return [
    installStep(),
    ...plan.pushedTo.flatMap((remote) => remoteSteps(plan, remote, wanted)),
    ...cleanSteps(plan, wanted, isPushed),
    ...afterwardSteps(plan),
    ...(files.file === undefined && files.blobsFile === undefined ? [] : [removeFilesStep(files)]),
  ];
}

function installStep(): Step {
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
    remote.refs.length > 0 ? [] : ['It is not known whether it has a key: if it has none, skip these steps.'];
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
      text: [describeChanges(plan), ...describeEffects(plan)],
      commands: [filterCommand(wanted, folder, false), ...removeNameFiles(wanted, folder)],
    },
    ...(wanted.file === undefined ? [] : [checkStep(id('check'), wanted.file, folder)]),
    pushStep(id('push'), remote, folder, plan.folder, plan.hasNotes),
  ];
}

function isLocalPath(url: string): boolean {
  return !/^[a-z][a-z0-9+.-]*:\/\//i.test(url) && !/^[^/]+:/.test(url);
}

/** A sentence about how many commits are rewritten. */
function describeChanges({ affected }: PurgePlan): string {
  const commits = [...affected.values()].reduce((sum, count) => sum + count, 0);
  return `${commits} ${commits === 1 ? 'commit gets another id' : 'commits get other ids'}: those that have a key, and all that come after them. Signatures of commits and tags are lost.`;
}

function describeEffects({ wanted, hasNotes }: PurgePlan): string[] {
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
function removeNameFiles({ inRefNames }: Wanted, gitFolder: string): string[] {
  const files = ['ref-map', 'changed-refs'].map((name) => join(gitFolder, 'filter-repo', name));
  return inRefNames ? [commandLine('rm', '-f', ...files)] : [];
}

function checkStep(id: string, file: string, folder: string): Step {
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

function pushStep(id: string, remote: PushedTo, folder: string, here: string, hasNotes: boolean): Step {
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

/** The command that replaces all refs at an address, tags too, and deletes those that the clone no longer has. */
function pushCommand({ url: address, host }: Address, folder: string, here: string, hasNotes: boolean): string {
  const url = isLocalPath(address) ? resolve(here, address) : address;
  const isHidden = HIDDEN_REFS[host] !== '';
  const folders = ['heads', 'tags', ...(hasNotes ? ['notes'] : [])];
  const refspecs = isHidden ? folders.map((kind) => `+refs/${kind}/*:refs/${kind}/*`) : [];
  return gitIn(folder, 'push', '--force', isHidden ? '--prune' : '--mirror', url, ...refspecs);
}

function cleanSteps(plan: PurgePlan, wanted: Wanted, isPushed: boolean): Step[] {
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
    : [
        describeChanges(plan),
        ...describeEffects(plan),
        'Make a copy of the whole folder first, and delete it afterwards.',
      ];
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
        ...removeNameFiles(wanted, gitFolder),
        ...(origin === undefined ? [] : [gitIn(here, 'remote', 'add', 'origin', origin.url)]),
      ],
    },
    {
      id: 'expire',
      title: 'Drop what nothing leads to any more',
      text: ['Until then old objects are still there, for everybody who knows their ids.'],
      commands: collectGarbage(here).commands,
    },
    ...(wanted.file === undefined ? [] : [checkStep('check', wanted.file, here)]),
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

function removeFilesStep({ file, blobsFile }: PurgeFiles): Step {
  const paths = [file, blobsFile].filter((path) => path !== undefined);
  return {
    id: 'remove-file',
    title: 'Delete the file with the values',
    text: ['When everything else is done: it holds every key in the clear.'],
    commands: [commandLine('rm', '-f', ...paths)],
  };
}
