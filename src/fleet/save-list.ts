import type { Sql } from './database.ts';
import type { Fleet } from './fleet.ts';
import { sendNextPage, sendScans } from './jobs.ts';
import type { ListedPage } from './list-page.ts';
import type { ListJob } from './queues.ts';
import { clean } from './stored-finding.ts';

/** Writes a page of a source's list, has its repositories scanned, and the next page read. In the transaction that ends its job. */
export async function saveList(
  fleet: Fleet,
  sql: Sql,
  job: ListJob,
  { repositories, next }: ListedPage,
): Promise<void> {
  const { source, listing } = job;
  const there = await sql.query('select from hexhound.source where id = $1 for key share', [source]);
  // It was removed meanwhile.
  if (there.length === 0) return;
  const rows = [...new Map(repositories.map((each) => [each.name, each])).values()];
  await sql.query(
    `with rows as (
       select * from jsonb_to_recordset($1::jsonb) as x (name text, location text, host text, optional boolean)
     ), known as (
       insert into hexhound.repository (name, location, host, optional) select name, location, host, optional from rows order by name
       on conflict (name) do update set location = excluded.location, host = excluded.host,
         state = case when repository.state = 'unlisted' then 'waiting' else repository.state end
       returning id
     )
     insert into hexhound.listed (source, repository, listing) select $2::int, id, $3::int from known
     on conflict (source, repository) do update set listing = excluded.listing`,
    [JSON.stringify(clean(rows)), source, listing],
  );
  await sendScans(fleet, sql, 'r.name = any($1::text[])', [rows.map(({ name }) => clean(name))]);
  if (next === undefined) await endList(sql, source, listing);
  else await sendNextPage(fleet, sql, { source, listing, ...next });
}

/** What an earlier listing named and this one does not: removed, renamed, or not shown any more. */
async function endList(sql: Sql, source: number, listing: number): Promise<void> {
  await sql.query(`update hexhound.source set state = 'listed', detail = '', listed = now() where id = $1`, [source]);
  await sql.query(
    `with gone as (delete from hexhound.listed where source = $1 and listing <> $2 returning repository)
     update hexhound.repository r set state = 'unlisted', detail = 'its source does not name it any more' from gone
     where r.id = gone.repository
       and not exists (select from hexhound.listed l where l.repository = r.id and l.source <> $1)`,
    [source, listing],
  );
}
