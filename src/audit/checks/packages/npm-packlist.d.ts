/** The part of npm-packlist (github.com/npm/npm-packlist) that is used. It has no types of its own. */
declare module 'npm-packlist' {
  interface Tree {
    /** Absolute. */
    readonly path: string;
    readonly package: {
      readonly files?: readonly string[];
      readonly main?: string;
      readonly browser?: string;
      readonly bin?: Readonly<Record<string, string>>;
    };
    readonly isProjectRoot: true;
    readonly edgesOut: ReadonlyMap<string, unknown>;
  }
  interface Options {
    /** The folder whose package.json has the workspaces. */
    readonly prefix?: string;
    /** Absolute paths of the workspaces. */
    readonly workspaces?: readonly string[];
  }
  /** The files that `npm pack` packs, relative to the tree's path, POSIX separators. */
  export default function packlist(tree: Tree, options?: Options): Promise<string[]>;
}
