import { linesOf, startGit } from './run.ts';
import type { GitContext } from './safety.ts';

/** Says by which ref a commit can be reached. Filled while the history is walked. */
export class CommitGraph {
  readonly #parents = new Map<string, readonly string[]>();
  readonly #refs = new Map<string, string>();

  add(commit: string, parents: readonly string[]): void {
    this.#parents.set(commit, parents);
  }

  has(commit: string): boolean {
    return this.#parents.has(commit);
  }

  /** Marks everything that `tip` reaches and no earlier ref did. */
  mark(tip: string, ref: string): void {
    const open = [tip];
    for (let commit = open.pop(); commit !== undefined; commit = open.pop()) {
      if (this.#refs.has(commit)) continue;
      this.#refs.set(commit, ref);
      for (const parent of this.#parents.get(commit) ?? []) if (!this.#refs.has(parent)) open.push(parent);
    }
  }

  /** The first ref that was marked and reaches the commit. */
  refOf(commit: string): string | undefined {
    return this.#refs.get(commit);
  }
}

/** A ref and the commit it leads to. */
export interface Tip {
  readonly ref: string;
  readonly commit: string;
}

/** What people know best comes first: a branch says more about where a key is than a tag on it. */
const ORDER = ['refs/heads/', 'refs/remotes/', 'refs/tags/'];

/** Every ref that leads to a commit, branches first. */
export async function listTips(context: GitContext): Promise<Tip[]> {
  const format = '%(objectname) %(objecttype) %(*objectname) %(*objecttype) %(refname)';
  const run = startGit(context, ['for-each-ref', `--format=${format}`]);
  run.stdin.end();
  const tips: Tip[] = [];
  for await (const line of linesOf(run.stdout)) {
    const [id = '', type, peeledId = '', peeledType, ref = ''] = line.split(' ');
    if (type === 'commit') tips.push({ ref, commit: id });
    else if (peeledType === 'commit') tips.push({ ref, commit: peeledId });
  }
  await run.done;
  return tips.sort((a, b) => rank(a.ref) - rank(b.ref));
}

function rank(ref: string): number {
  const index = ORDER.findIndex((prefix) => ref.startsWith(prefix));
  return index < 0 ? ORDER.length : index;
}
