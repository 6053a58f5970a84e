import { defined } from '../model/defined.ts';
import type { CommitRef, Finding, FindingHistory, Occurrence, Verification } from '../model/finding.ts';
import { groupBy } from '../model/group-by.ts';
import { byTimeAndPlace } from '../model/occurrence-order.ts';
import type { Report, Scanned } from '../model/report.ts';
import type { Rule, Severity } from '../model/rule.ts';
import { Secret } from '../model/secret.ts';
import { SEVERITIES } from '../model/severity.ts';
import { plural } from '../syntax/words.ts';
import type { Database, Sql } from './database.ts';
import { readGaps } from './gaps.ts';
import type { StoredDocument, StoredOccurrence, StoredRule } from './stored-finding.ts';

/** What a user has decided about a finding. */
export const DECISIONS = ['open', 'resolved', 'false-alarm', 'accepted'] as const;
export type Decision = (typeof DECISIONS)[number];

/** Which findings are wanted. */
export interface Wanted {
  readonly state: Decision | 'all';
  /** First seen then or later, in seconds since 1970; negative: so long ago, by the clock of the database. */
  readonly since?: number;
  /** Name, or a part of it with `*`. */
  readonly repository?: string;
  readonly team?: string;
  /** Provider of the rule. */
  readonly service?: string;
}

/** An acceptance after its last day does not count: `f` is a row of hexhound.finding. */
export const STATE = `case when f.state = 'accepted' and f.expires < current_date then 'open' else f.state end`;

interface Row {
  readonly fingerprint: string;
  readonly state: Decision;
  readonly reason: string | null;
  readonly expires: string | null;
  readonly first_seen: Date;
  readonly verification: Verification | null;
  readonly rule: string;
  readonly rule_document: StoredRule;
  readonly document: StoredDocument;
  readonly gone: Date | null;
  readonly repository: string;
  readonly teams: readonly string[];
}

/** A secret of which only the mask is known. */
class MaskedSecret extends Secret {
  override mask(): string {
    return this.reveal();
  }
}

/** The whole fleet as the report of one scan. */
export async function readReport(db: Database, wanted: Wanted): Promise<Report> {
  const started = Date.now();
  const groups = groupBy(await readRows(db, wanted), ({ fingerprint }) => fingerprint);
  const findings = [...groups.values()].map(findingOf).sort(byImportance);
  return {
    tool: { name: 'hexhound', version: __VERSION__ },
    command: 'fleet',
    target: db.name,
    started,
    findings,
    notOpened: [],
    hidden: { lowConfidence: 0, inline: 0, baseline: await countOthers(db, wanted) },
    scanned: await readScanned(db),
    ...(await readGaps(db)),
  };
}

const OF_TEAM = `($5::text is null or exists (select from hexhound.listed l join hexhound.source s on s.id = l.source
  where l.repository = r.id and s.options ->> 'team' = $5))`;

/** The condition on rows of `f` (finding), `p` (place), `r` (repository) and `rule`; values are `$1` to `$5`. */
const WANTED = `($1 = 'all' or ${STATE} = $1) and r.name like $3
  and f.first_seen >= case when $2::float8 < 0 then now() + make_interval(secs => $2::float8) else to_timestamp($2::float8) end
  and ($4::text is null or rule.document ->> 'provider' = $4)
  and ${OF_TEAM}`;

const FROM = `hexhound.place p join hexhound.finding f on f.id = p.finding join hexhound.rule on rule.id = p.rule
  join hexhound.repository r on r.id = p.repository`;

function valuesOf({ state, since = 0, repository = '*', service, team }: Wanted): unknown[] {
  return [state, since, likeOf(repository), service ?? null, team ?? null];
}

function likeOf(name: string): string {
  return name.replace(/[\\%_]/g, '\\$&').replaceAll('*', '%');
}

function readRows(sql: Sql, wanted: Wanted): Promise<Row[]> {
  return sql.query<Row>(
    `select f.fingerprint, ${STATE} as state, f.reason, f.expires::text, f.first_seen, f.verification, p.rule,
       rule.document as rule_document, p.document, p.gone, r.name as repository,
       array(select distinct s.options ->> 'team' from hexhound.listed l join hexhound.source s on s.id = l.source
         where l.repository = r.id and s.options ? 'team') as teams
     from ${FROM} where ${WANTED} order by f.id, r.name`,
    valuesOf(wanted),
  );
}

/** Names of the repositories that a report is about, whether there is a finding in them or not. */
export async function repositoriesOf(sql: Sql, { repository = '*', team }: Wanted): Promise<string[]> {
  const rows = await sql.query<{ name: string }>(
    `select name from hexhound.repository r where name like $1 and ${OF_TEAM.replaceAll('$5', '$2')} order by name`,
    [likeOf(repository), team ?? null],
  );
  return rows.map(({ name }) => name);
}

/** How many findings are left out because somebody has decided about them. */
async function countOthers(sql: Sql, wanted: Wanted): Promise<number> {
  if (wanted.state === 'all') return 0;
  const [row] = await sql.query<{ count: number }>(
    `select count(distinct f.id)::int as count from ${FROM}
     where ${WANTED.replace(`${STATE} = $1`, `${STATE} <> $1`)} and ${STATE} <> 'open'`,
    valuesOf(wanted),
  );
  return row?.count ?? 0;
}

async function readScanned(sql: Sql): Promise<Scanned> {
  const sum = (name: keyof Scanned) => `coalesce(sum((counts ->> '${name}')::float8), 0) as ${name}`;
  const [row] = await sql.query<Scanned>(
    `select ${(['files', 'blobs', 'commits', 'bytes', 'seconds'] as const).map(sum).join(', ')} from hexhound.repository`,
    [],
  );
  return row ?? { files: 0, blobs: 0, commits: 0, bytes: 0, seconds: 0 };
}

/** One finding of the places that a secret has, in the order of their repositories. */
function findingOf(rows: readonly Row[]): Finding {
  // What one repository tells best holds for all: the value is the same.
  const best = rows.reduce((a, b) => (b.document.score > a.document.score ? b : a));
  const { rule, rule_document, document, fingerprint, verification } = best;
  const { secret, parts, history: _, occurrences: __, note: ___, ...rest } = document;
  return {
    ...rest,
    fingerprint,
    rule: ruleOf(rule, rule_document),
    ...defined({
      secret: secret === undefined ? undefined : new MaskedSecret(secret),
      parts: parts?.map(({ name, value }) => ({ name, secret: new MaskedSecret(value), isShown: false })),
      history: historyOf(rows),
    }),
    ...(verification && { verification }),
    note: noteOf(rows, best),
    fleet: { teams: teamsOf(rows), firstSeen: best.first_seen.getTime() },
    occurrences: rows.flatMap(occurrencesOf).sort(byTimeAndPlace),
  } as Finding;
}

/** Stored rules are what an earlier version had, and perhaps another configuration. */
function ruleOf(id: string, { kind, form, ...rule }: StoredRule): Rule {
  return { ...rule, id, kind: form, ...(kind === 'public' && { public: 'by design' }) } as Rule;
}

function occurrencesOf({ repository, document, gone }: Row): Occurrence[] {
  return document.occurrences.map(({ path, archive, ...occurrence }: StoredOccurrence) => ({
    ...occurrence,
    repository,
    ...(path !== undefined && { path: archive ?? path }),
    ...(archive !== undefined && path !== undefined && { inside: path.slice(archive.length + 1) }),
    ...(gone !== null && { refs: ['unreachable'] }),
  })) as Occurrence[];
}

function historyOf(rows: readonly Row[]): FindingHistory | undefined {
  const histories = rows.flatMap(({ document: { history }, gone }) => (history ? [{ ...history, gone }] : []));
  if (histories.length === 0) return undefined;
  const commits = (which: 'first' | 'last') =>
    histories
      .flatMap((history): CommitRef | [] => history[which] ?? [])
      .sort((a, b) => Date.parse(a.date) - Date.parse(b.date));
  const [first, last] = [commits('first')[0], commits('last').at(-1)];
  const living = histories.filter(({ gone }) => gone === null);
  return {
    ...(first && { first }),
    ...(last && { last }),
    heldBy: [...new Set(living.flatMap(({ heldBy }) => heldBy ?? []))].sort(),
    reachedBy: living.length === 0 ? 'nothing' : 'refs',
  };
}

function teamsOf(rows: readonly Row[]): string[] {
  return [...new Set(rows.flatMap(({ teams }) => teams))].sort();
}

/** What the fleet knows of a finding beside its repositories' histories. */
function noteOf(rows: readonly Row[], { document, state, reason, expires, first_seen }: Row): string {
  const teams = teamsOf(rows);
  const gone = rows.filter((row) => row.gone !== null);
  const goneSince = gone
    .map((row) => row.gone?.toISOString().slice(0, 10))
    .sort()
    .at(-1);
  return [
    ...(document.note === undefined ? [] : [document.note]),
    `in ${plural(rows.length, 'repository', 'repositories')}${teams.length > 0 ? ` of ${teams.join(', ')}` : ''}`,
    `first seen ${first_seen.toISOString().slice(0, 10)}`,
    ...(gone.length > 0
      ? [
          `gone from all refs ${gone.length === rows.length ? '' : `of ${gone.length} of them `}since ${goneSince}, but in every clone made before`,
        ]
      : []),
    ...(state === 'open' ? [] : [`${state}${expires === null ? '' : ` until ${expires}`}: ${reason ?? ''}`]),
  ].join('; ');
}

function byImportance(a: Finding, b: Finding): number {
  const rank = (severity: Severity) => SEVERITIES.indexOf(severity);
  return rank(a.rule.severity) - rank(b.rule.severity) || b.score - a.score || (a.fingerprint < b.fingerprint ? -1 : 1);
}
