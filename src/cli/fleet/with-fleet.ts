import { type Fleet, openFleet } from '../../fleet/fleet.ts';
import { isLost } from '../../fleet/postgres.ts';
import { HexhoundError, messageOf } from '../../model/errors.ts';
import type { Io } from '../command.ts';

/** Runs `use` with the fleet of the environment, which is closed afterwards. @param create make one if there is none */
export async function withFleet<T>(io: Io, use: (fleet: Fleet) => Promise<T>, create = false): Promise<T> {
  const fleet = await openFleet({ env: io.env, cwd: io.cwd, create });
  try {
    return await use(fleet);
  } catch (thrown) {
    throw asError(thrown);
  } finally {
    await fleet.close();
  }
}

/** What is no defect of ours: a database that cannot be used now, or not by this role (SQLSTATE 42501). */
export function asError(thrown: unknown): unknown {
  if (thrown instanceof HexhoundError) return thrown;
  const isDenied = thrown instanceof Error && 'code' in thrown && thrown.code === '42501';
  if (!isDenied && !isLost(thrown)) return thrown;
  const why = `the database cannot be used: ${messageOf(thrown)}`;
  return new HexhoundError('E_SOURCE', 'HEXHOUND_FLEET', why, { cause: thrown });
}
