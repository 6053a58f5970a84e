import { readConfig } from './config.ts';
import type { RefUpdate } from './ref-updates.ts';
import { toRange } from './revisions.ts';
import { gitText } from './run.ts';
import type { GitContext } from './safety.ts';
import { checkGitVersion } from './version.ts';

/** The target of a push, as git tells a pre-push hook: for a remote without a name both are its URL. */
export interface PushTarget {
  readonly remote: string;
  readonly url: string;
}

/**
 * What a push publishes: all that the new values reach and the remote does not have, as far as the refs that are replaced
 * and the remote-tracking refs tell.
 * @returns arguments as of `toRange`; undefined where the push only deletes
 */
export async function publishedRange(
  context: GitContext,
  updates: readonly RefUpdate[],
  target: PushTarget,
): Promise<readonly string[] | undefined> {
  const ends = endsOf(updates);
  if (ends.length === 0) return undefined;
  await checkGitVersion(context);
  const olds = await presentOf(
    context,
    updates.flatMap(({ before = [] }) => before),
  );
  const tracked = trackedRefs(await readRemotes(context), target).map((pattern) => `--glob=${pattern}`);
  const had = tracked.length === 0 ? [] : ['--not', ...tracked, '--not'];
  return [...had, '--end-of-options', ...ends, ...olds.map((id) => `^${id}`)];
}

/**
 * What a server receives: all that the new values reach and none of its refs does. Before a push is accepted its objects are
 * in quarantine (git-receive-pack(1)), and no ref has them.
 * @returns arguments as of `toRange`; undefined where the push only deletes
 * @throws HexhoundError E_GIT where it is not known what is new
 */
export async function receivedRange(
  context: GitContext,
  updates: readonly RefUpdate[],
): Promise<readonly string[] | undefined> {
  const ends = endsOf(updates);
  if (ends.length === 0) return undefined;
  if (context.env.GIT_QUARANTINE_PATH === undefined) {
    const zeros = (id: string) => '0'.repeat(id.length);
    return toRange(
      context,
      updates.flatMap(({ before, after }) => (after === undefined ? [] : `${before ?? zeros(after)}..${after}`)),
    );
  }
  await checkGitVersion(context);
  return ['--not', '--all', '--not', '--end-of-options', ...ends];
}

function endsOf(updates: readonly RefUpdate[]): string[] {
  return [...new Set(updates.flatMap(({ after = [] }) => after))];
}

/** The ids of objects that exist here. What a forced push replaces need not have been fetched. */
async function presentOf(context: GitContext, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const input = ids.map((id) => `${id}\n`).join('');
  const answers = await gitText(context, ['cat-file', '--batch-check=%(objectname) %(objecttype)'], { input });
  return answers.split('\n').flatMap((line) => (line.endsWith(' missing') ? [] : (line.split(' ')[0] ?? [])));
}

/** What the configuration says of one remote. */
interface Remote {
  readonly url: string[];
  readonly pushurl: string[];
  /** Refspecs (git-fetch(1)). */
  readonly fetch: string[];
}

async function readRemotes(context: GitContext): Promise<Map<string, Remote>> {
  const remotes = new Map<string, Remote>();
  for (const setting of await readConfig(context, '^remote\\..*\\.(url|pushurl|fetch)$')) {
    // The name of a remote may have dots in it.
    const [, name, key] = /^remote\.(.*)\.(url|pushurl|fetch)$/s.exec(setting.name) ?? [];
    if (name === undefined || setting.value === undefined) continue;
    const remote = remotes.get(name) ?? { url: [], pushurl: [], fetch: [] };
    remotes.set(name, remote);
    remote[key as keyof Remote].push(setting.value);
  }
  return remotes;
}

/**
 * Patterns of the refs that tell what the remote has. Only those below refs/remotes: a mirror fetches others onto local
 * branches, and these are what is pushed.
 */
function trackedRefs(remotes: ReadonlyMap<string, Remote>, { remote, url }: PushTarget): string[] {
  const named = remotes.get(remote);
  const known = named === undefined ? [...remotes.values()].filter((other) => other.url.includes(url)) : [named];
  return known
    .filter((other) => other.pushurl.every((address) => other.url.includes(address)) || other.url.includes(url))
    .flatMap(({ fetch }) => fetch.flatMap((spec) => patternOf(spec.slice(spec.indexOf(':') + 1))));
}

/** Git reads a pattern without `*`, `?` and `[` as the name of a folder (git-rev-list(1), --glob). */
function patternOf(ref: string): string[] {
  if (!ref.startsWith('refs/remotes/')) return [];
  return [ref.includes('*') ? ref : `${ref.slice(0, -1)}[${ref.slice(-1)}]`];
}
