import type { Problem } from '../problem.ts';
import type { CiScript } from './model.ts';

/** A problem at a line of a script. @param line in the script, from 0 */
export function problemAt(
  rule: string,
  path: string,
  script: CiScript,
  line: number,
  note: string,
  weight: Problem['weight'],
): Problem {
  return { rule, path, line: script.lines[Math.min(line, script.lines.length - 1)] ?? 1, note, weight };
}

/** Makes one problem of several of one kind: the first one, and how many there are. */
export function gathered(problems: readonly Problem[]): Problem[] {
  const [first, ...rest] = [...problems].sort((a, b) => a.line - b.line);
  if (first === undefined) return [];
  return [rest.length === 0 ? first : { ...first, note: `${first.note}, the first of ${problems.length} such places` }];
}
