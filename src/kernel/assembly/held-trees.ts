import { numberContents } from './tree-contents';
import {
  COUNT, NOTHING, UNKNOWN, WANTED, addFolder, change, childOf, clearChanges, contentOf, folderCount, folderRecord,
  folderTree, graph, isFolder, keyOf, passOn, recordsEnd, recordsStart, setContent, setFolder, setFolderCount,
  setGraph, setRecord, setRecordsStart, sideOf,
} from './tree-records';

/**
 * Finds the trees that hold something wanted, themselves or in a folder below, and numbers what they hold from 1 on: those
 * with the same wanted files at the same paths get the same number, their content. Of the records only those stay that are
 * about a wanted file, or about a folder that holds one, and the child of such a folder becomes a tree's index.
 *
 * Both go level by level, since a tree's base may be its own folder: a change in a tree's sums is passed on to all trees
 * that are stored as differences to it.
 *
 * Returns 1 where something is held more than `levels` levels deep, and not found there; else 0.
 *
 * @param at of a `Graph`
 * @param seeds four random odd numbers
 */
export function holdTrees(at: usize, seeds: usize, levels: i32): i32 {
  setGraph(at);
  selectRecords();
  let level = 0;
  while (findHolding() && level++ < levels) countFolders();
  dropEmptyFolders();
  numberContents(seeds, levels);
  listOuter();
  return level > levels ? 1 : 0;
}

/** Leaves the records of wanted files, which it counts, and of all folders that are in the repository. */
function selectRecords(): void {
  let size: usize = 0;
  let record = recordsStart(0);
  for (let tree: usize = 0; tree < graph.treeCount; tree++) {
    const end = recordsEnd(tree);
    setRecordsStart(tree, size);
    for (; record < end; record++) {
      const key = keyOf(record);
      let child = childOf(record);
      if (child < 0) continue;
      const object = load<i32>(graph.objects + 4 * <usize>child);
      if (isFolder(key)) {
        // Odd numbers are commits.
        if (object < 0 || (object & 1) != 0) continue;
        child = object >> 1;
        addFolder(size, tree);
      } else {
        if (object != WANTED && load<u8>(graph.names + <usize>(key >>> 3)) == 0) continue;
        change(tree, COUNT, sideOf(key));
      }
      setRecord(size++, key, child);
    }
  }
  setRecordsStart(graph.treeCount, size);
}

/** Marks the trees in which entries that lead to something wanted have been counted. Returns whether any are new. */
function findHolding(): bool {
  let isNew = false;
  for (let tree: usize = 0; tree < graph.treeCount; tree++) {
    if (passOn(tree, COUNT) <= 0 || contentOf(tree) != NOTHING) continue;
    setContent(tree, UNKNOWN);
    isNew = true;
  }
  clearChanges();
  return isNew;
}

/** Counts the folders that have turned out to hold something. */
function countFolders(): void {
  let left: usize = 0;
  for (let at: usize = 0; at < folderCount; at++) {
    const record = folderRecord(at);
    const tree = folderTree(at);
    if (contentOf(childOf(record)) != NOTHING) change(tree, COUNT, sideOf(keyOf(record)));
    else setFolder(left++, record, tree);
  }
  setFolderCount(left);
}

/** Removes the records of folders that hold nothing. */
function dropEmptyFolders(): void {
  let size: usize = 0;
  let record: usize = 0;
  for (let tree: usize = 0; tree < graph.treeCount; tree++) {
    const end = recordsEnd(tree);
    setRecordsStart(tree, size);
    for (; record < end; record++) {
      const key = keyOf(record);
      const child = childOf(record);
      if (isFolder(key) && contentOf(child) == NOTHING) continue;
      setRecord(size++, key, child);
    }
  }
  setRecordsStart(graph.treeCount, size);
}

function listOuter(): void {
  let count: usize = 0;
  for (let tree: usize = 0; tree < graph.treeCount; tree++) {
    if (contentOf(tree) == NOTHING || load<u8>(graph.inner + tree) != 0) continue;
    store<u32>(graph.outer + 4 * count++, <u32>tree);
  }
  graph.outerCount = <u32>count;
}
