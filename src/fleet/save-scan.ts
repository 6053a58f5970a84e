import type { Sql } from './database.ts';
import type { ScanResult } from './scan-repository.ts';

/** Findings in one statement: each can have thousands of occurrences. */
const BATCH = 200;

/**
 * Writes what a scan came to. To be run in the transaction that ends its job.
 * @param repository its id
 */
export async function saveScan(
  sql: Sql,
  repository: number,
  { state, detail, seconds, scan }: ScanResult,
): Promise<void> {
  if (scan !== undefined) {
    const there = await sql.query('select from hexhound.repository where id = $1 for key share', [repository]);
    // It was removed meanwhile.
    if (there.length === 0) return;
    await saveFindings(sql, repository, scan);
  }
  const saved = scan && JSON.stringify({ digest: scan.digest, counts: scan.counts, errors: scan.errors });
  await sql.query(
    `update hexhound.repository set detail = $3, seconds = $4::real,
       state = case when $2 <> 'unchanged' then $2 when errors = '[]' then 'scanned' else 'incomplete' end,
       scanned = case when $2 in ('unchanged', 'empty') or $5::jsonb is not null then now() else scanned end,
       digest = case when $2 = 'empty' or $5::jsonb is not null then $5::jsonb ->> 'digest' else digest end,
       counts = coalesce($5::jsonb -> 'counts', counts), errors = coalesce($5::jsonb -> 'errors', errors)
     where id = $1`,
    [repository, state, detail, seconds, saved ?? null],
  );
  // A repository without anything in it has no findings any more, either.
  if (state === 'empty' && scan === undefined) await markGone(sql, repository, []);
}

async function saveFindings(
  sql: Sql,
  repository: number,
  { findings, rules, verifications, isWhole }: NonNullable<ScanResult['scan']>,
): Promise<void> {
  await sql.query(
    `insert into hexhound.rule select key, value from jsonb_each($1::jsonb) order by key
     on conflict (id) do update set document = excluded.document where rule.document <> excluded.document`,
    [JSON.stringify(rules)],
  );
  // Everybody writes in the same order, so that no two workers wait for each other.
  const sorted = findings.toSorted((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1));
  for (let at = 0; at < sorted.length; at += BATCH) {
    const batch = sorted.slice(at, at + BATCH);
    await sql.query(
      `insert into hexhound.finding (fingerprint) select distinct unnest($1::text[]) as fingerprint order by fingerprint
       on conflict do nothing`,
      [batch.map(({ fingerprint }) => fingerprint)],
    );
    await sql.query(
      `insert into hexhound.place as place (finding, repository, rule, document, gone)
       select distinct on (finding.id) finding.id, $2::int, rule, document, case when "isGone" then now() end
       from jsonb_to_recordset($1::jsonb) as scanned (fingerprint text, rule text, document jsonb, "isGone" boolean)
       join hexhound.finding using (fingerprint) order by finding.id
       on conflict (finding, repository) do update set rule = excluded.rule, document = excluded.document,
         gone = case when excluded.gone is not null then coalesce(place.gone, excluded.gone) end
       where place.document <> excluded.document or place.rule <> excluded.rule
         or (place.gone is null) <> (excluded.gone is null)`,
      [JSON.stringify(batch), repository],
    );
  }
  await sql.query(
    `update hexhound.finding set verification = value from jsonb_each($1::jsonb) as answered (key, value) where fingerprint = key`,
    [JSON.stringify(verifications)],
  );
  if (isWhole)
    await markGone(
      sql,
      repository,
      sorted.map(({ fingerprint }) => fingerprint),
    );
}

/** What a scan of everything does not find any more has no ref left. It stays as it was last seen. */
async function markGone(sql: Sql, repository: number, found: readonly string[]): Promise<void> {
  await sql.query(
    `update hexhound.place set gone = now() from hexhound.finding
     where place.repository = $1 and gone is null and finding.id = place.finding and fingerprint <> all ($2::text[])`,
    [repository, found],
  );
}
