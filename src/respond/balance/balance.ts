import type { Liveness } from '../../model/finding.ts';

/** The result of one check of one key. */
export interface BalanceRow {
  readonly service: string;
  /** The variable that held the key. */
  readonly name: string;
  readonly key: string;
  readonly status: Liveness;
  /** In the service's own unit; undefined if unknown. */
  readonly balance: number | undefined;
  /** At the last check of the same key. */
  readonly previous: number | undefined;
  readonly reason: string;
}

/** How much a balance may fall between two checks. */
export type MaxDrop = { readonly percent: number } | { readonly amount: number };

export interface Thresholds {
  readonly min: number | undefined;
  readonly maxDrop: MaxDrop | undefined;
}

/**
 * The alarms of a monitor, a sentence each: a key is not alive, a balance is below the minimum, or it fell by more than
 * allowed.
 */
export function findAlarms(rows: readonly BalanceRow[], { min, maxDrop }: Thresholds): string[] {
  return rows.flatMap(({ name, status, balance, previous, reason }) => {
    if (status === 'inactive') return [`${name}: the key is not alive (${reason})`];
    const found: string[] = [];
    if (balance === undefined) return found;
    if (min !== undefined && balance < min) found.push(`${name}: the balance of ${balance} is below ${min}`);
    if (maxDrop !== undefined && previous !== undefined && isBeyond(maxDrop, previous, balance)) {
      const allowed = 'percent' in maxDrop ? `${maxDrop.percent}%` : maxDrop.amount;
      found.push(`${name}: the balance fell from ${previous} to ${balance}, by more than ${allowed}`);
    }
    return found;
  });
}

function isBeyond(maxDrop: MaxDrop, previous: number, balance: number): boolean {
  const drop = previous - balance;
  if ('amount' in maxDrop) return drop > maxDrop.amount;
  // There is no percentage of an empty or overdrawn account.
  return previous > 0 && drop * 100 > maxDrop.percent * previous;
}

/** Keys with an unknown balance and the reason, a sentence each. */
export function findUnknown(rows: readonly BalanceRow[]): string[] {
  return rows
    .filter(({ status, balance }) => status !== 'inactive' && balance === undefined)
    .map(({ name, reason }) => `${name}: the balance is not known (${reason})`);
}

/** The difference to the last check, without rounding errors: services give four or five decimals. */
export function changeOf({ balance, previous }: Pick<BalanceRow, 'balance' | 'previous'>): number | undefined {
  if (balance === undefined || previous === undefined) return undefined;
  return Number((balance - previous).toFixed(6));
}
