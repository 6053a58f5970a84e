import { CHECKS } from './checks.ts';
import type { Known } from './compile.ts';
import { DETAILS } from './details.ts';
import { VERIFIERS } from './verifiers/services.ts';

/** The names that built-in and users' rules can refer to. */
export const KNOWN: Known = {
  checks: new Set(Object.keys(CHECKS)),
  details: new Set(Object.keys(DETAILS)),
  verifiers: new Set(VERIFIERS.map((verifier) => verifier.id)),
};
