import { expandFragments } from '../../rules/fragments.ts';
import { type PlainText, plainText } from '../../syntax/control-sequences.ts';
import { NAMED_WINDOW } from '../verdict/evidence.ts';
import type { Position } from '../verdict/find-name.ts';
import { TextCache } from '../verdict/memoize.ts';
import { isOtherWord, isSpecific, type NameKind, readName } from '../verdict/name-words.ts';
import { cannotBeSecret } from '../verdict/named-value.ts';
import { readColumns } from './columns.ts';
import { type LiteralContext, type Range, readLiteral } from './literal.ts';
import { isPackedValue } from './packed.ts';

/** Most bytes from the keyword in a name to the end of the value. Of what is longer, the beginning counts. */
export const NAMED_REACH = 448;

/** Most bytes of a name behind its keyword; the kernel drops longer ones (assembly/conditions.ts). */
const REST = 15;
/** Most bytes of a name before its keyword. */
const LONGEST_NAME = 60;
/** Bytes before a name that are looked at: the beginning of its line, or of a table. */
export const NAMED_BEFORE = 128;
/** Least bytes of a beginning that counts for a value. */
const LONG = 128;
/** Bytes behind a name that nearly all values end in. */
const NEAR = 240;
const [LF, CR, EQUALS, COLON, PARENTHESIS, DOT] = [0x0a, 0x0d, 0x3d, 0x3a, 0x28, 0x2e];

/** Ties a value to its name in a sentence. */
const IS = ' is ';

/** The values of a name. */
export interface NamedValues {
  /** The same objects for the same text, as long as it is remembered. */
  readonly values: readonly NamedValue[];
  /** What the values' offsets are relative to. */
  readonly offset: number;
  /** Where the name begins. */
  readonly name: number;
  /** A value may stand behind `offset` in pieces, or in another alphabet. */
  readonly isPacked: boolean;
}

export interface NamedValue extends Value {
  /** Its evidence depends on nothing but text that was read: it is the same for the same object. */
  readonly isWhole: boolean;
}

interface Value extends Range {
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
  // A block scalar of YAML.
  String.raw`["']?:[ \t]{0,4}[>|][+-]?[ \t]{0,4}\r?\n[ \t]{1,24}`,
  // An option's default, a field's.
  String.raw`["'],\s{0,8}default\s?=\s?["']`,
  // C's `key[] = "`, Basic's `key As String = "`.
  String.raw`\[\d{0,4}\][ \t]{0,8}=[ \t]{0,8}["']|[ \t]As[ \t][\w.]{1,20}[ \t]=[ \t]["']`,
  // A query string within another.
  '%3D',
  // `.=`, `::=`, `?=`, `+=`; `= @"` of Objective-C.
  String.raw`[ \t]{0,16}(?:\.|::?|\?|\+)=[ \t]{0,8}["'\x60]?|["']?\]?[ \t]{0,4}[=:][ \t]{0,4}[@$bNL]["']`,
].join('|');
/** Credentials of a header. */
const SCHEME = /(?:bearer|basic|token|oauth|apikey) $/i;
/** A list or a call around the value: `= ["value"`, `= Buffer.from("value"`. */
const WRAPPER = String.raw`(?:(?<!["'\x60])[\w.]{0,30}[[({]\s{0,8}(?:default\s?=\s?)?(?:\\?["'\x60]|(?=[rbuf]{1,2}["'])))?`;
/** The rest of the name, the text up to its value with the quote (in Python with a prefix), and the scheme of a header. */
const LEAD = new RegExp(
  String.raw`[\w.\x80-\xff-]{0,${REST}}(?:${FORMS}|${expandFragments('{{assign}}').pattern}${WRAPPER})(?:(?<=[\s=:({,[])[rbuf]{1,2}["'])?(?:(?:bearer|basic|token|oauth|apikey) )?(?=\S)`,
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

/** What stands before a value without quotes in YAML: `  value: `. */
const YAML_FIELD = /[\r\n][ \t]*(?:- )?\w+:[ \t]+$/;

/** Code that compares a value with a literal. */
const COMPARED = new RegExp(
  String.raw`[\w.-]{0,${REST}}["'\x60]?[\])}]{0,3}[ \t]{0,4}(?:[!=]==?[ \t]{0,4}|\.(?:equals(?:ignorecase)?|eql\?|compareto)\([ \t]?|[ \t]-?(?:eq|ne|is)[ \t]{1,2}(?=\\?["']))\\?["'\x60]?`,
  'iy',
);

/** Between two strings of a list. */
const NEXT_ITEM = /\\?(["'`])\s{0,4},\s{0,16}\\?\1/y;
const MOST_ITEMS = 16;

const TYPE_FUNCTION = '(?:send_?keys|fill|type|(?:set|add)_?value|set|(?:enter|type|input)_?text)';
/** A field of a page that a script types into: `find("password").send_keys("...")`, `fill_in 'Password', with: '...'`. */
const TYPED = new RegExp(
  String.raw`[\w.-]{0,${REST}}(?:["'\x60/i\])}]{0,6}(?:\.|->)${TYPE_FUNCTION}\(\s{0,16}[@bru]{0,2}["'\x60]|["'\])]{1,4},\s{0,4}:?with(?::|[ ]=>)\s{0,4}["'])`,
  'iy',
);
/** The field is the first argument: `type('#password', '...')`. */
const TYPED_ARGUMENT = new RegExp(String.raw`[\w-]{0,${REST}}["'\x60/i\])}]{1,6},\s{0,8}["'\x60]`, 'iy');
const BEFORE_TYPED = new RegExp(String.raw`\b${TYPE_FUNCTION}\([^()\n;,]{0,40}(?:\([^()\n;,]{0,20})?$`, 'i');
/** What ties a value to its name where it is typed, or compared: `.fill(`, `->fill(`, `, with:`; `==`, `!=`, `eq`, `is`, `-ne`. */
const [TYPES, COMPARES] = ['.-,', '=!eni-'];

/** What such a name is given is no secret. */
const NOT_SECRET: ReadonlySet<NameKind> = new Set<NameKind>(['hash', 'id', 'public', 'captcha', 'path']);

/** By byte, whether it can follow a name that has a value: quotes, brackets, operators, blanks. */
const FOLLOWS = Uint8Array.from({ length: 256 }, (_, code) =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a colour may end behind a name
  Number(/["'`\\\]})\s=:,([<>&|?.+!%^\x1b]/.test(String.fromCharCode(code))),
);
const IN_NAME = Uint8Array.from({ length: 256 }, (_, code) =>
  Number(/[\w.\x80-\xff-]/.test(String.fromCharCode(code))),
);

/** A name with the text around it, latin1. */
interface Named {
  /** Up to `NAMED_BEFORE` bytes before the name. */
  readonly before: string;
  readonly name: string;
  /** From the end of the name on, or of the object whose method it is: `.equals("value"` of `password.equals`. */
  readonly text: string;
  /** Length of the method's name in `text`. */
  readonly rest: number;
  readonly ends: End;
}

/** Why a text ends where it does: the content does, more can be read, or it is as long as it may be. */
type End = 'content' | 'near' | 'limit';
const ENDS: readonly End[] = ['content', 'near', 'limit'];

interface Reading {
  /** Relative to the beginning of the text. */
  readonly values: readonly NamedValue[];
  /** The text is too short to tell. */
  readonly isOpen: boolean;
  readonly isPacked: boolean;
}

const NONE: NamedValues = { values: [], offset: 0, name: 0, isPacked: false };

/**
 * The values of a name, but for those that cannot be a secret.
 * @param wordStart a keyword in the name
 * @param wordEnd its end, behind the operator if that is a part of it
 * @param which of names that mean a secret; of any name; also those that cannot be a secret, for an explanation
 */
export function findNamedValues(
  bytes: Buffer,
  wordStart: number,
  wordEnd: number,
  which: 'secrets' | 'any name' | 'all' = 'secrets',
): NamedValues {
  const isProse = isSentence(bytes, wordEnd - IS.length);
  let end = isProse ? wordEnd - IS.length : wordEnd;
  while (end > 0 && IN_NAME[bytes[end - 1] ?? 0] === 0) end--;
  let nameEnd = end;
  while (nameEnd - end <= REST && IN_NAME[bytes[nameEnd] ?? 0] === 1) nameEnd++;
  if (nameEnd - end > REST || FOLLOWS[bytes[nameEnd] ?? 0] !== 1) return NONE;
  const name = Math.min(startOfName(bytes, end), wordStart);
  if (which !== 'all' && !mayHaveSecret(bytes, name, nameEnd, which === 'any name')) return NONE;
  const offset = bytes[nameEnd] === PARENTHESIS ? startOfMethod(bytes, wordStart, nameEnd) : nameEnd;
  const read = which === 'all' ? readAll : readWindow;
  const near = read(bytes, name, offset, nameEnd, nameEnd + NEAR, 'near');
  const { values, isPacked } = near.isOpen ? read(bytes, name, offset, nameEnd, end + NAMED_REACH, 'limit') : near;
  return values.length === 0 && !isPacked ? NONE : { values, offset, name, isPacked };
}

/** The last dot in a name, but not before `from`; the name's end if there is none. */
function startOfMethod(bytes: Buffer, from: number, nameEnd: number): number {
  for (let at = nameEnd - 1; at >= from; at--) if (bytes[at] === DOT) return at;
  return nameEnd;
}

/** The same lines come back in every version of a file, and in many files. `key`: offsets in the text. */
const readings = new TextCache<Reading & { readonly key: number }>();

/** Reads a name, the text before it, and that behind it up to `to`. */
function readWindow(bytes: Buffer, start: number, offset: number, nameEnd: number, to: number, limit: End): Reading {
  const from = Math.max(0, start - NAMED_BEFORE);
  const text = bytes.toString('latin1', from, to);
  const ends = to < bytes.length ? limit : 'content';
  const key = ((start - from) << 20) | ((offset - start) << 12) | ((nameEnd - offset) << 4) | ENDS.indexOf(ends);
  const known = readings.get(text);
  if (known?.key === key) return known;
  const reading = { ...readText(text, start - from, offset - from, nameEnd - from, ends, maySecretStandIn), key };
  readings.set(text, reading);
  return reading;
}

/** The same with values that cannot be secrets. */
function readAll(bytes: Buffer, start: number, offset: number, nameEnd: number, to: number, limit: End): Reading {
  const from = Math.max(0, start - NAMED_BEFORE);
  const ends = to < bytes.length ? limit : 'content';
  return readText(bytes.toString('latin1', from, to), start - from, offset - from, nameEnd - from, ends);
}

type MayBeSecret = (named: Named, value: Value) => boolean;

/** @param window the text around a name, which stands at start..nameEnd; the text behind it is read from `offset` on */
function readText(
  window: string,
  start: number,
  offset: number,
  nameEnd: number,
  ends: End,
  mayBeSecret?: MayBeSecret,
): Reading {
  const behind = plainText(window.slice(offset));
  const before = plainText(window.slice(0, start)).text;
  const name = window.slice(start, nameEnd);
  const named = { before, name, text: behind.text, rest: nameEnd - offset, ends };
  const { values, ...reading } = new FormReader(named).read(mayBeSecret);
  return { ...reading, values: values.map((value) => inOriginal(value, behind)) };
}

/** The same value with its offsets in the text that control sequences were taken out of. */
function inOriginal(value: NamedValue, { at }: PlainText): NamedValue {
  return { ...value, start: at(value.start), end: at(value.end - 1) + 1 };
}

/**
 * Whether a name means a secret, or at least no digest, id or the like.
 * @param isService a service is named in it: then it need not mean a secret
 */
function mayHaveSecret(bytes: Buffer, start: number, nameEnd: number, isService: boolean): boolean {
  const name = bytes.toString('latin1', start, nameEnd);
  const { kind } = readName(name);
  if (NOT_SECRET.has(kind)) return bytes[nameEnd] === PARENTHESIS && name.includes('.');
  if (isService) return kind === 'other' || kind === 'hint';
  if (kind === 'other' && isOtherWord(name)) return false;
  return kind !== 'key' || isSpecific(name) || isLiteral(bytes, nameEnd) || isSentence(bytes, nameEnd);
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

function isSentence(bytes: Buffer, nameEnd: number): boolean {
  return bytes.toString('latin1', nameEnd, nameEnd + IS.length) === IS;
}

const QUOTES = new Set(Buffer.from('"\'`'));

/** Where the line of `at` begins, or `most` bytes before it. */
export function startOfLine(bytes: Uint8Array, at: number, most: number): number {
  const from = Math.max(0, at - most);
  let start = at;
  while (start > from && bytes[start - 1] !== LF && bytes[start - 1] !== CR) start--;
  return start;
}

function startOfName(bytes: Buffer, end: number): number {
  let start = end;
  while (start > 0 && end - start < LONGEST_NAME && IN_NAME[bytes[start - 1] ?? 0] === 1) start--;
  return start;
}

function maySecretStandIn({ text }: Named, { start, end, bare }: Range): boolean {
  return !cannotBeSecret(text.slice(start, end), bare !== true);
}

/** Reads the value of a name by the forms, one after the other. */
class FormReader {
  readonly #named: Named;
  /** A value may go on behind the text. */
  #isOpen = false;

  constructor(named: Named) {
    this.#named = named;
  }

  /** All values that may be a secret. */
  read(mayBeSecret: MayBeSecret = () => true): Reading {
    const values = this.#find().filter((value) => mayBeSecret(this.#named, value));
    return {
      values: values.map((value) => ({ ...value, isWhole: this.#isWhole(value) })),
      isOpen: this.#isOpen,
      isPacked: isPackedValue(this.#named.text, this.#named.before),
    };
  }

  #find(): Value[] {
    const { before, name, text, rest } = this.#named;
    const isMethod = text.charAt(rest) === '(' && name.includes('.');
    const tie = tieOf(text, rest);
    if (isMethod || COMPARES.includes(tie)) {
      const compared = this.#behind(COMPARED);
      // `password` of `password.equals(`.
      const subject = isMethod ? name.slice(0, name.lastIndexOf('.')) : name;
      if (compared !== undefined) return [{ ...compared, position: { operator: 'compare', name: subject } }];
    }
    if (isMethod || TYPES.includes(tie)) {
      const typed = this.#behind(TYPED) ?? this.#argumentOfType();
      // `passwordField`, `password_input`: what is typed into it is the password.
      if (typed !== undefined) return [{ ...typed, position: { operator: 'form', name: 'password' } }];
    }

    const direct = this.#behind(LEAD, {
      isSetting: () =>
        beginsLine(before + name.slice(0, name.length - rest)) || YAML_FIELD.test(text.slice(0, LEAD.lastIndex)),
      outer: text.charAt(rest) === before.slice(-1) ? '' : before.slice(-1),
      isItem: /(?:^|[\r\n])[ \t]*- ["']$/.test(before),
      before: before + name.slice(0, name.length - rest),
      isData:
        name.startsWith('-') || /[?&]$/.test(before) || (text.charAt(rest) === '=' && /^[A-Z][A-Z0-9_]*$/.test(name)),
    });
    if (direct !== undefined && !isKey(text, direct)) {
      // `char key[] = "..."`, `my key is ...`
      const isArray = text.charAt(rest) === '[' && !direct.bare;
      if (isArray || text.startsWith(IS, rest)) return [{ ...direct, position: { operator: 'assign', name } }];
      if (direct.inPairs) return [{ ...direct, position: { operator: 'form', name } }];
      return [this.#orBeside(direct), ...this.#itemsBehind(direct)];
    }

    const apart = CARRIER_PARTS.some((part) => text.includes(part)) ? this.#apart() : undefined;
    if (apart !== undefined) return [{ ...apart, position: { operator: 'field', name } }];
    return this.#columns();
  }

  /** Whether all that `WindowReader.readNamed` reads was read. */
  #isWhole({ end }: Range): boolean {
    const { text, ends } = this.#named;
    return ends === 'content' || text.length >= end + NAMED_WINDOW[1] || text.includes('\n', end);
  }

  /** The value in `ParameterKey: DBPassword`, or rather that in the next field. */
  #orBeside(direct: Range): Value {
    const value = this.#named.text.slice(direct.start, direct.end);
    if (readName(value).kind !== 'secret') return direct;
    const beside = this.#apart(direct.end);
    return beside === undefined ? direct : { ...beside, position: { operator: 'field', name: value } };
  }

  /** The other strings of a list: `tokens = ["...", "..."]`. */
  #itemsBehind(first: Range): Value[] {
    const { name, text } = this.#named;
    const items: Value[] = [];
    if (!/\[\s{0,8}\\?["'`]$/.test(text.slice(Math.max(0, first.start - 12), first.start))) return items;
    for (let last = first; items.length < MOST_ITEMS; ) {
      const next = this.#behind(NEXT_ITEM, {}, last.end);
      if (next === undefined) break;
      items.push({ ...next, position: { operator: 'assign', name } });
      last = next;
    }
    return items;
  }

  /** The value in another field. In YAML it may have any marks in it. */
  #apart(from = 0): Range | undefined {
    const { text } = this.#named;
    return this.#behind(APART, { isSetting: () => YAML_FIELD.test(text.slice(0, APART.lastIndex)) }, from);
  }

  #argumentOfType(): Range | undefined {
    const { before, text } = this.#named;
    if (!/^[\w-]{0,15}["'`/i\])}]{1,6},/.test(text) || !BEFORE_TYPED.test(before)) return undefined;
    return this.#behind(TYPED_ARGUMENT);
  }

  #columns(): Value[] {
    const { before, name, text, rest, ends } = this.#named;
    const columns = readColumns(before, name, text.slice(rest), ends !== 'content');
    if (columns.length > 0) this.#isOpen = ends === 'near';
    return columns.map(({ start, end }) => ({
      start: rest + start,
      end: rest + end,
      position: { operator: 'column', name },
    }));
  }

  /** The literal behind what `lead` matches at `from`. */
  #behind(lead: RegExp, literal: LiteralContext = {}, from = 0): Range | undefined {
    const { text, ends } = this.#named;
    lead.lastIndex = from;
    if (!lead.test(text)) return undefined;
    const start = lead.lastIndex;
    const isBehindScheme = SCHEME.test(text.slice(Math.max(0, start - 7), start));
    const range = readLiteral(text, start, isBehindScheme ? { ...literal, isData: true } : literal);
    if (ends === 'content' || isClosed(text, start, range)) return range;
    if (ends === 'near') this.#isOpen = true;
    return text.length - start >= LONG && !/\s/.test(text.slice(start)) ? { start, end: text.length } : undefined;
  }
}

/** Whether a value, or what stands in its place, ends within the text. */
function isClosed(text: string, start: number, range: Range | undefined): boolean {
  if (
    range === undefined
      ? QUOTES.has(text.charCodeAt(start - 1)) && text.includes(text.charAt(start - 1), start)
      : range.end < text.length
  )
    return true;
  return /[\r\n]/.test(text.slice(start));
}

/** The first character behind a name, the marks that close around it and blanks. */
function tieOf(text: string, rest: number): string {
  let at = rest;
  while (CLOSERS.includes(text.charAt(at)) && at < text.length) at++;
  while (text.charAt(at) === ' ' || text.charAt(at) === '\t') at++;
  return text.charAt(at);
}

const CLOSERS = '"\'`)]}/\\';

/** Whether it is the key of another value: `"type": ...`, `serializeAs="..."`. */
function isKey(text: string, { start, end, bare }: Range): boolean {
  return bare && text.charAt(end - 1) === '='
    ? text.length > end && /["']/.test(text.charAt(end)) && end - start < 40
    : /^["']?\s?(?::(?!:)|=)/.test(text.slice(end, end + 4));
}

/** What may stand before a name that begins a setting: `export NAME=value`, `  - NAME=value`, `# name: value`. */
const BEFORE_SETTING =
  /^[ \t]*(?:[#;*/]+[ \t]*)?(?:- )?(?:export |set |setx |ENV |ARG |declare -x |readonly |local |-e |--env |\$env:)?[\w./\x80-\xff -]{0,75}$/;

/** Whether a name that ends the text begins its line. Then all up to the line's end may be its value. */
function beginsLine(text: string): boolean {
  const line = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r'));
  return BEFORE_SETTING.test(text.slice(line + 1));
}
