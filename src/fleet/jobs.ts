import { hostname } from 'node:os';
import type { Sql } from './database.ts';
import { type Fleet, queueSql } from './fleet.ts';
import { type Job, type ListJob, QUEUE_SCHEMA } from './queues.ts';

/** First half of the names of advisory locks that workers hold; the second is the worker's number. */
const WORKERS = 0x68_78_77;

/** Somebody else has taken this job over: its result does not count. */
export class LostJobError extends Error {}

/** Unfinished jobs of the queue, whoever they are with. A job that may be there no longer counts as finished. */
const UNFINISHED = `select id from ${QUEUE_SCHEMA}.job where name in ('list', 'scan') and state < 'completed'`;

/**
 * Has repositories scanned that nobody scans or is about to.
 * @param where condition on `r`, a row of hexhound.repository, with `$1` and so on
 * @returns how many there are
 */
export async function sendScans({ boss }: Fleet, sql: Sql, where: string, values: readonly unknown[]): Promise<number> {
  const jobs = await sql.query<{ id: string; repository: number }>(
    `update hexhound.repository r set job = gen_random_uuid()
     where (${where}) and (r.job is null or r.job not in (${UNFINISHED})) returning r.job as id, r.id as repository`,
    values,
  );
  const inserts = jobs.map(({ id, repository }) => ({ id, name: 'scan', data: { repository } }));
  if (inserts.length > 0) await boss.insert(inserts, { db: queueSql(sql) });
  return jobs.length;
}

/** Has sources listed that nobody lists or is about to. @param where condition on `s` */
export async function sendLists({ boss }: Fleet, sql: Sql, where: string, values: readonly unknown[]): Promise<number> {
  const jobs = await sql.query<{ id: string; source: number; listing: number }>(
    `update hexhound.source s set job = gen_random_uuid(), listing = listing + 1, state = 'waiting', detail = ''
     where (${where}) and (s.job is null or s.job not in (${UNFINISHED}))
     returning s.job as id, s.id as source, s.listing`,
    values,
  );
  // The lists come first: what is in them can then be shared out.
  const inserts = jobs.map(({ id, ...data }) => ({ id, name: 'list', data, priority: 1 }));
  if (inserts.length > 0) await boss.insert(inserts, { db: queueSql(sql) });
  return jobs.length;
}

/** Has the next page of a source read. @param waitMs in how long, by the clock of the database */
export async function sendNextPage({ boss }: Fleet, sql: Sql, data: ListJob, waitMs = 0): Promise<void> {
  const options = { priority: 1, startAfter: Math.ceil(waitMs / 1000), db: queueSql(sql) };
  const job = await boss.send('list', data, options);
  await sql.query('update hexhound.source set job = $2 where id = $1', [data.source, job]);
}

/** How many jobs are not finished: waiting, or with any worker. */
export async function countUnfinished({ db }: Fleet): Promise<number> {
  const [row] = await db.query<{ count: number }>(`select count(*)::int as count from (${UNFINISHED}) unfinished`, []);
  return row?.count ?? 0;
}

/**
 * Lets the commit of a transaction not wait for the disk of the server. If that fails in this moment, all of the transaction is gone,
 * and the job is done again.
 */
const UNHURRIED = `set_config('synchronous_commit', 'off', true)`;

/** One worker's part in the queue. */
export class Jobs {
  readonly #fleet: Fleet;
  readonly #worker: number;

  private constructor(fleet: Fleet, worker: number) {
    this.#fleet = fleet;
    this.#worker = worker;
  }

  /** Takes part as a new worker. As long as its connection lives, it has a lock that others can see. */
  static async join(fleet: Fleet): Promise<Jobs> {
    const { session } = fleet.db;
    await session.query(
      `delete from hexhound.worker where started < now() - interval '7 days'
         and not exists (select from hexhound.lease where lease.worker = worker.id)`,
      [],
    );
    const [row] = await session.query<{ id: number }>(
      'insert into hexhound.worker (host, version) values ($1, $2) returning id',
      [hostname(), __VERSION__],
    );
    const worker = row?.id ?? 0;
    await session.query('select pg_advisory_lock($1, $2)', [WORKERS, worker]);
    return new Jobs(fleet, worker);
  }

  /** The next job of a queue; undefined if there is none that may start now. */
  take(queue: Job['queue']): Promise<Job | undefined> {
    const { boss, db } = this.#fleet;
    return db.transaction(async (sql) => {
      const [job] = await boss.fetch<Job['data']>(queue, { includeMetadata: true, db: queueSql(sql) });
      if (job === undefined) return undefined;
      const { id, data, retryCount, retryLimit } = job;
      await sql.query(
        `insert into hexhound.lease (job, queue, worker) select $1::uuid, $2, $3::int from ${UNHURRIED}
         on conflict (job) do update set worker = excluded.worker`,
        [id, queue, this.#worker],
      );
      return { queue, id, data, isLastTry: retryCount >= retryLimit };
    });
  }

  /**
   * Ends a job. Nothing that `save` writes counts unless the job is still ours, and the job ends only if all of it does.
   * @throws LostJobError if somebody else has taken it over
   */
  finish({ queue, id }: Job, save: (sql: Sql) => Promise<void>): Promise<void> {
    const { boss, db } = this.#fleet;
    return db.transaction(async (sql) => {
      await this.#end(sql, id);
      await boss.complete(queue, id, {}, { db: queueSql(sql) });
      await save(sql);
    });
  }

  /** Gives a job back to be tried again later, if it has not been too often. @param save what is said of it meanwhile */
  fail({ queue, id }: Job, detail: string, save: (sql: Sql) => Promise<void>): Promise<void> {
    const { boss, db } = this.#fleet;
    return db.transaction(async (sql) => {
      await this.#end(sql, id);
      await save(sql);
      await boss.fail(queue, id, { detail }, { db: queueSql(sql) });
    });
  }

  async #end(sql: Sql, job: string): Promise<void> {
    const ended = await sql.query(
      `delete from hexhound.lease using ${UNHURRIED} where job = $1 and worker = $2 returning job`,
      [job, this.#worker],
    );
    if (ended.length === 0) throw new LostJobError(`job ${job} is with another worker now`);
  }

  /** Gives back the jobs of workers that are gone: the database has let go of their locks. */
  reclaim(): Promise<void> {
    const { boss, db } = this.#fleet;
    return db.transaction(async (sql) => {
      const orphans = await sql.query<{ job: string; queue: string }>(
        `with others as (select distinct worker from hexhound.lease where worker <> $2),
           gone as materialized (select worker from others where pg_try_advisory_xact_lock($1, worker))
         delete from hexhound.lease using gone where lease.worker = gone.worker returning lease.job, lease.queue`,
        [WORKERS, this.#worker],
      );
      for (const { job, queue } of orphans) {
        await boss.fail(queue, job, { detail: ENDED }, { db: queueSql(sql) });
        const table = queue === 'scan' ? 'repository' : 'source';
        await sql.query(`update hexhound.${table} set state = 'crashed', detail = $2 where job = $1`, [job, ENDED]);
      }
    });
  }
}

const ENDED = 'the worker that was at it ended before it was done';
