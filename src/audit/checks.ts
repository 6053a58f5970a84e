import type { Check } from './checks/check.ts';
import { CI_CHECKS } from './checks/ci/checks.ts';
import { CODE_CHECKS, CODE_PROJECT_CHECKS } from './checks/code/checks.ts';
import { CONTAINER_CHECKS } from './checks/containers/checks.ts';
import { PACKAGE_CHECKS } from './checks/packages/checks.ts';

/** All checks of an audit. */
export const CHECKS: readonly Check[] = [
  ...CODE_CHECKS,
  ...CODE_PROJECT_CHECKS,
  ...CONTAINER_CHECKS,
  ...PACKAGE_CHECKS,
  ...CI_CHECKS,
];
