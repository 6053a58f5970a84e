import { existsSync, mkdirSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import type { PGlite, Transaction } from '@electric-sql/pglite';
import { HexhoundError, messageOf } from '../model/errors.ts';
import type { Database, Sql } from './database.ts';
import { lockFolder } from './folder-lock.ts';

/**
 * Opens the database of a folder; makes one where there is none.
 * @throws HexhoundError E_SOURCE if another process uses it, or it is none
 */
export async function openPglite(folder: string, loaded: typeof import('@electric-sql/pglite')): Promise<Database> {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new HexhoundError('E_SOURCE', folder, `cannot be made: ${messageOf(cause)}`, { cause });
  }
  const unlock = await lockFolder(realpathSync(folder));
  // V8 would compile the busy parts of PGlite once more, which takes longer than the few seconds of most runs give back.
  setFlagsFromString('--liftoff-only');
  try {
    const db = await loaded.PGlite.create(folder);
    const sql = sqlOf(db);
    return {
      ...sql,
      transaction: (work) => db.transaction((tx) => work(sqlOf(tx))),
      session: sql,
      name: folder,
      async close() {
        await db.close();
        unlock();
      },
    };
  } catch (cause) {
    unlock();
    throw new HexhoundError('E_SOURCE', folder, `is no database that can be opened: ${messageOf(cause)}`, { cause });
  }
}

/** Whether there is a database already, so that a question does not make one. */
export function isPglite(folder: string): boolean {
  return existsSync(`${folder}/PG_VERSION`) && existsSync(dirname(folder));
}

function sqlOf(db: PGlite | Transaction): Sql {
  return {
    async query<Row extends object>(text: string, values?: readonly unknown[]) {
      if (values === undefined) return ((await db.exec(text)).at(-1)?.rows ?? []) as Row[];
      return (await db.query<Row>(text, [...values])).rows;
    },
  };
}
