import { isAbsolute, resolve } from 'node:path';
import type PgBoss from 'pg-boss';
import type { Env } from '../model/env.ts';
import { HexhoundError } from '../model/errors.ts';
import type { Database, Sql } from './database.ts';
import { fleetAddress, isServer } from './env.ts';
import { migrate } from './migrations.ts';
import { QUEUE_SCHEMA, QUEUES } from './queues.ts';

/** An open fleet: its database, and the queue in it. */
export interface Fleet {
  readonly db: Database;
  readonly boss: PgBoss;
  close(): Promise<void>;
}

export interface FleetOptions {
  readonly env: Env;
  readonly cwd: string;
  /** Make the fleet if there is none yet. */
  readonly create: boolean;
  /** Called with errors of the queue's own work in the background. */
  readonly onError?: (error: Error) => void;
  /** Start what the schedule says. */
  readonly schedule?: boolean;
}

/** Of jobs that are done: what came of them is in our own tables. */
const KEPT = { archiveCompletedAfterSeconds: 3600, deleteAfterDays: 1 } as const;

/**
 * Opens the fleet that HEXHOUND_FLEET names.
 * @throws HexhoundError E_SOURCE if it cannot be opened or is not there; E_USAGE where an optional package is missing
 */
export async function openFleet({ env, cwd, create, onError, schedule = false }: FleetOptions): Promise<Fleet> {
  const address = fleetAddress(env);
  const db = await openDatabase(isServer(address) ? address : resolve(cwd, address), create);
  try {
    const { default: Boss } = await optional(() => import('pg-boss'));
    await migrate(db);
    const boss = new Boss({ db: queueSql(db), schema: QUEUE_SCHEMA, schedule, supervise: schedule, ...KEPT });
    boss.on('error', (error) => onError?.(error));
    await boss.start();
    const known = new Set((await boss.getQueues()).map(({ name }) => name));
    for (const [name, options] of Object.entries(QUEUES)) {
      if (!known.has(name)) await boss.createQueue(name, { name, ...options });
    }
    return {
      db,
      boss,
      async close() {
        await boss.stop({ graceful: false, wait: true, timeout: 1000 });
        await db.close();
      },
    };
  } catch (thrown) {
    await db.close();
    throw thrown;
  }
}

async function openDatabase(address: string, create: boolean): Promise<Database> {
  if (!isAbsolute(address)) {
    const [loaded, { openPostgres }] = await Promise.all([optional(() => import('pg')), import('./postgres.ts')]);
    return openPostgres(address, loaded);
  }
  const { isPglite, openPglite } = await import('./pglite.ts');
  if (!create && !isPglite(address)) {
    throw new HexhoundError('E_SOURCE', address, 'there is no fleet yet: begin one with hexhound fleet add SOURCE');
  }
  return openPglite(address, await optional(() => import('@electric-sql/pglite')));
}

/** @throws HexhoundError E_USAGE with the command that installs the packages */
async function optional<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw cause;
    const why =
      'needs packages that hexhound does not install for everybody: npm install pg-boss@10 pg @electric-sql/pglite (with --global, if hexhound is)';
    throw new HexhoundError('E_USAGE', 'fleet', why, { cause });
  }
}

/** What the queue runs its SQL on: the database, or the transaction that a job belongs to. */
export function queueSql(sql: Sql): PgBoss.Db {
  return {
    executeSql: async (text, values) => ({ rows: await sql.query(text, values as readonly unknown[] | undefined) }),
  };
}
