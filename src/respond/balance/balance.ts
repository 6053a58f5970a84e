import type { Liveness } from '../../model/finding.ts';

/** What was learnt about one key. */
export interface BalanceRow {
  readonly service: string;
  /** The variable that held the key. */
  readonly name: string;
  readonly key: string;
  readonly status: Liveness;
  /** In the service's own unit; undefined where it was not told. */
  readonly balance: number | undefined;
  /** At the last check of the same key. */
  readonly previous: number | undefined;
  readonly reason: string;
}

/** The most that a balance may lose between two checks. */
export type MaxDrop = { readonly percent: number } | { readonly amount: number };

export interface Thresholds {
  readonly min: number | undefined;
  readonly maxDrop: MaxDrop | undefined;
}

/**
 * What a monitor must wake somebody for, a sentence each: a key that is not alive, a balance below the minimum, one
 * that fell by more than allowed.
 */
export function alarms(rows: readonly BalanceRow[], { min, maxDrop }: Thresholds): string[] {
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
  // Nothing can be a share of an empty or overdrawn account.
  return previous > 0 && drop * 100 > maxDrop.percent * previous;
}

/** Keys about whose balance nothing can be said, with the reason, a sentence each. */
export function untold(rows: readonly BalanceRow[]): string[] {
  return rows
    .filter(({ status, balance }) => status !== 'inactive' && balance === undefined)
    .map(({ name, reason }) => `${name}: the balance could not be told (${reason})`);
}

/** The difference to the last check, without the noise of binary fractions: services give four or five decimals. */
export function changeOf({ balance, previous }: Pick<BalanceRow, 'balance' | 'previous'>): number | undefined {
  if (balance === undefined || previous === undefined) return undefined;
  return Number((balance - previous).toFixed(6));
}
