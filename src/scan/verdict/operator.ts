import { memoize } from './memo.ts';

/** How a value hangs on what stands to its left. */
export type Operator =
  | 'assign' // name = value, name: value, ?name=value
  | 'call' // name("value")
  | 'wrapped' // name = f("value")
  | 'argument' // f("name", "value")
  | 'chain' // name().f("value")
  | 'default' // name || "value", ${name:-value}
  | 'return' // name() { return "value" }
  | 'element' // <name>value
  | 'cell' // name | value
  | 'flag' // --name value
  | 'word' // name value
  | 'prose' // a name among other words
  | 'item' // one of several values, in a list that may have a name
  | 'compare' // name == "value"
  | 'userinfo' // scheme://name:value@host, -u name:value
  | 'host' // scheme://value
  | 'path' // name/value
  | 'joined' // name-value
  | 'concat' // "...name=" + "value"
  | 'line' // nothing before it on its line
  | 'none';

/** Which marks make which operator; the first that fits. */
const GAPS: readonly (readonly [RegExp, Operator])[] = [
  [/^[\s\])]*[!=]==?\s*[([]*$/, 'compare'],
  [/^[\s=]*\(\)[^()]*(?:=>|\{|:)\s*\(?$/, 'return'],
  [/^[\s\])}]*(?:\|\||\?\?|\?:|:-|\?)\s*\(?\s*$/, 'default'],
  [/^[\s\])}!?*]*(?::=|\?=|\+=|\.=|=>|=|:|<-)[\s[({<&*@$#|>-]*$/, 'assign'],
  [/^\s*\([\s[({&@*]*$/, 'call'],
  [/^\s*\(\)\s*\.$/, 'chain'],
  [/^[\s\])}]*,[\s[({&@*]*$/, 'argument'],
  [/^(?:><!\[|>|><)\s*$/, 'element'],
  [/^\s*\|+\s*$/, 'cell'],
  [/^ *$/, 'word'],
  [/^[\s*#>|+.)-]*\n[\s*#/>|+-]*$/, 'line'],
  [/^\s*[+.&]\s*$/, 'concat'],
  [/^:\/\/:?$/, 'host'],
  [/\/$/, 'path'],
  [/[-._~#%\\@+]$/, 'joined'],
];

/** The operator that the marks between a name and what stands to its right make: `Link.gap`. */
export const operatorOf = memoize((gap): Operator => GAPS.find(([marks]) => marks.test(gap))?.[1] ?? 'none');
