import type { FileCheck, ProjectCheck } from '../check.ts';
import { CLIENT_SIDE } from './client-side.ts';
import { BUNDLES, DOCUMENTS, LOG_FILES } from './findings.ts';
import { LOG_STATEMENTS } from './log-statements.ts';
import { PLAIN_HTTP } from './plain-http.ts';

export { type EnvironmentRead, environmentReads } from './environment.ts';

export { redactionIn } from './redaction.ts';

/** Checks of code, settings and documents, file by file: where keys leave the program that uses them. */
export const CODE_CHECKS: readonly FileCheck[] = [LOG_STATEMENTS, DOCUMENTS, BUNDLES, PLAIN_HTTP];

/**
 * The same for the project as a whole. Log files can be larger than the files that file checks are given, and a variable
 * that is built into pages is one problem, no matter how often it is named.
 */
export const CODE_PROJECT_CHECKS: readonly ProjectCheck[] = [LOG_FILES, CLIENT_SIDE];
