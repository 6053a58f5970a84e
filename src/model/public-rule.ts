import type { Rule } from './rule.ts';

/** Whether what a rule finds is public by design: no secret, listed with --all only. */
export function isPublic(rule: Rule): boolean {
  return 'public' in rule && rule.public !== undefined;
}
