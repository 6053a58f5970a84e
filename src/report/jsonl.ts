import type { Reporter } from '../model/report.ts';
import { documentsOf } from './document.ts';
import { jsonPieces } from './json-pieces.ts';
import type { ReportLine } from './schema.ts';

/** One JSON value a line, each with its `type`: findings, errors, notices, and last the summary. */
export const jsonl: Reporter = function* (report, options) {
  const { run, errors, notOpened, notices, totals, finding } = documentsOf(report, options);
  for (const item of report.findings) {
    yield* jsonPieces({ type: 'finding', ...finding(item) });
    yield '\n';
  }
  const others: ReportLine[] = [
    ...errors.map((error) => ({ type: 'error' as const, ...error })),
    ...notOpened.map((gap) => ({ type: 'not-opened' as const, ...gap })),
    ...notices.map((message) => ({ type: 'notice' as const, message })),
    { type: 'summary', ...run, ...totals, findings: report.findings.length, errors: errors.length },
  ];
  for (const line of others) {
    yield* jsonPieces(line);
    yield '\n';
  }
};
