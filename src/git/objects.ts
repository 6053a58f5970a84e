import type { ObjectType } from './cat-file.ts';
import { gitLines } from './run.ts';
import type { GitContext } from './safety.ts';

/** Ids of the objects to read, by type. */
export type ObjectIds = Readonly<Record<ObjectType, readonly string[]>>;

const CHECK = ['cat-file', '--batch-check=%(objecttype) %(objectname)', '--buffer'];

/**
 * Ids of all objects, reachable or not, those of alternates too, in the order of the packs, in which reading is fastest.
 * Whether they can be read is not checked.
 */
export async function listAllObjects(context: GitContext): Promise<string[]> {
  const ids: string[] = [];
  const args = ['cat-file', '--batch-check=%(objectname)', '--batch-all-objects', '--unordered'];
  for await (const line of gitLines(context, args)) ids.push(line);
  return ids;
}

/**
 * The objects that a range reaches and its negative ends do not; `missing` are those that the repository lacks. These are not
 * all blobs that the range adds: git leaves out those that the negative ends have at any path.
 * @param from as `git rev-list` takes it (`toRange`)
 */
export async function listRange(
  context: GitContext,
  from: readonly string[],
): Promise<{ ids: ObjectIds; missing: readonly string[] }> {
  const { ids, missing } = await walk(context, [...from, '--']);
  return { ids: await groupByType(context, ids), missing };
}

async function walk(context: GitContext, from: readonly string[]): Promise<{ ids: string[]; missing: string[] }> {
  const ids: string[] = [];
  const missing: string[] = [];
  const args = ['rev-list', '--objects', '--no-object-names', '--missing=print', ...from];
  // `?<oid>` is an object that is not there (git-rev-list(1), --missing=print).
  for await (const line of gitLines(context, args)) {
    if (line.startsWith('?')) missing.push(line.slice(1));
    else ids.push(line);
  }
  return { ids, missing };
}

/**
 * Parses lines of `<type> SP <oid>`, or `<oid> SP missing` for an object whose header cannot be read: that is listed as a
 * blob, so that reading it fails.
 */
async function groupByType(context: GitContext, all: readonly string[]): Promise<ObjectIds> {
  const ids: Record<ObjectType, string[]> = { blob: [], tree: [], commit: [], tag: [] };
  const input = all.map((id) => `${id}\n`).join('');
  for await (const line of gitLines(context, CHECK, input)) {
    const space = line.indexOf(' ');
    const [first, second] = [line.slice(0, space), line.slice(space + 1)];
    if (second === 'missing') ids.blob.push(first);
    else ids[first as ObjectType].push(second);
  }
  return ids;
}
