/*
 * Expressions for text that is packed: written in another alphabet, or in pieces. All are for text as latin1. `unpack.ts` reads
 * what they match; `packed.ts` tells by them whether there is anything to read.
 */

/** Blanks and line ends, also those of lines that are strings of a list, as in notebooks. */
const GAP = String.raw`(?:\s{0,60}|[ \t]{0,16}(?:\\{2,4}[ \t]{0,4})?\\n",\s{0,60}"[ \t]{0,60})`;
const OPERATOR = String.raw`(?:${GAP}(?:\+\+?|\.\.?|&|\|\||<>|<<|\*|\^|~)(?:\s{0,60}[_\\\x60][ \t]*\r?\n\s{0,60}|${GAP})|\)?\.(?:concat|append|plus)\(\s{0,16}|\s?\}\$?\{\s?|\s{0,8}/\*[^*\r\n]{0,60}\*/\s{0,60})`;
/**
 * Joins two literals, with the quotes around it: `" + "`, `' . '`, `" & _ "`, `".concat("`, `"}${"`, `"'`, and blanks only
 * between quotes of one kind. Quotes side by side, as in a shell, join only what looks like a token behind them, too. Three quotes open a text, or a block of code.
 */
export const JOINT = [
  String.raw`(?<!\\)(?<slashes>\\{0,8})(?!"""|'''|\x60\x60)(?<quote>["'\x60])`,
  String.raw`(?:${OPERATOR}[bBfFrRuULN@$]{0,2}\k<slashes>["'\x60]|[bBfFrRuULN@$]{0,2}\k<slashes>["'\x60](?=[\w+/=.~%-])|(?=[\s\\])${GAP}(?:\\\r?\n\s{0,60})?[bBfFrRuULN@$]{0,2}\k<slashes>(?!\x60)\k<quote>)`,
].join('');

/** Characters that nobody sees: soft hyphen, zero-width ones, marks of direction, a byte order mark, variation selectors, tags. UTF-8 as latin1. */
export const UNSEEN = String.raw`(?:\xc2\xad|\xe2\x80[\x8b-\x8f\xaa-\xae]|\xe2\x81[\xa0-\xa9]|\xef\xbb\xbf|\xef\xb8[\x80-\x8f]|\xf3\xa0[\x80-\x87][\x80-\xbf])`;

/** What markup puts into a word and nobody sees: elements for the look of a part, comments, ends of CDATA, soft hyphens. */
export const MARKUP = String.raw`(?<=[\w+/=.~-])(?:&(?:shy|ZeroWidthSpace|zwn?j|#(?:173|820[3-7]|x[aA][dD]|x200[b-fB-F]));|<!--[^<>]{0,80}-->|\]\]><!\[CDATA\[|<\/?(?:b|i|u|em|strong|code|span|mark|font|a|wbr|tspan|text:span)(?:\s[^<>]{0,120})?\/?>){1,4}(?=[\w+/=.~-])`;

/** A long line that goes on in the next, as in calendars, address books and headers (RFC 5545, 3.1; RFC 5322, 2.2.3). */
export const FOLDED = String.raw`\r\n[ \t](?<=[^\r\n]{24}[\w+/=.~-]\r\n[ \t])(?=[\w+/=.~-])`;

/** A colour that begins or ends in a token: that of a search for its beginning. */
export const COLOUR = String.raw`\x1b\[[\d;]{0,16}[mK](?<=[\w+/.~-]\x1b\[[\d;]{0,16}[mK])(?:\x1b\[[\d;]{0,16}[mK]){0,3}(?=[\w+/=.~-])`;

/** A value that goes on in the next line: in shells, Makefiles, properties, double quotes of YAML; `^` in batch files. */
export const CONTINUED = String.raw`[\\^]\r?\n(?<=[\w+/=.~%-][\\^]\r?\n)[ \t]*(?=[\w+/=.~%])`;
/** RFC 2045, section 6.7. A setting in the next line is one of its own, and base64 of 32 bytes and more may end in `=`. */
export const SOFT_BREAK = String.raw`=\r?\n(?<=[\w+/-]{4}=\r?\n)(?<!(?<![A-Za-z0-9+/])(?:[A-Za-z0-9+/]{4}){10,100}[A-Za-z0-9+/]{3}=\r?\n)(?=[\w+/-])(?![\w.-]{1,60}[ \t]?[=:](?!\r?\n))`;
/** Between the lines of a plain scalar of YAML, of which the second is indented deeper than the name. */
export const FOLD = String.raw`\r?\n(?<=(?:^|\n)(?<margin>[ \t]*)(?:- )?["']?[\w.-]{1,60}["']?:[ \t]{1,8}[\w+/.=~-]{6,400}\r?\n)\k<margin>[ \t]+(?=[\w+/.=~-]{4,400}[ \t]*(?:[\r\n]|$))`;
/** Between the lines of a Scala or Kotlin string whose margin is stripped. */
export const MARGIN = String.raw`\r?\n[ \t]*\|(?<=[\w+/=.-]\r?\n[ \t]*\|)(?=[\w+/=.-])`;
/** The quote that opens in a shell's `NAME=ab"cd"`: the one that closes goes with it. */
export const GLUED = String.raw`(?:"(?=[\w+/.=-]+")|'(?=[\w+/.=-]+'))(?<=(?:^|\w)=(?![bfruBFRU]{1,2}["'])[\w+/.-]{1,200}["'])`;

/** Around a template's one expression: `${"ab"}`. */
export const TEMPLATE = String.raw`\x60\$\{\s?(?=["'])|\s?\}\x60(?<=["']\s?\}\x60)`;

/** Two digits of a printable character, or of a line end. */
export const BYTE = '(?:[2-7][0-9A-Fa-f]|0[aAdD])';
/**
 * A printable character: `\x67`, `\x{67}`, `\u{67}`, `\u0067`, `\U00000067`, `\67 ` and `\000067` of CSS, octal `\147`, entities
 * of HTML. In a string within a string there are more backslashes. The many that programs percent-encode one by one stay.
 */
export const ESCAPE = String.raw`(?:\\{1,8}(?:[xu]\{0{0,4}${BYTE}\}|x${BYTE}|u00${BYTE}|U000000${BYTE}|0{4}${BYTE} ?|${BYTE} |[01]?[0-7]{2})|&#0{0,4}\d{2,3};|&#[xX]0{0,4}${BYTE};)`;
export const ESCAPES = `(?:${ESCAPE}+|(?:%25${BYTE}){4,}|(?:%${BYTE}){4,}|(?:=[2-7][0-9A-F]){4,})`;

/** The sign between a name and its value where text is quoted-printable (RFC 2045, 6.7), with the quote of the value. */
export const EQUALS = String.raw`=3D(?<=[\w"'\])] ?=3D)(?: ?["'](?=\w)|(?=\w))`;

/** A number or a character in a list of bytes. */
export const ITEM = String.raw`(?:0[xX][0-9A-Fa-f]{2}|\d{2,3}|'[^'\\\r\n]')`;
const NEXT = String.raw`\s{0,24},\s{0,24}`;
export const NUMBERS = String.raw`${ITEM}(?:${NEXT}${ITEM}){7,}(?:${NEXT}(?:0|0x00|'\\0'))?`;
/** `chr(103)`, `Chr(103)`, `CHAR(103)`, `String.fromCharCode(103)`, `[char]103`. */
export const CALL = String.raw`(?:(?:[cC]hr[wW]?|CHR|CHAR|String\.from(?:CharCode|CodePoint))\(\s?(?:0[xX][0-9A-Fa-f]{2}|\d{2,3})\s?\)|\[char\](?:0x[0-9A-Fa-f]{2}|\d{2,3}))`;
export const CALLS = String.raw`${CALL}(?:\s{0,24}(?:\.\.?|\+|&|,|\|\|)\s{0,24}(?:_[ \t]*\r?\n\s{0,60})?${CALL}){3,}`;

/** Hexadecimal digits of text, also as literals of SQL: `0x67`, `X'67'`, `'\x67'` of bytea. */
export const HEX = String.raw`(?<![0-9A-Za-z_])(?:(?:0[xX]|\\{1,2}x|[xX]')?${BYTE}{12,}(?![0-9A-Za-z_]))`;

/** Two or more literals in a list that is joined without anything between. */
export const LITERAL = String.raw`(?:"[^"\\\r\n]{0,200}"|'[^'\\\r\n]{0,200}'|\x60[^\x60\\\r\n]{0,200}\x60)`;
const LITERALS = `${LITERAL}(?:${NEXT}${LITERAL})+`;
/** What such a list begins with. */
export const JOIN = [
  String.raw`(?:""|'')\.join\(\s?[[(]?`,
  String.raw`(?:join|implode)\s?[[(]\s?(?:""|'')\s?,\s?(?:\[|array\()?`,
  String.raw`["']Fn::Join["']\s?:\s?\[\s{0,24}(?:""|'')\s?,\s{0,24}\[`,
  String.raw`!Join\s{1,16}(?:\[|-)\s?(?:""|'')\s?,\s{0,24}\[`,
  String.raw`(?:[cC]oncat|CONCAT|strcat|paste0)!?\(`,
].join('|');
export const JOINED = String.raw`(?=["'\x60])(?:(?<=(?:${JOIN})\s{0,24})${LITERALS}|(?<=[[{]\s{0,24})${LITERALS}(?=\s{0,24},?\s{0,24}(?:\]\s{0,24}\.join\(\s?(?:""|''|\x60\x60)\s?\)|\}\s?,\s?""\s?\))))`;

/** What turns the literal before it around: of Python, JavaScript, Ruby and Kotlin. */
const TURNED = String.raw`(?:\[::-1\]|\.split\(\s?(?:""|'')\s?\)\.reverse\(\)\.join\(\s?(?:""|'')\s?\)|\.reverse(?:d\(\)|\(\)|\b(?!\()))`;
/** What turns the literal behind it around: of PHP, SQL and others. */
export const TURN = String.raw`(?:strrev|[rR]everse|REVERSE)\(\s?`;
/** A literal that is turned around. */
export const REVERSED = `(?=["'\x60])(?:${LITERAL}(?=${TURNED})|(?<=${TURN})${LITERAL})`;
export const TURNED_LITERAL = `["'\x60]${TURNED}`;

/**
 * A variable whose text is a part of a value: `"${A}cd"`, `"$A"'cd'`, `f"{a}cd"`, `a + "cd"`, `"cd" . $b`. Its group is the name.
 */
export const REFERENCE = [
  String.raw`\$\{(?<braced>\w{1,40})\}(?<=["'\x60\w+/=.~-]\$\{\w{1,40}\})(?=["'\x60\w+/.=~$-])`,
  String.raw`\$(?<plain>[A-Za-z_]\w{0,40})(?<="\$\w{1,41})(?=")`,
  String.raw`\{(?<inner>\w{1,40})\}(?<=[fF$]["']\{\w{1,40}\})(?=[\w+/.=~-])`,
  String.raw`(?<=[=:(]\s{0,4})\$?(?<first>[A-Za-z_]\w{0,40})(?=\s?(?:\+|\.\.|\.(?!\w)|&|\|\||<>)\s?["'\x60$A-Za-z_])`,
  String.raw`(?<=["'\x60\w]\s?(?:\+|\.\.?|&|\|\||<>)\s?)\$?(?<second>[A-Za-z_]\w{0,40})(?=\s{0,4}[;)\r\n])`,
].join('|');

/** A block scalar of YAML of several lines without blanks. */
export const FOLD_BLOCK = String.raw`[>|](?<=:[ \t]{0,8}[>|])[+-]?[ \t]*\r?\n(?<indent>[ \t]+)[\w+/.=~-]{4,400}(?:\r?\n\k<indent>[\w+/.=~-]{1,400})+(?=[ \t]*(?:[\r\n]|$))`;

/**
 * Lines of a dump: an offset, up to 16 bytes in pairs of digits, mostly what they look like. As xxd, `hexdump -C`, `od -t x1z`
 * and Wireshark write them.
 */
const DUMP_LINE = String.raw`[0-9A-Fa-f]{4,8}:?[ ]{1,4}(?:[0-9A-Fa-f]{2}){1,2}(?:[ ]{1,2}(?:[0-9A-Fa-f]{2}){1,2}){0,15}(?:[ ]{2}[^\r\n]{0,64}|[ ][>|][^\r\n]{0,20}|[ ]?)(?![^\r\n])`;
/** Lines of `od -c`: an octal offset and characters in columns of four. */
export const CHARACTERS_LINE = String.raw`[0-7]{7}(?:[ ]{3}[ -~]|[ ]{2}\\[0abfnrtv]|[ ][0-7]{3}){1,16}(?![^\r\n])`;
/** At least two of them. */
export const DUMP = String.raw`(?:(?:${DUMP_LINE})(?:\r?\n(?:${DUMP_LINE}))+|(?:${CHARACTERS_LINE})(?:\r?\n(?:${CHARACTERS_LINE}))+)`;

/** Bytes of a value in an export of the registry of Windows, in lines that go on in the next; text is UTF-16 in them. */
export const REGISTRY = String.raw`=hex(?:\(\w\))?:(?:[0-9A-Fa-f]{2},?(?:\\\r?\n[ \t]{0,8})?){8,}`;
