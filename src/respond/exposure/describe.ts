import { firstOf, plural } from '../../syntax/words.ts';
import type { Exposure, OnRemote } from './exposure.ts';

/** Names of each kind that are listed at most; all are counted. */
const SHOWN = 5;

/** An exposure as rows of a name and a text. */
export function exposureRows(exposure: Exposure): [name: string, text: string][] {
  const { unknown, first, last, removed, isStill, days, authors, branches, tags, otherRefs, remotes } = exposure;
  if (unknown !== undefined) return [['exposed', unknown]];
  const since =
    first === undefined ? '' : `since ${day(first.date)} (commit ${first.id.slice(0, 10)}, ${first.author})`;
  const until =
    removed === undefined
      ? isStill
        ? 'still there'
        : ''
      : `removed ${day(removed.date)} (commit ${removed.id.slice(0, 10)})`;
  const length = days === undefined ? '' : plural(days, 'day');
  const lastRow =
    last === undefined || last.id === first?.id ? '' : `${day(last.date)} (commit ${last.id.slice(0, 10)})`;
  return [
    [
      'exposed',
      [since, until, length].filter((part) => part !== '').join(', ') || 'never in a commit that a ref leads to',
    ],
    ['last in', lastRow],
    ['by', some(authors.map(({ author, commits }) => `${author} (${plural(commits, 'commit')})`))],
    ['branches', some(branches)],
    ['tags', some(tags)],
    ['other refs', some(otherRefs)],
    ['pushed to', some(remotes.map(remoteInWords)) || NOT_PUSHED],
    ['packages', some(exposure.packages)],
    ['images', some(exposure.images)],
  ];
}

/** `origin (2 refs)`, `perhaps origin (of 1 tag or other ref git does not note it)`. */
function remoteInWords({ remote, refs, perhaps }: OnRemote): string {
  if (refs.length > 0) return `${remote} (${plural(refs.length, 'ref')})`;
  return `perhaps ${remote} (${some(perhaps)}: git does not note where such refs were pushed)`;
}

const NOT_PUSHED = 'no remote, as far as this repository knows';

function day(date: string): string {
  return date.slice(0, 10);
}

/** The first few of a list, and how many more there are. */
export function some(names: readonly string[]): string {
  return firstOf(names, SHOWN);
}

/** The main facts of an exposure in one line; the JSON report has all of them. */
export function exposureInBrief(exposure: Exposure): string {
  const { first, days, isStill, authors, branches, tags, remotes, packages, images } = exposure;
  if (exposure.unknown !== undefined || first === undefined) return '';
  const parts = [
    `exposed since ${day(first.date)}${days === undefined ? '' : ` (${plural(days, 'day')}${isStill ? ' so far' : ''})`}`,
    authors.length === 0 ? '' : `by ${plural(authors.length, 'author')}`,
    branches.length === 0 ? '' : `in ${plural(branches.length, 'branch', 'branches')}`,
    tags.length === 0 ? '' : `in ${plural(tags.length, 'tag')}`,
    pushedInBrief(remotes),
    packages.length === 0 ? '' : `in the npm package ${some(packages)}`,
    images.length === 0 ? '' : `in the image of ${some(images)}`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function pushedInBrief(remotes: Exposure['remotes']): string {
  if (remotes.length === 0) return NOT_PUSHED_BRIEF;
  const certain = remotes.filter(({ refs }) => refs.length > 0);
  const named = (certain.length > 0 ? certain : remotes).map(({ remote }) => remote);
  return `${certain.length > 0 ? '' : 'perhaps '}pushed to ${some(named)}`;
}

const NOT_PUSHED_BRIEF = 'not pushed as far as is known';
