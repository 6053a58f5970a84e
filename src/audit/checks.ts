import type { Check } from '../hygiene/check.ts';
import { CI_CHECKS } from '../hygiene/ci/checks.ts';
import { CODE_CHECKS, CODE_PROJECT_CHECKS } from '../hygiene/code/checks.ts';
import { CONTAINER_CHECKS } from '../hygiene/containers/checks.ts';
import { PACKAGE_CHECKS } from '../hygiene/packages/checks.ts';

/** Everything that an audit looks at beside what the scans find. */
export const CHECKS: readonly Check[] = [
  ...CODE_CHECKS,
  ...CODE_PROJECT_CHECKS,
  ...CONTAINER_CHECKS,
  ...PACKAGE_CHECKS,
  ...CI_CHECKS,
];
