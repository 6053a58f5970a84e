import { decide } from '../../fleet/change.ts';
import { DECISIONS } from '../../fleet/read-report.ts';
import { UsageError } from '../../model/errors.ts';
import { suggest } from '../../model/suggest.ts';
import { isDate, today } from '../../syntax/date.ts';
import { say } from '../say.ts';
import type { FleetCall } from './flags.ts';
import { withFleet } from './with-fleet.ts';

/** `hexhound fleet mark STATE FINGERPRINT...` */
export function mark({ values, names, io }: FleetCall): Promise<number> {
  const [typed = '', ...fingerprints] = names;
  const { reason, expires } = values;
  const state = DECISIONS.find((known) => known === typed);
  if (state === undefined) throw new UsageError(`mark takes ${DECISIONS.join(', ')}${suggest(typed, DECISIONS)}`);
  if (fingerprints.length === 0) throw new UsageError('mark takes fingerprints, as fleet findings shows them');
  const odd = fingerprints.find((text) => !/^[0-9a-f]{8,32}$/.test(text));
  if (odd !== undefined) throw new UsageError('mark takes fingerprints, or at least their first 8 characters');
  if (state !== 'open' && reason === undefined) throw new UsageError(`mark ${state} needs a --reason`);
  if (expires !== undefined && state !== 'accepted') throw new UsageError('--expires goes with mark accepted');
  if (expires !== undefined && (!isDate(expires) || expires < today())) {
    throw new UsageError('--expires takes a day to come, such as 2027-01-31');
  }
  return withFleet(io, async (fleet) => {
    for (const fingerprint of fingerprints) {
      say(io, `${await decide(fleet, fingerprint, { state, reason, expires })}: ${state}`);
    }
    return 0;
  });
}
