import type { Repository } from '../git/repository.ts';

/** Why an object that the history names is not there. */
export function missingReason({ partial }: Pick<Repository, 'partial'>): string {
  return partial
    ? 'the object is missing: a partial clone leaves it on the server'
    : 'the object is missing from the repository';
}
