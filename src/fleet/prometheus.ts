import type { FleetStatus } from './status.ts';

type Labels = Readonly<Record<string, string | null>>;
type Samples = readonly (readonly [labels: Labels, value: number])[];

/** Prometheus text exposition format 0.0.4, for the textfile collector of node_exporter. */
export function toPrometheus({ repositories, findings, jobs, sources, workers, bytes }: FleetStatus): string {
  const seconds = (date: Date) => date.getTime() / 1000;
  return [
    family(
      'repositories',
      'Repositories by how their last scan went.',
      repositories.map(({ count, ...labels }) => [labels, count]),
    ),
    family(
      'findings',
      'Secrets, each counted once for each team.',
      findings.map(({ count, oldest: _, ...labels }) => [labels, count]),
    ),
    family(
      'oldest_finding_timestamp_seconds',
      'When the oldest of them was first seen.',
      findings.map(({ count: _, oldest, ...labels }) => [labels, seconds(oldest)]),
    ),
    family(
      'jobs',
      'Jobs that are not finished.',
      jobs.map(({ count, ...labels }) => [labels, count]),
    ),
    family(
      'source_listed_timestamp_seconds',
      'When a source was last listed as a whole.',
      sources.flatMap(({ name, listed }) => (listed === null ? [] : [[{ source: name }, seconds(listed)] as const])),
    ),
    family('workers', 'Workers with a job.', [[{}, workers.length]]),
    family('database_bytes', 'Size of the database.', [[{}, bytes]]),
  ].join('');
}

function family(name: string, help: string, samples: Samples): string {
  const metric = `hexhound_fleet_${name}`;
  const lines = samples.map(([labels, value]) => `${metric}${labelsOf(labels)} ${value}`);
  return [`# HELP ${metric} ${help}`, `# TYPE ${metric} gauge`, ...lines].map((line) => `${line}\n`).join('');
}

function labelsOf(labels: Labels): string {
  const pairs = Object.entries(labels).flatMap(([name, value]) =>
    value === null ? [] : [`${name}="${escapeLabel(value)}"`],
  );
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

/** Backslash, double quote and line feed are escaped in a label's value (Prometheus docs, Exposition formats). */
function escapeLabel(label: string): string {
  return label.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
