import { toSafeJson } from '../syntax/escape.ts';
import type { Audit } from './audit.ts';

/** What `hexhound audit --format json` prints: an {@link Audit} with a format version. */
export function renderJson(audit: Audit): string {
  const { target, lines, errors, notices } = audit;
  return `${toSafeJson({ version: 1, tool: { name: 'hexhound', version: __VERSION__ }, target, lines, errors, notices }, 2)}\n`;
}
