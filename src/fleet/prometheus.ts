import { gauge, type Sample } from '../syntax/prometheus.ts';
import type { FleetStatus } from './status.ts';

/** A fleet in numbers, for Prometheus. */
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

function family(name: string, help: string, samples: readonly Sample[]): string {
  return gauge(`hexhound_fleet_${name}`, help, samples);
}
