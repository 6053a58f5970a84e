import type { Reporter } from '../model/report.ts';
import { markdownBody } from './markdown-body.ts';

/** GitHub drops the whole summary of a step that has more than 1 MiB. */
const MAX_BYTES = 1024 * 1024;

/** In less nothing would fit. */
const LEAST_BYTES = 1000;

/** What was there need not end in a line break, and Markdown separates by empty lines. */
const GAP = '\n\n';

/** The summary of a job on GitHub, which is added to what the step has written already. */
export const jobSummary: Reporter = function* (report, { taken = 0 }) {
  const room = MAX_BYTES - taken - GAP.length;
  if (room < LEAST_BYTES) return;
  if (taken > 0) yield GAP;
  yield* markdownBody(report, room);
};
