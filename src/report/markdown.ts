import type { Reporter } from '../model/report.ts';
import { markdownBody } from './markdown-body.ts';

/** By this whoever posts the comment finds the one from last time, to put the new one in its place. */
export const MARKER = '<!-- hexhound -->';

/** GitHub takes comments of 65,536 characters; GitLab of a million. */
const MAX_BYTES = 65_000;

/** A comment for a pull request or merge request, which takes the place of the one before it. */
export const markdown: Reporter = function* (report) {
  yield `${MARKER}\n`;
  yield* markdownBody(report, MAX_BYTES);
};
