import { fill } from './generate.ts';
import { NOTATIONS } from './notations.ts';
import type { RuleForm } from './schema.ts';

/** A text, and whether the rule must find something in it. */
export interface Example {
  readonly text: string;
  /** Path of a file with this text. */
  readonly path: string;
  readonly expected: boolean;
  /** Name of the notation; `as written` for a text as it is in the rules file. */
  readonly notation: string;
  /** The value in the text. Absent for examples as written. */
  readonly secret?: string;
}

/** Examples of this form are tested in every notation. */
const ASSIGNMENT = /^([\w.-]+) = "([^"\s\\]*)"$/;

/** Generators of bare keys. */
const SHAPES = {
  hex32: '{{hex:32}}',
  alnum32: '{{alnum:32}}',
  mixed32: '{{base62:32}}',
  value: '{{base62:20}}',
} as const;

/**
 * The examples of a rule, with generated values, others in every notation: its `matches` and `ignores`, and the `names` of a rule for bare keys. Those
 * of the form `NAME = "value"` come in every notation. File rules have none.
 * @param seed other seeds give other values
 */
export function expandExamples(rule: RuleForm, seed = rule.id): Example[] {
  if ('file' in rule || 'filePath' in rule) return [];
  const names = 'shape' in rule ? rule.names.map((name) => `${name} = "${SHAPES[rule.shape]}"`) : [];
  return [
    ...[...rule.matches, ...names].flatMap((example) => expand(example, seed, true)),
    ...rule.ignores.flatMap((example) => expand(example, seed, false)),
  ];
}

function expand(example: string, seed: string, expected: boolean): Example[] {
  const written = (notation: string): string => fill(example, `${seed}/${example}/${notation}`);
  const whole = written('as written');
  if (!ASSIGNMENT.test(whole)) return [{ text: whole, path: 'example.txt', expected, notation: 'as written' }];
  return NOTATIONS.map(({ name: notation, path, write }) => {
    const [, name = '', secret = ''] = ASSIGNMENT.exec(written(notation)) ?? [];
    return { text: write(name, secret), path, expected, notation, secret };
  });
}
