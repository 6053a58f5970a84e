import type { Client, Pool, PoolClient, QueryResult } from 'pg';
import { HexhoundError, messageOf } from '../model/errors.ts';
import type { Database, Sql } from './database.ts';

/** Connections beside the one that holds the locks: work is done in short transactions. */
const CONNECTIONS = 4;

/**
 * Opens the database of a server.
 * @param url `postgres://`, as libpq has it
 * @throws HexhoundError E_SOURCE if it cannot be reached. The message never has the URL, which may hold a password
 */
export async function openPostgres(url: string, { default: pg }: typeof import('pg')): Promise<Database> {
  const name = nameOf(url);
  const options = { connectionString: url, application_name: 'hexhound', keepAlive: true };
  const pool = new pg.Pool({ ...options, max: CONNECTIONS });
  const session = new pg.Client(options);
  // Whoever uses a connection that has ended gets the error; nobody else needs it.
  pool.on('error', () => {});
  session.on('error', () => {});
  try {
    await session.connect();
  } catch (cause) {
    await pool.end();
    throw new HexhoundError('E_SOURCE', name, `cannot be reached: ${messageOf(cause)}`, { cause });
  }
  return {
    ...sqlOf(pool),
    session: sqlOf(session),
    name,
    async transaction(work) {
      const client = await pool.connect();
      let broken: Error | undefined;
      try {
        await client.query('begin');
        const result = await work(sqlOf(client));
        await client.query('commit');
        return result;
      } catch (thrown) {
        await client.query('rollback').catch((error: Error) => {
          broken = error;
        });
        throw thrown;
      } finally {
        client.release(broken);
      }
    },
    async close() {
      await Promise.allSettled([session.end(), pool.end()]);
    },
  };
}

/** `postgres://host/name`, without user and password. */
function nameOf(text: string): string {
  try {
    const { host, pathname } = new URL(text);
    return `postgres://${host}${pathname}`;
  } catch {
    return 'HEXHOUND_FLEET';
  }
}

function sqlOf(db: Pool | PoolClient | Client): Sql {
  return {
    async query<Row extends object>(text: string, values?: readonly unknown[]) {
      if (values !== undefined) return (await db.query<Row>(text, [...values])).rows;
      // Of several statements there are several results, which the types do not say.
      const result: QueryResult<Row> | QueryResult<Row>[] = await db.query<Row>(text);
      return (Array.isArray(result) ? result.at(-1) : result)?.rows ?? [];
    },
  };
}

/**
 * Class 08, what PostgreSQL says while it shuts down, starts, or after a crash, and class 53: no room on its disk, no memory, no
 * connection left (its documentation, appendix A).
 */
const LOST_STATES = /^(?:08...|53...|57P0[1-5])$/;
const LOST_CODES = /^(?:ECONN\w+|ENOSPC|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/;

/** Whether an error means that the database cannot be used now, and perhaps can be later. */
export function isLost(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  if (thrown instanceof HexhoundError) return isLost(thrown.cause);
  const { code = '' } = thrown as NodeJS.ErrnoException;
  if (LOST_STATES.test(code) || LOST_CODES.test(code)) return true;
  // pg has no codes for these.
  return /^Connection terminated|Client has encountered a connection error|connection timeout/i.test(thrown.message);
}
