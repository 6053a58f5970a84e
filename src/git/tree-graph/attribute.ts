import { listChanging, listEnding } from './changing-commits.ts';
import { markReach, sortCommits, UNREACHED } from './commit-order.ts';
import { FilePairs, findNames, type NamedFiles, NO_PATH } from './file-pairs.ts';
import { HeldTrees, NOTHING_HELD } from './held-trees.ts';
import { Holders } from './holders.ts';
import { listMissing, type MissingObject } from './missing-objects.ts';
import { withNamedFolders } from './named-folders.ts';
import { Paths } from './paths.ts';
import type { Commits, TreeGraph } from './tree-graph.ts';
import { kindOf, NAMED_FOLDER, nameOf } from './tree-part.ts';
import { TreeWalk } from './tree-walk.ts';

/** A ref, and the number of the object that it leads to, through tags. */
export interface Ref {
  readonly name: string;
  readonly object: number;
}

/** What is to be attributed, by numbers of objects. */
export interface AttributionQuery {
  readonly blobs: Iterable<number>;
  readonly named: NamedFiles;
  /** All refs and HEAD; those that say most about where a commit is come first. */
  readonly refs: readonly Ref[];
  /** Commits that reflogs name. */
  readonly reflogs: readonly number[];
}

/** A blob at a path. Commits by their numbers as objects. */
export interface FilePlace {
  /**
   * As `decodePath` shows it. In a tree that no commit has, relative to the outermost tree; for a blob that a ref names, the
   * name of the ref.
   */
  readonly path: string;
  /** The blob is what a symbolic link points to. */
  readonly isLink: boolean;
  /** The first commit that introduced it. Parents come before children, and what refs and reflogs reach before the rest. */
  readonly first: number | undefined;
  /** How many commits introduced it. */
  readonly introductions: number;
  /** The last commit, in the same order, that has it. */
  readonly last: number | undefined;
  /** The refs that still have it, by their positions in the query. */
  readonly refs: readonly number[];
}

export interface Attribution {
  /** The blobs that have a path. */
  readonly blobs: readonly number[];
  filesOf(blob: number): FilePlace[];
  /** The folders that are wanted for their names. */
  folders(): FilePlace[];
  /** The position in the query of the first ref that reaches a commit; BY_REFLOG, UNREACHED. */
  reachedBy(commit: number): number;
  /** A commit's position in the order that `first` and `last` refer to: parents before children, else by time; -1 for none. */
  positionOf(commit: number): number;
  missing(): MissingObject[];
  /** Some files were not found because their folders are nested too deep. */
  readonly tooDeep: boolean;
  /** Some places were not found because there are too many. */
  readonly tooMany: boolean;
  /** Blobs of which only the first MOST_PATHS paths were found. */
  readonly abundant: readonly number[];
}

/** Finds where blobs are: at which paths, since which commit and until which, and in which refs. */
export function attribute(graph: TreeGraph, { blobs, named, refs, reflogs }: AttributionQuery): Attribution {
  const { commits, indexes } = graph;
  const wanted = { blobs: new Set(blobs), names: findNames(graph.names, named.name) };
  const trees = named.folder ? withNamedFolders(graph.trees, findNames(graph.names, named.folder)) : graph.trees;
  const held = new HeldTrees({ trees, commits, indexes }, wanted);
  const paths = new Paths(graph.names);
  const pairs = new FilePairs(wanted, named, paths);
  const walk = new TreeWalk(held, paths);

  const reachedBy = markReach(
    commits,
    refs.map(({ object }) => graph.commitIndex(object)),
    reflogs.map((commit) => graph.commitIndex(commit)),
  );
  const order = sortCommits(commits, reachedBy);
  const positions = new Int32Array(commits.count);
  for (let position = 0; position < order.length; position++) positions[order[position] ?? 0] = position;
  const contents = new Int32Array(commits.count);
  for (let commit = 0; commit < commits.count; commit++) contents[commit] = held.contentOf(commits.trees[commit] ?? -1);
  const history = { commits, order, reachedBy, contents, walk, pairs };
  findFirsts(history);
  findLasts(history);

  const holders = new Holders(held, paths, (folder, entry, blob) => pairs.find(folder, entry, blob));
  const refTrees: number[] = [];
  refs.forEach(({ object }, ref) => {
    const commit = graph.commitIndex(object);
    const tree = commit < 0 ? graph.treeIndex(object) : (commits.trees[commit] ?? -1);
    const content = held.contentOf(tree);
    if (commit < 0 && tree >= 0) refTrees.push(tree);
    if (commit < 0 && content !== NOTHING_HELD) walk.walk(content, [], (...file) => pairs.add(...file));
    if (content !== NOTHING_HELD) holders.addTree(ref, content);
    if (commit < 0 && wanted.blobs.has(object)) holders.addBlob(ref, pairs.addWithoutPath(object));
  });
  findDangling(graph, held, refTrees, wanted.names, history);

  const byBlob = new Map<number, number[]>();
  const folders: number[] = [];
  for (let pair = 0; pair < pairs.size; pair++) {
    if (pairs.isFolder(pair)) {
      folders.push(pair);
      continue;
    }
    const known = byBlob.get(pairs.blob(pair));
    if (known === undefined) byBlob.set(pairs.blob(pair), [pair]);
    else known.push(pair);
  }
  const numberOf = (commit = -1) => (commit < 0 ? undefined : commits.numbers[commit]);
  const describe = (pair: number): FilePlace => {
    const holding = holders.refsOf(pair);
    const path = pairs.path(pair);
    return {
      path: path === NO_PATH ? (refs[holding[0] ?? -1]?.name ?? '') : paths.text(path),
      isLink: pairs.isLink(pair),
      first: numberOf(pairs.firsts.values[pair]),
      introductions: pairs.introductions.values[pair] ?? 0,
      last: numberOf(pairs.lasts.values[pair]),
      refs: holding,
    };
  };
  return {
    blobs: [...byBlob.keys()],
    filesOf: (blob) => (byBlob.get(blob) ?? []).map(describe),
    folders: () => folders.map(describe),
    reachedBy: (commit) => reachedBy[graph.commitIndex(commit)] ?? UNREACHED,
    positionOf: (commit) => positions[graph.commitIndex(commit)] ?? -1,
    missing: () => listMissing(graph, reachedBy, refTrees),
    tooDeep: held.tooDeep || walk.tooDeep,
    tooMany: walk.tooMany || holders.tooMany,
    abundant: pairs.abundant,
  };
}

interface History {
  readonly commits: Commits;
  readonly order: Int32Array;
  readonly reachedBy: Int32Array;
  /** By commit, what its tree holds. */
  readonly contents: Int32Array;
  readonly walk: TreeWalk;
  readonly pairs: FilePairs;
}

/** A commit introduces the files that none of its parents has. For files that reached commits have, only these count. */
function findFirsts({ commits, order, reachedBy, contents, walk, pairs }: History): void {
  const { parentStarts, parents } = commits;
  const { firsts, introductions } = pairs;
  for (const commit of listChanging(commits, order, contents)) {
    const others: number[] = [];
    const end = parentStarts[commit + 1] ?? 0;
    for (let at = parentStarts[commit] ?? 0; at < end; at++) others.push(contents[parents[at] ?? -1] ?? NOTHING_HELD);
    walk.walk(contents[commit] ?? NOTHING_HELD, others, (folder, entry, blob) => {
      const pair = pairs.add(folder, entry, blob);
      if (pair < 0) return;
      const first = firsts.values[pair] ?? -1;
      if (first >= 0 && reachedBy[commit] === UNREACHED && reachedBy[first] !== UNREACHED) return;
      if (first < 0) firsts.values[pair] = commit;
      introductions.values[pair] = (introductions.values[pair] ?? 0) + 1;
    });
  }
}

/** The last commit that has a file is one whose children do not have it. */
function findLasts({ commits, order, reachedBy, contents, walk, pairs }: History): void {
  for (const [commit, others] of listEnding(commits, order, reachedBy, contents)) {
    walk.walk(contents[commit] ?? NOTHING_HELD, others, (folder, entry, blob) => {
      const pair = pairs.find(folder, entry, blob);
      if (pair >= 0 && (pairs.lasts.values[pair] ?? -1) < 0) pairs.lasts.values[pair] = commit;
    });
  }
}

/**
 * Blobs and wanted names without a place get those that they have in trees which no commit and no ref has. Trees that hold the
 * same are walked once.
 */
function findDangling(
  graph: TreeGraph,
  held: HeldTrees,
  refTrees: readonly number[],
  isNamed: Uint8Array,
  history: History,
): void {
  const { walk, pairs } = history;
  const isPlaced = new Set<number>();
  const hasNamed = new Set<number>();
  for (let pair = 0; pair < pairs.size; pair++) {
    if (!pairs.isFolder(pair)) isPlaced.add(pairs.blob(pair));
    hasNamed.add(pairs.name(pair));
  }
  const found = new Set<number>();
  for (const tree of held.outermost) {
    const isDouble = graph.treeIndex(graph.trees.numbers[tree] ?? -1) !== tree;
    if (refTrees.includes(tree) || isDouble || found.has(held.contentOf(tree))) continue;
    found.add(held.contentOf(tree));
    walk.walk(held.contentOf(tree), [], (folder, entry, blob) => {
      const isNewBlob = kindOf(entry) !== NAMED_FOLDER && !isPlaced.has(blob);
      const isNewName = isNamed[nameOf(entry)] === 1 && !hasNamed.has(nameOf(entry));
      if (isNewBlob || isNewName) pairs.add(folder, entry, blob);
    });
  }
}
