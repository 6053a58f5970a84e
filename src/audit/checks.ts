import type { FileCheck, ProjectCheck } from '../hygiene/check.ts';
import { CI_CHECKS } from '../hygiene/ci/checks.ts';
import { CONTAINER_CHECKS } from '../hygiene/containers/checks.ts';
import { PACKAGE_CHECKS } from '../hygiene/packages/checks.ts';

/** Everything that is looked at file by file. */
export const FILE_CHECKS: readonly FileCheck[] = [...CI_CHECKS];

/** Everything that is looked at for a project as a whole. */
export const PROJECT_CHECKS: readonly ProjectCheck[] = [...CONTAINER_CHECKS, ...PACKAGE_CHECKS];
