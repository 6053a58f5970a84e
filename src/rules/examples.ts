import { fill } from './generate.ts';
import { NOTATIONS } from './notations.ts';
import type { RuleForm } from './schema.ts';

/** A text to look through, and whether the rule must find something in it. */
export interface Example {
  readonly text: string;
  /** The file in which the text would stand. */
  readonly path: string;
  readonly expected: boolean;
  /** Name of the notation; `as written` for one that stands in the rules file as it is. */
  readonly notation: string;
  /** The value that the text assigns: what must be found, where something must. Absent for examples as written. */
  readonly secret?: string;
}

/** An example of this form is tried in every notation. */
const ASSIGNMENT = /^([\w.-]+) = "([^"\s\\]*)"$/;

/** How the values of bare keys are generated. */
const SHAPES = {
  hex32: '{{hex:32}}',
  alnum32: '{{alnum:32}}',
  mixed32: '{{base62:32}}',
  value: '{{base62:20}}',
} as const;

/**
 * The examples of a rule with generated values: its `matches` and `ignores`, those that assign a value to a name in
 * every notation, and of a rule for bare keys also each of its names. Rules about files have none.
 */
export function expandExamples(rule: RuleForm): Example[] {
  if ('file' in rule) return [];
  const names = 'shape' in rule ? rule.names.map((name) => `${name} = "${SHAPES[rule.shape]}"`) : [];
  return [
    ...[...rule.matches, ...names].flatMap((example) => expand(example, rule.id, true)),
    ...rule.ignores.flatMap((example) => expand(example, rule.id, false)),
  ];
}

function expand(example: string, seed: string, expected: boolean): Example[] {
  const text = fill(example, `${seed}/${example}`);
  const [, name, secret] = ASSIGNMENT.exec(text) ?? [];
  if (name === undefined || secret === undefined)
    return [{ text, path: 'example.txt', expected, notation: 'as written' }];
  return NOTATIONS.map(({ name: notation, path, write }) => ({
    text: write(name, secret),
    path,
    expected,
    notation,
    secret,
  }));
}
