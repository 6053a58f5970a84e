import { NO_END } from '../suppress/inline.ts';
import { isDocument } from '../suppress/unused-comments.ts';

/** Whether a problem of an inline comment is one at this path, too: a document may just show how comments are written. */
export function isTold(problem: string, path: string): boolean {
  return problem.endsWith(NO_END) || !isDocument(path);
}
