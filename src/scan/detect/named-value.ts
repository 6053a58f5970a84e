import { expandFragments } from '../../rules/fragments.ts';
import type { Position } from '../verdict/find-name.ts';
import { memoize } from '../verdict/memoize.ts';
import { isSpecific, type NameKind, readName } from '../verdict/name-words.ts';
import { cannotBeSecret } from '../verdict/named-value.ts';
import { readColumns } from './columns.ts';
import { type LiteralContext, type Range, readLiteral } from './literal.ts';

/** Most bytes from the keyword in a name to the end of the value. */
export const NAMED_REACH = 1200;

/** Most bytes of a name behind its keyword; the kernel drops longer ones (assembly/conditions.ts). */
const REST = 15;
/** Most bytes of a name before its keyword. */
const LONGEST_NAME = 60;
/** Bytes before a name that are looked at: the beginning of its line, and of a table. */
export const NAMED_BEFORE = 128;
/** Bytes behind a name that nearly all values end in. */
const NEAR = 256;
const [EQUALS, COLON, PARENTHESIS] = [0x3d, 0x3a, 0x28];

/** The value of a name. */
export interface NamedValue extends Range {
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
/** A part of each of them, in lower or in upper case. */
const CARRIER_PARTS = ['alue', 'efault', 'valor', 'wert', 'ALUE', 'EFAULT'];
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

/** A name with the text around it, latin1. */
interface Named {
  /** Up to `NAMED_BEFORE` bytes before the name. */
  readonly before: string;
  readonly name: string;
  /** From the end of its keyword on: the rest of the name, the operator, the value. */
  readonly text: string;
  /** Length of the rest of the name in `text`. */
  readonly rest: number;
  /** The content goes on behind the text. */
  readonly isCut: boolean;
}

/** Values, relative to the end of the keyword; undefined if the text is too short to tell. */
type Values = readonly NamedValue[] | undefined;

/** Finds the values of names. Remembers the last ones: in a history, most lines are the same in every version. */
export class NamedValueReader {
  readonly #near = memoize((key): { values: Values } => ({ values: valuesOf(parseKey(key)) }), 8192);

  /**
   * The values of a name, but for those that cannot be a secret.
   * @param wordStart a keyword in the name
   * @param wordEnd its end, behind the operator if that is a part of it
   */
  find(bytes: Buffer, wordStart: number, wordEnd: number): NamedValue[] {
    let end = wordEnd;
    while (end > 0 && IN_NAME[bytes[end - 1] ?? 0] === 0) end--;
    let nameEnd = end;
    while (nameEnd - end <= REST && IN_NAME[bytes[nameEnd] ?? 0] === 1) nameEnd++;
    if (nameEnd - end > REST || FOLLOWS[bytes[nameEnd] ?? 0] !== 1) return [];
    const start = Math.min(startOfName(bytes, end), wordStart);
    if (!mayHaveSecret(bytes, start, nameEnd)) return [];
    const from = Math.max(0, start - NAMED_BEFORE);
    const near = bytes.toString('latin1', from, Math.min(bytes.length, end + NEAR));
    const [before, keyword, rest] = [start - from, end - start, nameEnd - end];
    const isCut = end + NEAR < bytes.length;
    const values =
      this.#near(`${before} ${keyword} ${rest} ${isCut}\n${near}`).values ??
      completeIn(
        split(
          bytes.toString('latin1', from, end + NAMED_REACH),
          before,
          keyword,
          rest,
          end + NAMED_REACH < bytes.length,
        ),
      );
    return values.map((value) => ({ ...value, start: end + value.start, end: end + value.end }));
  }
}

function parseKey(key: string): Named {
  const line = key.indexOf('\n');
  const [before, keyword, rest, isCut] = key.slice(0, line).split(' ');
  return split(key.slice(line + 1), Number(before), Number(keyword), Number(rest), isCut === 'true');
}

function split(text: string, before: number, keyword: number, rest: number, isCut: boolean): Named {
  return {
    before: text.slice(0, before),
    name: text.slice(before, before + keyword + rest),
    text: text.slice(before + keyword),
    rest,
    isCut,
  };
}

/** Whether a name means a secret, or at least no digest, id or the like. */
function mayHaveSecret(bytes: Buffer, start: number, nameEnd: number): boolean {
  const name = bytes.toString('latin1', start, nameEnd);
  const { kind } = readName(name);
  if (NOT_SECRET.has(kind)) return bytes[nameEnd] === PARENTHESIS && name.includes('.');
  return kind !== 'key' || isSpecific(name) || isLiteral(bytes, nameEnd);
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

function startOfName(bytes: Buffer, end: number): number {
  let start = end;
  while (start > 0 && end - start < LONGEST_NAME && IN_NAME[bytes[start - 1] ?? 0] === 1) start--;
  return start;
}

function valuesOf(named: Named): Values {
  const reader = new FormReader(named);
  const values = reader.read();
  return reader.isOpen ? undefined : values.filter((value) => maySecretStandIn(named, value));
}

/** The values that end in the text: there is no more of it. */
function completeIn(named: Named): readonly NamedValue[] {
  const values = new FormReader(named).read().filter(({ end }) => !named.isCut || end < named.text.length);
  return values.filter((value) => maySecretStandIn(named, value));
}

function maySecretStandIn({ text }: Named, { start, end, bare }: Range): boolean {
  return !cannotBeSecret((bare ? ' ' : '"') + text.slice(start, end));
}

/** Reads the value of a name by the forms, one after the other. */
class FormReader {
  /** A value may go on behind the text. */
  isOpen = false;
  readonly #named: Named;

  constructor(named: Named) {
    this.#named = named;
  }

  /** Values, relative to the beginning of the text. */
  read(): NamedValue[] {
    const { before, name, text, rest } = this.#named;
    const isMethod = text.charAt(rest) === '(' && name.includes('.');
    const compared = COMPARES.test(text) ? this.#behind(COMPARED) : undefined;
    // `password` of `password.equals(`.
    const subject = isMethod ? name.slice(0, name.lastIndexOf('.')) : name;
    if (compared !== undefined) return [{ ...compared, position: { operator: 'compare', name: subject } }];

    const typed = TYPES.test(text) ? this.#behind(TYPED) : this.#argumentOfType();
    // `passwordField`, `password_input`: what is typed into it is the password.
    if (typed !== undefined) return [{ ...typed, position: { operator: 'form', name: 'password' } }];

    const direct = this.#behind(LEAD, {
      isSetting: () => beginsLine(before + name.slice(0, name.length - rest)),
      outer: before.slice(-1),
      isConstant: text.charAt(rest) === '=' && /^[A-Z][A-Z0-9_]*$/.test(name),
    });
    if (direct !== undefined && !isKey(text, direct)) return [this.#orBeside(direct)];

    const apart = CARRIER_PARTS.some((part) => text.includes(part)) ? this.#behind(APART) : undefined;
    if (apart !== undefined) return [{ ...apart, position: { operator: 'field', name } }];
    return this.#columns();
  }

  /** The value in `ParameterKey: DBPassword`, or rather that in the next field. */
  #orBeside(direct: Range): NamedValue {
    const value = this.#named.text.slice(direct.start, direct.end);
    if (readName(value).kind !== 'secret') return direct;
    const beside = this.#behind(APART, {}, direct.end);
    return beside === undefined ? direct : { ...beside, position: { operator: 'field', name: value } };
  }

  #argumentOfType(): Range | undefined {
    const { before, text } = this.#named;
    if (!/^[\w-]{0,15}["'`/i\])}]{1,6},/.test(text) || !BEFORE_TYPED.test(before)) return undefined;
    return this.#behind(TYPED_ARGUMENT);
  }

  #columns(): NamedValue[] {
    const { before, name, text, rest, isCut } = this.#named;
    const columns = readColumns(before, name, text.slice(rest), isCut);
    if (isCut && columns.length > 0) this.isOpen = true;
    return columns.map(({ start, end }) => ({
      start: rest + start,
      end: rest + end,
      position: { operator: 'column', name },
    }));
  }

  /** The literal behind what `lead` matches at `from`. */
  #behind(lead: RegExp, literal: LiteralContext = {}, from = 0): Range | undefined {
    const { text, isCut } = this.#named;
    lead.lastIndex = from;
    if (!lead.test(text)) return undefined;
    const start = lead.lastIndex;
    const range = readLiteral(text, start, literal);
    if (isCut && (range?.end ?? text.length) === text.length && !/[\r\n]/.test(text.slice(start))) this.isOpen = true;
    return range;
  }
}

/** Whether it is the key of another value: `"type": ...`, `serializeAs="..."`. */
function isKey(text: string, { start, end }: Range): boolean {
  return text.charAt(end - 1) === '='
    ? text.length > end && /["']/.test(text.charAt(end)) && end - start < 40
    : /^["']?\s?(?::(?!:)|=)/.test(text.slice(end, end + 4));
}

/** What may stand before a name that begins a setting: `export NAME=value`, `  - NAME=value`, `# name: value`. */
const BEFORE_SETTING =
  /^[ \t]*(?:[#;*/]+[ \t]*)?(?:- )?(?:export |set |setx |ENV |ARG |declare -x |readonly |local |-e |--env |\$env:)?[\w./ -]{0,60}$/;

/** Whether a name that ends the text begins its line. Then all up to the line's end may be its value. */
function beginsLine(text: string): boolean {
  const line = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r'));
  return BEFORE_SETTING.test(text.slice(line + 1));
}
