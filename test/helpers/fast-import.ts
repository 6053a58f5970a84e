import type { Repository } from './repository.ts';

/** What git calls the types of what a tree's entry names. */
export const MODE = { file: '100644', program: '100755', link: '120000', submodule: '160000' } as const;

/** The content of a file or the target of a link; of a submodule the id of its commit. */
export interface Entry {
  readonly mode: (typeof MODE)[keyof typeof MODE];
  readonly content: Buffer;
}

/** Paths and what is there. */
export type Tree = ReadonlyMap<string, Entry>;

export interface NewCommit {
  readonly ref: string;
  /** Numbers of earlier commits, as `commit` gave them. */
  readonly parents: readonly number[];
  readonly tree: Tree;
  readonly message: string;
  /** Seconds since 1970. */
  readonly time: number;
}

/** Writes what `git fast-import` reads (git-fast-import(1)): thousands of commits in the time of a few `git commit`. */
export class FastImport {
  readonly #chunks: Buffer[] = [];
  #marks: number;

  /** @param marks commits that are known from an earlier stream of this repository */
  constructor(marks = 0) {
    this.#marks = marks;
  }

  /** Number of the last commit. */
  get marks(): number {
    return this.#marks;
  }

  commit({ ref, parents, tree, message, time }: NewCommit): number {
    const mark = ++this.#marks;
    // A commit without `from` would take the branch's last one for its parent.
    this.#line(`reset ${ref}`, `commit ${ref}`, `mark :${mark}`, `committer Ada <ada@example.com> ${time} +0000`);
    this.#data(Buffer.from(message));
    for (const [index, parent] of parents.entries()) this.#line(`${index === 0 ? 'from' : 'merge'} :${parent}`);
    this.#line('deleteall');
    for (const [path, { mode, content }] of tree) {
      if (mode === MODE.submodule) this.#line(`M ${mode} ${content.toString('latin1')} ${JSON.stringify(path)}`);
      else {
        this.#line(`M ${mode} inline ${JSON.stringify(path)}`);
        this.#data(content);
      }
    }
    return mark;
  }

  tag(name: string, commit: number, message: string, time: number): void {
    this.#line(`tag ${name}`, `from :${commit}`, `tagger Ada <ada@example.com> ${time} +0000`);
    this.#data(Buffer.from(message));
  }

  /** Lets a branch begin again elsewhere. */
  move(ref: string, commit: number): void {
    this.#line(`reset ${ref}`, `from :${commit}`, '');
  }

  /** @param marksFile in the repository's .git; keeps the numbers of commits for a later stream */
  into(repository: Repository, marksFile = 'marks', ...options: string[]): void {
    const path = `${repository.path}/.git/${marksFile}`;
    const marks = [`--import-marks-if-exists=${path}`, `--export-marks=${path}`];
    repository.gitWith(
      { input: Buffer.concat(this.#chunks) },
      ...options,
      'fast-import',
      '--quiet',
      '--force',
      ...marks,
    );
  }

  #line(...lines: string[]): void {
    this.#chunks.push(Buffer.from(`${lines.join('\n')}\n`));
  }

  #data(content: Buffer): void {
    this.#chunks.push(Buffer.from(`data ${content.length}\n`), content, Buffer.from('\n'));
  }
}
