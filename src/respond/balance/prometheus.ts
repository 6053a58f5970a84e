import type { Liveness } from '../../model/finding.ts';
import { gauge, type Sample } from '../../syntax/prometheus.ts';
import type { BalanceRow } from './balance.ts';

/** Undefined: no sample. */
const ALIVE: Readonly<Record<Liveness, number | undefined>> = {
  active: 1,
  restricted: 1,
  inactive: 0,
  unknown: undefined,
};

/**
 * Balances for Prometheus. The label `name` is the name of the variable. No label has the key.
 * @param time of the check
 */
export function toPrometheus(rows: readonly BalanceRow[], time: Date): string {
  const samples = (sampleOf: (row: BalanceRow) => number | undefined): Sample[] =>
    rows.flatMap((row) => {
      const value = sampleOf(row);
      return value === undefined ? [] : [[{ service: row.service, name: row.name }, value]];
    });
  return [
    gauge(
      'hexhound_balance',
      "Balance of the key's account, in the service's own unit.",
      samples(({ balance }) => balance),
    ),
    gauge(
      'hexhound_key_alive',
      'Whether the service accepts the key (1) or not (0); absent if that is not known.',
      samples(({ status }) => ALIVE[status]),
    ),
    gauge(
      'hexhound_balance_check_timestamp_seconds',
      'When the service was last asked about the key, whatever came of it.',
      samples(() => time.getTime() / 1000),
    ),
  ].join('');
}
