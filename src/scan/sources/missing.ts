import type { Repository } from '../../git/repository.ts';
import type { ScanLog } from '../../model/scan-log.ts';

/** Reports missing objects, except those that are reported already. @param ids in hex */
export async function reportMissing(repository: Repository, ids: readonly string[], log: ScanLog): Promise<void> {
  const known = new Set(log.errors.map(({ subject }) => subject));
  const missing = ids.filter((id) => !known.has(id));
  if (missing.length === 0) return;
  const { isPartial } = await import('../../git/repository.ts');
  const why = (await isPartial(repository))
    ? 'the object is missing: a partial clone leaves it on the server'
    : 'the object is missing from the repository';
  for (const id of missing) log.error('E_GIT', id, why);
}
