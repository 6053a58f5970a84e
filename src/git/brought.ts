import { HexhoundError } from '../model/errors.ts';
import { plural } from '../syntax/words.ts';
import { gitText, unlessFailed } from './run.ts';
import type { GitContext } from './safety.ts';

/** Where a clone keeps the branches of the server. */
const ORIGIN = 'refs/remotes/origin/';

/** Ids and full names of refs. Of each list the first that exists is used. */
export interface BroughtOptions {
  readonly heads: readonly string[];
  readonly bases: readonly string[];
  /** Full name of the ref that was pushed. */
  readonly ref?: string | undefined;
  readonly defaultBranch?: string | undefined;
  /** The command that fetches the first head. */
  readonly fetch?: string;
}

/** Revisions for `git rev-list`, none for everything; and what they are in words. */
export interface BroughtRevisions {
  readonly revisions: readonly string[];
  readonly says: string;
}

/**
 * The revisions that a push or a pull request brought: what its head reaches and its base does not. Without a base (a new
 * branch, a forced push) it is what neither the default branch nor the other branches have, as far as they were fetched.
 * @throws HexhoundError E_GIT if no head exists in this clone
 */
export async function broughtRevisions(context: GitContext, options: BroughtOptions): Promise<BroughtRevisions> {
  const head = await headOf(context, options);
  for (const name of options.bases) {
    const base = await idOf(context, name, 'commit');
    if (base !== undefined) return { revisions: [head, `^${base}`], says: `${short(base)}..${short(head)}` };
  }
  const ref = options.ref ?? (await symbolicRef(context, 'HEAD'));
  const branches = await trackedBranches(context);
  const main = await defaultOf(context, branches, options.defaultBranch);
  const isTag = ref?.startsWith('refs/tags/') === true;
  const containing = isTag ? new Set() : await branchesWith(context, head);
  const own = ref?.replace(/^refs\/heads\//, ORIGIN);
  // Nothing tells what the default branch was before.
  const isDefault = main !== undefined && (main.name === own || (ref === undefined && containing.has(main.name)));
  // A branch that contains this one may have been pushed together with it: each job would leave the commits to the other.
  const others = branches.filter(({ name }) => name !== own && name !== main?.name && !containing.has(name));
  const known = main === undefined ? others : [main, ...others];
  if (isDefault) return { revisions: [], says: 'everything, because nothing was there before' };
  if (known.length === 0) return { revisions: [], says: 'everything, because no other branch is known here' };
  const ids = [...new Set(known.map(({ id }) => `^${id}`))];
  return { revisions: [head, ...ids], says: `what ${short(head)} adds to ${shown(known)}` };
}

async function headOf(context: GitContext, { heads, fetch }: BroughtOptions): Promise<string> {
  for (const name of heads) {
    const head = await idOf(context, name, 'object');
    if (head !== undefined) return head;
  }
  const how = fetch === undefined ? 'check it out, or name what to scan with --range' : `run this before: ${fetch}`;
  throw new HexhoundError('E_GIT', heads[0] ?? 'the commit of this job', `is not in this clone: ${how}`);
}

async function idOf(context: GitContext, name: string, type: 'commit' | 'object'): Promise<string | undefined> {
  return unlessFailed(gitText(context, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{${type}}`]));
}

/** The ref that a symbolic ref points to; undefined for a detached HEAD, as most CI systems have it. */
async function symbolicRef(context: GitContext, name: string): Promise<string | undefined> {
  return unlessFailed(gitText(context, ['symbolic-ref', '--quiet', name]));
}

interface Branch {
  readonly name: string;
  readonly id: string;
}

/** The server's branches, as they were fetched; without GitHub's merge of a pull request, which has its ref among them. */
async function trackedBranches(context: GitContext): Promise<Branch[]> {
  const lines = await gitText(context, ['for-each-ref', '--format=%(objectname) %(refname)', 'refs/remotes']);
  return lines.split('\n').flatMap((line) => {
    const [, id, name] = /^([0-9a-f]+) (?!refs\/remotes\/(?:pull\/|[^/]+\/HEAD$))(.+)$/.exec(line) ?? [];
    return id === undefined || name === undefined ? [] : { id, name };
  });
}

async function branchesWith(context: GitContext, head: string): Promise<Set<string>> {
  const names = await unlessFailed(
    gitText(context, ['for-each-ref', '--format=%(refname)', `--contains=${head}`, 'refs/remotes']),
  );
  return new Set(names?.split('\n'));
}

/** The default branch: by its name, else by `origin/HEAD`, else main or master. */
async function defaultOf(context: GitContext, branches: readonly Branch[], name: string | undefined) {
  const names = name
    ? [`${ORIGIN}${name}`]
    : [await symbolicRef(context, `${ORIGIN}HEAD`), `${ORIGIN}main`, `${ORIGIN}master`];
  for (const wanted of names) {
    const found = branches.find((branch) => branch.name === wanted);
    if (found !== undefined) return found;
  }
  return undefined;
}

function shown([first, ...others]: readonly Branch[]): string {
  const more = others.length > 0 ? [plural(others.length, 'other branch', 'other branches')] : [];
  return [first?.name.slice(ORIGIN.length), ...more].join(' and ');
}

function short(id: string): string {
  return id.slice(0, 12);
}
