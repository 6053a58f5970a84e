import type { Host } from '../exposure/remotes.ts';
import type { PurgePlan, PushedTo } from './plan.ts';
import { gitIn, SHOWN_NAMES, type Step, some } from './step.ts';

/** Steps that cannot be done by commands. */
export function afterwardSteps(plan: PurgePlan): Step[] {
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
    const hosts = plan.pushedTo.flatMap(({ host, others }) => [host, ...others.map((other) => other.host)]);
    for (const host of new Set(hosts)) step(...HOSTED[host]);
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
  return own.map((ref) => gitIn(folder, 'push', '--force', name, ...(going.includes(ref) ? ['--delete'] : []), ref));
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
