import { join } from 'node:path';
import type { ScanError } from '../../model/errors.ts';
import { listNames } from './list-names.ts';
import type { HashBytes } from './pack-index.ts';

/** The loose objects of an object folder. */
export interface LooseListing {
  readonly folder: string;
  /** Raw ids, one after the other, ascending. */
  readonly ids: Uint8Array;
}

/**
 * Lists loose objects: files named by the rest of the id in folders named by its first byte (gitrepository-layout(5)).
 * Other names (temporary files) are skipped.
 */
export function listLoose(folder: string, hashBytes: HashBytes, problem: (error: ScanError) => void): LooseListing {
  const isRest = hashBytes === 20 ? /^[0-9a-f]{38}$/ : /^[0-9a-f]{62}$/;
  const lists: Buffer[] = [];
  for (const name of listNames(folder, problem)) {
    if (!/^[0-9a-f]{2}$/.test(name)) continue;
    const rests = listNames(join(folder, name), problem).filter((rest) => isRest.test(rest));
    lists.push(Buffer.from(rests.map((rest) => name + rest).join(''), 'hex'));
  }
  return { folder, ids: Buffer.concat(lists) };
}
