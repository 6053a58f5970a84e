import type { FileCheck, ProjectCheck } from '../hygiene/check.ts';

/** Everything that is looked at file by file. */
export const FILE_CHECKS: readonly FileCheck[] = [];

/** Everything that is looked at for a project as a whole. */
export const PROJECT_CHECKS: readonly ProjectCheck[] = [];
