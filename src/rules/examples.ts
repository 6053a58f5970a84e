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
  /** Where its rule has it: `['matches', 0]`. */
  readonly from: readonly ['matches' | 'ignores' | 'names', number];
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
 * The examples of a rule, with generated values: its `matches` and `ignores`, and the `names` of a rule for bare keys. Those of
 * the form `NAME = "value"` come in every notation. File rules have none.
 * @param seed other seeds give other values
 */
export function expandExamples(rule: RuleForm, seed = rule.id): Example[] {
  if ('file' in rule || 'filePath' in rule) return [];
  const names = 'shape' in rule ? rule.names.map((name) => `${name} = "${SHAPES[rule.shape]}"`) : [];
  const lists = [
    ['matches', rule.matches],
    ['names', names],
    ['ignores', rule.ignores],
  ] as const;
  return lists.flatMap(([list, examples]) =>
    examples.flatMap((example, at) => expand(example, seed, { expected: list !== 'ignores', from: [list, at] })),
  );
}

function expand(example: string, seed: string, about: Pick<Example, 'expected' | 'from'>): Example[] {
  const written = (notation: string): string => fill(example, `${seed}/${example}/${notation}`);
  const whole = written('as written');
  if (!ASSIGNMENT.test(whole)) return [{ ...about, text: whole, path: 'example.txt', notation: 'as written' }];
  return NOTATIONS.map(({ name: notation, path, write }) => {
    const [, name = '', secret = ''] = ASSIGNMENT.exec(written(notation)) ?? [];
    return { ...about, text: write(name, secret), path, notation, secret };
  });
}
