import type { Severity } from './rule.ts';

/** All of them, the worst first. */
export const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low'];
