import {
  COUNT, FIRST_SUM, SECOND_SUM, UNKNOWN, addFolder, change, childOf, clearChanges, clearSums, contentOf, folderCount,
  folderRecord, folderTree, graph, isFolder, keyOf, passOn, recordsEnd, recordsStart, setContent, setFolder,
  setFolderCount, sideOf, slotMask, slots, sumOf,
} from './tree-records';

let contentCount: i32 = 0;

/**
 * Numbers what trees hold: two trees with the same entries get the same content. Two sums stand for a tree's entries, made
 * with four random odd `seeds`, so that nobody can make different trees with the same sums. A tree's COUNT is the number of
 * its folders whose content is not known yet.
 *
 * Trees that are nested deeper than `levels` get a content each.
 */
export function numberContents(seeds: usize, levels: i32): void {
  contentCount = 0;
  clearSums();
  addFiles(seeds);
  numberKnown();
  for (let level = 1; level <= levels && addFolders(seeds); level++) numberKnown();
  for (let tree: usize = 0; tree < graph.treeCount; tree++) {
    if (contentOf(tree) == UNKNOWN) setContent(tree, addContent(tree));
  }
}

/** Adds the files to the sums, and lists the folders. */
function addFiles(seeds: usize): void {
  setFolderCount(0);
  for (let tree: usize = 0; tree < graph.treeCount; tree++) {
    const end = recordsEnd(tree);
    for (let record = recordsStart(tree); record < end; record++) {
      const key = keyOf(record);
      const child = childOf(record);
      if (isFolder(key)) {
        change(tree, COUNT, sideOf(key));
        addFolder(record, tree);
        if (sideOf(key) > 0) store<u8>(graph.inner + <usize>child, 1);
      } else addEntry(tree, key, child, seeds);
    }
  }
}

/** Adds the folders whose content has become known. Returns whether there are any. */
function addFolders(seeds: usize): bool {
  let left: usize = 0;
  for (let at: usize = 0; at < folderCount; at++) {
    const record = folderRecord(at);
    const tree = folderTree(at);
    const content = contentOf(childOf(record));
    if (content == UNKNOWN) setFolder(left++, record, tree);
    else {
      const key = keyOf(record);
      change(tree, COUNT, -sideOf(key));
      addEntry(tree, key, content, seeds);
    }
  }
  const isProgress = left < folderCount;
  setFolderCount(left);
  return isProgress;
}

/** Passes changes on, and numbers the contents of trees without unknown folders. */
function numberKnown(): void {
  for (let tree: usize = 0; tree < graph.treeCount; tree++) {
    passOn(tree, FIRST_SUM);
    passOn(tree, SECOND_SUM);
    if (passOn(tree, COUNT) != 0 || contentOf(tree) != UNKNOWN) continue;
    setContent(tree, findContent(tree));
  }
  clearChanges();
}

/** The content with a tree's sums. */
function findContent(tree: usize): i32 {
  const first = sumOf(tree, FIRST_SUM);
  const second = sumOf(tree, SECOND_SUM);
  let slot = <usize>(first ^ (second << 7)) & slotMask;
  for (let known = load<i32>(slots + 4 * slot); known != 0; known = load<i32>(slots + 4 * slot)) {
    const sample: usize = load<u32>(graph.samples + 4 * <usize>known);
    if (sumOf(sample, FIRST_SUM) == first && sumOf(sample, SECOND_SUM) == second) return known;
    slot = (slot + 1) & slotMask;
  }
  const content = addContent(tree);
  store<i32>(slots + 4 * slot, content);
  return content;
}

function addContent(tree: usize): i32 {
  store<u32>(graph.samples + 4 * <usize>++contentCount, <u32>tree);
  return contentCount;
}

function addEntry(tree: usize, key: i32, child: i32, seeds: usize): void {
  // Plus one: otherwise the first name's file that is the first object would add nothing.
  const entry = (key >>> 1) + 1;
  const first = mixed(entry * load<i32>(seeds) + child * load<i32>(seeds, 4));
  const second = mixed(entry * load<i32>(seeds, 8) + child * load<i32>(seeds, 12));
  change(tree, FIRST_SUM, first * sideOf(key));
  change(tree, SECOND_SUM, second * sideOf(key));
}

/** The last step of MurmurHash3: sums of its results say nothing about sums of its inputs. */
function mixed(value: i32): i32 {
  let hash = <u32>value;
  hash = (hash ^ (hash >>> 16)) * 0x85ebca6b;
  hash = (hash ^ (hash >>> 13)) * 0xc2b2ae35;
  return <i32>(hash ^ (hash >>> 16));
}
