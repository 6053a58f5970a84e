import { UsageError } from '../model/errors.ts';
import { suggest } from '../model/suggest.ts';
import type { Invocation, Io } from './command.ts';
import type { Flag } from './flags.ts';
import { type FleetCall, flags } from './fleet/flags.ts';

export { flags };

type Action = (call: FleetCall) => Promise<number>;

const ACTIONS: Readonly<Record<string, () => Promise<Action>>> = {
  add: async () => (await import('./fleet/sources.ts')).add,
  work: async () => (await import('./fleet/work.ts')).work,
  status: async () => (await import('./fleet/status.ts')).status,
  findings: async () => (await import('./fleet/report.ts')).findings,
  report: async () => (await import('./fleet/report.ts')).report,
  mark: async () => (await import('./fleet/mark.ts')).mark,
  retry: async () => (await import('./fleet/sources.ts')).retry,
  remove: async () => (await import('./fleet/sources.ts')).remove,
};

const ACTIONS_OF: Readonly<Record<string, readonly string[] | undefined>> = Object.fromEntries(
  Object.entries<Flag>(flags).map(([name, { actions }]) => [name, actions]),
);

/**
 * `hexhound fleet add|work|status|findings|report|mark|retry|remove`: the histories of many repositories.
 *
 * @returns 2 if something could not be looked at, else 1 if `findings` or `report` has findings, else 0
 * @throws HexhoundError E_USAGE for wrong arguments and where packages are missing; E_SOURCE and E_CONFIG as `openFleet` and
 *   `fleetKey`
 */
export async function run({ values, positionals, order }: Invocation<typeof flags>, io: Io): Promise<number> {
  const [typed = '', ...names] = positionals;
  const load = Object.hasOwn(ACTIONS, typed) ? ACTIONS[typed] : undefined;
  if (load === undefined) {
    const actions = Object.keys(ACTIONS);
    throw new UsageError(`takes ${actions.slice(0, -1).join(', ')} or ${actions.at(-1)}${suggest(typed, actions)}`);
  }
  const odd = order.find((name) => ACTIONS_OF[name]?.includes(typed) === false);
  if (odd !== undefined)
    throw new UsageError(`${typed} takes no --${odd}: it goes with ${ACTIONS_OF[odd]?.join(', ')}`);
  const action = await load();
  return action({ values, names, order, io });
}
