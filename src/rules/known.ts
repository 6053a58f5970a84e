import { CHECKS } from './checks.ts';
import type { Known } from './compile.ts';
import { VERIFIERS } from './verifiers/services.ts';

/** What rules, built-in and users', may refer to by name. */
export const KNOWN: Known = {
  checks: new Set(Object.keys(CHECKS)),
  verifiers: new Set(VERIFIERS.map((verifier) => verifier.id)),
};
