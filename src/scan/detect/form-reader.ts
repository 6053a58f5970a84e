import type { Position } from '../verdict/find-name.ts';
import { readName } from '../verdict/name-words.ts';
import { NAMED_WINDOW } from '../verdict/window.ts';
import {
  AHEAD,
  APART,
  BEFORE_TYPED,
  CARRIER_PARTS,
  COMPARED,
  CONSTANT_IS,
  FOLLOWED,
  IS,
  ITEM_AHEAD,
  LABELLED,
  LEAD,
  NEXT_ARGUMENT,
  NEXT_ITEM,
  QUOTED,
  SCHEME,
  SETS,
  TIED,
  TYPED,
  TYPED_ARGUMENT,
  YAML_FIELD,
} from './between.ts';
import { readColumns } from './columns.ts';
import {
  endsString,
  isQuote,
  type LiteralContext,
  NEXT_PAIR,
  narrow,
  type Range,
  readLiteral,
  SHORTEST,
} from './literal.ts';
import { isPackedValue } from './packed.ts';

/** Least bytes of a beginning that counts for a value. */
const LONG = 128;
/** Most values of a list that are looked at. */
const MOST_ITEMS = 16;

export interface NamedValue extends Value {
  /** Its evidence depends on nothing but text that was read: it is the same for the same object. */
  readonly isWhole: boolean;
}

export interface Value extends Range {
  /** How it hangs on its name, where that is not to be read from the text right before it. */
  readonly position?: Position;
}

/** What ties a value to its name where it is typed, or compared: `.fill(`, `->fill(`, `, with:`; `==`, `!=`, `eq`, `is`, `-ne`. */
const [TYPES, COMPARES] = ['.-,', '=!~eni-.%('];
/** What stands in a field of a form. */
const FIELD_TEXT = /pass\w*\.(?:text|value|gettext)$/i;

/** A name with the text around it, latin1. */
export interface Named {
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
export type End = 'content' | 'near' | 'limit';

export interface Reading {
  /** Relative to the beginning of the text. */
  readonly values: readonly NamedValue[];
  /** The text is too short to tell. */
  readonly isOpen: boolean;
  readonly isPacked: boolean;
}

/** Whether a value may be a secret. */
export type MayBeSecret = (value: string, isBare: boolean) => boolean;

/** Between two names in a sentence of Markdown. */
const IN_PROSE = /^` or `$/;
/** Between a variable of a shell and its next argument: `"$TOKEN" "..."`. */
const BESIDE = /^\}?["'] ["']$/;

/** Before a value, what `narrow` looks at. */
const LEAD_BYTES = 64;

/** Reads the value of a name by the forms, one after the other. */
export class FormReader {
  readonly #named: Named;
  /** A value may go on behind the text. */
  #isOpen = false;

  constructor(named: Named) {
    this.#named = named;
  }

  /** All values that may be a secret. */
  read(mayBeSecret: MayBeSecret = () => true): Reading {
    const ahead = this.#ahead();
    const values = (ahead === undefined ? this.#find() : [ahead])
      .map((value) => this.#narrow(value))
      .filter((value) => mayBeSecret(this.#textOf(value), value.bare === true));
    return {
      values: values.map((value) => ({ ...value, isWhole: this.#isWhole(value) })),
      isOpen: this.#isOpen,
      isPacked: isPackedValue(this.#named.text, this.#named.before),
    };
  }

  #find(): Value[] {
    const { before, name, text, rest } = this.#named;
    if (FILTER.test(before)) return [];
    if (before.endsWith(':') && (RESOURCE.test(before) || isBinding(before, text.slice(rest)))) return [];
    const isMethod = text.charAt(rest) === '(' && name.includes('.');
    const tie = tieOf(text, rest);
    if (isMethod || COMPARES.includes(tie)) {
      const compared = this.#behind(COMPARED);
      // `password` of `password.equals(`.
      const owner = isMethod ? name.slice(0, name.lastIndexOf('.')) : name;
      const subject = FIELD_TEXT.test(name) ? 'password' : owner;
      if (compared !== undefined) return [{ ...compared, position: { operator: 'compare', name: subject } }];
    }
    if (isMethod || TYPES.includes(tie) || text.startsWith('/i', rest)) {
      const typed = this.#behind(TYPED) ?? this.#argumentOfType();
      // `passwordField`, `password_input`: what is typed into it is the password.
      if (typed !== undefined)
        return [{ ...withoutKeys(text, typed), position: { operator: 'form', name: 'password' } }];
    }

    if (tie === '|') {
      const cells = this.#columns();
      if (cells.length > 0) return cells;
    }
    const isQuery = /[?&]$/.test(before);
    const found = this.#behind(LEAD, {
      isSetting: () =>
        beginsLine(before + name.slice(0, name.length - rest)) || YAML_FIELD.test(text.slice(0, LEAD.lastIndex)),
      outer: text.charAt(rest) === before.slice(-1) ? '' : before.slice(-1),
      isItem: /["']$/.test(before) && isListItem(before),
      before: before + name.slice(0, name.length - rest),
      isSentence: text.startsWith(IS, rest),
      isData:
        name.startsWith('-') ||
        SETS.test(before) ||
        isQuery ||
        (CONSTANT_IS.test(text.slice(rest, rest + 4)) && /^[A-Z][A-Z0-9_]*$/.test(name)),
    });
    const direct = isQuery ? withoutFragment(text, found) : found;
    // A member of what a pointer of C points to.
    if (name.endsWith('-') && tie === '>' && direct?.bare) return [];
    const isNext = NEXT_ARGUMENT.test(text.slice(rest)) && !name.startsWith('-');
    if (direct !== undefined && /^key$/i.test(name) && ENTRY.test(text.slice(direct.end, direct.end + 80))) return [];
    if (direct !== undefined && !isKey(text, direct) && !isNext) {
      const tie = text.slice(rest, direct.start);
      if (
        IN_PROSE.test(tie) ||
        (BESIDE.test(tie) && /\$\{?$/.test(before)) ||
        this.#isArgument(tie) ||
        (isListItem(before) && SCOPES.test(tie) && SCOPE.test(text.slice(direct.start, direct.end))) ||
        endsString(before + name.slice(0, name.length - rest), text, direct.start)
      )
        return [];
      // `char key[] = "..."`, `my key is ...`
      const isArray = text.charAt(rest) === '[' && !direct.bare;
      if (isArray || text.startsWith(IS, rest)) return [{ ...direct, position: { operator: 'assign', name } }];
      const tied = direct.bare ? undefined : TIED.find(([form]) => form.test(text.slice(rest, direct.start)));
      if (tied !== undefined) return [{ ...direct, position: { operator: tied[1], name } }];
      if (!direct.bare && QUOTED.test(text.slice(rest, direct.start)))
        return [{ ...direct, position: { operator: 'form', name } }];
      if (direct.inPairs) return [{ ...direct, position: { operator: 'form', name } }];
      return [this.#orBeside(direct), ...this.#itemsBehind(direct)];
    }

    const apart = CARRIER_PARTS.some((part) => text.includes(part)) ? this.#apart() : undefined;
    if (apart !== undefined) return [{ ...apart, position: { operator: 'field', name } }];
    return this.#columns();
  }

  /** Whether name and value are arguments of a function in a template of Go: `{{ dict .password "value" }}`. */
  #isArgument(tie: string): boolean {
    const { before, name } = this.#named;
    return name.startsWith('.') && /^ ["`]$/.test(tie) && before.lastIndexOf('{{') > before.lastIndexOf('}}');
  }

  /** The value that stands before the name: its offsets are below zero. */
  #ahead(): Value | undefined {
    const { before, name, text, rest } = this.#named;
    // Nothing is given to the name itself.
    if (!/^\\?["']?\s{0,4}(?:[\s,;})\]/>]|<\/|$)/.test(text.slice(rest, rest + 8))) return undefined;
    const isLabelled = LABELLED.test(before) && !FOLLOWED.test(text.slice(rest, rest + 80));
    const field = isLabelled ? AHEAD.exec(before) : null;
    const item =
      field === null && /^\\?["']\s{0,8}\]|^(?:[\r\n]|$)/.test(text.slice(rest)) ? ITEM_AHEAD.exec(before) : field;
    const groups = Object.entries(item?.indices?.groups ?? {});
    const found = groups.find(([group, range]) => group !== 'quote' && range !== undefined);
    if (found === undefined || found[1] === undefined) return undefined;
    const origin = before.length + name.length - rest;
    return {
      start: found[1][0] - origin,
      end: found[1][1] - origin,
      ...(found[0] === 'bare' ? { bare: true as const } : {}),
      position: { operator: field === null ? 'item' : 'field', name },
    };
  }

  #textOf({ start, end }: Range): string {
    const { before, name, text, rest } = this.#named;
    const origin = before.length + name.length - rest;
    return start < 0 ? before.slice(start + origin, end + origin) : text.slice(start, end);
  }

  /** The value without what its literal has around it. */
  #narrow<T extends Range>(value: T): T {
    const { before, name, text, rest } = this.#named;
    const origin = before.length + name.length - rest;
    const whole = before + name.slice(0, name.length - rest) + text;
    const [from, to] = [value.start + origin, value.end + origin];
    const lead = whole.slice(Math.max(0, from - LEAD_BYTES), from);
    const { start, end } = narrow(whole.slice(from, to), lead, whole.charAt(to), name);
    return { ...value, start: value.start + start, end: value.start + end };
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
    const { cells, isOpen } = readColumns(before, name, text.slice(rest), ends !== 'content');
    if (isOpen) this.#isOpen = ends === 'near';
    return cells.map(({ start, end }) => ({
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

/** A rule of a blocker of advertisements, for addresses of others: `||acme.io/download?authkey=`. */
const FILTER = /(?:^|[\r\n])(?:@@)?\|\|[a-z\d.*-]+[/^]\S*$/;
/** Whether a name begins an item of a list in YAML. */
function isListItem(before: string): boolean {
  return /(?:^|[\r\n])[ \t]*- ["']?$/.test(before);
}

/** What a request needs in OpenAPI: a way to log in, and its scopes in a list (3.1.0, 4.8.30). */
const [SCOPES, SCOPE] = [/^["']?:[ \t]*\r?\n[ \t]*- ["']?$/, /^[a-z\d]{2,}(?:[-_:./][a-z\d]{2,24})+$/i];

/** The resource of an ARN, with its type as the name: `arn:aws:secretsmanager:eu-west-1:1234:secret:`. */
const RESOURCE = /\barn:[\w-]*:[\w-]+:[^\s"'`]*:$/;
/** Whether an attribute has an expression of Vue for its value, and no string: `<li :key="'item' + id">`. */
function isBinding(before: string, behind: string): boolean {
  return /(?:\s|v-bind):$/.test(before) && /^="(?!'[^'"]*'")/.test(behind);
}

/** `{ "key": "...", "value": ... }`: an entry of a map. */
const ENTRY = /^\\?["'`]\s*,(?:\s|\\n)*\\?["'`]?(?:value|val)\\?["'`]?\s*[:=]/i;

/** Without what follows a query (RFC 3986, 3.5). */
function withoutFragment(text: string, range: Range | undefined): Range | undefined {
  const mark = range === undefined ? -1 : text.slice(range.start, range.end).indexOf('#');
  if (range === undefined || mark < 0) return range;
  return mark < SHORTEST ? undefined : { ...range, end: range.start + mark };
}

/** Without the names of keys that are pressed behind a value: `{enter}` of Cypress. */
function withoutKeys(text: string, range: Range): Range {
  const keys = /\{(?:enter|tab|esc)\}$/i.exec(text.slice(range.start, range.end))?.[0] ?? '';
  return { ...range, end: range.end - keys.length };
}

/** Whether a value, or what stands in its place, ends within the text. */
function isClosed(text: string, start: number, range: Range | undefined): boolean {
  if (
    range === undefined
      ? isQuote(text.charAt(start - 1)) && text.includes(text.charAt(start - 1), start)
      : range.end < text.length
  )
    return true;
  return /[\r\n]/.test(text.slice(start));
}

/** The first character behind a name, the marks that close around it and blanks. */
function tieOf(text: string, rest: number): string {
  let at = rest;
  while (CLOSERS.includes(text.charAt(at)) && at < text.length) at++;
  return text.charAt(at);
}

const CLOSERS = '"\'`)]}/\\ \t';

/** Whether it is the key of another value: `"type": ...`, `serializeAs="..."`. */
function isKey(text: string, { start, end, bare }: Range): boolean {
  return bare && text.charAt(end - 1) === '='
    ? text.length > end && /["']/.test(text.charAt(end)) && end - start < 40
    : /^["']?\s?(?::(?!:)|=)/.test(text.slice(end, end + 4)) && NEXT_PAIR.exec(text.slice(end, end + 48))?.index !== 0;
}

/** What may stand before a name that begins a setting: `export NAME=value`, `  - NAME=value`, `# name: value`. */
const BEFORE_SETTING =
  /^[ \t]*(?:[#;*/]+[ \t]*)?(?:- )?(?:export |set |setx |ENV |ARG |declare -x |readonly |local |-e |--env |\$env:)?[\w./\x80-\xff -]{0,75}$/;

/** Whether a name that ends the text begins its line. Then all up to the line's end may be its value. */
function beginsLine(text: string): boolean {
  const line = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r'));
  return BEFORE_SETTING.test(text.slice(line + 1));
}
