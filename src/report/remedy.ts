/** What to do about a finding, which depends on how far its secret has got. */

import type { Finding, Spread } from '../model/finding.ts';
import type { FindingDocument } from './schema.ts';

/** How far a secret has got; `dead` if its service does not accept it any more. */
export type Reach = Spread | 'unknown' | 'dead';

/** What is farthest out decides, and what is not known counts as such. */
const BY_DANGER = ['unknown', 'pushed', 'committed', 'uncommitted'] as const;

export function reachOf({ verification, spread }: Pick<Finding, 'verification' | 'spread'>): Reach {
  return verification?.status === 'inactive' ? 'dead' : (spread ?? 'unknown');
}

export function worstOf(reaches: readonly Reach[]): Reach {
  return BY_DANGER.find((reach) => reaches.includes(reach)) ?? 'dead';
}

/** How far those have got that have not got farther, in words; the farthest first. */
export const HEADS: readonly (readonly [spread: Spread, words: string])[] = [
  ['pushed', 'Pushed'],
  ['committed', 'Committed, not pushed'],
  ['uncommitted', 'Not committed'],
];

/**
 * What comes first for a secret that has got so far.
 * @param code marks commands
 */
export function firstStepOf(
  spread: Spread,
  { hexhound, git, id, commit }: { hexhound: string; git: string; id: string; commit: string },
  code: (command: string) => string = (command) => command,
): string {
  switch (spread) {
    case 'pushed':
      return `rotate first, for whoever has fetched has it. ${code(`${hexhound} purge ${id}`)} then takes it out of the history.`;
    case 'committed':
      return `take it out before you push, of the last commit with ${code(`${git} commit --amend`)}, of an older one with ${code(`${git} rebase -i ${commit}^`)}; rotate it if in doubt.`;
    case 'uncommitted':
      return 'take it out; nothing has to be replaced, unless it was shared.';
  }
}

/** People think that what is in no file any more is gone. */
export const STILL_IN_HISTORY = 'Changing a file does not take a key out of the history: rotate it.';

/** What stands in `.git` is no matter of commits: it goes wherever the folder is copied. */
export function inGitOf(places: readonly Partial<Pick<Finding['occurrences'][number], 'kind' | 'path'>>[]): string[] {
  const own = places.filter(({ kind }) => kind === 'git-file');
  if (own.length === 0) return [];
  const isConfig = own.some(({ path = '' }) => /(?:^|\/)config(?:\.worktree)?$/.test(path));
  return [
    'Nobody gets what stands in .git by cloning, but whoever copies the folder does: images, backups, artifacts of CI.',
    ...(isConfig
      ? [
          'Take it out of .git/config: git remote set-url NAME ADDRESS without it, and a credential helper in its place.',
        ]
      : []),
  ];
}

export interface Remedy {
  /** The risk, or that there is none any more; may be empty. */
  readonly meaning: string;
  /** How urgent it is to rotate: `Rotate it`. Absent if it need not be, or nobody knows where. */
  readonly rotate?: string;
  readonly steps: readonly string[];
}

/** @param isFile the finding is about a file, not about a secret */
export function remedyOf({ risk, fix }: Pick<FindingDocument, 'risk' | 'fix'>, reach: Reach, isFile: boolean): Remedy {
  if (reach === 'dead') {
    return {
      meaning: 'Its service does not accept it any more: nothing to replace. Take it out, so that nobody relies on it.',
      steps: [],
    };
  }
  const isFar = reach === 'pushed' || reach === 'unknown';
  const rotate = isFar ? 'Rotate it' : reach === 'committed' ? 'If in doubt, rotate it' : undefined;
  // What is to be done about a file has to be done before the commit, too.
  const steps = isFar ? fix.steps : isFile ? fix.steps.filter((step) => !/^Rotate/.test(step)) : [];
  return { meaning: risk, steps, ...(rotate !== undefined && fix.rotate !== undefined && { rotate }) };
}
