import { HexhoundError } from '../model/errors.ts';
import type { Fleet } from './fleet.ts';
import { sendLists, sendScans } from './jobs.ts';
import type { Decision } from './read-report.ts';
import type { SourceOptions } from './sources.ts';

/** Adds a source, or changes what of it is taken, and has it listed. */
export function addSource(fleet: Fleet, name: string, options: SourceOptions): Promise<void> {
  return fleet.db.transaction(async (sql) => {
    await sql.query(
      `insert into hexhound.source (name, options) values ($1, $2::jsonb)
       on conflict (name) do update set options = excluded.options`,
      [name, JSON.stringify(options)],
    );
    await sendLists(fleet, sql, 's.name = $1', [name]);
  });
}

/**
 * Forgets a source with its repositories, or one repository, and the findings that are nowhere else.
 * @returns how many repositories are forgotten; undefined if there is neither of that name
 */
export function remove(fleet: Fleet, name: string): Promise<number | undefined> {
  return fleet.db.transaction(async (sql) => {
    const sources = await sql.query('delete from hexhound.source where name = $1 returning id', [name]);
    const repositories = await sql.query(
      `delete from hexhound.repository r where name = $1
         or (r.state <> 'unlisted' and not exists (select from hexhound.listed l where l.repository = r.id)) returning id`,
      [name],
    );
    await sql.query(
      'delete from hexhound.finding f where not exists (select from hexhound.place p where p.finding = f.id)',
      [],
    );
    return sources.length + repositories.length === 0 ? undefined : repositories.length;
  });
}

/** Has repositories scanned again, and as a whole: those named, or else all whose last scan failed. Sources too. */
export async function retry(fleet: Fleet, names: readonly string[]): Promise<number> {
  return fleet.db.transaction(async (sql) => {
    const isAll = names.length === 0;
    const sources = await sendLists(fleet, sql, `($1 and s.state <> 'listed') or s.name = any($2::text[])`, [
      isAll,
      names,
    ]);
    const where = `($1 and r.state not in ('scanned', 'empty', 'unlisted')) or r.name = any($2::text[]) or r.state = any($2::text[])`;
    const scans = await sendScans(fleet, sql, where, [isAll, names]);
    await sql.query(`update hexhound.repository r set digest = null where ${where}`, [isAll, names]);
    return sources + scans;
  });
}

/**
 * Writes down what somebody has decided about a finding.
 * @param fingerprint of it, or its beginning
 * @throws HexhoundError E_USAGE if there is none, or more than one
 */
export async function decide(
  { db }: Fleet,
  fingerprint: string,
  decision: { readonly state: Decision; readonly reason: string | undefined; readonly expires: string | undefined },
): Promise<string> {
  const found = await db.query<{ id: number; fingerprint: string }>(
    `select id, fingerprint from hexhound.finding where starts_with(fingerprint, $1) limit 2`,
    [fingerprint],
  );
  const [only, another] = found;
  if (only === undefined) throw new HexhoundError('E_USAGE', fingerprint, 'there is no such finding in the fleet');
  if (another !== undefined)
    throw new HexhoundError('E_USAGE', fingerprint, 'is the beginning of several fingerprints');
  const { state, reason, expires } = decision;
  await db.query(
    'update hexhound.finding set state = $2, reason = $3, expires = $4::date, decided = now() where id = $1',
    [...[only.id, state, reason ?? null, expires ?? null]],
  );
  return only.fingerprint;
}
