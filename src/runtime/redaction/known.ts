import { ANCHOR_LENGTH, type Hit, type Matcher } from './anchors.ts';
import { base64Core, binaryText, hexadecimal, utf8 } from './binary.ts';

/** Shorter ones would be found in too much that is not a key. */
export const SHORTEST_KEY = 6;
/** A longer text is no key; a stream holds back some characters for each character of a key. */
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

/** A text that gives a key away: the key, its base64 and its hexadecimal digits. */
interface Form {
  readonly units: readonly Unit[];
  /** What may stand at the end beside it, of base64 whose last character was left out. */
  readonly rest?: RegExp;
  readonly shown: string;
}

/** A key that is to be masked wherever it stands, however it is written. */
export interface KnownKey {
  readonly matcher: Matcher;
  /** All that a form of it may begin with. */
  readonly starts: ReadonlySet<string>;
  /** Most characters that a form of it takes. */
  readonly reach: number;
  /** Where in `text`, from `from` on, it may begin without being over at the end; only for keys of several lines. */
  readonly unfinished: ((text: string, from: number) => number | undefined) | undefined;
}

/**
 * The key as it is, percent-encoded (wholly, partly, twice), escaped as in JSON, as base64 (alone or within the base64 of
 * something longer), as hexadecimal digits and as the decimal bytes of a list; a hexadecimal key in either case.
 *
 * @throws TypeError for what is too short or too long to be a key; the message does not hold it
 */
export function knownKey(key: string): KnownKey {
  if (key.length < SHORTEST_KEY || key.trim() === '') {
    throw new TypeError(
      `a key to redact must have ${SHORTEST_KEY} characters at least: shorter ones are found everywhere`,
    );
  }
  if (key.length > LONGEST_KEY) throw new TypeError(`a key to redact must have ${LONGEST_KEY} characters at most`);

  const forms = formsOf(key);
  const starts = new Set(forms.flatMap(({ units }) => startsOf(units, ANCHOR_LENGTH)));
  const [first] = forms;
  return {
    matcher: (view, at) => longest(forms, view.text, at),
    starts,
    reach: Math.max(...forms.map(({ units }) => units.reduce((sum, unit) => sum + widest(unit), 0))) + 8,
    unfinished:
      first !== undefined && /[\r\n]/.test(key) ? (text, from) => findUnfinished(first, text, from) : undefined,
  };
}

function formsOf(key: string): Form[] {
  const bytes = utf8(key);
  const shown = lastFour(key);
  const forms: Form[] = [{ units: unitsOf(key, isHexadecimal(key)), shown }];
  const seen = new Set<string>([key]);
  const add = (text: string, anyCase: boolean, rest?: RegExp) => {
    if (text.length < SHORTEST_KEY || seen.has(text)) return;
    seen.add(text);
    forms.push({ units: unitsOf(text, anyCase), shown, ...(rest === undefined ? {} : { rest }) });
  };
  for (const before of [0, 1, 2]) {
    const { text, cut } = base64Core(bytes, before);
    const rest = cut ? REST_OF_BASE64 : PADDING;
    add(text, false, rest);
    add(text.replaceAll('+', '-').replaceAll('/', '_'), false, rest);
  }
  add(hexadecimal(bytes), true);
  // As JSON writes a Buffer, and as Node.js prints one.
  add(Array.from(bytes).join(','), false);
  add(hexadecimal(bytes).replace(/..(?!$)/g, '$& '), true);
  return forms;
}

const PADDING = /(?:={1,2}|(?:%3[Dd]){1,2})?/y;
const REST_OF_BASE64 = /[A-Za-z0-9+/_-]?(?:={1,2}|(?:%3[Dd]){1,2})?/y;

function isHexadecimal(key: string): boolean {
  return /^[0-9a-f]{16,}$/i.test(key) && /[a-f]/i.test(key);
}

/** The last four characters of a key that is long enough for them to say nothing; as Secret.mask() has it. */
function lastFour(key: string): string {
  return key.length >= 24 && /^[\x21-\x7e]*\w{4}$/.test(key) ? key.slice(-4) : '';
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\f': 'f',
  '\r': 'r',
  '"': '"',
  "'": "'",
  '/': '/',
  '\\': '\\',
};

function unitsOf(text: string, anyCase: boolean): Unit[] {
  const known = new Map<string, Unit>();
  return Array.from(text.replaceAll('\r\n', '\n'), (character) => {
    let unit = known.get(character);
    if (unit === undefined) {
      const cases = anyCase ? [character.toLowerCase(), character.toUpperCase()] : [character];
      unit = {
        plain: [...new Set(cases.flatMap(plainForms))],
        coded: [...new Set(cases.flatMap(codedForms))],
        codes: /^[!-~]$/.test(character) && !/[%\\+]/.test(character) ? codesOf(cases) : undefined,
      };
      known.set(character, unit);
    }
    return unit;
  });
}

function codesOf([one = '', other = one]: readonly string[]): readonly [number, number] {
  return [one.charCodeAt(0), other.charCodeAt(0)];
}

/** With what stands for its bytes in a stream: as it is decoded, and as its bytes are looked for. */
function plainForms(character: string): string[] {
  if (character === '\n') return ['\n', '\r\n', '\r'];
  const bytes = utf8(character);
  return [character, binaryText(bytes), String.fromCharCode(...bytes)];
}

function codedForms(character: string): string[] {
  const percent = Array.from(utf8(character), (byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  const coded = [percent, percent.replaceAll('%', '%25'), ...escapesOf(character)];
  if (character === ' ') coded.push('+');
  if (character === '\n') coded.push('%0d%0a', '\\r\\n', '\\\\r\\\\n');
  return coded;
}

/** `\u0041` and `\"`, also in a string within a string. */
function escapesOf(character: string): string[] {
  const unicode = (backslash: string) =>
    Array.from({ length: character.length }, (_, i) => {
      return `${backslash}u${character.charCodeAt(i).toString(16).padStart(4, '0')}`;
    }).join('');
  const escapes = [unicode('\\'), unicode('\\\\')];
  const letter = ESCAPES[character];
  if (letter === undefined) return escapes;
  if (letter === '\\') return [...escapes, '\\\\', '\\\\\\\\'];
  return [...escapes, `\\${letter}`, /\w/.test(letter) ? `\\\\${letter}` : `\\\\\\${letter}`];
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

function longest(forms: readonly Form[], text: string, at: number): Hit | undefined {
  let hit: Hit | undefined;
  for (const { units, rest, shown } of forms) {
    let { end } = follow(units, text, at);
    if (end < 0) continue;
    if (rest !== undefined) {
      rest.lastIndex = end;
      end += rest.exec(text)?.[0].length ?? 0;
    }
    if (hit === undefined || end > hit.to) hit = { from: at, to: end, shown, kind: 'known' };
  }
  return hit;
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
    if (codes === undefined || Number.isNaN(code) || code === 0x25 || code === 0x5c) break;
    if (code !== codes[0] && code !== codes[1]) return FAILED;
  }
  let places = [at + begun];
  for (let unit = units[begun]; unit !== undefined; unit = units[++begun]) {
    const { plain, coded } = unit;
    const next: number[] = [];
    for (const place of places) {
      const code = text.charCodeAt(place);
      // Where it is neither of % \ + nothing is coded.
      const isCoded = code === 0x25 || code === 0x5c || code === 0x2b;
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
  return { end: Math.max(...places), unfinished: false };
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

function findUnfinished({ units }: Form, text: string, from: number): number | undefined {
  for (let at = from; at < text.length; at++) {
    if (follow(units, text, at).unfinished) return at;
  }
  return undefined;
}
