import { messageOf } from '../model/errors.ts';
import { expandFragments } from './fragments.ts';
import { measurePattern, PatternError } from './pattern.ts';
import type { KeywordForm, PrefixForm } from './schema.ts';

/**
 * What must not follow a key with a known prefix. An escape, as in `...\n`, begins with a backslash and so may follow; and a
 * byte that says what comes next, in bytes that are no text.
 */
const RIGHT_BOUNDARY = String.raw`(?![A-Za-z0-9_](?![\x01-\x08\x0b\x0c\x0e-\x1f]))`;

/** A checked regular expression, and how many bytes it can read; for a prefix rule, with the longest prefix. `run` as in `Extent`. */
export interface Expression {
  readonly pattern: string;
  readonly reach: number;
  readonly run: number;
}

/**
 * Checks a rule's pattern and expands its fragments.
 * @param complain gets messages about mistakes
 * @returns undefined if there are mistakes
 */
export function compileExpression(
  form: PrefixForm | KeywordForm,
  complain: (message: string) => void,
): Expression | undefined {
  const { pattern: expanded, unknown } = expandFragments(form.pattern);
  if (unknown !== undefined) {
    complain(`there is no fragment "{{${unknown}}}"`);
    return undefined;
  }
  const isPrefix = 'prefixes' in form;
  const flags = isPrefix ? '' : form.flags;
  try {
    new RegExp(expanded, flags);
    const { min, max, ahead, behind, run } = measurePattern(expanded);
    if (min === 0) complain('can match nothing at all');
    else if (isPrefix) {
      const longest = Math.max(...form.prefixes.map((prefix) => prefix.length));
      return { pattern: `(?:${expanded})${RIGHT_BOUNDARY}`, reach: longest + max + Math.max(2, ahead), run };
    } else return { pattern: expanded, reach: behind + max + ahead, run };
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError || thrown instanceof PatternError)) throw thrown;
    complain(messageOf(thrown));
  }
  return undefined;
}
