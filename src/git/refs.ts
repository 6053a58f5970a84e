import { GitFailure, gitText, linesOf, startGit } from './run.ts';
import type { GitContext } from './safety.ts';

/** A ref and what it leads to. */
export interface RefTarget {
  /** `HEAD`, or a full name. */
  readonly name: string;
  /** Id of the object that it leads to through tags. */
  readonly id: string;
  readonly type: string;
  /** Id of the annotated tag on the way. */
  readonly tag?: string;
}

/** What people know best comes first: a branch says more about where a key is than a tag on it. */
const ORDER = ['refs/heads/', 'refs/remotes/', 'refs/tags/'];

const FORMAT = '%(objectname) %(objecttype) %(*objectname) %(*objecttype) %(refname)';

/** Every ref, branches before tags before others; and HEAD, if it leads anywhere, after the branch that it is on. Those two are first. */
export async function listRefs(context: GitContext): Promise<RefTarget[]> {
  const head = resolveHead(context);
  const run = startGit(context, ['for-each-ref', `--format=${FORMAT}`]);
  run.stdin.end();
  const refs: RefTarget[] = [];
  for await (const line of linesOf(run.stdout)) {
    const [id = '', type = '', peeledId = '', peeledType = '', name = ''] = line.split(' ');
    refs.push(type === 'tag' ? { name, id: peeledId, type: peeledType, tag: id } : { name, id, type });
  }
  await run.done;
  refs.sort((a, b) => rank(a.name) - rank(b.name));
  const id = await head;
  if (id === undefined) return refs;
  const current = refs.findIndex((ref) => ref.id === id && ref.name.startsWith('refs/heads/'));
  return [...refs.splice(current, current < 0 ? 0 : 1), { name: 'HEAD', id, type: 'commit' }, ...refs];
}

/** The commits that reflogs know, and those that refs lead to, each once. */
export async function listReflogCommits(context: GitContext): Promise<string[]> {
  const run = startGit(context, ['rev-list', '--no-walk=unsorted', '--all', '--reflog', '--ignore-missing']);
  run.stdin.end();
  const ids: string[] = [];
  for await (const line of linesOf(run.stdout)) ids.push(line);
  // Without any commit, git says how it should have been called.
  await run.done.catch((thrown) => {
    if (!(thrown instanceof GitFailure && thrown.exitCode === USAGE)) throw thrown;
  });
  return ids;
}

/** Exit code of git when it shows its usage. */
const USAGE = 129;

/** The commit that HEAD leads to; undefined while there is none. */
export function resolveHead(context: GitContext): Promise<string | undefined> {
  return gitText(context, ['rev-parse', '--verify', '--quiet', 'HEAD']).catch(() => undefined);
}

function rank(name: string): number {
  const index = ORDER.findIndex((prefix) => name.startsWith(prefix));
  return index < 0 ? ORDER.length : index;
}
