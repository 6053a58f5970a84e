import type { core } from 'zod';
import { suggest } from '../model/suggest.ts';
import { shownKey } from './words.ts';
import type { DataPath } from './yaml.ts';

/** Names of types in messages. */
const EXPECTED: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
  object: 'a mapping',
  record: 'a mapping',
  string: 'text',
};

/**
 * What is wrong with a value, as half a sentence; it never repeats the value.
 * @param value undefined if it is missing
 */
export function sayIssue(issue: core.$ZodIssue, value: unknown): string {
  const expected = issue.code === 'invalid_type' ? (EXPECTED[issue.expected] ?? issue.expected) : undefined;
  if (value === undefined) return expected === undefined ? 'is missing' : `is missing: must be ${expected}`;
  if (expected !== undefined) return `must be ${expected}`;
  if (issue.code === 'invalid_value') {
    const known = issue.values.map(String);
    return `must be ${known.length === 1 ? '' : 'one of '}${known.join(', ')}${typeof value === 'string' ? suggest(value, known) : ''}`;
  }
  if (issue.code === 'too_small' && issue.origin === 'array') return `must have at least ${issue.minimum} entries`;
  if (issue.code === 'too_small' && issue.origin === 'string')
    return issue.message.startsWith('Too') ? 'must not be empty' : issue.message;
  if (issue.code === 'too_small' && issue.message.startsWith('Too')) return `must be at least ${issue.minimum}`;
  if (issue.code === 'too_big' && issue.message.startsWith('Too')) return `must be at most ${issue.maximum}`;
  return (issue.code === 'invalid_key' ? issue.issues[0]?.message : undefined) ?? issue.message;
}

/** `rules[2].fix.steps[0]` */
export function formatPath(path: DataPath): string {
  const parts = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${shownKey(String(key))}`));
  return parts.join('').replace(/^\./, '');
}
