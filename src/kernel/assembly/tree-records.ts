/*
 * The graph of trees that held-trees.ts works on, and what it keeps of each tree meanwhile.
 */

/** Trees as differences to their bases (git/tree-graph/tree-graph.ts): addresses of arrays of 32-bit numbers. */
@unmanaged
export class Graph {
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
  /** By tree, the number of what it holds: its content. */
  contents: usize = 0;
  /** By content, a tree that has it. One more than there are trees. */
  samples: usize = 0;
  /** By tree, a byte: 1 for one that a commit has, later also for one that another tree has. */
  inner: usize = 0;
  /** Trees that hold something and that no commit and no other tree has. */
  outer: usize = 0;
  outerCount: u32 = 0;
  /** Zeroes: `heldTreesWorkBytes` bytes. */
  workSpace: usize = 0;
}

/** In `objects`: a blob that is looked for. */
export const WANTED: i32 = -2;

/** Kinds of entries in a key's bits 1 and 2, and the side in bit 0 (git/tree-graph/tree-part.ts). */
const KIND: i32 = 0b110;
const TREE: i32 = 0b010;

/** Contents: nothing is held; something is, and what is not known yet. */
export const NOTHING: i32 = 0;
export const UNKNOWN: i32 = -1;

/** What is counted of each tree: two sums over its entries, and the number of some of them. Byte offsets, and bytes of all. */
export const FIRST_SUM: usize = 0;
export const SECOND_SUM: usize = 4;
export const COUNT: usize = 8;
const SUMS: usize = 12;

export let graph: Graph = changetype<Graph>(0);
/** By tree: its sums, and what has changed in them since `passOn` was last called for all trees. */
let sums: usize = 0;
let changes: usize = 0;
/** Records of folders that are not handled yet, each with the index of its tree. */
let folders: usize = 0;
export let folderCount: usize = 0;
/** Slots of the hash table of contents; a power of two of them, at most half of them used. */
export let slots: usize = 0;
export let slotMask: usize = 0;

/** Bytes of `Graph.workSpace`. */
export function heldTreesWorkBytes(treeCount: u32, recordCount: u32): usize {
  return 2 * SUMS * <usize>treeCount + 8 * <usize>recordCount + 4 * slotCount(treeCount);
}

function slotCount(treeCount: usize): usize {
  let count: usize = 4;
  while (count < 2 * treeCount) count *= 2;
  return count;
}

export function setGraph(at: usize): void {
  graph = changetype<Graph>(at);
  const count: usize = graph.treeCount;
  sums = graph.workSpace;
  changes = sums + SUMS * count;
  folders = changes + SUMS * count;
  slots = folders + 8 * <usize>graph.recordCount;
  slotMask = slotCount(count) - 1;
  folderCount = 0;
}

export function clearSums(): void {
  memory.fill(sums, 0, SUMS * <usize>graph.treeCount);
}

export function clearChanges(): void {
  memory.fill(changes, 0, SUMS * <usize>graph.treeCount);
}

@inline
export function sumOf(tree: usize, field: usize): i32 {
  return load<i32>(sums + SUMS * tree + field);
}

@inline
export function change(tree: usize, field: usize, by: i32): void {
  const at = changes + SUMS * tree + field;
  store<i32>(at, load<i32>(at) + by);
}

/** Adds what has changed in the base to what has changed in the tree, and that to the tree's sum, which it returns. */
@inline
export function passOn(tree: usize, field: usize): i32 {
  const base = load<i32>(graph.bases + 4 * tree);
  const own = changes + SUMS * tree + field;
  const change = load<i32>(own) + (base < 0 ? 0 : load<i32>(changes + SUMS * <usize>base + field));
  store<i32>(own, change);
  const sum = sumOf(tree, field) + change;
  store<i32>(sums + SUMS * tree + field, sum);
  return sum;
}

/** Adds a folder to those that are not handled yet. */
@inline
export function addFolder(record: usize, tree: usize): void {
  setFolder(folderCount++, record, tree);
}

@inline
export function setFolder(at: usize, record: usize, tree: usize): void {
  store<u32>(folders + 8 * at, <u32>record);
  store<u32>(folders + 8 * at, <u32>tree, 4);
}

@inline
export function setFolderCount(count: usize): void {
  folderCount = count;
}

@inline
export function folderRecord(at: usize): usize {
  return load<u32>(folders + 8 * at);
}

@inline
export function folderTree(at: usize): usize {
  return load<u32>(folders + 8 * at, 4);
}

@inline
export function recordsStart(tree: usize): usize {
  return load<u32>(graph.starts + 4 * tree);
}

@inline
export function recordsEnd(tree: usize): usize {
  return load<u32>(graph.starts + 4 * tree, 4);
}

@inline
export function setRecordsStart(tree: usize, record: usize): void {
  store<u32>(graph.starts + 4 * tree, <u32>record);
}

@inline
export function setRecord(record: usize, key: i32, child: i32): void {
  store<i32>(graph.keys + 4 * record, key);
  store<i32>(graph.children + 4 * record, child);
}

@inline
export function keyOf(record: usize): i32 {
  return load<i32>(graph.keys + 4 * record);
}

@inline
export function childOf(record: usize): i32 {
  return load<i32>(graph.children + 4 * record);
}

@inline
export function isFolder(key: i32): bool {
  return (key & KIND) == TREE;
}

/** 1 for an entry that was added, -1 for one that was removed. */
@inline
export function sideOf(key: i32): i32 {
  return 2 * (key & 1) - 1;
}

@inline
export function contentOf(tree: usize): i32 {
  return load<i32>(graph.contents + 4 * tree);
}

@inline
export function setContent(tree: usize, content: i32): void {
  store<i32>(graph.contents + 4 * tree, content);
}
