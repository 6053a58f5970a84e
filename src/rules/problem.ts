import { HexhoundError } from '../model/errors.ts';

/** A mistake in a rules file. */
export interface Problem {
  /** The file, as the user names it. */
  readonly file: string;
  /** Counts from 1. */
  readonly line: number;
  /** Counts from 1. */
  readonly column: number;
  /** Path in the data: `rules[2].pattern`. Empty for the whole file. */
  readonly place: string;
  readonly message: string;
}

/** One line: `rules/npm.yaml:12:5: rules[0].severity: ...`. */
export function formatProblem(problem: Problem): string {
  const place = problem.place === '' ? '' : `${problem.place}: `;
  return `${problem.file}:${problem.line}:${problem.column}: ${place}${problem.message}`;
}

/** One error that lists all problems, a line each. */
export function problemsError(subject: string, problems: readonly Problem[]): HexhoundError {
  const count = problems.length === 1 ? 'a mistake' : `${problems.length} mistakes`;
  return new HexhoundError('E_RULE', subject, `${count} in the rules:\n${problems.map(formatProblem).join('\n')}`);
}
