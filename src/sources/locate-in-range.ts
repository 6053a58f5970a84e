import type { Found, Place } from '../findings/place.ts';
import { type Fragment, PIECE_BYTES } from '../fragment.ts';
import { addedLines, touches } from '../git/added-lines.ts';
import { type CommitInfo, type Introduction, type Start, walkHistory } from '../git/attribution.ts';
import type { ObjectReader } from '../git/cat-file.ts';
import { CommitGraph, listTips } from '../git/commit-graph.ts';
import { decodePath } from '../git/path.ts';
import { gitText, linesOf, recordsOf, startGit } from '../git/run.ts';
import type { GitContext } from '../git/safety.ts';
import type { Located } from './source.ts';

/** What was scanned: the revisions that were asked for (none: everything), the ids of all commits in it, and how to read more. */
export interface Scope {
  readonly revisions: readonly string[];
  readonly commits: readonly string[];
  readonly reader: ObjectReader;
}

/** A ref name that says that no ref reaches an object. It is still in the repository, and perhaps wherever that was pushed. */
const UNREACHABLE = 'unreachable';

/** The same for what only a reflog still knows. */
const REFLOG = 'reflog';

/**
 * From objects to places: for every blob the commits that introduced it and its paths, for every message its commit or
 * tag. Asks in order of likelihood, and only as long as something is without a place: the history that refs and
 * reflogs reach, commits that nothing reaches, the index, refs that point to no commit.
 *
 * Within a range, a match on a line that the range does not add is left out.
 */
export async function locateInHistory(
  context: GitContext,
  scope: Scope,
  found: readonly Found[],
  isNamed: (path: string) => boolean,
): Promise<Located> {
  const whole = scope.revisions.length === 0;
  const search = new Search(found, isNamed);
  await search.walk(context, whole ? 'everything' : { revisions: scope.revisions });
  if (whole) {
    const rest = search.commitsNotSeen(scope.commits);
    if (rest.length > 0) await search.walk(context, { commits: rest });
    if (search.isOpen) await search.readIndex(context);
    if (search.isOpen) await search.readOtherRefs(context);
  }
  const head = whole ? await blobsOfHead(context, search) : new Set<string>();
  await search.markRefs(context);
  const refsAt = (known: Known) => [head.has(`${known.blob} ${known.path}`) ? 'HEAD' : search.refOf(known)];

  const located: Found[] = [];
  for (const { match, place } of found) {
    const id = place.blob ?? '';
    if (place.kind !== 'file') {
      located.push({ match, place: { ...place, ...search.messagePlace(id) } });
      continue;
    }
    const introductions = search.introductions(id);
    if (introductions.length === 0) located.push({ match, place: { ...place, refs: [UNREACHABLE] } });
    for (const known of introductions) {
      if (whole || (await isAdded(context, known, match)))
        located.push({ match, place: placeOf(known, refsAt(known)) });
    }
  }
  const named = await readNamed(context, scope.reader, search, refsAt);
  return whole ? { found: located, named } : { found: located.map(withoutRefs), named: named.map(withoutRefs) };
}

/** A walk of a range does not see by which refs the rest is reached. */
function withoutRefs<T extends { readonly place: Place }>(item: T): T {
  const { refs: _, ...place } = item.place;
  return { ...item, place };
}

/** The contents of the files that were asked for by name. What cannot be read has been reported by the scan itself. */
async function readNamed(
  context: GitContext,
  reader: ObjectReader,
  search: Search,
  refsAt: (known: Known) => readonly string[],
): Promise<Fragment[]> {
  const fragments: Fragment[] = [];
  for await (const { id, bytes, origin } of reader(context, search.namedBlobs(), () => {})) {
    if (bytes.length >= PIECE_BYTES || origin.offset > 0) continue;
    for (const known of search.introductions(id)) {
      if (!search.isNamed(known.path)) continue;
      fragments.push({ bytes: bytes.slice(), origin, committed: true, place: placeOf(known, refsAt(known)) });
    }
  }
  return fragments;
}

type Known = Omit<Introduction, 'commit'> & { readonly commit?: CommitInfo; readonly ref?: string };

function placeOf({ blob, path, commit }: Known, refs: readonly string[]): Place {
  const kind = refs.some((holder) => holder.startsWith('refs/notes/')) ? 'note' : 'file';
  const author = commit && { commit: commit.id, author: commit.author, date: commit.date };
  return { kind, path, blob, ...author, refs };
}

async function isAdded(context: GitContext, { before, blob }: Known, match: Found['match']): Promise<boolean> {
  if (before === undefined) return true;
  return touches(await addedLines(context, before, blob), match.contextLine, match.span.endLine);
}

/** What is looked for, and what is known of it so far. */
class Search {
  readonly #blobs = new Map<string, Known[]>();
  readonly #messages = new Map<string, CommitInfo | { readonly ref: string } | undefined>();
  readonly #graph = new CommitGraph();
  /** Commits that neither refs nor reflogs reach. */
  readonly #lost = new Set<string>();
  readonly isNamed: (path: string) => boolean;

  constructor(found: readonly Found[], isNamed: (path: string) => boolean) {
    this.isNamed = isNamed;
    for (const { place } of found) {
      if (place.kind === 'file') this.#blobs.set(place.blob ?? '', []);
      else this.#messages.set(place.blob ?? '', undefined);
    }
  }

  get isOpen(): boolean {
    return (
      [...this.#blobs.values()].some((known) => known.length === 0) ||
      [...this.#messages.values()].some((known) => known === undefined)
    );
  }

  namedBlobs(): string[] {
    return [...this.#blobs].filter(([, known]) => known.some(({ path }) => this.isNamed(path))).map(([blob]) => blob);
  }

  introductions(blob: string): readonly Known[] {
    return this.#blobs.get(blob) ?? [];
  }

  messagePlace(id: string): Partial<Place> {
    const known = this.#messages.get(id);
    if (known === undefined) return { refs: [UNREACHABLE] };
    if ('ref' in known) return { refs: [known.ref] };
    return { commit: known.id, author: known.author, date: known.date, refs: [this.refOf({ commit: known })] };
  }

  isWanted(blob: string): boolean {
    return this.#blobs.has(blob);
  }

  commitsNotSeen(commits: readonly string[]): string[] {
    return commits.filter((id) => !this.#graph.has(id));
  }

  async walk(context: GitContext, start: Start): Promise<void> {
    for await (const event of walkHistory(context, start)) {
      if ('path' in event) this.#add(event);
      else {
        this.#graph.add(event.id, event.parents);
        if (typeof start === 'object' && 'commits' in start) this.#lost.add(event.id);
        if (this.#messages.has(event.id)) this.#messages.set(event.id, event);
      }
    }
  }

  /** To be asked for refs after everything was walked. HEAD first: it may be detached. */
  async markRefs(context: GitContext): Promise<void> {
    const head = await resolveHead(context);
    const tips = await listTips(context);
    const current = tips.find(({ ref, commit }) => commit === head && ref.startsWith('refs/heads/'));
    if (head !== undefined) this.#graph.mark(head, current?.ref ?? 'HEAD');
    for (const { ref, commit } of tips) this.#graph.mark(commit, ref);
  }

  /** A ref from which the place can be reached. */
  refOf({ commit, ref }: Pick<Known, 'commit' | 'ref'>): string {
    if (ref !== undefined || commit === undefined) return ref ?? UNREACHABLE;
    return this.#graph.refOf(commit.id) ?? (this.#lost.has(commit.id) ? UNREACHABLE : REFLOG);
  }

  /** Blobs that were staged and never committed. */
  async readIndex(context: GitContext): Promise<void> {
    const run = startGit(context, ['ls-files', '-z', '--stage']);
    run.stdin.end();
    for await (const record of recordsOf(run.stdout)) {
      const tab = record.indexOf(9);
      const [, blob = ''] = record.toString('latin1', 0, tab).split(' ');
      this.#add({ blob, path: decodePath(record.subarray(tab + 1)), before: undefined, ref: 'index' });
    }
    await run.done;
  }

  /** Tags that hold a message, and refs that point to a tree or a blob rather than to a commit. */
  async readOtherRefs(context: GitContext): Promise<void> {
    const format = '%(objectname) %(objecttype) %(*objectname) %(*objecttype) %(refname)';
    const run = startGit(context, ['for-each-ref', `--format=${format}`]);
    run.stdin.end();
    for await (const line of linesOf(run.stdout)) {
      const [id = '', type, peeledId = '', peeledType, ref = ''] = line.split(' ');
      if (type === 'tag' && this.#messages.has(id)) this.#messages.set(id, { ref });
      const [target, kind] = type === 'tag' ? [peeledId, peeledType] : [id, type];
      if (kind === 'blob') this.#add({ blob: target, path: ref, before: undefined, ref });
      if (kind === 'tree') await this.#readTree(context, target, ref);
    }
    await run.done;
  }

  async #readTree(context: GitContext, tree: string, ref: string): Promise<void> {
    for await (const { blob, path } of filesOf(context, tree)) this.#add({ blob, path, before: undefined, ref });
  }

  /** The first introduction of a blob at a path is the one that counts: parents come before children. */
  #add(known: Known): void {
    let places = this.#blobs.get(known.blob);
    if (places === undefined && this.isNamed(known.path)) {
      places = [];
      this.#blobs.set(known.blob, places);
    }
    if (places !== undefined && !places.some(({ path }) => path === known.path)) places.push(known);
  }
}

/** The files of a tree, with sub-trees: `<mode> SP blob SP <oid> TAB <path> NUL` (git-ls-tree(1)). */
async function* filesOf(context: GitContext, tree: string): AsyncGenerator<{ blob: string; path: string }> {
  const run = startGit(context, ['ls-tree', '-r', '-z', '--full-tree', '--end-of-options', tree]);
  run.stdin.end();
  for await (const record of recordsOf(run.stdout)) {
    const tab = record.indexOf(9);
    const [, , blob = ''] = record.toString('latin1', 0, tab).split(' ');
    yield { blob, path: decodePath(record.subarray(tab + 1)) };
  }
  await run.done;
}

/** `<blob> SP <path>` of everything in HEAD that is looked for; empty while there is no commit. */
async function blobsOfHead(context: GitContext, search: Search): Promise<ReadonlySet<string>> {
  const held = new Set<string>();
  const head = await resolveHead(context);
  if (head === undefined) return held;
  for await (const { blob, path } of filesOf(context, head)) {
    if (search.isWanted(blob)) held.add(`${blob} ${path}`);
  }
  return held;
}

/** The commit that HEAD leads to; undefined while there is none. */
function resolveHead(context: GitContext): Promise<string | undefined> {
  return gitText(context, ['rev-parse', '--verify', '--quiet', 'HEAD']).catch(() => undefined);
}
