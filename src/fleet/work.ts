import { setTimeout as pause } from 'node:timers/promises';
import type { Env } from '../model/env.ts';
import { messageOf } from '../model/errors.ts';
import { HostProblem } from './ask-host.ts';
import { Claims } from './claims.ts';
import { CloneCache } from './clone-cache.ts';
import type { Sql } from './database.ts';
import type { Fleet } from './fleet.ts';
import { countUnfinished, Jobs, LostJobError, sendLists, sendNextPage, sendScans } from './jobs.ts';
import { listPage } from './list-page.ts';
import { refuseNewer } from './migrations.ts';
import type { Job, ListJob, ScanJob } from './queues.ts';
import { saveList } from './save-list.ts';
import { saveScan } from './save-scan.ts';
import { Scanner } from './scan-pool.ts';
import type { ScanPlan, ScanResult, ScanTask } from './scan-repository.ts';
import type { SourceOptions } from './sources.ts';
import { PASSING, stateOfFailure } from './state.ts';
import type { Choose } from './verify-chosen.ts';

export interface WorkOptions {
  /** End when no job is left. */
  readonly once: boolean;
  /** When all sources are looked at again (crontab(5), UTC). */
  readonly schedule: string | undefined;
  /** Repositories at the same time. */
  readonly jobs: number;
  readonly plan: ScanPlan;
  readonly cloneFolder: string;
  readonly cloneBytes: number;
  readonly env: Env;
  readonly signal: AbortSignal;
  readonly onDone: (done: Done) => void;
}

/** A repository or a source that was looked at. */
export interface Done {
  readonly name: string;
  readonly state: ScanResult['state'] | 'listed' | 'limited';
  readonly detail: string;
  readonly findings?: number;
}

/** Between two looks at an empty queue. */
const POLL_MS = 1000;
/** Between two looks for workers that are gone. */
const RECLAIM_MS = 5000;
/** A host that asks more often to wait has something else in mind. */
const MOST_WAITS = 50;

/**
 * Works on a fleet until nothing is left, the signal says to stop, or the database is gone.
 * @throws the driver's error if it is
 */
export async function work(fleet: Fleet, options: WorkOptions): Promise<void> {
  const worker = new Worker(fleet, options, await Jobs.join(fleet));
  await worker.run();
}

class Worker {
  readonly #fleet: Fleet;
  readonly #options: WorkOptions;
  readonly #jobs: Jobs;
  readonly #cache: CloneCache;
  readonly #claims: Claims;
  readonly #stop = new AbortController();

  constructor(fleet: Fleet, options: WorkOptions, jobs: Jobs) {
    this.#fleet = fleet;
    this.#options = options;
    this.#jobs = jobs;
    this.#claims = new Claims(fleet.db);
    this.#cache = new CloneCache(options.cloneFolder, options.cloneBytes);
  }

  async run(): Promise<void> {
    const { plan, env, jobs, signal } = this.#options;
    await this.#begin();
    const scanners = Array.from({ length: jobs }, () => new Scanner(plan, env));
    this.#stop.signal.addEventListener('abort', () => {
      for (const scanner of scanners) scanner.close();
    });
    const stop = () => this.#stop.abort();
    signal.addEventListener('abort', stop);
    try {
      const loops = scanners.map((scanner) => this.#loop(scanner));
      const watching = this.#watchOthers();
      // An error is the database's, so it ends the other loops too.
      Promise.all(loops).then(stop, stop);
      watching.catch(stop);
      const results = await Promise.allSettled([...loops, watching]);
      for (const result of results) if (result.status === 'rejected') throw result.reason;
    } finally {
      signal.removeEventListener('abort', stop);
      stop();
    }
  }

  /** Begins a new look at all sources, unless one is going on already. */
  async #begin(): Promise<void> {
    const { once, schedule } = this.#options;
    const lookAgain = async () => void (await sendLists(this.#fleet, this.#fleet.db, 'true', []));
    await this.#fleet.boss.maintain();
    await this.#jobs.reclaim();
    if ((await countUnfinished(this.#fleet)) === 0) await lookAgain();
    if (once || schedule === undefined) return;
    await this.#fleet.boss.schedule('again', schedule);
    await this.#fleet.boss.work('again', { pollingIntervalSeconds: 30 }, lookAgain);
  }

  async #loop(scanner: Scanner): Promise<void> {
    let listAt = 0;
    while (!this.#stop.signal.aborted) {
      // Lists are few, and to ask for one takes as long as to write what a small repository came to.
      let job: Job | undefined;
      if (performance.now() >= listAt) {
        job = await this.#jobs.take('list');
        if (job === undefined) listAt = performance.now() + POLL_MS;
      }
      job ??= await this.#jobs.take('scan');
      if (job !== undefined) await this.#do(job, scanner);
      else if (this.#options.once && (await countUnfinished(this.#fleet)) === 0) return;
      else await this.#pause(POLL_MS);
    }
  }

  /** Takes over from workers that are gone, and notices when the database is, or has become that of a newer version. */
  async #watchOthers(): Promise<void> {
    for (;;) {
      await this.#pause(RECLAIM_MS);
      if (this.#stop.signal.aborted) return;
      await refuseNewer(this.#fleet.db);
      await this.#jobs.reclaim();
    }
  }

  async #pause(ms: number): Promise<void> {
    await pause(ms, undefined, { signal: this.#stop.signal }).catch(() => {});
  }

  async #do(job: Job, scanner: Scanner): Promise<void> {
    try {
      const done = job.queue === 'list' ? this.#list(job as Job<ListJob>) : this.#scan(job as Job<ScanJob>, scanner);
      this.#options.onDone(await done);
    } catch (thrown) {
      if (!(thrown instanceof LostJobError)) throw thrown;
    }
  }

  async #list(job: Job<ListJob>): Promise<Done> {
    const { data } = job;
    const [row] = await this.#fleet.db.query<{ name: string; options: SourceOptions }>(
      'select name, options from hexhound.source where id = $1',
      [data.source],
    );
    // It was removed meanwhile.
    if (row === undefined) {
      await this.#jobs.finish(job, async () => {});
      return { name: `source ${data.source}`, state: 'unlisted', detail: '' };
    }
    try {
      const page = await listPage(row.name, row.options, data, this.#options.env);
      await this.#jobs.finish(job, (sql) => saveList(this.#fleet, sql, data, page));
      return { name: row.name, state: 'listed', detail: '' };
    } catch (thrown) {
      if (!(thrown instanceof HostProblem)) throw thrown;
      const { state, message: detail } = thrown;
      await this.#postpone(job, thrown);
      return { name: row.name, state, detail };
    }
  }

  /** Has a list read later that could not be read now, if that can help. */
  async #postpone(job: Job<ListJob>, { state, message, waitMs }: HostProblem): Promise<void> {
    const { data } = job;
    const waits = (data.waits ?? 0) + 1;
    const save = (sql: Sql) =>
      sql.query('update hexhound.source set state = $2, detail = $3 where id = $1', [data.source, state, message]);
    if (state === 'failed' && !job.isLastTry)
      return this.#jobs.fail(job, message, async (sql) => void (await save(sql)));
    await this.#jobs.finish(job, async (sql) => {
      await save(sql);
      if (state === 'limited' && waits <= MOST_WAITS) await sendNextPage(this.#fleet, sql, { ...data, waits }, waitMs);
    });
  }

  async #scan(job: Job<ScanJob>, scanner: Scanner): Promise<Done> {
    const { repository } = job.data;
    const [row] = await this.#fleet.db.query<Omit<ScanTask, 'folder'>>(
      'select name, location, host, optional, digest from hexhound.repository where id = $1',
      [repository],
    );
    if (row === undefined) {
      await this.#jobs.finish(job, async () => {});
      return { name: `repository ${repository}`, state: 'unlisted', detail: '' };
    }
    let endTurn = async () => {};
    const choose: Choose = async (fingerprints) => {
      const { chosen, end } = await this.#claims.choose(fingerprints);
      endTurn = end;
      return chosen;
    };
    try {
      const result = await this.#result(scanner, row, choose);
      if (result.state === 'disk full') this.#cache.makeRoom(row.name);
      await this.#end(job, result);
      if (this.#isStoppedByUs(result)) return { name: row.name, state: 'waiting', detail: 'stopped; it is done again' };
      const { state, detail, scan } = result;
      return { name: row.name, state, detail, ...(scan && { findings: scan.findings.length }) };
    } finally {
      await endTurn();
    }
  }

  async #result(scanner: Scanner, task: Omit<ScanTask, 'folder'>, choose: Choose): Promise<ScanResult> {
    try {
      return await this.#cache.use(task.name, (folder) => scanner.scan({ ...task, folder }, choose));
    } catch (thrown) {
      const message = messageOf(thrown);
      const isFull = stateOfFailure(message).state === 'disk full';
      return { state: isFull ? 'disk full' : 'failed', detail: `hexhound: ${message}`, seconds: 0 };
    }
  }

  #isStoppedByUs({ state }: ScanResult): boolean {
    return this.#stop.signal.aborted && state === 'crashed';
  }

  async #end(job: Job<ScanJob>, result: ScanResult): Promise<void> {
    const { repository } = job.data;
    // It is as if it had not begun.
    if (this.#isStoppedByUs(result)) {
      return this.#jobs.finish(job, async (sql) => void (await sendScans(this.#fleet, sql, 'r.id = $1', [repository])));
    }
    const save = (sql: Sql) => saveScan(sql, repository, result);
    if (PASSING.has(result.state) && !job.isLastTry) return this.#jobs.fail(job, result.detail, save);
    return this.#jobs.finish(job, save);
  }
}
