import type { Trees } from './tree-graph.ts';
import { NAMED_FOLDER, nameOf, recordKey, TREE } from './tree-part.ts';

/** Takes the place of a blob's number in the entry of a named folder: what is in the folder does not matter. */
const ANYTHING = 0;

/**
 * Gives each folder that is wanted for its name a second entry, as if it were a file, so that its commits and refs are found as
 * those of a file are. Trees without such folders stay as they are.
 * @param isNamed by number of the name
 */
export function withNamedFolders(trees: Trees, isNamed: Uint8Array): Trees {
  const { count, records, keys, children } = trees;
  const isWanted = (key: number) => kindOfRecord(key) === TREE && isNamed[nameOf(key >>> 1)] === 1;
  const added = keys.reduce((sum, key) => sum + Number(isWanted(key)), 0);
  if (added === 0) return trees;
  const more = {
    records: new Int32Array(count + 1),
    keys: new Int32Array(keys.length + added),
    children: new Int32Array(keys.length + added),
  };
  let size = 0;
  const put = (key: number, child: number) => {
    more.keys[size] = key;
    more.children[size++] = child;
  };
  for (let tree = 0; tree < count; tree++) {
    const end = records[tree + 1] ?? 0;
    for (let record = records[tree] ?? 0; record < end; record++) {
      const key = keys[record] ?? 0;
      put(key, children[record] ?? 0);
      if (isWanted(key)) put(recordKey(nameOf(key >>> 1), NAMED_FOLDER, key & 1), ANYTHING);
    }
    more.records[tree + 1] = size;
  }
  return { ...trees, ...more };
}

function kindOfRecord(key: number): number {
  return (key >>> 1) & 3;
}
