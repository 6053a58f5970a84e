import type { Occurrence } from '../model/finding.ts';
import { withInside } from '../model/place.ts';
import { clip } from '../syntax/words.ts';
import type { OccurrenceDocument } from './schema.ts';

/** Hexadecimal digits that are shown of an object id: enough in repositories of millions of objects. */
const ID_DIGITS = 10;
/** The most refs that are named. */
const MAX_REFS = 2;

/** The fields that tell whether an occurrence is still there, of occurrences and of their documents. */
type Holding = Pick<Occurrence, 'kind' | 'commit' | 'refs'> | Pick<OccurrenceDocument, 'kind' | 'commit' | 'refs'>;

/** Puts the places that are still in files first, for those can be opened, then those in `.git`; otherwise keeps the order. */
export function openFirst<T extends Holding>(occurrences: readonly T[]): readonly T[] {
  return occurrences.toSorted((a, b) => rankOf(a) - rankOf(b));
}

function rankOf(place: Holding): number {
  if (!isOpen(place)) return 2;
  return place.kind === 'git-file' ? 1 : 0;
}

/** The places of a secret in one file, in all of its versions. */
export interface FilePlaces<T> {
  /** The one to show: one that can be opened, else the oldest. */
  readonly first: T;
  /** How many more there are, on other lines or in other versions. */
  readonly others: number;
  /** The number of versions of the file, and the places in the first and the last; absent where there is only one. */
  readonly versions?: { readonly count: number; readonly oldest: T; readonly newest: T };
}

/**
 * Groups places by file, for a key can be in as many versions of a file as there are commits. Those that can be opened come first.
 * @param occurrences oldest first
 */
export function placesByFile<T extends Occurrence>(occurrences: readonly T[]): FilePlaces<T>[] {
  const files = new Map<string, { open?: T; oldest: T; newest: T; count: number; blobs: Set<string> }>();
  for (const occurrence of occurrences) {
    const { kind, repository = '', path, inside, blob = '' } = occurrence;
    const isNamed = isFile(kind) && path !== undefined;
    const place = isNamed ? withInside(path, inside) : `${kind}\0${blob === '' ? path : blob}`;
    const key = `${repository}\0${place}`;
    let file = files.get(key);
    if (file === undefined) {
      file = { oldest: occurrence, newest: occurrence, count: 0, blobs: new Set() };
      files.set(key, file);
    }
    if (file.open === undefined && isOpen(occurrence)) file.open = occurrence;
    file.newest = occurrence;
    file.count++;
    file.blobs.add(blob);
  }
  const groups = [...files.values()].map(({ open, oldest, newest, count, blobs }) => ({
    first: open ?? oldest,
    others: count - 1,
    ...(blobs.size > 1 && { versions: { count: blobs.size, oldest, newest } }),
  }));
  return groups.sort((a, b) => rankOf(a.first) - rankOf(b.first));
}

/** Whether an occurrence is in a file that can be opened now. */
export function isOpen({ kind, commit, refs }: Holding): boolean {
  return refs?.includes('HEAD') === true || (isFile(kind) && commit === undefined && refs === undefined);
}

/** Whether a place is a line of a file. */
export function isFile(kind: Occurrence['kind']): boolean {
  return kind === 'file' || kind === 'git-file';
}

/**
 * A path for formats in which everything is in a file: that of the file or of the archive that it is in; for a place in no file,
 * a name of it that looks like one.
 */
export function fileOf({ kind, archive, path = '', blob, commit = blob }: OccurrenceDocument): string {
  const isNamed = kind === 'ref' || kind === 'reflog';
  const isInFile = path !== '' && kind !== 'note' && !isNamed && !/^(?:commit|tag)-/.test(kind);
  const holder = isNamed ? path : (commit ?? '');
  const parts = isInFile ? [archive ?? path] : [kind === 'file' ? 'object' : kind, holder];
  return parts.filter((part) => part !== '').join('/');
}

/** Whether the lines of a place are lines of {@link fileOf}: those in a name, a link's target or an archive are not. */
export function isLineOfFile({ kind, archive }: OccurrenceDocument): boolean {
  return kind !== 'path' && kind !== 'link-target' && kind !== 'ref' && archive === undefined;
}

/** Whether a secret stands in `.git` and nowhere else. */
export function isOnlyInGit(occurrences: readonly Pick<Occurrence, 'kind'>[]): boolean {
  return occurrences.length > 0 && occurrences.every(({ kind }) => kind === 'git-file');
}

/**
 * Where an occurrence is; for one in a file `path:line:column`, which terminals and editors can open.
 *
 * @param isWhole the finding is about the file as a whole
 */
export function whereOf(occurrence: OccurrenceDocument, isWhole: boolean): string {
  const { repository } = occurrence;
  const where = whereInRepository(occurrence, isWhole);
  return repository === undefined ? where : `${repository}: ${where}`;
}

function whereInRepository(occurrence: OccurrenceDocument, isWhole: boolean): string {
  const { kind, path = '', line, column, blob = '', commit = blob } = occurrence;
  switch (kind) {
    case 'file':
      if (path === '') return `object ${shortId(blob)}, line ${line}`;
      return isWhole && line === 1 && column === 1 ? path : `${path}:${line}:${column}`;
    case 'git-file':
      return `${path}:${line}:${column} (in .git)`;
    case 'stdin':
      return `${path === '' ? 'stdin' : path}:${line}:${column}`;
    case 'path':
    case 'ref':
      return `${path} (in the name itself)`;
    case 'link-target':
      return `${path} (in the target of the link)`;
    case 'commit-message':
    case 'commit-header':
      if (commit === '') return `commit message, line ${line}`;
      return `${kind.slice('commit-'.length)} of commit ${shortId(commit)}${ofSubmodule(path)}, line ${line}`;
    case 'tag-message':
    case 'tag-header': {
      const tag = tagName(occurrence.refs) ?? shortId(blob);
      return `${kind.slice('tag-'.length)} of tag ${tag}${ofSubmodule(path)}, line ${line}`;
    }
    case 'note':
      return `git note${path === '' ? ` ${shortId(blob)}` : ` on ${shortId(path.replaceAll('/', ''))}`}, line ${line}`;
    case 'reflog':
      return `reflog of ${path}, line ${line}`;
  }
}

/** The path of a message is that of the submodule that it is in. */
function ofSubmodule(path: string): string {
  return path === '' ? '' : ` of ${path}`;
}

/** Whether the place is part of a commit itself, and of no file. */
export function isInCommit(kind: OccurrenceDocument['kind']): boolean {
  return kind === 'commit-message' || kind === 'commit-header';
}

/** Places that are in the ref by which they are named. */
const IN_A_REF: ReadonlySet<OccurrenceDocument['kind']> = new Set([
  'tag-message',
  'tag-header',
  'note',
  'ref',
  'reflog',
]);

/** Which commit introduced a place in git, and what still has it; either is empty where nothing is known. */
export function historyOf(occurrence: OccurrenceDocument): { readonly origin: string; readonly holder: string } {
  const { kind, path, blob, commit, author, date, refs } = occurrence;
  const parts: string[] = [];
  if (commit !== undefined && !isInCommit(kind)) parts.push(`commit ${shortId(commit)}`);
  else if (kind === 'file' && path !== undefined && blob !== undefined && refs !== undefined) {
    parts.push(`object ${shortId(blob)}`);
  }
  if (date !== undefined) parts.push(date.slice(0, 10));
  if (author !== undefined) parts.push(clip(author, 60));
  return { origin: parts.join(', '), holder: refs === undefined ? '' : holderOf(kind, refs) };
}

function holderOf(kind: OccurrenceDocument['kind'], refs: readonly string[]): string {
  if (refs.includes('unreachable')) return 'unreachable, but still in .git';
  if (IN_A_REF.has(kind)) return '';
  if (refs.includes('HEAD')) return isInCommit(kind) ? 'in the history of HEAD' : 'still in HEAD';
  if (refs.includes('index')) return 'in the index, not committed';
  if (refs.length === 0) return 'no longer in HEAD, still in the history';
  const more = refs.length - MAX_REFS;
  const names = refs.slice(0, MAX_REFS).map((ref) => clip(shortRef(ref), 60));
  return `not in HEAD, but in the history of ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function shortRef(ref: string): string {
  return ref
    .replace(/^refs\/tags\//, 'tag ')
    .replace(/^refs\/(?:heads|remotes)\//, '')
    .replace(/^refs\//, '');
}

function tagName(refs: readonly string[] | undefined): string | undefined {
  const tag = refs?.find((ref) => ref.startsWith('refs/tags/'));
  return tag === undefined ? undefined : clip(tag.slice('refs/tags/'.length), 60);
}

export function shortId(id: string): string {
  return id.slice(0, ID_DIGITS);
}

/** The name in `Ada <ada@example.org>`. */
export function nameOf(author: string): string {
  return author.replace(/(?<=\S) <[^<>]*>$/, '');
}
