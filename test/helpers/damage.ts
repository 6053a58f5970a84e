import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Repository } from './repository.ts';

/**
 * Damages what is packed of an object of some kilobytes: whoever reads it, notices. The repository has one pack.
 * @param revision of the object, which is no delta
 * @returns its id
 */
export function damagePackedObject(repository: Repository, revision: string): string {
  const id = repository.git('rev-parse', revision);
  const folder = join(repository.path, '.git/objects/pack');
  const pack = join(folder, readdirSync(folder).find((name) => name.endsWith('.pack')) ?? '');
  const listing = repository.git('verify-pack', '-v', pack).split('\n');
  const [, , , length, offset] = listing.find((line) => line.startsWith(id))?.split(/ +/) ?? [];
  const bytes = readFileSync(pack);
  bytes.fill(0xff, Number(offset) + Number(length) - 600, Number(offset) + Number(length) - 100);
  chmodSync(pack, 0o600);
  writeFileSync(pack, bytes);
  return id;
}
