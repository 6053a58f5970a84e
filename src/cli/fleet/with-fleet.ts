import { type Fleet, openFleet } from '../../fleet/fleet.ts';
import { escapeForeign } from '../../syntax/escape.ts';
import type { Io } from '../command.ts';

/** Runs `use` with the fleet of the environment, which is closed afterwards. @param create make one if there is none */
export async function withFleet<T>(io: Io, use: (fleet: Fleet) => Promise<T>, create = false): Promise<T> {
  const fleet = await openFleet({ env: io.env, cwd: io.cwd, create });
  try {
    return await use(fleet);
  } finally {
    await fleet.close();
  }
}

/** A line on standard error. Names of repositories and what hosts say come from outside. */
export function say(io: Io, text: string): void {
  io.stderr.write(`hexhound: ${escapeForeign(text)}\n`);
}
