/** Says in words since when a finding is in the history, and what has it now. */

import { clip, grouped, listed } from '../syntax/words.ts';
import { shortId } from './place.ts';
import type { HistoryDocument } from './schema.ts';

type Commit = NonNullable<HistoryDocument['first']>;

/** Kinds of refs by prefix; the first that matches decides. A single ref of a kind is named, several are counted. */
const KINDS: readonly (readonly [prefix: string, one: string, many: string])[] = [
  ['HEAD', 'HEAD', 'HEAD'],
  ['index', 'the index', 'the index'],
  ['refs/stash', 'the stash', 'stashes'],
  ['refs/heads/', 'branch', 'branches'],
  ['refs/remotes/', 'remote branch', 'remote branches'],
  ['refs/tags/', 'tag', 'tags'],
  ['refs/', 'ref', 'other refs'],
];

/** What has the secret now. */
interface Holders {
  /** A ref, HEAD or the index has it, not only the history. */
  readonly isHeld: boolean;
  readonly text: string;
}

export interface Lifetime {
  /** `2019-03-02 (commit a1b2c3d4e5, Ada) until 2020-01-05 (commit d4e5f6a7b8)`; absent where no commit has it. */
  readonly since?: string;
  /** `in HEAD, 3 branches and tag v1`; absent where that was not looked up. */
  readonly now?: Holders;
}

/**
 * @param isMessage it is only in messages of commits, which no later commit can remove
 * @param show shortens authors
 */
export function lifetimeOf(
  history: HistoryDocument,
  isMessage: boolean,
  show: (author: string) => string = (author) => author,
): Lifetime {
  const since = sinceOf(history, isMessage, show);
  const now = holdersOf(history, isMessage);
  return { ...(since !== undefined && { since }), ...(now && { now }) };
}

/** The last commit that has what was taken out of HEAD; undefined where it was not, or that was not looked up. */
export function endOf({ last, heldBy }: HistoryDocument, isMessage: boolean): Commit | undefined {
  return isMessage || heldBy === undefined || heldBy.includes('HEAD') ? undefined : last;
}

function sinceOf(history: HistoryDocument, isMessage: boolean, show: (author: string) => string): string | undefined {
  const { first } = history;
  if (first === undefined) return undefined;
  const last = endOf(history, isMessage);
  const since = `${day(first)} (commit ${shortId(first.id)}, ${clip(show(first.author), 60)})`;
  if (last === undefined) return since;
  if (last.id === first.id) return `${since}, in that commit only`;
  return `${since} until ${day(last)} (commit ${shortId(last.id)})`;
}

function holdersOf({ first, heldBy, reachedBy }: HistoryDocument, isMessage: boolean): Holders | undefined {
  const names = namesOf(heldBy ?? []);
  if (names.length > 0) {
    const rest = first === undefined ? ', not committed' : ', not in HEAD';
    return { isHeld: true, text: `in ${listed(names)}${heldBy?.includes('HEAD') ? '' : rest}` };
  }
  if (reachedBy === 'nothing') {
    return { isHeld: false, text: 'unreachable: no ref leads to it, but it is still in this repository' };
  }
  if (reachedBy === 'reflog') return { isHeld: false, text: 'in no branch or tag; only the reflog leads to it' };
  if (heldBy === undefined || isMessage) return undefined;
  return { isHeld: false, text: 'in no branch or tag any more, but in the history' };
}

function namesOf(heldBy: readonly string[]): string[] {
  const held = KINDS.map(([prefix, one, many]) => ({ prefix, one, many, first: '', count: 0 }));
  for (const ref of heldBy) {
    const kind = held.find(({ prefix }) => ref.startsWith(prefix));
    if (kind !== undefined && kind.count++ === 0) kind.first = ref;
  }
  return held
    .filter(({ count }) => count > 0)
    .map(({ prefix, one, many, first, count }) =>
      count > 1 ? `${grouped(count)} ${many}` : clip(`${one} ${first.slice(prefix.length)}`.trim(), 60),
    );
}

function day({ date }: Commit): string {
  return date.slice(0, 10);
}
