import { toPrometheus } from '../../fleet/prometheus.ts';
import { type FleetStatus, readStatus } from '../../fleet/status.ts';
import { UsageError } from '../../model/errors.ts';
import { renderTable } from '../../report/table-text.ts';
import { escapeForeign } from '../../syntax/escape.ts';
import { bytes } from '../../syntax/words.ts';
import type { FleetCall } from './flags.ts';
import { withFleet } from './with-fleet.ts';

const TEXTS: Readonly<Record<string, (status: FleetStatus) => string>> = {
  terminal: tables,
  json: (status) => `${JSON.stringify(status, undefined, 2)}\n`,
  prometheus: toPrometheus,
};

/** `hexhound fleet status`: how far it has got. */
export async function status({ values, io }: FleetCall): Promise<number> {
  const [format = 'terminal', another] = values.format ?? [];
  const text = another === undefined && Object.hasOwn(TEXTS, format) ? TEXTS[format] : undefined;
  if (text === undefined) throw new UsageError('status --format takes terminal, json or prometheus');
  io.stdout.write(text(await withFleet(io, ({ db }) => readStatus(db))));
  return 0;
}

function tables({ sources, repositories, jobs, findings, workers, bytes: size }: FleetStatus): string {
  const day = (date: Date | null) => date?.toISOString().slice(0, 16).replace('T', ' ') ?? '-';
  return [
    renderTable(
      ['source', 'repositories', 'listed', 'state'],
      sources.map(({ name, repositories: count, listed, state, detail }) => [
        ...[
          escapeForeign(name),
          String(count),
          day(listed),
          escapeForeign(detail === '' ? state : `${state}: ${detail}`),
        ],
      ]),
    ),
    renderTable(
      ['repositories', 'team', 'count'],
      repositories.map(({ state, team, count }) => [state, escapeForeign(team ?? '-'), String(count)]),
    ),
    renderTable(
      ['findings', 'severity', 'team', 'count', 'oldest'],
      findings.map(({ state, severity, team, count, oldest }) => [
        ...[state, severity, escapeForeign(team ?? '-'), String(count), day(oldest)],
      ]),
    ),
    ...(jobs.length === 0
      ? []
      : [
          renderTable(
            ['queue', 'state', 'jobs'],
            jobs.map(({ queue, state, count }) => [queue, state, String(count)]),
          ),
        ]),
    ...(workers.length === 0
      ? []
      : [
          renderTable(
            ['worker on', 'version', 'jobs'],
            workers.map(({ host, version, jobs: count }) => [escapeForeign(host), version, String(count)]),
          ),
        ]),
    `database: ${bytes(size)}\n`,
  ].join('\n');
}
