import type { FileCheck } from '../check.ts';
import { LOG_STATEMENTS } from './log-statements.ts';

/** Checks of code, settings and documents: where keys leave the program that they were given to. */
export const CODE_CHECKS: readonly FileCheck[] = [LOG_STATEMENTS];
