import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { Database } from '../../src/fleet/database.ts';
import { type Fleet, openFleet } from '../../src/fleet/fleet.ts';
import { openPglite } from '../../src/fleet/pglite.ts';
import { openPostgres } from '../../src/fleet/postgres.ts';
import type { ReportDocument } from '../../src/report/schema.ts';
import { type Outcome, runCommand } from './io.ts';
import { Postgres, PROGRAMS } from './postgres.ts';
import { GIT_ENV, temporaryFolder } from './repository.ts';

let server: Promise<Postgres> | undefined;

/** One server for a whole file of tests. */
export function theServer(): Promise<Postgres> {
  server ??= Postgres.start();
  return server;
}

/** To be called once in a file whose tests use a fleet. */
export function stopServerAtTheEnd(): void {
  afterAll(async () => {
    await (await server)?.stop();
    server = undefined;
  });
}

/** Kinds of databases, each with what makes an empty one and gives what HEXHOUND_FLEET is for it. */
export const ENGINES = {
  PGlite: async () => join(temporaryFolder(), 'fleet'),
  PostgreSQL: async () => (await theServer()).create(),
};

export type Engine = keyof typeof ENGINES;

/** Where there is no PostgreSQL, the tests that need none in particular use the slower one. */
const QUICKEST: Engine = PROGRAMS === undefined ? 'PGlite' : 'PostgreSQL';

/** A fleet of its own, with a key and a place for clones. */
export class TestFleet {
  readonly env: Record<string, string>;

  private constructor(address: string, more: Record<string, string>) {
    const home = temporaryFolder();
    this.env = {
      HEXHOUND_FLEET: address,
      XDG_CONFIG_HOME: join(home, 'config'),
      XDG_CACHE_HOME: join(home, 'cache'),
      ...more,
    };
  }

  static async create(engine: Engine = QUICKEST, more: Record<string, string> = {}): Promise<TestFleet> {
    return new TestFleet(await ENGINES[engine](), more);
  }

  run(...args: string[]): Promise<Outcome> {
    return runCommand('fleet', '/', args, { env: this.env });
  }

  /** Adds sources and works until nothing is left. */
  async work(...sources: string[]): Promise<Outcome> {
    if (sources.length > 0) await this.run('add', ...sources);
    return this.run('work', '--once');
  }

  async report(...args: string[]): Promise<{ code: number; report: ReportDocument }> {
    const { code, stdout } = await this.run('findings', '--format=json', ...args);
    return { code, report: JSON.parse(stdout) as ReportDocument };
  }

  /** Gives the open fleet to `use`. */
  async open<T>(use: (fleet: Fleet) => Promise<T>): Promise<T> {
    const fleet = await openFleet({ env: { ...GIT_ENV, ...this.env }, cwd: '/', create: true });
    try {
      return await use(fleet);
    } finally {
      await fleet.close();
    }
  }

  /** Jobs that fail are tried again at once, and only so often. */
  async retryAtOnce(times: number): Promise<void> {
    await this.open(async ({ boss }) => {
      for (const name of ['list', 'scan']) {
        await boss.updateQueue(name, { name, retryLimit: times, retryDelay: 0, retryBackoff: false });
      }
    });
  }
}

/** A database without any table of ours. */
export async function openDatabase(engine: Engine = QUICKEST): Promise<Database> {
  const address = await ENGINES[engine]();
  if (engine === 'PGlite') return openPglite(address, await import('@electric-sql/pglite'));
  return openPostgres(address, await import('pg'));
}
