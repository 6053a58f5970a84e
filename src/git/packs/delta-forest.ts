import type { SharedObjects } from './shared-objects.ts';

/**
 * Links bases to their deltas, and gives each delta the kind of the whole object that its chain leads to.
 * @param objects `base` and the kinds of whole objects are filled; the rest of the kinds, `firstChild`, `nextSibling` and
 *   `descendants` are written. Children are in the order of their numbers.
 * @returns the whole objects, and those whose chain of bases ends at a missing object or goes in a circle
 */
export function linkForest(objects: SharedObjects): Pick<SharedObjects, 'roots' | 'unresolved'> {
  const { packedCount, kind, base, duplicate, firstChild, nextSibling, descendants } = objects;
  const reached = new Uint32Array(packedCount);
  let count = 0;
  for (let n = 0; n < packedCount; n++) if (kind[n] !== 0) reached[count++] = n;
  const roots = share(reached.subarray(0, count));
  for (let n = packedCount - 1; n >= 0; n--) {
    const parent = base[n] ?? -1;
    if (parent < 0) continue;
    nextSibling[n] = firstChild[parent] ?? -1;
    firstChild[parent] = n;
  }
  // Breadth first, so that every base comes before its deltas.
  for (let i = 0; i < count; i++) {
    const parent = reached[i] ?? 0;
    for (let child = firstChild[parent] ?? -1; child >= 0; child = nextSibling[child] ?? -1) {
      kind[child] = kind[parent] ?? 0;
      reached[count++] = child;
    }
  }
  for (let i = count - 1; i >= 0; i--) {
    const child = reached[i] ?? 0;
    const parent = base[child] ?? -1;
    if (parent >= 0) descendants[parent] = (descendants[parent] ?? 0) + (descendants[child] ?? 0) + 1;
  }
  const rest: number[] = [];
  for (let n = 0; n < packedCount; n++) if (kind[n] === 0 && duplicate[n] === 0) rest.push(n);
  return { roots, unresolved: share(rest) };
}

function share(numbers: ArrayLike<number>): Uint32Array {
  const shared = new Uint32Array(new SharedArrayBuffer(numbers.length * 4));
  shared.set(numbers);
  return shared;
}
