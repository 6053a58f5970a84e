import { documentOf } from './document.ts';
import { toSafeJson } from './escape.ts';
import type { Reporter } from './report.ts';

/** One JSON document: schema.ts describes it. */
export const json: Reporter = (report, options) => `${toSafeJson(documentOf(report, options), 2)}\n`;
