import { SEVERITIES } from '../model/severity.ts';
import type { Sql } from './database.ts';
import { QUEUE_SCHEMA } from './queues.ts';
import { DECISIONS, STATE } from './read-report.ts';

/** Numbers about a fleet. */
export interface FleetStatus {
  readonly sources: readonly {
    name: string;
    state: string;
    detail: string;
    listed: Date | null;
    repositories: number;
  }[];
  readonly repositories: readonly { state: string; team: string | null; count: number }[];
  readonly jobs: readonly { queue: string; state: string; count: number }[];
  readonly findings: readonly { state: string; severity: string; team: string | null; count: number; oldest: Date }[];
  readonly workers: readonly { host: string; version: string; jobs: number }[];
  readonly bytes: number;
}

/** The team of a repository `r`: that of its first source with one. */
const TEAM = `(select min(s.options ->> 'team') from hexhound.listed l join hexhound.source s on s.id = l.source where l.repository = r.id)`;

export async function readStatus(sql: Sql): Promise<FleetStatus> {
  const rows = <Row extends object>(text: string) => sql.query<Row>(text, []);
  const [size] = await rows<{ bytes: number }>(`select pg_database_size(current_database())::float8 as bytes`);
  return {
    sources: await rows(
      `select name, state, detail, listed, (select count(*)::int from hexhound.listed l where l.source = s.id) as repositories
       from hexhound.source s order by name`,
    ),
    repositories: await rows(
      `select state, ${TEAM} as team, count(*)::int as count from hexhound.repository r group by 1, 2 order by 1, 2`,
    ),
    jobs: await rows(
      `select name as queue, state::text, count(*)::int as count from ${QUEUE_SCHEMA}.job
       where name in ('list', 'scan') and state < 'completed' group by 1, 2 order by 1, 2`,
    ),
    findings: await rows(
      `select state, severity, team, count(distinct id)::int as count, min(first_seen) as oldest from (
         select f.id, f.first_seen, ${STATE} as state, rule.document ->> 'severity' as severity, ${TEAM} as team
         from hexhound.place p join hexhound.finding f on f.id = p.finding join hexhound.rule on rule.id = p.rule
         join hexhound.repository r on r.id = p.repository) places
       group by 1, 2, 3
       order by array_position(array[${DECISIONS.map((name) => `'${name}'`).join(',')}], state),
         array_position(array[${SEVERITIES.map((name) => `'${name}'`).join(',')}], severity), 3`,
    ),
    workers: await rows(
      `select host, version, count(*)::int as jobs from hexhound.lease join hexhound.worker on worker.id = lease.worker
       group by worker.id, host, version order by worker.id`,
    ),
    bytes: size?.bytes ?? 0,
  };
}
