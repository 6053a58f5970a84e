import { expandFragments } from '../../rules/fragments.ts';
import { NAMED_WINDOW } from '../verdict/evidence.ts';
import type { Position } from '../verdict/find-name.ts';
import { readName } from '../verdict/name-words.ts';
import type { Operator } from '../verdict/operator.ts';
import { readColumns } from './columns.ts';
import { endsString, type LiteralContext, narrow, type Range, readLiteral, SHORTEST } from './literal.ts';
import { isPackedValue } from './packed.ts';

/** Most bytes of a name behind its keyword; the kernel drops longer ones (assembly/named.ts). */
export const REST = 20;
/** Least bytes of a beginning that counts for a value. */
const LONG = 128;
/** Ties a value to its name in a sentence. */
export const IS = ' is ';

export interface NamedValue extends Value {
  /** Its evidence depends on nothing but text that was read: it is the same for the same object. */
  readonly isWhole: boolean;
}

export interface Value extends Range {
  /** How it hangs on its name, where that is not to be read from the text right before it. */
  readonly position?: Position;
}

/** A quote as HTML and XML write it. */
const ENTITY = '&(?:quot|apos|#3[49]|#x2[27]);';
/** Declarations with a type that is no word: `key: []const u8 = "`, `key: Option<&str> = "`. */
const TYPED_AS = String.raw`\??:[ \t]{0,2}[[\]\w<>&'?*.| ]{1,32}[ \t]:?=[ \t]{0,4}b?["'\x60]`;
/** Entries of maps in Kotlin, Scala and Ruby. */
const PAIRED = String.raw`["'][ \t](?:to|->)[ \t]["']`;
/** What counts where nothing else is given: an option's `default=`, Rust's and Java's `.unwrap_or("`, `= test ? other : "`. */
const DEFAULTED = [
  String.raw`["']\){0,2}\.(?:unwrap_or(?:_else)?|or_?else|get_?or_?else|or_default|or)\((?:\|\w?\|)?[ ]?["']`,
  String.raw`[ \t]?=[ \t]?[\w.!()=]{1,40}[ \t]\?[ \t]?[\w.'"\x60]{1,40}[ \t]?:[ \t]?["'\x60]`,
  String.raw`["'],\s{0,8}default\s?=\s?["']`,
  String.raw`[ \t]?=[ \t]?[\w.]{1,40}\([^()\n]{0,40}\)[ \t](?:or|\|\||\?\?)[ \t]["'\x60]`,
  // Go's flags have one letter for a short name.
  String.raw`["'],\s?["']\w["'],\s?["']`,
].join('|');
/** Quotes of few languages: Perl's `q{`, Ruby's `%q(`, Lua's `[[`, three quotes, braces of C++, `<<"` of Erlang. */
const QUOTED_AS = [
  String.raw`["']?[\])}]?(?::[ \t]?\w{1,20})?[ \t]{0,8}(?:=>?|:)[ \t]{0,8}(?:q[qw]?[{(\[]|%[qQ]?[({\[]|\[=?\[(?!\[)|[rbuf]?"{3}(?:\r?\n[ \t]{0,16})?|[rbuf]?'{3}(?:\r?\n[ \t]{0,16})?)`,
  String.raw`\{["']`,
  // Maps of Clojure, lists of Haskell, Lisp's `*password* "`.
  String.raw`(?:["']|\*)[ \t]\[?["']`,
  String.raw`,[ \t]?<<"`,
  // Doubled within a string: `@"{""password"": ""`.
  String.raw`""[ \t]?:[ \t]?""`,
].join('|');
/** What stands between a name and its value in documents: `**name**: `, `'''name''': `, `<dt>name</dt><dd>`, a definition, the step of a test. */
const WRITTEN_AS = [
  String.raw`(?:\*\*[ \t]?:|:\*\*|'{3}:)[ \t]{1,4}["'\x60]?`,
  // reStructuredText has two backticks around code.
  String.raw`[ \t]?(?:[:=]|is)?(?:[ \t]{1,4}|\r?\n[ \t]{2,8})\x60\x60(?!\x60)`,
  // AsciiDoc's and Markdown's definitions, and YAML's `? name`.
  String.raw`::[ \t]{1,4}["'\x60]?|\r?\n:[ \t]{1,4}["'\x60]?`,
  String.raw`:?(?:</(?:b|strong)>)?:?[ \t]{1,4}<(?:b|strong|em|code|tt|kbd|samp|span)>`,
  // A tag, or an anchor, of YAML.
  String.raw`["']?:[ \t]{1,4}(?:!{1,2}(?!(?:Ref|GetAtt|ImportValue|FindInMap|Select|reference|include|secret|env_var)\b)\w{1,12}|&\w{1,24})[ \t]{1,4}["']?`,
  String.raw`</(?:dt|strong|b|label|span)>[ \t]?:?\s{0,12}<(?:dd|code|span|samp|kbd)>(?:<code>)?`,
  String.raw`["'][ \t](?:with|as|to)[ \t](?:the[ \t]value[ \t])?["']`,
].join('|');
/** Text of XML behind attributes of its element, in an element of its own, or marked as no markup. */
const ELEMENT_AS = String.raw`["']?(?:(?:\s[\w:.-]{1,24}=["'][^"'<>]{0,160}["']){1,3}>|>\s{0,40}<(?:value|string)>)(?=[^\s<>][^<>\r\n]{2,200}</)|>\s{0,40}<!\[CDATA\[\s{0,16}`;
/** Values that stand in a column, and Transact-SQL's type before one. */
const ALIGNED = String.raw`[ \t]{5,40}(?:["']|(?=[^\s"'#;=]\S{3,200}[ \t]*(?:[\r\n]|$)))|\}[ \t]{2,40}(?=[^\s$"'=]\S{3,200}[ \t]*(?:[\r\n]|$))|[ \t]N?(?:VAR)?CHAR2?\(\w{1,5}\)[ \t]{0,4}=[ \t]{0,4}N?'`;
/** How a value hangs on its name, where its form says so. */
const TIED: readonly (readonly [RegExp, Operator])[] = [
  [new RegExp(`^(?:${TYPED_AS}|${PAIRED})`, 'i'), 'assign'],
  [new RegExp(`^(?:${DEFAULTED})`, 'i'), 'default'],
];
const QUOTED = new RegExp(`^(?:${QUOTED_AS}|${WRITTEN_AS}|${ELEMENT_AS})`, 'i');

/** A list or a call around the value: `= ["value"`, `= Buffer.from("value"`. */
const WRAPPER = String.raw`(?:(?<!["'\x60])(?:new[ ])?(?:\[\])?[\w.:]{0,30}(?:\(\)[\w.]{0,20})?[[({]\s{0,8}(?:default\s?=\s?)?(?:\\?["'\x60]|(?=[rbuf]{1,2}["'])))?`;
/** What can stand between a name and its value besides an operator. */
const FORMS = [
  // Property lists, rows of tables.
  String.raw`</key>\s{0,20}<string>|:?</t[dh]>\s{0,12}<t[dh]>(?:<(?:b|strong|em|code|tt)>)?`,
  // HTML's `<meta name="name" content="`.
  String.raw`["']\s{1,8}content=["']`,
  // A value on lines of its own in XML.
  String.raw`>\s{1,40}(?=[^\s<]{4,}\s{1,40}</)`,
  // PHP's serialize().
  String.raw`\\?";s:\d{1,3}:\\?"`,
  `(?:${ENTITY})?\\s?[:=]>?\\s?${ENTITY}`,
  // A list in YAML.
  String.raw`["']?:[ \t]{0,4}\r?\n[ \t]{0,16}-[ \t]+["']?`,
  // The next of a list of arguments.
  String.raw`["']?[ \t]{0,4}\r?\n[ \t]{0,16}-[ \t]+["']?(?!-)`,
  // A block scalar of YAML.
  String.raw`["']?:[ \t]{0,4}[>|][+-]?[ \t]{0,4}\r?\n[ \t]{1,24}`,
  // C's `key[] = "`, Basic's `key As String = "`.
  String.raw`\[\d{0,4}\][ \t]{0,8}=[ \t]{0,8}["']|[ \t]As[ \t][\w.]{1,20}[ \t]=[ \t]["']`,
  // R's arrow.
  String.raw`[ \t]{0,4}<-[ \t]{0,4}["']`,
  TYPED_AS,
  PAIRED,
  DEFAULTED,
  QUOTED_AS,
  WRITTEN_AS,
  ELEMENT_AS,
  ALIGNED,
  // Rust's `.password(Some("`.
  String.raw`\(Some\(["']`,
  // A query string within another.
  '%3D',
  // `.=`, `::=`, `?=`, `+=`, `||=`; `= @"` of Objective-C.
  String.raw`["']?\]?[ \t]{0,16}(?:\.|::?|\?{1,2}|\+|\|\||//)=[ \t]{0,8}["'\x60]?${WRAPPER}|["']?\]?[ \t]{0,4}[=:][ \t]{0,4}[@$bNL]["']`,
].join('|');
const NEXT_ARGUMENT = /^["']?[ \t]{0,4}\r?\n[ \t]{0,16}-[ \t]/;
/** `NAME=`, and Make's `NAME ?= `. */
const CONSTANT_IS = /^(?:=|[ ](?:::?|\?)=)/;
/** What sets a variable of the environment, before its name. */
const SETS = /(?:^|\s)(?:SetEnv|setenv|set (?:-[a-zA-Z]{1,3}|--[a-z]+)|ENV|ARG|setx|--build-arg|--env|-e)[ \t]+$/;
/** Credentials of a header. */
const SCHEME = /(?:bearer|basic|token|oauth|apikey|ntlm) $/i;
/** The rest of the name, the text up to its value with the quote (in Python with a prefix), and the scheme of a header. */
const LEAD = new RegExp(
  String.raw`[\w.\x80-\xff-]{0,${REST}}(?:${FORMS}|${expandFragments('{{assign}}').pattern}${WRAPPER})(?:(?<=[\s=:({,[])[rbuf]{1,2}["'])?(?:(?:bearer|basic|token|oauth|apikey|ntlm) (?:token=\\?["'])?)?(?=\S|(?<=["'\x60]) \S)`,
  'iy',
);

/** Keys of the field that holds the value, where another field holds its name. */
const CARRIER =
  '(?:default(?:_?value)?|(?:parameter|initial_?|plaintext_?|string_?)?value|(?:secret|plain)_string|example(?=["\']?:)|valor|wert)';
/** A part of each of them, in lower or in upper case. */
const CARRIER_PARTS = ['alue', 'efault', 'xample', '_string', 'valor', 'wert', 'ALUE', 'EFAULT'];
/** A field between the two: `type = string`, `"NoEcho": true`, `required=False`. */
const FIELD = String.raw`[\s,{(]{1,20}\\?["']?[\w@.-]{1,24}\\?["']?[ \t]{0,12}[:=][ \t]{0,8}(?:\\?"[^"\n]{0,80}"|'[^'\n]{0,80}'|[\w.[\]()|-]{1,40}(?:[ \t][\w.]{1,20}){0,8})`;
/**
 * A name in one field and its value in another: Terraform's variables, CloudFormation's and ARM's parameters, inputs of
 * workflows, options of argparse, settings and properties in XML.
 */
const APART = new RegExp(
  [
    String.raw`[\w.-]{0,${REST}}(?:`,
    String.raw`\\?["']?(?:[ \t]{0,4}[:=])?(?:,\s{0,8}["'][\w-]{1,24}["']){0,2}(?:${FIELD}){0,6}[\s,{(}]{1,20}\\?["']?${CARRIER}\\?["']?[ \t]{0,12}[:=]\s{0,2}(?:\\?["'])?`,
    String.raw`|["'](?:\s{1,8}[\w:.-]{1,24}=["'][^"'<>]{0,60}["']){0,4}(?:\s?>\s{0,40}<${CARRIER}(?:\s[^<>]{0,60})?>\s{0,40}|\s{1,40}(?:\w{1,16}:)?${CARRIER}=["'])`,
    String.raw`|</[\w:.-]{1,24}>\s{0,40}<(?:[\w:-]{0,12}${CARRIER}(?:\s[^<>]{0,60})?|\w{1,16} name="[\w.]{0,16}value")>\s{0,40}`,
    ')',
  ].join(''),
  'iy',
);

/** What stands before a value without quotes in YAML: `  value: `. */
const YAML_FIELD = /[\r\n][ \t]*(?:- )?\w+:[ \t]+$/;

/** Keys of the field that holds a name. */
const LABEL = String.raw`(?:\w{0,20}[_-])?(?:name|key)`;
/** A field, or attribute, between the two. */
const BETWEEN = String.raw`(?:(?:,\s{0,40}|\s{1,40})\\?["']?[\w@.:-]{1,24}\\?["']?[ \t]{0,12}[:=][ \t]{0,8}(?:\\?"[^"\n]{0,60}"|'[^'\n]{0,60}'|[\w.-]{1,24}))`;
const STRING = String.raw`(?<quote>\\?["'])(?:(?:bearer|basic|token) )?(?<string>[^\n]{4,100}?)\k<quote>`;
/**
 * A value in the field before that of its name, ahead of that name: \`{"value": "...", "name": "NAME"}\`,
 * \`<add value="..." key="NAME"\`, \`- value: ...\`; or in the item before it in a list of two, or a row of a table.
 */
const AHEAD = new RegExp(
  [
    String.raw`(?:^|[\s,{(<-])\\?["']?${CARRIER}\\?["']?[ \t]{0,12}[:=][ \t]{0,8}(?:${STRING}|(?<bare>[^\s"'#,{}<>][^\s"',{}<>]{3,100}))${BETWEEN}{0,2}(?:,\s{0,40}|\s{1,40}(?:where\s{1,8})?)\\?["']?${LABEL}\\?["']?[ \t]{0,12}[:=][ \t]{0,8}\\?["']?$`,
    String.raw`<${CARRIER}>(?<element>[^<>\s]{4,100})</${CARRIER}>\s{0,40}<${LABEL}>$`,
  ].join('|'),
  'di',
);
const LABELLED = /(?:name|key)\\?["']?\s{0,8}[:=>][ \t]{0,8}\\?["']?$/i;
/** The value follows, as in most such data. */
const FOLLOWED = new RegExp(String.raw`^[^\w{}-]{0,40}/?(?:\w{1,16}>\s{0,40}<)?${CARRIER}\b`, 'i');
const ITEM_AHEAD = /\[\s{0,16}(\\?["'])(?<item>[^"'\s\\]{8,100})\1,\s{0,16}\1$|(?:^|[\r\n])(?<row>[^\s"',;]{8,100}),$/d;

/** Code that compares a value with a literal. */
const COMPARED = new RegExp(
  String.raw`[\w.-]{0,${REST}}["'\x60]?[\])}]{0,3}[ \t]{0,4}%?["']?(?:(?:\(\)|\.(?:text|gettext\(\)|value))?[ \t]{0,4}(?:[!=~]==?[ \t]{0,4}|\.(?:equals(?:ignorecase)?|eql\?|compare(?:to)?)\([ \t]?)|[ \t]-?[ci]?(?:eq|ne|is)[ \t]{1,2}(?=\\?["']))\\?["'\x60]?`,
  'iy',
);

/** Between two strings of a list. */
const NEXT_ITEM = /\\?(["'`])\s{0,4},\s{0,16}\\?\1/y;
const MOST_ITEMS = 16;

const TYPE_FUNCTION =
  '(?:send_?keys|fill(?:async)?|type(?:async)?|press_?sequentially|(?:set|add)_?value|set|val|(?:enter|type|input|replace|send)_?text|perform_?text_?input)';
/** What is done to the field before. */
const PREPARED = String.raw`(?:\.(?:clear|click|focus|first|last)\(\)){0,2}`;
/** A field of a page that a script types into: `find("password").send_keys("...")`, `fill_in 'Password', with: '...'`. */
const TYPED = new RegExp(
  String.raw`[\w.-]{0,${REST}}(?:["'\x60/i\])} ]{0,6}${PREPARED}(?:\.|->)(?:perform\()?${TYPE_FUNCTION}(?:\(\s{0,16}|[ ])[@bru]{0,2}["'\x60]|["'\x60]\)\.(?:value|text)[ ]?=[ ]?["'\x60]|["'\])]{1,4},\s{0,4}:?with(?::|[ ]=>)\s{0,4}["'])`,
  'iy',
);
/** The field is the first argument: `type('#password', '...')`. */
const TYPED_ARGUMENT = new RegExp(String.raw`[\w-]{0,${REST}}["'\x60/i\])}]{1,6},\s{0,8}["'\x60]`, 'iy');
const BEFORE_TYPED = new RegExp(
  String.raw`\b(?!set\(|val\()${TYPE_FUNCTION}\([^()\n;,]{0,40}(?:\([^()\n;,]{0,20})?$`,
  'i',
);
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

const QUOTES = new Set(Buffer.from('"\'`'));
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
      isItem: /(?:^|[\r\n])[ \t]*- ["']$/.test(before),
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
  return text.charAt(at);
}

const CLOSERS = '"\'`)]}/\\ \t';

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
