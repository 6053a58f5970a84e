import fc from 'fast-check';
import type { Repository } from '../../helpers/repository.ts';

/** Paths that are files now and folders then; the last is not UTF-8. As latin1. */
const PATHS = ['a', 'a/b', 'a/b/c', 'd/e', 'd/.env', '.env', 'd/e/f', 'long name.txt', 'd/\xff\xe9'];

const CONTENTS = ['one', 'two', 'three', 'a target', 'NAME=value'];

/** What a commit is made of: the state of a parent, others' files taken over, and changes of its own. */
export interface CommitPlan {
  /** How far back the parents are; beyond the first commit: none. */
  readonly parents: readonly number[];
  readonly changes: readonly Change[];
  /** For each path which parent's state a merge takes. */
  readonly picks: readonly number[];
  readonly time: number;
}

interface Change {
  readonly path: number;
  readonly content: number;
  readonly mode: '100644' | '100755' | '120000' | '160000' | 'deleted';
}

const change: fc.Arbitrary<Change> = fc.record({
  path: fc.nat(PATHS.length - 1),
  content: fc.nat(CONTENTS.length - 1),
  mode: fc.constantFrom('100644', '100644', '100644', '100755', '120000', '160000', 'deleted', 'deleted'),
});

const commitPlan: fc.Arbitrary<CommitPlan> = fc.record({
  parents: fc.oneof(
    { weight: 5, arbitrary: fc.tuple(fc.integer({ min: 1, max: 3 })) },
    { weight: 3, arbitrary: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 6 })) },
    { weight: 1, arbitrary: fc.array(fc.integer({ min: 1, max: 8 }), { maxLength: 4 }) },
  ),
  changes: fc.array(change, { maxLength: 4 }),
  picks: fc.array(fc.nat(3), { minLength: PATHS.length, maxLength: PATHS.length }),
  // Clocks are often wrong.
  time: fc.integer({ min: 1_600_000_000, max: 1_600_000_300 }),
});

export interface HistoryPlan {
  readonly commits: readonly CommitPlan[];
  /** How far back from the last commit each ref is. */
  readonly refs: readonly number[];
}

export const historyPlan: fc.Arbitrary<HistoryPlan> = fc.record({
  commits: fc.array(commitPlan, { minLength: 1, maxLength: 16 }),
  refs: fc.array(fc.nat(9), { maxLength: 5 }),
});

type Files = ReadonlyMap<string, string>;

/** Makes the commits with `git fast-import`, and branches and HEAD on some of them. What no ref reaches stays there. */
export function writeHistory(repository: Repository, plan: HistoryPlan): void {
  const stream: string[] = [];
  const data = (text: string) => `data ${text.length}\n${text}\n`;
  CONTENTS.forEach((content, index) => {
    stream.push(`blob\nmark :${index + 1}\n${data(content)}`);
  });
  const states: Files[] = [];
  const mark = (commit: number) => `:${commit + 100}`;
  plan.commits.forEach((commit, index) => {
    const parents = [...new Set(commit.parents.map((back) => index - back))].filter((parent) => parent >= 0);
    const files = new Map<string, string>();
    const parentFiles = parents.map((parent) => states[parent] ?? new Map<string, string>());
    PATHS.forEach((path, at) => {
      const file = parentFiles[(commit.picks[at] ?? 0) % Math.max(parents.length, 1)]?.get(path);
      if (file !== undefined) put(files, path, file);
    });
    for (const { path, content, mode } of commit.changes) {
      const name = PATHS[path] ?? '';
      if (mode === 'deleted') files.delete(name);
      else put(files, name, `${mode} ${mode === '160000' ? '1'.repeat(40) : `:${content + 1}`}`);
    }
    states.push(files);
    const ident = `Ada <ada@example.com> ${commit.time} +0000`;
    stream.push(`commit refs/heads/building\nmark ${mark(index)}\nauthor ${ident}\ncommitter ${ident}\n${data('')}`);
    parents.forEach((parent, at) => {
      stream.push(`${at === 0 ? 'from' : 'merge'} ${mark(parent)}\n`);
    });
    stream.push('deleteall\n');
    for (const [path, file] of files) stream.push(`M ${file} ${quote(path)}\n`);
    // The next begins anew where it has no parent.
    stream.push('\nreset refs/heads/building\n\n');
  });
  plan.refs.forEach((back, index) => {
    stream.push(`reset refs/heads/branch-${index}\nfrom ${mark(Math.max(plan.commits.length - 1 - back, 0))}\n\n`);
  });
  repository.gitWith({ input: Buffer.from(stream.join(''), 'latin1') }, 'fast-import', '--quiet', '--force');
  if (plan.refs.length > 0) repository.git('symbolic-ref', 'HEAD', 'refs/heads/branch-0');
}

/** A file takes the place of the folder at its path and of the files that its folders are. */
function put(files: Map<string, string>, path: string, file: string): void {
  for (const other of files.keys()) {
    if (other.startsWith(`${path}/`) || path.startsWith(`${other}/`)) files.delete(other);
  }
  files.set(path, file);
}

/** As git quotes paths, in C's manner (git-fast-import(1), filemodify). */
function quote(path: string): string {
  return `"${path.replace(/[^ -~]/g, (byte) => `\\${byte.charCodeAt(0).toString(8).padStart(3, '0')}`)}"`;
}
