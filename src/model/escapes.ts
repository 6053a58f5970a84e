import { type Encode, hexadecimal, utf8Bytes, utf16Bytes } from './byte-strings.ts';

/**
 * Escapes the special characters of a text for one notation, each by itself: the result for a text is that for its
 * characters, joined.
 */
type Escaper = (text: string, encode: Encode) => string;

/** Lower-case or upper-case digits of some bytes. */
type Digits = (bytes: string) => string;
const CASES: readonly Digits[] = [hexadecimal, upperCase];

function upperCase(bytes: string): string {
  return hexadecimal(bytes).toUpperCase();
}

/** `%XX` for each byte (RFC 3986, section 2.1). */
function percents(digits: Digits): Escaper {
  return (text, encode) => digits(encode(text)).replace(/../g, '%$&');
}

/** `\uXXXX` for each UTF-16 unit. */
function units(digits: Digits): Escaper {
  return (text) => digits(utf16Bytes(text, true)).replace(/..../g, '\\u$&');
}

function percent(escaped: RegExp, digits: Digits): Escaper {
  const escaper = percents(digits);
  return (text, encode) => text.replace(escaped, (character) => escaper(character, encode));
}

/** They differ in the characters that they keep: encodeURI, encodeURIComponent, Python's quote, RFC 3986, HTML forms. */
const PERCENT: readonly Escaper[] = CASES.flatMap((digits) => {
  const component = percent(/[^\w.!~*'()-]/gu, digits);
  const form = percent(/[^\w.*-]/gu, digits);
  return [
    percent(/[^\w.!~*'();/?:@&=+$,#-]/gu, digits),
    component,
    percent(/[^\w./~-]/gu, digits),
    percent(/[^\w.~-]/gu, digits),
    form,
    (text, encode) => form(text, encode).replaceAll('%20', '+'),
    twice(component, component),
  ];
});

/**
 * Escapes with backslashes, as in JSON (RFC 8259, section 7).
 * @param short characters that have an escape of two characters
 * @param long characters that are written as `\uXXXX`
 */
function backslash(short: string, long: string, digits: Digits = hexadecimal): Escaper {
  const escaped = new RegExp(`[${short}${long}]`, 'g');
  const isShort = new RegExp(`[${short}]`);
  const unit = units(digits);
  return (text, encode) =>
    text.replace(escaped, (character) =>
      isShort.test(character) ? `\\${LETTERS[character] ?? character}` : unit(character, encode),
    );
}

const LETTERS: Readonly<Record<string, string>> = { '\b': 'b', '\t': 't', '\n': 'n', '\f': 'f', '\r': 'r' };
const [WHITE, CONTROL, BEYOND_ASCII] = ['\\b\\t\\n\\f\\r', '\\0-\\x1f', '\\x80-\\uffff'];
const SHORT = `"\\\\${WHITE}`;

const STRINGIFY = backslash(SHORT, CONTROL);
const SLASHES = backslash(`/${SHORT}`, CONTROL);
const ASCII = backslash(SHORT, CONTROL + BEYOND_ASCII);
const PHP = backslash(`/${SHORT}`, CONTROL + BEYOND_ASCII);
const DOT_NET = backslash(`\\\\${WHITE}`, `${CONTROL}"&'<>+\`\\x7f-\\uffff`, upperCase);

const JSON_ESCAPES: readonly Escaper[] = [
  STRINGIFY,
  SLASHES,
  ASCII,
  PHP,
  // Go, Ruby on Rails; Flask; Gson.
  backslash(SHORT, `${CONTROL}<>&\\u2028\\u2029`),
  backslash(SHORT, `${CONTROL}<>&'${BEYOND_ASCII}`),
  backslash(SHORT, `${CONTROL}<>&='\\u2028\\u2029`),
  DOT_NET,
  ...[STRINGIFY, SLASHES, ASCII].map((inner) => twice(STRINGIFY, inner)),
  ...[SLASHES, PHP].map((escaper) => twice(escaper, escaper)),
];

const SINGLE_QUOTED = backslash(`'\\\\${WHITE}`, '');
const STRING_LITERALS: readonly Escaper[] = [
  SINGLE_QUOTED,
  backslash(`'${SHORT}`, ''),
  twice(SINGLE_QUOTED, SINGLE_QUOTED),
];

function twice(outer: Escaper, inner: Escaper): Escaper {
  return (text, encode) => outer(inner(text, encode), encode);
}

function entities(table: Readonly<Record<string, string>>): Escaper {
  const escaped = new RegExp(`[${Object.keys(table).join('')}]`, 'g');
  return (text) => text.replace(escaped, (character) => `&${table[character]};`);
}

const MARKUP = { '&': 'amp', '<': 'lt', '>': 'gt' };
const QUOTED = { ...MARKUP, '"': 'quot' };

/** For text, and for attributes, where programs write quotes in several ways. The last two are those of Go and Mustache. */
const HTML: readonly Escaper[] = [
  MARKUP,
  QUOTED,
  ...['#39', '#039', '#x27', 'apos'].map((apostrophe) => ({ ...QUOTED, "'": apostrophe })),
  { ...MARKUP, '"': '#34', "'": '#39' },
  { ...MARKUP, '"': '#34', "'": '#39', '+': '#43' },
  { ...QUOTED, "'": '#39', '/': '#x2F', '`': '#x60', '=': '#x3D' },
].map(entities);

/** All escapers, with the name of the form that they write. */
export const ESCAPES = [
  ...PERCENT.map((escaper) => ['percent-encoded', escaper] as const),
  ...JSON_ESCAPES.map((escaper) => ['JSON', escaper] as const),
  ...STRING_LITERALS.map((escaper) => ['string literal', escaper] as const),
  ...HTML.map((escaper) => ['HTML', escaper] as const),
];

/** For `+` and `/` of base64, in a URL and in JSON. */
export const ESCAPES_OF_BASE64: readonly Escaper[] = [
  ...CASES.map((digits) => percent(/[+/]/g, digits)),
  SLASHES,
  DOT_NET,
];

/** Escapes that are possible for any character, also in a text within a text. */
const ESCAPES_OF_ANY: readonly Escaper[] = [
  percents(hexadecimal),
  twice(percent(/%/g, hexadecimal), percents(hexadecimal)),
  units(hexadecimal),
  twice(STRINGIFY, units(hexadecimal)),
];

/** All escapes of one character, also those that programs usually write only for others. */
export function escapesOf(character: string): string[] {
  const escapers = [...ESCAPES.map(([, escaper]) => escaper), ...ESCAPES_OF_ANY];
  const escapes = new Set(escapers.map((escaper) => escaper(character, utf8Bytes)));
  escapes.delete(character);
  return [...escapes];
}
