/** Trees of a graph, as differences to their bases (git/tree-graph/tree-graph.ts): addresses of arrays of 32-bit numbers. */
@unmanaged
class Graph {
  treeCount: u32 = 0;
  /** Index of each tree's base, which is smaller; -1 for none. */
  bases: usize = 0;
  /** Where each tree's records begin, and where those of the last end. */
  starts: usize = 0;
  keys: usize = 0;
  /** Numbers of objects, below 0 for what is missing. */
  children: usize = 0;
  recordCount: u32 = 0;
  /** By object: twice the index of a tree, WANTED for a blob. */
  objects: usize = 0;
  /** By name, a byte: 1 where all files of that name are wanted. */
  names: usize = 0;
  /** By tree, what it holds. */
  contents: usize = 0;
  /** By content, a tree that has it. One more than there are trees. */
  samples: usize = 0;
  /** By tree, a byte: 1 for one that a commit has, later also for one that another tree has. */
  inner: usize = 0;
  /** Trees that hold something and are no inner ones. */
  outer: usize = 0;
  outerCount: u32 = 0;
  /** Zeroes: `heldRoom` bytes. */
  room: usize = 0;
}

const WANTED: i32 = -2;

/** Kinds of entries in a key's bits 1 and 2, and the side in bit 0 (git/tree-graph/tree-part.ts). */
const KIND: i32 = 0b110;
const TREE: i32 = 0b010;

/** A content: nothing is held; something is, which is not known yet. */
const NOTHING: i32 = 0;
const OPEN: i32 = -1;

/** Numbers of a tree: two sums over its entries, and a count of some of them. Where each is, and bytes of all. */
const FIRST_SUM: usize = 0;
const SECOND_SUM: usize = 4;
const COUNT: usize = 8;
const SUMS: usize = 12;

let graph: Graph = changetype<Graph>(0);
/** By tree: numbers of SUMS bytes, and what is changed in them in this round. */
let sums: usize = 0;
let changes: usize = 0;
/** Folders that are not done: the record and its tree. */
let open: usize = 0;
let openCount: usize = 0;
/** Contents by their sums: open addressing, at most half full. */
let slots: usize = 0;
let slotMask: usize = 0;
let contentCount: i32 = 0;

/** Bytes that `holdTrees` works in. */
export function heldRoom(treeCount: u32, recordCount: u32): usize {
  return 2 * SUMS * <usize>treeCount + 8 * <usize>recordCount + 4 * slotCount(treeCount);
}

function slotCount(treeCount: usize): usize {
  let count: usize = 4;
  while (count < 2 * treeCount) count *= 2;
  return count;
}

/**
 * Finds the trees that hold something wanted, themselves or further down, and numbers what they hold, from 1: those with
 * the same wanted files at the same paths get the same content. Of the records only those stay that are about a wanted
 * file, or about a folder that holds one, and the child of a folder becomes a tree's index.
 *
 * Both goes level by level, since a base may be a tree's own folder: what a level changes in the numbers of those trees
 * whose differences name it is passed on to all that are made of them. Two sums stand for a tree's entries, with four
 * random and odd `seeds`: nobody can make different trees whose sums are the same.
 *
 * Returns 1 where something is held in more than `levels` levels, and not found there; else 0.
 */
export function holdTrees(at: usize, seeds: usize, levels: i32): i32 {
  graph = changetype<Graph>(at);
  const count: usize = graph.treeCount;
  sums = graph.room;
  changes = sums + SUMS * count;
  open = changes + SUMS * count;
  slots = open + 8 * <usize>graph.recordCount;
  slotMask = slotCount(count) - 1;
  contentCount = 0;

  select();
  let level = 0;
  while (passHeld() && level++ < levels) openFolders();
  dropEmpty();

  memory.fill(sums, 0, SUMS * count);
  addFiles(seeds);
  number();
  for (let next = 1; next <= levels && addFolders(seeds); next++) number();
  // Those that are higher are each by itself.
  for (let tree: usize = 0; tree < count; tree++) {
    if (contentOf(tree) == OPEN) store<i32>(graph.contents + 4 * tree, addContent(tree));
  }
  listOuter();
  return level > levels ? 1 : 0;
}

function listOuter(): void {
  let count: usize = 0;
  for (let tree: usize = 0; tree < graph.treeCount; tree++) {
    if (contentOf(tree) == NOTHING || load<u8>(graph.inner + tree) != 0) continue;
    store<u32>(graph.outer + 4 * count++, <u32>tree);
  }
  graph.outerCount = <u32>count;
}

/** Leaves the records of wanted files, which count, and those of all folders that are there. */
function select(): void {
  let size: usize = 0;
  let record: usize = load<u32>(graph.starts);
  openCount = 0;
  for (let tree: usize = 0; tree < graph.treeCount; tree++) {
    const end: usize = load<u32>(graph.starts + 4 * tree, 4);
    store<u32>(graph.starts + 4 * tree, <u32>size);
    for (; record < end; record++) {
      const key = load<i32>(graph.keys + 4 * record);
      let child = load<i32>(graph.children + 4 * record);
      if (child < 0) continue;
      const object = load<i32>(graph.objects + 4 * <usize>child);
      if ((key & KIND) == TREE) {
        // A commit's is odd.
        if (object < 0 || (object & 1) != 0) continue;
        child = object >> 1;
        setOpen(openCount++, size, tree);
      } else {
        if (object != WANTED && load<u8>(graph.names + <usize>(key >>> 3)) == 0) continue;
        change(tree, COUNT, sideOf(key));
      }
      store<i32>(graph.keys + 4 * size, key);
      store<i32>(graph.children + 4 * size++, child);
    }
  }
  store<u32>(graph.starts + 4 * <usize>graph.treeCount, <u32>size);
}

/** Passes on what changes in how many entries lead to something wanted. Returns whether trees are found to hold some. */
function passHeld(): bool {
  let isNew = false;
  for (let tree: usize = 0; tree < graph.treeCount; tree++) {
    if (passOn(tree, COUNT) <= 0 || contentOf(tree) != NOTHING) continue;
    store<i32>(graph.contents + 4 * tree, OPEN);
    isNew = true;
  }
  memory.fill(changes, 0, SUMS * <usize>graph.treeCount);
  return isNew;
}

/** Counts the folders that are known to hold something since the last time. */
function openFolders(): void {
  let left: usize = 0;
  for (let at: usize = 0; at < openCount; at++) {
    const record: usize = load<u32>(open + 8 * at);
    const tree: usize = load<u32>(open + 8 * at, 4);
    if (contentOf(childOf(record)) != NOTHING) change(tree, COUNT, sideOf(keyOf(record)));
    else setOpen(left++, record, tree);
  }
  openCount = left;
}

/** Leaves out the folders that hold nothing. */
function dropEmpty(): void {
  let size: usize = 0;
  let record: usize = 0;
  for (let tree: usize = 0; tree < graph.treeCount; tree++) {
    const end: usize = load<u32>(graph.starts + 4 * tree, 4);
    store<u32>(graph.starts + 4 * tree, <u32>size);
    for (; record < end; record++) {
      const key = keyOf(record);
      const child = childOf(record);
      if ((key & KIND) == TREE && contentOf(child) == NOTHING) continue;
      store<i32>(graph.keys + 4 * size, key);
      store<i32>(graph.children + 4 * size++, <i32>child);
    }
  }
  store<u32>(graph.starts + 4 * <usize>graph.treeCount, <u32>size);
}

/** Adds the files to the sums, and opens the folders. */
function addFiles(seeds: usize): void {
  openCount = 0;
  for (let tree: usize = 0; tree < graph.treeCount; tree++) {
    const end: usize = load<u32>(graph.starts + 4 * tree, 4);
    for (let record: usize = load<u32>(graph.starts + 4 * tree); record < end; record++) {
      const key = keyOf(record);
      if ((key & KIND) == TREE) {
        change(tree, COUNT, sideOf(key));
        setOpen(openCount++, record, tree);
        if (sideOf(key) > 0) store<u8>(graph.inner + childOf(record), 1);
      } else addEntry(tree, key, <i32>childOf(record), seeds);
    }
  }
}

/** Adds the folders that are done since the last time. Returns whether there are any. */
function addFolders(seeds: usize): bool {
  let left: usize = 0;
  for (let at: usize = 0; at < openCount; at++) {
    const record: usize = load<u32>(open + 8 * at);
    const tree: usize = load<u32>(open + 8 * at, 4);
    const content = contentOf(childOf(record));
    if (content == OPEN) setOpen(left++, record, tree);
    else {
      const key = keyOf(record);
      change(tree, COUNT, -sideOf(key));
      addEntry(tree, key, content, seeds);
    }
  }
  const isProgress = left < openCount;
  openCount = left;
  return isProgress;
}

/** Passes on what changes, and numbers the contents of trees that have no open folders. */
function number(): void {
  for (let tree: usize = 0; tree < graph.treeCount; tree++) {
    passOn(tree, FIRST_SUM);
    passOn(tree, SECOND_SUM);
    if (passOn(tree, COUNT) != 0 || contentOf(tree) != OPEN) continue;
    store<i32>(graph.contents + 4 * tree, findContent(tree));
  }
  memory.fill(changes, 0, SUMS * <usize>graph.treeCount);
}

/** The content with a tree's sums. */
function findContent(tree: usize): i32 {
  const first = load<i32>(sums + SUMS * tree, FIRST_SUM);
  const second = load<i32>(sums + SUMS * tree, SECOND_SUM);
  let slot = <usize>(first ^ (second << 7)) & slotMask;
  for (let known = load<i32>(slots + 4 * slot); known != 0; known = load<i32>(slots + 4 * slot)) {
    const sample = sums + SUMS * <usize>load<u32>(graph.samples + 4 * <usize>known);
    if (load<i32>(sample, FIRST_SUM) == first && load<i32>(sample, SECOND_SUM) == second) return known;
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

/** Adds what changes in the base to what changes in the tree, and that to the tree's number, which it returns. */
@inline
function passOn(tree: usize, field: usize): i32 {
  const base = load<i32>(graph.bases + 4 * tree);
  const own = changes + SUMS * tree + field;
  const change = load<i32>(own) + (base < 0 ? 0 : load<i32>(changes + SUMS * <usize>base + field));
  store<i32>(own, change);
  const sum = load<i32>(sums + SUMS * tree + field) + change;
  store<i32>(sums + SUMS * tree + field, sum);
  return sum;
}

@inline
function change(tree: usize, field: usize, by: i32): void {
  const at = changes + SUMS * tree + field;
  store<i32>(at, load<i32>(at) + by);
}

function addEntry(tree: usize, key: i32, child: i32, seeds: usize): void {
  // Above 0: the first name's file that is the first object would else add nothing.
  const entry = (key >>> 1) + 1;
  const first = mixed(entry * load<i32>(seeds) + child * load<i32>(seeds, 4));
  const second = mixed(entry * load<i32>(seeds, 8) + child * load<i32>(seeds, 12));
  change(tree, FIRST_SUM, first * sideOf(key));
  change(tree, SECOND_SUM, second * sideOf(key));
}

/** The last step of MurmurHash3: sums of what it gives say nothing about sums of what it was given. */
function mixed(value: i32): i32 {
  let hash = <u32>value;
  hash = (hash ^ (hash >>> 16)) * 0x85ebca6b;
  hash = (hash ^ (hash >>> 13)) * 0xc2b2ae35;
  return <i32>(hash ^ (hash >>> 16));
}

/** 1 for an entry that was added, -1 for one that was removed. */
@inline
function sideOf(key: i32): i32 {
  return 2 * (key & 1) - 1;
}

@inline
function keyOf(record: usize): i32 {
  return load<i32>(graph.keys + 4 * record);
}

@inline
function childOf(record: usize): usize {
  return load<u32>(graph.children + 4 * record);
}

@inline
function contentOf(tree: usize): i32 {
  return load<i32>(graph.contents + 4 * tree);
}

@inline
function setOpen(at: usize, record: usize, tree: usize): void {
  store<u32>(open + 8 * at, <u32>record);
  store<u32>(open + 8 * at, <u32>tree, 4);
}
