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

/** Problems of one kind: the failures, and of the others the first, which says how many there are. */
export function gathered(problems: readonly Problem[]): Problem[] {
  const failures = problems.filter(({ weight }) => weight === 'failure');
  const [first, ...rest] = problems.filter(({ weight }) => weight !== 'failure').sort((a, b) => a.line - b.line);
  if (first === undefined) return failures;
  const more = rest.length === 0 ? '' : `, the first of ${rest.length + 1} such places`;
  return [...failures, { ...first, note: first.note + more }];
}
