import { expandFragments } from '../../rules/fragments.ts';
import type { Position } from '../verdict/find-name.ts';
import { readName } from '../verdict/name-words.ts';
import { readColumns } from './columns.ts';
import { type Range, readLiteral } from './literal.ts';

/** Most bytes from the keyword in a name to the end of the value. */
export const NAMED_REACH = 1200;

/** Most bytes between a name and its value. */
const LONGEST_LEAD = 640;

/** Most bytes of a name behind its keyword; the kernel drops longer ones (assembly/conditions.ts). */
const REST = 15;
/** Most bytes of a name before its keyword. */
const LONGEST_NAME = 60;
/** Most bytes of a line before a name that begins a setting. */
const LONGEST_LINE = 100;
const [LF, CR, EQUALS] = [0x0a, 0x0d, 0x3d];

/** The value of a name. */
export interface NamedValue {
  readonly start: number;
  readonly end: number;
  /** How it hangs on its name, where that is not to be read from the text right before it. */
  readonly position?: Position;
}

/** A quote as HTML and XML write it. */
const ENTITY = '&(?:quot|apos|#3[49]|#x2[27]);';
/** What can stand between a name and its value besides an operator. */
const FORMS = [
  // Property lists, rows of tables.
  String.raw`</key>\s{0,20}<string>|</t[dh]>\s{0,12}<t[dh]>(?:<code>)?`,
  // A value on lines of its own in XML.
  String.raw`>\s{1,40}(?=[^\s<]{4,}\s{1,40}</)`,
  // PHP's serialize().
  String.raw`\\?";s:\d{1,3}:\\?"`,
  `(?:${ENTITY})?\\s?[:=]>?\\s?${ENTITY}`,
  // A list in YAML.
  String.raw`["']?:[ \t]{0,4}\r?\n[ \t]{0,16}-[ \t]+["']?`,
  // An option's default, a field's.
  String.raw`["'],\s{0,8}default\s?=\s?["']`,
  // C's `key[] = "`, Basic's `key As String = "`.
  String.raw`\[\d{0,4}\][ \t]{0,8}=[ \t]{0,8}["']|[ \t]As[ \t][\w.]{1,20}[ \t]=[ \t]["']`,
  // A query string within another.
  '%3D',
  // `.=`, `::=`, `?=`, `+=`; `= @"` of Objective-C.
  String.raw`[ \t]{0,16}(?:\.|::?|\?|\+)=[ \t]{0,8}["'\x60]?|["']?\]?[ \t]{0,4}[=:][ \t]{0,4}[@$bNL]["']`,
].join('|');
/** A list or a call around the value: `= ["value"`, `= Buffer.from("value"`. */
const WRAPPER = String.raw`(?:[\w.]{0,30}[[({]\s{0,8}(?:default\s?=\s?)?\\?["'\x60])?`;
/** The rest of the name, the text up to its value with the quote, and the scheme of a header. */
const LEAD = new RegExp(
  String.raw`[\w.\x80-\xff-]{0,${REST}}(?:${FORMS}|${expandFragments('{{assign}}').pattern}${WRAPPER})(?:(?:bearer|basic|token|oauth|apikey) )?(?=\S)`,
  'iy',
);

/** Keys of the field that holds the value, where another field holds its name. */
const CARRIER = '(?:default(?:_?value)?|(?:parameter|initial_?)?value|valor|wert)';
const HAS_CARRIER = /default|value|valor|wert/i;
/** Bytes behind a name in which the key of such a field must stand. */
const NEAR = 320;
/** A field between the two: `type = string`, `"NoEcho": true`, `required=False`. */
const FIELD = String.raw`[\s,{(]{1,20}\\?["']?[\w@.-]{1,24}\\?["']?[ \t]{0,12}[:=][ \t]{0,8}(?:\\?"[^"\n]{0,80}"|'[^'\n]{0,80}'|[\w.[\]()|-]{1,40}(?:[ \t][\w.]{1,20}){0,8})`;
/**
 * A name in one field and its value in another: Terraform's variables, CloudFormation's and ARM's parameters, inputs of
 * workflows, options of argparse, settings and properties in XML.
 */
const APART = new RegExp(
  [
    String.raw`[\w.-]{0,${REST}}(?:`,
    String.raw`\\?["']?(?:[ \t]{0,4}[:=])?(?:${FIELD}){0,6}[\s,{(]{1,20}\\?["']?${CARRIER}\\?["']?[ \t]{0,12}[:=]\s{0,2}(?:\\?["'])?`,
    String.raw`|["'](?:\s{1,8}[\w:.-]{1,24}=["'][^"'<>]{0,60}["']){0,4}(?:\s?>\s{0,40}<${CARRIER}(?:\s[^<>]{0,60})?>\s{0,40}|\s{1,40}${CARRIER}=["'])`,
    String.raw`|</[\w:.-]{1,24}>\s{0,40}<[\w:]{0,12}${CARRIER}(?:\s[^<>]{0,60})?>\s{0,40}`,
    ')',
  ].join(''),
  'iy',
);

/** Code that compares a value with a literal. */
const COMPARED = new RegExp(
  String.raw`[\w.-]{0,${REST}}["'\x60]?[\])}]{0,3}[ \t]{0,4}(?:[!=]==?[ \t]{0,4}|\.(?:equals(?:ignorecase)?|eql\?|compareto)\([ \t]?|[ \t]-?(?:eq|ne|is)[ \t]{1,2}(?=\\?["']))\\?["'\x60]?`,
  'iy',
);

/** By byte, whether it can follow a name that has a value: quotes, brackets, operators, blanks. */
const FOLLOWS = Uint8Array.from({ length: 256 }, (_, code) =>
  Number(/["'`\\\]})\s=:,([<>&|?.+!]/.test(String.fromCharCode(code))),
);
const IN_NAME = Uint8Array.from({ length: 256 }, (_, code) =>
  Number(/[\w.\x80-\xff-]/.test(String.fromCharCode(code))),
);

/**
 * Finds the values of a name.
 * @param wordEnd end of a keyword in the name, which may include the operator
 */
export function findNamedValues(bytes: Buffer, wordEnd: number): NamedValue[] {
  let end = wordEnd;
  while (end > 0 && IN_NAME[bytes[end - 1] ?? 0] === 0) end--;
  let nameEnd = end;
  while (nameEnd - end <= REST && IN_NAME[bytes[nameEnd] ?? 0] === 1) nameEnd++;
  if (nameEnd - end > REST || FOLLOWS[bytes[nameEnd] ?? 0] !== 1) return [];
  const text = bytes.toString('latin1', end, Math.min(bytes.length, end + NAMED_REACH));
  const start = startOfName(bytes, end);
  const name = bytes.toString('latin1', start, nameEnd);
  const compared = valueBehind(COMPARED, text, () => false);
  if (compared !== undefined) {
    const subject = name.replace(/\.(?:equals(?:ignorecase)?|eql|compareto)$/i, '');
    return [at(end, compared, { operator: 'compare', name: subject })];
  }
  // In `"name": "PASSWORD", "value": "..."` the word behind the name is no value.
  const apart = HAS_CARRIER.test(text.slice(0, NEAR)) ? valueBehind(APART, text, () => true) : undefined;
  if (apart !== undefined) {
    return [at(end, apart, { operator: 'field', name })];
  }
  const quote = String.fromCharCode(bytes[start - 1] ?? 0);
  const isConstant = /^[A-Z][A-Z0-9_]*$/.test(name) && bytes[nameEnd] === EQUALS;
  const direct = valueBehind(LEAD, text, () => beginsLine(bytes, end), quote, isConstant);
  if (direct !== undefined) {
    const named = readName(text.slice(direct.start, direct.end)).kind.startsWith('secret');
    const other = named ? valueBehind(APART, text.slice(direct.end), () => true) : undefined;
    return other === undefined
      ? [{ start: end + direct.start, end: end + direct.end }]
      : [at(end + direct.end, other, { operator: 'field', name: text.slice(direct.start, direct.end) })];
  }
  return readColumns(bytes, start, nameEnd, end + NAMED_REACH).map((column) => ({
    ...column,
    position: { operator: 'column', name },
  }));
}

/**
 * @param isSetting says whether the name begins its line
 * @param quote what stands before the name
 * @param isConstant it is a name in capitals with `=` right behind: no code looks so
 */
function valueBehind(
  lead: RegExp,
  text: string,
  isSetting: () => boolean,
  quote = '',
  isConstant = false,
): Range | undefined {
  lead.lastIndex = 0;
  const start = lead.exec(text)?.[0].length;
  if (start === undefined || start > LONGEST_LEAD) return undefined;
  return readLiteral(text, start, isSetting, quote, isConstant);
}

function at(offset: number, { start, end }: Range, position: Position): NamedValue {
  return { start: offset + start, end: offset + end, position };
}

function startOfName(bytes: Buffer, end: number): number {
  let start = end;
  while (start > 0 && end - start < LONGEST_NAME && IN_NAME[bytes[start - 1] ?? 0] === 1) start--;
  return start;
}

/** What may stand before a name that begins a setting: `export NAME=value`, `  - NAME=value`, `# name: value`. */
const BEFORE_SETTING =
  /^[ \t]*(?:[#;*/]+[ \t]*)?(?:- )?(?:export |set |setx |ENV |ARG |declare -x |readonly |local |-e |--env |\$env:)?[\w./ -]{0,60}$/;

/** Whether a name that ends at `end` begins its line. Then all up to the line's end may be its value. */
function beginsLine(bytes: Buffer, end: number): boolean {
  let start = end;
  while (start > 0 && end - start < LONGEST_LINE && bytes[start - 1] !== LF && bytes[start - 1] !== CR) start--;
  return end - start < LONGEST_LINE && BEFORE_SETTING.test(bytes.toString('latin1', start, end));
}
