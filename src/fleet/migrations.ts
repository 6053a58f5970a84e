import { HexhoundError } from '../model/errors.ts';
import type { Database } from './database.ts';

/**
 * The tables of a fleet, as steps that are never changed, only added to: a database of version N has had the first N. No table
 * has a secret: values are masked, and fingerprints are keyed.
 * @internal exported for tests
 */
export const MIGRATIONS: readonly string[] = [
  `
  create schema hexhound;

  -- One row. The check tells whether a worker has the key that the fingerprints were made with.
  create table hexhound.fleet (version int not null, key_check text);
  insert into hexhound.fleet (version) values (0);

  create table hexhound.worker (
    id int generated always as identity primary key,
    host text not null,
    version text not null,
    started timestamptz not null default now()
  );

  -- Who works on a job. It goes in the transaction that ends the job, so a result counts once.
  create table hexhound.lease (
    job uuid primary key,
    queue text not null,
    worker int not null
  );

  create table hexhound.source (
    id int generated always as identity primary key,
    name text not null unique,
    options jsonb not null,
    job uuid,
    -- Counts the listings: what a listing does not name any more is gone from the source.
    listing int not null default 0,
    state text not null default 'waiting',
    detail text not null default '',
    listed timestamptz
  );

  create table hexhound.repository (
    id int generated always as identity primary key,
    name text not null unique,
    -- A URL without user and password, or the path of a folder.
    location text not null,
    -- Whose token git needs, where the source's own host has the repository.
    host text,
    optional boolean not null default false,
    job uuid,
    state text not null default 'waiting',
    detail text not null default '',
    -- What was scanned, and by what: if both are the same, there is nothing to do.
    digest text,
    scanned timestamptz,
    seconds real,
    counts jsonb,
    errors jsonb not null default '[]'
  );

  create table hexhound.listed (
    source int not null references hexhound.source on delete cascade,
    repository int not null references hexhound.repository on delete cascade,
    listing int not null,
    primary key (source, repository)
  );
  create index on hexhound.listed (repository);

  create table hexhound.rule (id text primary key, document jsonb not null);

  create table hexhound.finding (
    id int generated always as identity primary key,
    fingerprint text not null unique,
    state text not null default 'open' check (state in ('open', 'resolved', 'false-alarm', 'accepted')),
    reason text,
    expires date,
    decided timestamptz,
    first_seen timestamptz not null default now()
  );

  -- A finding in one repository: what its last scan says of it.
  create table hexhound.place (
    finding int not null references hexhound.finding on delete cascade,
    repository int not null references hexhound.repository on delete cascade,
    rule text not null references hexhound.rule,
    document jsonb not null,
    first_seen timestamptz not null default now(),
    -- Since when no ref leads to it any more.
    gone timestamptz,
    primary key (finding, repository)
  );
  create index on hexhound.place (repository);
  `,
  `
  -- What its service said of a secret, once for the whole fleet; no status yet while a worker asks.
  alter table hexhound.finding add column verification jsonb, add column asked timestamptz;
  `,
];

/** Held while the tables are changed, so that of several workers that start together one does it. */
const LOCK = 0x68_78_66;

/**
 * Brings the tables up to date, or makes them.
 * @param migrations all of this version of hexhound
 * @throws HexhoundError E_SOURCE if a newer hexhound has made them
 */
export async function migrate(db: Database, migrations: readonly string[] = MIGRATIONS): Promise<void> {
  // Who may only work, and not change tables, gets by without the lock.
  if ((await versionOf(db)) === migrations.length) return;
  await db.transaction(async (sql) => {
    await sql.query('select pg_advisory_xact_lock($1)', [LOCK]);
    const version = await refuseNewer({ session: sql, name: db.name }, migrations);
    for (const migration of migrations.slice(version)) await sql.query(migration);
    await sql.query('update hexhound.fleet set version = $1', [migrations.length]);
  });
}

/** @returns the version of the tables @throws HexhoundError E_SOURCE if a newer hexhound has made them, perhaps only now */
export async function refuseNewer(
  { session, name }: Pick<Database, 'session' | 'name'>,
  known = MIGRATIONS,
): Promise<number> {
  const version = await versionOf(session);
  if (version <= known.length) return version;
  const why = `its tables have version ${version}, and this hexhound knows ${known.length}: use the newer one that made them`;
  throw new HexhoundError('E_SOURCE', name, why);
}

async function versionOf(sql: Pick<Database, 'query'>): Promise<number> {
  const [found] = await sql.query<{ there: boolean }>(`select to_regclass('hexhound.fleet') is not null as there`, []);
  if (found?.there !== true) return 0;
  const [row] = await sql.query<{ version: number }>('select version from hexhound.fleet', []);
  return row?.version ?? 0;
}
