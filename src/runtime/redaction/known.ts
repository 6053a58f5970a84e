import { utf8Bytes } from '../../model/byte-strings.ts';
import { escapesOf } from '../../model/escapes.ts';
import { encodedForms, type FormName, isHexadecimal, partsOf } from '../../model/secret-forms.ts';
import { ANCHOR_LENGTH, type Hit, type Matcher, matchAt } from './anchors.ts';
import { binaryText, utf8 } from './binary.ts';

/** Shorter keys would be found in too much that is not a key. */
export const SHORTEST_KEY = 6;
/** A longer text is not a key. A stream holds back some characters for each character of a key. */
const LONGEST_KEY = 16_384;

/** One character of a key in all the ways in which it may be written. */
interface Unit {
  /** As it is; in the bytes of a stream, the characters that stand for its bytes. */
  readonly plain: readonly string[];
  /** Percent-encoded and escaped, in lower case. */
  readonly coded: readonly string[];
  /** The character codes of `plain`, of one ASCII character that begins no escape; of two cases two. */
  readonly codes: readonly [number, number] | undefined;
}

/** A text that gives a key away, such as the key itself or its base64. */
interface Form {
  readonly units: readonly Unit[];
  /** For base64: what may follow the text and belongs to it. */
  readonly rest?: RegExp;
  readonly shown: string;
}

/** A key that is to be masked wherever it stands, however it is written. */
export interface KnownKey {
  readonly forms: readonly KnownForm[];
  /** Most characters that a form of it takes. */
  readonly reach: number;
  /** Where in `text`, from `from` on, the key may begin and be cut off at the end; only for keys of several lines. */
  readonly unfinished: ((text: string, from: number) => number | undefined) | undefined;
}

export interface KnownForm {
  readonly matcher: Matcher;
  /** All that it may begin with. */
  readonly starts: ReadonlySet<string>;
}

/**
 * The key in all forms of `encodedForms`, with any of its characters escaped in any way, and the lines of one that has
 * several; a hexadecimal key in either case.
 *
 * @throws TypeError for a text that is too short or too long for a key; the message does not contain it
 */
export function knownKey(key: string): KnownKey {
  if (key.length < SHORTEST_KEY || key.trim() === '') {
    throw new TypeError(
      `a key to redact must have ${SHORTEST_KEY} characters at least: shorter ones are found everywhere`,
    );
  }
  if (key.length > LONGEST_KEY) throw new TypeError(`a key to redact must have ${LONGEST_KEY} characters at most`);

  const forms = formsOf(key);
  const overLines = forms.filter(({ units }) => units.some(({ plain }) => plain.includes('\n')));
  return {
    forms: forms.map((form) => ({
      matcher: (view, at) => match(form, view.text, at),
      starts: new Set(startsOf(form.units, ANCHOR_LENGTH)),
    })),
    reach: Math.max(...forms.map(({ units }) => units.reduce((sum, unit) => sum + widest(unit), 0))) + 8,
    unfinished: overLines.length === 0 ? undefined : unfinishedFinder(overLines),
  };
}

/** The first is the key as it is. */
function formsOf(key: string): Form[] {
  const shown = lastFour(key);
  const forms: Form[] = [{ units: unitsOf(key, isHexadecimal(key)), shown }];
  const seen = new Set<string>();
  const addEncoded = (value: string, names: ReadonlySet<FormName>) => {
    for (const { name, bytes, isCut } of encodedForms(utf8Bytes(value))) {
      const anyCase = name === 'hexadecimal';
      const text = anyCase ? bytes.toLowerCase() : bytes;
      if (!names.has(name) || seen.has(text)) continue;
      seen.add(text);
      const rest = name.startsWith('base64') ? { rest: isCut ? REST_OF_BASE64 : PADDING } : {};
      forms.push({ units: unitsOf(text, anyCase, /[^a-z0-9]/i), shown, ...rest });
    }
  };
  addEncoded(key, ENCODED);
  for (const part of partsOf(key)) {
    if (part === key) continue;
    forms.push({ units: unitsOf(part, false), shown });
    addEncoded(part, ENCODED_LINES);
  }
  return forms;
}

/** The other forms have the characters of the key: they are found as the key is. */
const ENCODED: ReadonlySet<FormName> = new Set([
  'UTF-16',
  'base64',
  'base64 of UTF-16',
  'base64 twice',
  'hexadecimal',
  'decimal bytes',
]);
/** A key can have a hundred lines. */
const ENCODED_LINES: ReadonlySet<FormName> = new Set(['base64']);

const PADDING = /(?:={1,2}|(?:%3[Dd]){1,2})?/y;
const REST_OF_BASE64 = /[A-Za-z0-9+/_-]?(?:={1,2}|(?:%3[Dd]){1,2})?/y;

/** The last four characters of a key that is long enough for them to say nothing; as Secret.mask() has it. */
function lastFour(key: string): string {
  return key.length >= 24 && /^[\x21-\x7e]*\w{4}$/.test(key) ? key.slice(-4) : '';
}

/**
 * @param anyCase letters may be of either case
 * @param escaped characters that may be escaped: nothing escapes letters and digits of an encoding
 */
function unitsOf(text: string, anyCase: boolean, escaped = /./s): Unit[] {
  const known = new Map<string, Unit>();
  return Array.from(text.replaceAll('\r\n', '\n'), (character) => {
    let unit = known.get(character);
    if (unit === undefined) {
      const cases = anyCase ? [character.toLowerCase(), character.toUpperCase()] : [character];
      unit = {
        plain: [...new Set(cases.flatMap(plainForms))],
        coded: escaped.test(character) ? [...new Set(cases.flatMap(codedForms))] : [],
        codes: /^[!-~]$/.test(character) && !/[%\\+&]/.test(character) ? codesOf(cases) : undefined,
      };
      known.set(character, unit);
    }
    return unit;
  });
}

function codesOf([one = '', other = one]: readonly string[]): readonly [number, number] {
  return [one.charCodeAt(0), other.charCodeAt(0)];
}

/** The character, and the characters that stand for its bytes in a stream: as decoded, and one for each byte. */
function plainForms(character: string): string[] {
  if (character === '\n') return ['\n', '\r\n', '\r'];
  const bytes = utf8(character);
  return [character, binaryText(bytes), String.fromCharCode(...bytes)];
}

/** By character, for all keys so far: there are many escapes to make. */
const CODED = new Map<string, readonly string[]>();

function codedForms(character: string): readonly string[] {
  const known = CODED.get(character);
  if (known !== undefined) return known;
  const coded = new Set(escapesOf(character).map((text) => text.toLowerCase()));
  if (character === '\n') for (const text of ['%0d%0a', '\\r\\n', '\\\\r\\\\n']) coded.add(text);
  CODED.set(character, [...coded]);
  return [...coded];
}

function widest({ plain, coded }: Unit): number {
  return Math.max(...plain.map((text) => text.length), ...coded.map((text) => text.length));
}

/** All texts of `count` characters that the units may begin with. */
function startsOf(units: readonly Unit[], count: number): string[] {
  const [first, ...others] = units.slice(0, count);
  if (count === 0 || first === undefined) return [''];
  return [...first.plain, ...first.coded].flatMap((text) =>
    text.length >= count
      ? [text.slice(0, count)]
      : startsOf(others, count - text.length).map((following) => text + following),
  );
}

function match({ units, rest, shown }: Form, text: string, at: number): Hit | undefined {
  let { end } = follow(units, text, at);
  if (end < 0) return undefined;
  if (rest !== undefined) end += matchAt(rest, text, end)?.[0].length ?? 0;
  return { from: at, to: end, shown, kind: 'known' };
}

const FAILED = { end: -1, unfinished: false };

/**
 * Follows all ways to read the text as the units, side by side: a backslash may be one of the key or begin an escape.
 * @returns the furthest end, -1 if there is none, and whether the text ended before the units did
 */
function follow(units: readonly Unit[], text: string, at: number): { end: number; unfinished: boolean } {
  let begun = 0;
  for (; begun < units.length; begun++) {
    const codes = units[begun]?.codes;
    const code = text.charCodeAt(at + begun);
    if (codes === undefined || Number.isNaN(code) || code === 0x25 || code === 0x26 || code === 0x5c) break;
    if (code !== codes[0] && code !== codes[1]) return FAILED;
  }
  let places = [at + begun];
  for (let unit = units[begun]; unit !== undefined; unit = units[++begun]) {
    const { plain, coded } = unit;
    const next: number[] = [];
    for (const place of places) {
      const code = text.charCodeAt(place);
      // Every code begins with one of % & \ +.
      const isCoded = code === 0x25 || code === 0x26 || code === 0x5c || code === 0x2b;
      for (const one of plain) {
        if (text.startsWith(one, place) && !next.includes(place + one.length)) next.push(place + one.length);
      }
      for (const one of isCoded ? coded : []) {
        if (isAt(one, text, place) && !next.includes(place + one.length)) next.push(place + one.length);
      }
    }
    if (next.length === 0) return { end: -1, unfinished: places.some((place) => isCutOff(plain, coded, text, place)) };
    places = next;
  }
  const end = Math.max(...places);
  // Of CR LF the text may have only the first.
  return { end, unfinished: end === text.length && text.endsWith('\r') };
}

/** @param lower in lower case; the text's case does not matter, for those are hexadecimal digits */
function isAt(lower: string, text: string, at: number): boolean {
  return text.slice(at, at + lower.length).toLowerCase() === lower;
}

function isCutOff(plain: readonly string[], coded: readonly string[], text: string, at: number): boolean {
  const rest = text.slice(at, at + 64);
  return (
    at + 64 > text.length &&
    [...plain, ...coded].some((one) => one.startsWith(rest) || one.startsWith(rest.toLowerCase()))
  );
}

function unfinishedFinder(forms: readonly Form[]): NonNullable<KnownKey['unfinished']> {
  // The first character rules out nearly every position.
  const firsts = new Set(forms.flatMap(({ units }) => startsOf(units, 1)));
  return (text, from) => {
    for (let at = from; at < text.length; at++) {
      if (firsts.has(text.charAt(at)) && forms.some(({ units }) => follow(units, text, at).unfinished)) return at;
    }
    return undefined;
  };
}
