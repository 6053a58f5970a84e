import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { cloneFolder } from '../../fleet/env.ts';
import { type Fleet, openFleet } from '../../fleet/fleet.ts';
import { fleetKey } from '../../fleet/fleet-key.ts';
import { readGaps } from '../../fleet/gaps.ts';
import { isLost } from '../../fleet/postgres.ts';
import { type Done, work as doWork, type WorkOptions } from '../../fleet/work.ts';
import { messageOf, UsageError } from '../../model/errors.ts';
import { readSettings } from '../../scan/settings.ts';
import { plural } from '../../syntax/words.ts';
import { say } from '../say.ts';
import { toBytes, toJobs, toMilliseconds, toScanOptions } from '../scan-flags.ts';
import type { FleetCall } from './flags.ts';
import { asError } from './with-fleet.ts';

const GIB = 1024 ** 3;

/** How long the database may be gone, in all, between two jobs that were done. */
const PATIENCE_MS = 10 * 60_000;
const BETWEEN_TRIES_MS = 2000;

/** `hexhound fleet work`: a worker. @returns 2 if something could not be looked at, else 0 */
export async function work({ values, names, io }: FleetCall): Promise<number> {
  if (names.length > 0) throw new UsageError('work takes no names: it does what waits');
  const { once = false, quiet = false } = values;
  const jobs = toJobs(values.jobs) ?? 1;
  // The repository's own configuration has no say.
  const scan = toScanOptions({ ...values, 'no-config': values.config === undefined }, io);
  // So that a mistake in it is told once, and not of each repository.
  await readSettings(scan);
  const { verify = false } = scan;
  if (verify !== false) say(io, 'services are asked about the keys that are found, about each one once');
  let repositories = 0;
  let lastDone = performance.now();
  const onDone = (done: Done) => {
    lastDone = performance.now();
    if (done.state !== 'listed') repositories++;
    if (!quiet) tell(done, (text) => say(io, text));
  };
  const optionsFor = async (fleet: Fleet): Promise<WorkOptions> => ({
    once,
    schedule: values.schedule ?? '0 1 * * *',
    jobs,
    plan: {
      options: { ...pick(scan), ...(jobs > 1 && { jobs: 1 }), cwd: io.cwd },
      ...(verify !== false && { verify }),
      key: await fleetKey(fleet.db, io.env),
      mostBytes: toBytes(values['max-size'], '--max-size', 0) ?? 10 * GIB,
      timeoutMs: toMilliseconds(values.timeout, '--timeout') ?? 3_600_000,
    },
    cloneFolder: values.cache === undefined ? cloneFolder(io.env) : resolve(io.cwd, values.cache),
    cloneBytes: toBytes(values['cache-size'], '--cache-size', 0) ?? 20 * GIB,
    env: io.env,
    signal: io.signal,
    onDone,
  });
  for (let isFirst = true; ; isFirst = false) {
    let fleet: Fleet | undefined;
    try {
      fleet = await openFleet({ env: io.env, cwd: io.cwd, create: true, schedule: !once });
      await doWork(fleet, await optionsFor(fleet));
      const { errors } = await readGaps(fleet.db);
      if (!quiet)
        say(io, `${plural(repositories, 'repository', 'repositories')} looked at; ${plural(errors.length, 'problem')}`);
      return errors.length > 0 || io.signal.aborted ? 2 : 0;
    } catch (thrown) {
      const isPatient = !io.signal.aborted && performance.now() - lastDone < PATIENCE_MS;
      if (!isLost(thrown) || (isFirst && fleet === undefined) || !isPatient) throw asError(thrown);
      say(io, `the database cannot be used (${messageOf(thrown)}): trying again`);
      await pause(BETWEEN_TRIES_MS);
    } finally {
      await fleet?.close();
    }
  }
}

function pick({ config, applyIgnores, minConfidence }: ReturnType<typeof toScanOptions>) {
  return { config, applyIgnores, minConfidence };
}

function tell({ name, state, detail, findings }: Done, print: (text: string) => void): void {
  if (state === 'listed') return;
  const found = findings === undefined || findings === 0 ? '' : `: ${plural(findings, 'finding')}`;
  print(`${name}: ${state}${detail === '' ? '' : `: ${detail}`}${found}`);
}
