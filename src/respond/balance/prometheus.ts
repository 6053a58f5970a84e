import type { Liveness } from '../../model/finding.ts';
import type { BalanceRow } from './balance.ts';

/** Undefined: no sample. */
const ALIVE: Readonly<Record<Liveness, number | undefined>> = {
  active: 1,
  restricted: 1,
  inactive: 0,
  unknown: undefined,
};

/**
 * Prometheus text exposition format 0.0.4, for the textfile collector of node_exporter. The label `name` is the name of
 * the variable. No label has the key.
 * @param time of the check
 */
export function toPrometheus(rows: readonly BalanceRow[], time: Date): string {
  return [
    ...family(
      'hexhound_balance',
      "Balance of the key's account, in the service's own unit.",
      rows,
      (row) => row.balance,
    ),
    ...family(
      'hexhound_key_alive',
      'Whether the service accepts the key (1) or not (0); absent if that is not known.',
      rows,
      ({ status }) => ALIVE[status],
    ),
    ...family(
      'hexhound_balance_check_timestamp_seconds',
      'When the service was last asked about the key, whatever came of it.',
      rows,
      () => time.getTime() / 1000,
    ),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

function family(
  metric: string,
  help: string,
  rows: readonly BalanceRow[],
  sample: (row: BalanceRow) => number | undefined,
): string[] {
  const lines = rows.flatMap((row) => {
    const value = sample(row);
    return value === undefined
      ? []
      : [`${metric}{service="${escapeLabel(row.service)}",name="${escapeLabel(row.name)}"} ${value}`];
  });
  return [`# HELP ${metric} ${help}`, `# TYPE ${metric} gauge`, ...lines];
}

/** Backslash, double quote and line feed are escaped in a label's value (Prometheus docs, Exposition formats). */
function escapeLabel(label: string): string {
  return label.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
