import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { hasReftable } from './reflogs.ts';
import type { Repository } from './repository.ts';
import { failureOf, type GitContext, gitText, linesOf, startGit } from './run.ts';

/** A ref and its target. */
export interface RefTarget {
  /** `HEAD`, or a full name. */
  readonly name: string;
  /** Id of the object behind all tags. */
  readonly id: string;
  /** Id of the annotated tag that the ref points to. */
  readonly tag?: string;
}

/** Refs that say most about where a key is come first. */
const ORDER = ['refs/heads/', 'refs/remotes/', 'refs/tags/'];

/** Ends the name in the line for the object behind the tag of the line before. */
const PEELED = '^{}';

/**
 * Every ref, branches before tags before others; and HEAD, if it leads anywhere, after the branch that it is on. Those
 * two are first.
 */
export async function listRefs(context: GitContext): Promise<RefTarget[]> {
  const refs = await readRefs(context);
  const head = refs.find(({ name }) => name === 'HEAD');
  const others = refs.filter((ref) => ref !== head).sort((a, b) => rank(a.name) - rank(b.name));
  if (head === undefined) return others;
  const current = others.findIndex(({ id, name }) => id === head.id && name.startsWith('refs/heads/'));
  return [...others.splice(current, current < 0 ? 0 : 1), head, ...others];
}

async function readRefs(context: GitContext): Promise<RefTarget[]> {
  const run = startGit(context, ['show-ref', '--head', '--dereference']);
  const refs: RefTarget[] = [];
  // `<oid> SP <name>`, and behind that of a tag `<oid> SP <name>^{}` (git-show-ref(1)).
  for await (const line of linesOf(run.stdout)) {
    const space = line.indexOf(' ');
    const [id, name] = [line.slice(0, space), line.slice(space + 1)];
    const tag = name.endsWith(PEELED) ? refs.pop() : undefined;
    refs.push(tag === undefined ? { name, id } : { name: tag.name, id, tag: tag.id });
  }
  const failure = await failureOf(run);
  if (failure === undefined) return refs;
  // Git stops at the first ref whose object is missing.
  return failure.exitCode === NOTHING_FOUND ? [] : readUnresolved(context);
}

/** Refs and the objects that they name, without a look at these. */
async function readUnresolved(context: GitContext): Promise<RefTarget[]> {
  const head = await gitText(context, ['rev-parse', '--verify', '--quiet', 'HEAD']).catch(() => '');
  const lines = (await gitText(context, ['for-each-ref', '--format=%(objectname) %(refname)'])).split('\n');
  const refs = lines.filter((line) => line !== '').map((line) => line.split(' '));
  const named = refs.map(([id = '', name = '']) => ({ id, name }));
  return head === '' ? named : [{ id: head, name: 'HEAD' }, ...named];
}

/** The commits that reflogs name, each once; undefined where git cannot tell, because one of them is damaged. */
export async function listReflogCommits(repository: Repository): Promise<string[] | undefined> {
  const { logsFolder, gitDir } = repository;
  if (!existsSync(logsFolder) && !existsSync(join(gitDir, 'logs')) && !hasReftable(repository)) return [];
  const run = startGit(repository, ['rev-list', '--no-walk=unsorted', '--reflog', '--ignore-missing']);
  const ids: string[] = [];
  for await (const line of linesOf(run.stdout)) ids.push(line);
  const failure = await failureOf(run);
  if (failure === undefined) return ids;
  // Where no reflog has a commit, git fails with its usage.
  return failure.exitCode === USAGE ? [] : undefined;
}

/** Exit codes of git. */
const NOTHING_FOUND = 1;
const USAGE = 129;

function rank(name: string): number {
  const index = ORDER.findIndex((prefix) => name.startsWith(prefix));
  return index < 0 ? ORDER.length : index;
}
