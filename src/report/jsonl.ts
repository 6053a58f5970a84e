import { documentOf } from './document.ts';
import { toSafeJson } from './escape.ts';
import type { Reporter } from './report.ts';
import type { ReportLine } from './schema.ts';

/** One JSON value a line, each with its `type`: findings, errors, notices, and last the summary. */
export const jsonl: Reporter = (report, options) => {
  const { findings, errors, notices, ...rest } = documentOf(report, options);
  const lines: ReportLine[] = [
    ...findings.map((finding) => ({ type: 'finding' as const, ...finding })),
    ...errors.map((error) => ({ type: 'error' as const, ...error })),
    ...notices.map((message) => ({ type: 'notice' as const, message })),
    { type: 'summary', ...rest, findings: findings.length, errors: errors.length },
  ];
  return lines.map((line) => `${toSafeJson(line)}\n`).join('');
};
