import { IdTable } from './id-table.ts';
import { ObjectDatabase } from './object-database.ts';
import type { HashBytes } from './pack-index.ts';
import { allocateObjects } from './shared-objects.ts';

/** Numbers objects that are known by their ids alone. @param ids in hex, each once */
export function numberObjects(ids: readonly string[], hashBytes: HashBytes): ObjectDatabase {
  const objects = { ...allocateObjects(hashBytes, [], ids.length), looseCount: ids.length };
  const raw = Buffer.from(objects.ids.buffer);
  const table = new IdTable(objects);
  ids.forEach((id, number) => {
    raw.write(id, number * hashBytes, 'hex');
    table.add(number);
  });
  return new ObjectDatabase(objects);
}
