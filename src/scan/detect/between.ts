import { expandFragments } from '../../rules/fragments.ts';
import { SETTERS } from '../verdict/no-code.ts';
import type { Operator } from '../verdict/operator.ts';
import { SCHEMES } from './literal.ts';

// What stands between a name and its value, in all languages and formats: expressions for `FormReader`.

/** Most bytes of a name behind its keyword; the kernel drops longer ones (assembly/named.ts). */
export const REST = 20;
/** Ties a value to its name in a sentence. */
export const IS = ' is ';

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
export const TIED: readonly (readonly [RegExp, Operator])[] = [
  [new RegExp(`^(?:${TYPED_AS}|${PAIRED})`, 'i'), 'assign'],
  [new RegExp(`^(?:${DEFAULTED})`, 'i'), 'default'],
];
export const QUOTED = new RegExp(`^(?:${QUOTED_AS}|${WRITTEN_AS}|${ELEMENT_AS})`, 'i');

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
export const NEXT_ARGUMENT = /^["']?[ \t]{0,4}\r?\n[ \t]{0,16}-[ \t]/;
/** `NAME=`, and Make's `NAME ?= `. */
export const CONSTANT_IS = /^(?:=|[ ](?:::?|\?)=)/;
/** What sets a variable of the environment, before its name. */
export const SETS = new RegExp(String.raw`(?:^|\s)(?:${SETTERS}|--build-arg|--env|-e)[ \t]+$`);
/** Credentials of a header. */
export const SCHEME = new RegExp(`(?:${SCHEMES}) $`, 'i');
/** The rest of the name, the text up to its value with the quote (in Python with a prefix), and the scheme of a header. */
export const LEAD = new RegExp(
  String.raw`[\w.\x80-\xff-]{0,${REST}}(?:${FORMS}|${expandFragments('{{assign}}').pattern}${WRAPPER})(?:(?<=[\s=:({,[])[rbuf]{1,2}["'])?(?:(?:${SCHEMES}) (?:token=\\?["'])?)?(?=\S|(?<=["'\x60]) \S)`,
  'iy',
);

/** Keys of the field that holds the value, where another field holds its name. */
const CARRIER =
  '(?:default(?:_?value)?|(?:parameter|initial_?|plaintext_?|string_?)?value|(?:secret|plain)_string|example(?=["\']?:)|valor|wert)';
/** A part of each of them, in lower or in upper case. */
export const CARRIER_PARTS = ['alue', 'efault', 'xample', '_string', 'valor', 'wert', 'ALUE', 'EFAULT'];
/** A field between the two: `type = string`, `"NoEcho": true`, `required=False`. */
const FIELD = String.raw`[\s,{(]{1,20}\\?["']?[\w@.-]{1,24}\\?["']?[ \t]{0,12}[:=][ \t]{0,8}(?:\\?"[^"\n]{0,80}"|'[^'\n]{0,80}'|[\w.[\]()|-]{1,40}(?:[ \t][\w.]{1,20}){0,8})`;
/**
 * A name in one field and its value in another: Terraform's variables, CloudFormation's and ARM's parameters, inputs of
 * workflows, options of argparse, settings and properties in XML.
 */
export const APART = new RegExp(
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
export const YAML_FIELD = /[\r\n][ \t]*(?:- )?\w+:[ \t]+$/;

/** Keys of the field that holds a name. */
const LABEL = String.raw`(?:\w{0,20}[_-])?(?:name|key)`;
/** A field, or attribute, between the two. */
const BETWEEN = String.raw`(?:(?:,\s{0,40}|\s{1,40})\\?["']?[\w@.:-]{1,24}\\?["']?[ \t]{0,12}[:=][ \t]{0,8}(?:\\?"[^"\n]{0,60}"|'[^'\n]{0,60}'|[\w.-]{1,24}))`;
const STRING = String.raw`(?<quote>\\?["'])(?:(?:bearer|basic|token) )?(?<string>[^\n]{4,100}?)\k<quote>`;
/**
 * A value in the field before that of its name, ahead of that name: \`{"value": "...", "name": "NAME"}\`,
 * \`<add value="..." key="NAME"\`, \`- value: ...\`; or in the item before it in a list of two, or a row of a table.
 */
export const AHEAD = new RegExp(
  [
    String.raw`(?:^|[\s,{(<-])\\?["']?${CARRIER}\\?["']?[ \t]{0,12}[:=][ \t]{0,8}(?:${STRING}|(?<bare>[^\s"'#,{}<>][^\s"',{}<>]{3,100}))${BETWEEN}{0,2}(?:,\s{0,40}|\s{1,40}(?:where\s{1,8})?)\\?["']?${LABEL}\\?["']?[ \t]{0,12}[:=][ \t]{0,8}\\?["']?$`,
    String.raw`<${CARRIER}>(?<element>[^<>\s]{4,100})</${CARRIER}>\s{0,40}<${LABEL}>$`,
  ].join('|'),
  'di',
);
export const LABELLED = /(?:name|key)\\?["']?\s{0,8}[:=>][ \t]{0,8}\\?["']?$/i;
/** The value follows, as in most such data. */
export const FOLLOWED = new RegExp(String.raw`^[^\w{}-]{0,40}/?(?:\w{1,16}>\s{0,40}<)?${CARRIER}\b`, 'i');
export const ITEM_AHEAD =
  /\[\s{0,16}(\\?["'])(?<item>[^"'\s\\]{8,100})\1,\s{0,16}\1$|(?:^|[\r\n])(?<row>[^\s"',;]{8,100}),$/d;

/** Code that compares a value with a literal. */
export const COMPARED = new RegExp(
  String.raw`[\w.-]{0,${REST}}["'\x60]?[\])}]{0,3}[ \t]{0,4}%?["']?(?:(?:\(\)|\.(?:text|gettext\(\)|value))?[ \t]{0,4}(?:[!=~]==?[ \t]{0,4}|\.(?:equals(?:ignorecase)?|eql\?|compare(?:to)?)\([ \t]?)|[ \t]-?[ci]?(?:eq|ne|is)[ \t]{1,2}(?=\\?["']))\\?["'\x60]?`,
  'iy',
);

/** Between two strings of a list. */
export const NEXT_ITEM = /\\?(["'`])\s{0,4},\s{0,16}\\?\1/y;
const TYPE_FUNCTION =
  '(?:send_?keys|fill(?:async)?|type(?:async)?|press_?sequentially|(?:set|add)_?value|set|val|(?:enter|type|input|replace|send)_?text|perform_?text_?input)';
/** What is done to the field before. */
const PREPARED = String.raw`(?:\.(?:clear|click|focus|first|last)\(\)){0,2}`;
/** A field of a page that a script types into: `find("password").send_keys("...")`, `fill_in 'Password', with: '...'`. */
export const TYPED = new RegExp(
  String.raw`[\w.-]{0,${REST}}(?:["'\x60/i\])} ]{0,6}${PREPARED}(?:\.|->)(?:perform\()?${TYPE_FUNCTION}(?:\(\s{0,16}|[ ])[@bru]{0,2}["'\x60]|["'\x60]\)\.(?:value|text)[ ]?=[ ]?["'\x60]|["'\])]{1,4},\s{0,4}:?with(?::|[ ]=>)\s{0,4}["'])`,
  'iy',
);
/** The field is the first argument: `type('#password', '...')`. */
export const TYPED_ARGUMENT = new RegExp(String.raw`[\w-]{0,${REST}}["'\x60/i\])}]{1,6},\s{0,8}["'\x60]`, 'iy');
export const BEFORE_TYPED = new RegExp(
  String.raw`\b(?!set\(|val\()${TYPE_FUNCTION}\([^()\n;,]{0,40}(?:\([^()\n;,]{0,20})?$`,
  'i',
);
