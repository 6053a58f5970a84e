/** An entry of a tree as the kernel's records describe it; name and id as latin1. */
export interface Entry {
  readonly kind: number;
  readonly name: string;
  readonly id: string;
}

export interface Written {
  readonly mode: string;
  readonly name: string;
  readonly id: string;
}

/** A tree: `<mode> SP <name> NUL <raw id>` for each entry. */
export function bytesOf(entries: readonly Written[]): Uint8Array {
  return Uint8Array.from(Buffer.from(entries.map(({ mode, name, id }) => `${mode} ${name}\0${id}`).join(''), 'latin1'));
}

const KINDS = new Map([
  [0o100000, 0],
  [0o040000, 1],
  [0o120000, 2],
]);

/** The entries of a sound tree. */
export function readEntries(tree: Uint8Array, hashBytes = 20): Entry[] {
  const entries: Entry[] = [];
  for (let rest = Buffer.from(tree).toString('latin1'); rest !== ''; ) {
    const [space, nul] = [rest.indexOf(' '), rest.indexOf('\0')];
    const kind = KINDS.get(Number.parseInt(rest.slice(0, space), 8) & 0o170000) ?? 3;
    const end = nul + 1 + hashBytes;
    entries.push({ kind, name: rest.slice(space + 1, nul), id: rest.slice(nul + 1, end) });
    rest = rest.slice(end);
  }
  return entries;
}

/**
 * Ranges that two trees have in common, as a delta might copy them: childStart, childEnd and baseStart of each.
 * @param shortest length of the shortest
 * @param chance gives numbers from 0 to 99: which of several is taken, and where it is cut
 */
export function commonRanges(base: Uint8Array, child: Uint8Array, shortest: number, chance: () => number): number[][] {
  const [from, to] = [Buffer.from(base), Buffer.from(child)];
  const ranges: number[][] = [];
  for (let at = 0; at + shortest <= to.length; ) {
    const piece = to.subarray(at, at + shortest);
    const places: number[] = [];
    for (let place = from.indexOf(piece); place >= 0; place = from.indexOf(piece, place + 1)) places.push(place);
    const start = places[chance() % Math.max(places.length, 1)];
    if (start === undefined || chance() < 10) {
      at++;
      continue;
    }
    let length = shortest;
    while (at + length < to.length && start + length < from.length && to[at + length] === from[start + length])
      length++;
    if (chance() < 20) length = Math.max(shortest, Math.floor((length * chance()) / 100));
    ranges.push([at, at + length, start]);
    at += length;
  }
  return ranges;
}
