import { createHash } from 'node:crypto';

/** Splits repositories into two halves by a hash of their names: what was fitted on one is judged on the other. */
export function isFirstHalf(repo: string): boolean {
  return (createHash('sha256').update(repo).digest()[0] ?? 0) < 128;
}

/** 1.96 standard deviations: 95 % of a normal distribution. */
const Z = 1.96;

/** A share, and between which bounds it lies with 95 % confidence (Wilson's score interval): `0.95 (0.90-0.98)`. */
export function withInterval(hits: number, all: number): string {
  if (all === 0) return '-';
  const share = hits / all;
  const centre = share + (Z * Z) / (2 * all);
  const spread = Z * Math.sqrt((share * (1 - share)) / all + (Z * Z) / (4 * all * all));
  const scale = 1 + (Z * Z) / all;
  const bound = (value: number) => Math.min(1, Math.max(0, value / scale)).toFixed(2);
  return `${share.toFixed(3)} (${bound(centre - spread)}-${bound(centre + spread)})`;
}
