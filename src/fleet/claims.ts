import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from './database.ts';

/** Advisory lock of whoever asks services: one worker at a time, so that no service gets more calls than it wants. */
const ASKING = 0x68_78_76;
const BETWEEN_TRIES_MS = 200;

/** Decides which secrets a worker asks services about: each once in the whole fleet. */
export class Claims {
  readonly #db: Database;
  #last: Promise<void> = Promise.resolve();

  constructor(db: Database) {
    this.#db = db;
  }

  /**
   * Waits until nobody else asks, and then chooses.
   * @returns the fingerprints that nobody has asked about, and what lets the next one begin: after the answers are saved
   */
  async choose(fingerprints: readonly string[]): Promise<{ chosen: readonly string[]; end: () => Promise<void> }> {
    const end = await this.#turn();
    try {
      await this.#db.query(
        `insert into hexhound.finding (fingerprint) select distinct unnest($1::text[]) as fingerprint order by fingerprint
         on conflict do nothing`,
        [fingerprints],
      );
      // One that was chosen an hour ago, and has no answer, was with a worker that is gone.
      const chosen = await this.#db.query<{ fingerprint: string }>(
        `update hexhound.finding set asked = now()
         where fingerprint = any($1::text[]) and verification is null and (asked is null or asked < now() - interval '1 hour')
         returning fingerprint`,
        [fingerprints],
      );
      return { chosen: chosen.map(({ fingerprint }) => fingerprint), end };
    } catch (thrown) {
      await end();
      throw thrown;
    }
  }

  /** The lock is the connection's, which the jobs of this worker share: among themselves they wait for each other here. */
  async #turn(): Promise<() => Promise<void>> {
    const previous = this.#last;
    let release = () => {};
    this.#last = new Promise((resolve) => {
      release = resolve;
    });
    await previous;
    const ask = async (what: string) => {
      const [row] = await this.#db.session.query<{ done: boolean }>(`select ${what}($1) as done`, [ASKING]);
      return row?.done === true;
    };
    try {
      while (!(await ask('pg_try_advisory_lock'))) await pause(BETWEEN_TRIES_MS);
    } catch (thrown) {
      release();
      throw thrown;
    }
    return async () => {
      await ask('pg_advisory_unlock').finally(release);
    };
  }
}
