import { formatPatch, structuredPatch } from 'diff';

/** Lines that stay the same and are shown around those that do not. */
const CONTEXT = 3;

/** Lines that may be removed and added: the time to find them grows with the square of their number. */
const MAX_EDITS = 1000;

/** Stands for lines that are the same and not shown. */
export const GAP = '';

/**
 * What changes between two texts, as the lines of a unified diff: `+`, `-` or a space, then the line. A file that
 * does not exist is an empty text. A newline at the end of only one of them is not a difference. With too many changes, all
 * lines of the one are removed and all of the other added.
 */
export function diffLines(before: string, after: string): string[] {
  const [old, now] = [withNewline(before), withNewline(after)];
  const patch = patchOf('', old, now);
  if (patch === undefined) return [...marked('-', old), ...marked('+', now)];
  let next = 1;
  const shown = patch.hunks.flatMap(({ oldStart, oldLines, lines }) => {
    const isNext = oldStart === next;
    next = oldStart + oldLines;
    return isNext ? lines : [GAP, ...lines];
  });
  return next <= old.split('\n').length - 1 ? [...shown, GAP] : shown;
}

/** The change to a file, for `git apply`; undefined where it is too large. */
export function gitPatch(path: string, before: string, after: string): string | undefined {
  const patch = patchOf(path, before, after);
  return patch && formatPatch({ ...patch, isGit: true });
}

function patchOf(path: string, before: string, after: string) {
  const options = { context: CONTEXT, maxEditLength: MAX_EDITS };
  return structuredPatch(`a/${path}`, `b/${path}`, before, after, undefined, undefined, options);
}

function withNewline(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

function marked(mark: string, text: string): string[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => mark + line);
}
