import { expandFragments } from '../../rules/fragments.ts';
import type { Position } from '../verdict/find-name.ts';
import { isSpecific, type NameKind, readName } from '../verdict/name-words.ts';
import { readColumns } from './columns.ts';
import { type Range, readLiteral } from './literal.ts';

/** Most bytes from the keyword in a name to the end of the value. */
export const NAMED_REACH = 460;

/** Most bytes between a name and its value. */
const LONGEST_LEAD = 640;

/** Most bytes of a name behind its keyword; the kernel drops longer ones (assembly/conditions.ts). */
const REST = 15;
/** Most bytes of a name before its keyword. */
const LONGEST_NAME = 60;
/** Most bytes of a line before a name that begins a setting. */
const LONGEST_LINE = 100;
const [LF, CR, EQUALS, COLON, PARENTHESIS] = [0x0a, 0x0d, 0x3d, 0x3a, 0x28];

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

const TYPE_FUNCTION = '(?:send_?keys|fill|type|(?:set|add)_?value|set|(?:enter|type|input)_?text)';
/** A field of a page that a script types into: `find("password").send_keys("...")`, `fill_in 'Password', with: '...'`. */
const TYPED = new RegExp(
  String.raw`[\w.-]{0,${REST}}(?:["'\x60/i\])}]{0,6}(?:\.|->)${TYPE_FUNCTION}\(\s{0,16}[@bru]{0,2}["'\x60]|["'\])]{1,4},\s{0,4}:?with(?::|[ ]=>)\s{0,4}["'])`,
  'iy',
);
/** The field is the first argument: `type('#password', '...')`. */
const TYPED_ARGUMENT = new RegExp(String.raw`[\w-]{0,${REST}}["'\x60/i\])}]{1,6},\s{0,8}["'\x60]`, 'iy');
const BEFORE_TYPED = new RegExp(String.raw`\b${TYPE_FUNCTION}\([^()\n;,]{0,40}(?:\([^()\n;,]{0,20})?$`, 'i');
const TYPES = /^[\w.-]{0,15}(?:["'`/i\])}]{0,6}(?:\.|->)[seftai]|["'\])]{1,4},\s{0,4}:?with)/i;

/** Whether it begins as one of them. */
const COMPARES = /^[\w.-]{0,15}["'\x60]?[\])}]{0,3}[ \t]{0,4}(?:[!=]=|-?(?:eq|ne|is)[ \t])|^[\w.-]{0,16}\.(?:eq|co)/i;

/** What such a name is given is no secret. */
const NOT_SECRET: ReadonlySet<NameKind> = new Set<NameKind>(['hash', 'id', 'public', 'captcha', 'path']);

/** By byte, whether it can follow a name that has a value: quotes, brackets, operators, blanks. */
const FOLLOWS = Uint8Array.from({ length: 256 }, (_, code) =>
  Number(/["'`\\\]})\s=:,([<>&|?.+!]/.test(String.fromCharCode(code))),
);
const IN_NAME = Uint8Array.from({ length: 256 }, (_, code) =>
  Number(/[\w.\x80-\xff-]/.test(String.fromCharCode(code))),
);

/**
 * Finds the values of a name.
 * @param wordStart a keyword in the name
 * @param wordEnd its end, behind the operator if that is a part of it
 */
export function findNamedValues(bytes: Buffer, wordStart: number, wordEnd: number): NamedValue[] {
  let end = wordEnd;
  while (end > 0 && IN_NAME[bytes[end - 1] ?? 0] === 0) end--;
  let nameEnd = end;
  while (nameEnd - end <= REST && IN_NAME[bytes[nameEnd] ?? 0] === 1) nameEnd++;
  if (nameEnd - end > REST || FOLLOWS[bytes[nameEnd] ?? 0] !== 1) return [];
  const start = Math.min(startOfName(bytes, end), wordStart);
  const name = bytes.toString('latin1', start, nameEnd);
  const { kind } = readName(name);
  const isMethod = bytes[nameEnd] === PARENTHESIS && name.includes('.');
  if ((NOT_SECRET.has(kind) && !isMethod) || (kind === 'key' && !isSpecific(name) && !isLiteral(bytes, nameEnd)))
    return [];
  const text = bytes.toString('latin1', end, Math.min(bytes.length, end + NAMED_REACH));
  const compared = COMPARES.test(text) ? valueBehind(COMPARED, text, () => false) : undefined;
  if (compared !== undefined) {
    return [at(end, compared, { operator: 'compare', name: isMethod ? ownerOf(name) : name })];
  }
  const typed = TYPES.test(text) ? valueBehind(TYPED, text, () => false) : argumentOfType(bytes, start, text);
  // `passwordField`, `password_input`: what is typed into it is the password.
  if (typed !== undefined) return [at(end, typed, { operator: 'form', name: 'password' })];
  const quote = String.fromCharCode(bytes[start - 1] ?? 0);
  const isConstant = /^[A-Z][A-Z0-9_]*$/.test(name) && bytes[nameEnd] === EQUALS;
  const direct = valueBehind(LEAD, text, () => beginsLine(bytes, end), quote, isConstant);
  if (direct !== undefined && !isKey(text, direct)) {
    const value = text.slice(direct.start, direct.end);
    // `ParameterKey: DBPassword`, and its value in the next field.
    const other =
      readName(value).kind === 'secret' ? valueBehind(APART, text.slice(direct.end), () => true) : undefined;
    if (other !== undefined) return [at(end + direct.end, other, { operator: 'field', name: value })];
    return [{ start: end + direct.start, end: end + direct.end }];
  }
  const apart = HAS_CARRIER.test(text.slice(0, NEAR)) ? valueBehind(APART, text, () => true) : undefined;
  if (apart !== undefined) return [at(end, apart, { operator: 'field', name })];
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

/** `passwordField` of `passwordField.sendKeys`. */
function ownerOf(name: string): string {
  return name.slice(0, name.lastIndexOf('.'));
}

function argumentOfType(bytes: Buffer, start: number, text: string): Range | undefined {
  if (!/^[\w-]{0,15}["'`/i\])}]{1,6},/.test(text)) return undefined;
  const before = bytes.toString('latin1', Math.max(0, start - 80), start);
  return BEFORE_TYPED.test(before) ? valueBehind(TYPED_ARGUMENT, text, () => false) : undefined;
}

/**
 * Whether a quote stands shortly behind a name, or an operator right behind it. Of the countless things called `key`, code
 * gives the most to variables.
 */
function isLiteral(bytes: Buffer, nameEnd: number): boolean {
  if (bytes[nameEnd] === EQUALS || bytes[nameEnd] === COLON) return true;
  for (let at = nameEnd; at < nameEnd + 6; at++) if (QUOTES.has(bytes[at] ?? 0)) return true;
  return false;
}

const QUOTES = new Set(Buffer.from('"\'`'));

/** Whether it is the key of another value: `"type": ...`, `serializeAs="..."`. */
function isKey(text: string, { start, end }: Range): boolean {
  return text.charAt(end - 1) === '='
    ? text.length > end && /["']/.test(text.charAt(end)) && end - start < 40
    : /^["']?\s?(?::(?!:)|=)/.test(text.slice(end, end + 4));
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
