import { memoize } from './memoize.ts';

/** What connects a value to the code on its left. */
export type Operator =
  | 'assign' // name = value, name: value, ?name=value
  | 'call' // name("value")
  | 'wrapped' // name = f("value")
  | 'argument' // f("name", "value")
  | 'chain' // name().f("value")
  | 'default' // name || "value", ${name:-value}
  | 'return' // name() { return "value" }
  | 'element' // <name>value
  | 'cell' // name | value, name - value
  | 'flag' // --name value
  | 'word' // name value
  | 'prose' // a name among other words
  | 'item' // one of several values, in a list that may have a name
  | 'compare' // name == "value"
  | 'field' // the name in one field and the value in another: { name: name, default: value }
  | 'column' // a column of a table, with its name in the header
  | 'form' // where a rule's expression says
  | 'userinfo' // scheme://name:value@host, -u name:value
  | 'host' // scheme://value
  | 'path' // name/value
  | 'joined' // name-value
  | 'concat' // "...name=" + "value"
  | 'line' // nothing before it on its line
  | 'none';

/** The marks of each operator. The first that match count. */
const GAPS: readonly (readonly [RegExp, Operator])[] = [
  [/^[\s\])]*[!=]==?\s*[([]*$/, 'compare'],
  [/^[\s=]*\(\)[^()]*(?:=>|\{|:)\s*\(?$/, 'return'],
  [/^[\s\])}]*(?:\|\||\?\?|\?:|:-|\?)\s*\(?\s*$/, 'default'],
  [/^[\s\])}!?*]*(?:::?=|\?=|\+=|\.=|=>|=|:|<-)[\s[({<&*@$#|>-]*$/, 'assign'],
  [/^\s*\([\s[({&@*]*$/, 'call'],
  [/^\s*\(\)\s*\.$/, 'chain'],
  [/^[\s\])}]*,[\s[({&@*]*$/, 'argument'],
  [/^(?:><!\[|>|><)\s*$/, 'element'],
  // Text has a dash, or a longer one: `API key - K`.
  [/^(?:\s*\|+\s*| (?:-|\xe2\x80[\x93\x94]) )$/, 'cell'],
  [/^ *$/, 'word'],
  [/^[\s*#>|+.)-]*\n[\s*#/>|+-]*$/, 'line'],
  [/^\s*[+.&]\s*$/, 'concat'],
  [/^:\/\/:?$/, 'host'],
  [/\/$/, 'path'],
  [/[-._~#%\\@+]$/, 'joined'],
];

/** The operator that the marks of a gap (`Link.gap`) stand for. */
export const operatorOf = memoize((gap): Operator => GAPS.find(([marks]) => marks.test(gap))?.[1] ?? 'none');
