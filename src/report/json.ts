import type { Reporter } from '../model/report.ts';
import { documentsOf } from './document.ts';
import { jsonPieces, lazily } from './json-pieces.ts';

/** One JSON document: schema.ts describes it. */
export const json: Reporter = function* (report, options) {
  const { run, errors, notOpened, notices, totals, finding } = documentsOf(report, options);
  yield* jsonPieces({ ...run, findings: lazily(report.findings, finding), errors, notOpened, notices, ...totals }, 2);
  yield '\n';
};
