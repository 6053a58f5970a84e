import type { RefTarget } from '../../git/refs.ts';
import type { Repository } from '../../git/repository.ts';
import { failureOf, linesOf, startGit } from '../../git/run.ts';

/**
 * Finds objects that refs reach without a commit: blobs and trees that a tag points to, and tags of tags. A walk through the
 * commits does not visit them.
 * @param isCommit whether an id is that of a commit
 * @param sought ids of the objects to find
 * @returns by the name of a ref, those of the objects that it reaches
 */
export async function foundBesideCommits(
  repository: Repository,
  refs: readonly RefTarget[],
  isCommit: (id: string) => boolean,
  sought: ReadonlySet<string>,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>();
  const note = async (ref: RefTarget, ...options: readonly string[]) => {
    const ids = (await objectsFrom(repository, [ref.tag ?? ref.id], options)).filter((id) => sought.has(id));
    if (ids.length > 0) found.set(ref.name, ids);
  };
  for (const ref of refs) if (!isCommit(ref.id)) await note(ref);
  const tagged = refs.filter(({ id, tag }) => tag !== undefined && isCommit(id));
  const outer = tagged.flatMap(({ tag }) => tag ?? []);
  // Tags of tags are rare.
  const inner = (await objectsFrom(repository, outer, TAGS_ONLY)).filter((id) => sought.has(id) && !outer.includes(id));
  if (inner.length > 0) for (const ref of tagged) await note(ref, ...TAGS_ONLY);
  return found;
}

/** No parents, and of each commit not its tree. */
const TAGS_ONLY = ['--no-walk', '--filter=tree:0'];

/** Ids of all objects that some objects reach, with their own; as many as git can list. */
async function objectsFrom(repository: Repository, ids: readonly string[], options: readonly string[]) {
  if (ids.length === 0) return [];
  const args = ['rev-list', '--objects', '--no-object-names', '--missing=allow-any', ...options, '--stdin'];
  const run = startGit(repository, args, { input: ids.map((id) => `${id}\n`).join('') });
  const found: string[] = [];
  for await (const line of linesOf(run.stdout)) found.push(line);
  // Missing objects are reported where their contents are needed.
  await failureOf(run);
  return found;
}
