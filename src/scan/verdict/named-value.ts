import type { FeatureName } from '../../model/generated.ts';
import { VALUE_FORMS } from './generated.ts';
import { memoize } from './memoize.ts';
import { splitName } from './name-words.ts';
import { drawnBits, unleet, withoutTerms, withoutWalks } from './randomness.ts';
import { SECRET } from './words.ts';

/** What a value's characters say about it. */
export type ValueFeature = Extract<FeatureName, `value.${string}`>;

/** Bits of `drawnBits` from which on a value was drawn; from which on nobody can tell; letters alone can be a strange word. */
const DRAWN = 0;
const UNCLEAR = -8;
const DRAWN_LETTERS = 6;
/** Paths of words have less, if there are digits in them. */
const NUMBERED_PATH = -7;

/** A value with so much in favour of chance is not code, a reference or a placeholder, whatever marks stand in it. */
const SURELY_DRAWN = 25;

/** The kinds of text that rules/values.yaml knows by their form. */
const FORM = Object.fromEntries(
  Object.entries(VALUE_FORMS).map(([kind, [source, flags]]) => [kind, new RegExp(source, flags)]),
) as Readonly<Record<keyof typeof VALUE_FORMS, RegExp>>;

/** Without quotes, the name of a constant or of a variable. */
const CONSTANT = /^[A-Z]{2,}(?:_[A-Z]+)*$/;
const VARIABLE = /^[A-Za-z_]+\d{0,3}[A-Za-z_]*$/;
const SURE_VARIABLE = 6;
/** Letters with marks that join words: `passwd:shell`, `loggedin|twosock`, `GOCSPX-`, `vrl/stdlib`. */
const LETTERS = /^[#@]?[A-Za-z_:|/+.,\x80-\xff-]+$/;
const WORDS = /^[#@_]?[A-Za-z\x80-\xff]+(?:[-_. :/+@|=][A-Za-z\x80-\xff]+)*(?:[-_:]|\d:)?$/;
/** `it's`, in SQL with two quotes. */
const CONTRACTION = /^[A-Za-z]+''?(?:s|t|re|ve|ll|d|m)$/;
const FOREIGN_WORDS = /^(?:\D|\{\d)*[\x80-\xff]{6}(?:\D|\{\d)*$/;
/** Share of bytes outside ASCII in sentences of other scripts, whatever numbers and marks are in them. */
const FOREIGN = 0.8;
/** Four words and more. */
const PASSPHRASE = /^[A-Za-z]{3,}(?:[-_. ][A-Za-z]{3,}){3,}$/;
/** Names of many words may have a number among them. */
const MANY_WORDS = -20;

/** What people give the account of that name. */
const ADMIN = /^admin\d{2,}\W*$/i;

/** Share of its letters that words for a missing secret have to cover. */
const FILLED = 0.75;
/** Digits that a word for a secret may have behind it without being made up. */
const MOST_DIGITS = 2;

/** RFC 9562, 4; of keys, behind what they begin with: `sk_test_`. */
const UUID = /^\{?(?:[a-z]{2,10}_){0,3}(?:[a-z0-9]{2,30}-)?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\}?$/i;
/** One or two digits again and again: `1A1A1A1A1A1A`. */
const REPEATED = /([0-9a-f]{1,2})\1{5}/i;
/** Letters alone, and what is short, can be anything. */
const TELLING_LETTERS = 16;
const TELLING = 8;
/** Short words with a number at most: `sd-hls-fmp4`. */
const NUMBERED_WORDS = /^(?=.{1,15}$)[a-z]{1,5}\d?(?:[-_.][a-z]{1,5}\d?)+$/;
/** Escapes of blanks and control characters, and of letters outside ASCII. */
const ESCAPES = /\\(?:[abfnrtv0]|x[0-9a-f]{2}|u00[0-9a-f]{2})|%0[0-9a-f]/gi;
const ESCAPED_LETTER = /\\(?:U[0-9a-fA-F]{4,8}|u(?:(?!00)[0-9a-fA-F]{4}|\{[0-9a-fA-F]{1,6}\}))/g;
/** What stands for a mark or a letter outside ASCII in a URL (RFC 3986, 2.1); a blank would make words of it. */
const PERCENT = /%(?:2[1-9a-f]|3[a-f]|40|5[b-e]|60|7[b-e]|[89a-f][0-9a-f])/gi;
/** Several lines of text, which no password has. */
const LINES = /[^\\]\\n(?!\\|$)/;

/**
 * Features of a value that a secret's name is given: what kind of text it is, and how long.
 * @param text latin1, without its quotes
 * @param quoted it is a string literal: marks in it are not code
 */
export function readNamedValue(text: string, quoted: boolean): readonly ValueFeature[] {
  return featuresOf((quoted ? QUOTED : BARE) + text);
}

const [QUOTED, BARE] = ['"', ' '];

const featuresOf = memoize((marked): readonly ValueFeature[] => read(marked.slice(1), marked.startsWith(QUOTED)), 8192);

function read(text: string, quoted: boolean): ValueFeature[] {
  const literal = text.replace(/^(?:L|u8?|U)?\\?["'](?=.*\\?["']$)|\\?["']$/g, '');
  if (isBytes(literal)) return ['value.drawn', 'value.long'];
  const value = withoutMark(literal.replace(ESCAPES, '').replace(ESCAPED_LETTER, '\xc3\xa9')).replace(PERCENT, mark);
  const plain = decoded(value);
  const kind = plain === undefined ? undefined : kindOf(plain, true, drawnBits(plain));
  const bits = drawnBits(value);
  const isText = bits < SURELY_DRAWN && LINES.test(literal);
  const features: ValueFeature[] = [
    kind !== undefined && kind !== 'value.drawn' ? kind : isText ? 'value.code' : kindOf(value, quoted, bits),
  ];
  if (value.length < 6) features.push('value.tiny');
  else if (value.length < 8) features.push('value.short');
  else if (value.length >= 20 && features[0] !== undefined && MADE.has(features[0])) features.push('value.long');
  return features;
}

/** Kinds of values that somebody, or a program, has made: the longer, the surer. */
const MADE: ReadonlySet<ValueFeature> = new Set<ValueFeature>(['value.drawn', 'value.typed', 'value.unclear']);

/** Whether it is a list of bytes, as Python prints what `os.urandom` gives. */
function isBytes(literal: string): boolean {
  const bytes = literal.match(BYTE) ?? [];
  return bytes.length >= LEAST_BYTES && new Set(bytes).size >= bytes.length * DISTINCT;
}

const BYTE = /\\x[0-9a-f]{2}/gi;
const [LEAST_BYTES, DISTINCT] = [8, 0.75];

/** Django marks keys that were not made for production, Spring passwords without a digest; what follows is the value. */
function withoutMark(value: string): string {
  return value.replace(/^(?:django-insecure-|\{noop\})/, '');
}

/** The character that an escape of a URL stands for. */
function mark(percent: string): string {
  return String.fromCharCode(Number.parseInt(percent.slice(1), 16));
}

/** The text that a value is the base64 of, as in Kubernetes' `data:`; undefined if it is something else. */
function decoded(value: string): string | undefined {
  if (value.length % 4 !== 0 && (value.length < LONG_BASE64 || value.length % 4 === 1)) return undefined;
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(value)) return undefined;
  const text = Buffer.from(value, 'base64').toString('latin1').trim();
  return /^(?:[\x20-\x7e\r\n\t]{5,}|[a-z]{3,4})$/.test(text) ? text : undefined;
}

/** Only what is so long is no chance without its padding. */
const LONG_BASE64 = 16;

/** Kinds of text that stand for a value, or name it, and so cannot be a secret themselves. */
const NEVER: ReadonlySet<ValueFeature> = new Set<ValueFeature>([
  'value.template',
  'value.type',
  'value.algorithm',
  'value.reference',
  'value.number',
  'value.code',
  'value.encrypted',
]);
/** Without quotes, in code, these are names. */
const NAMES: ReadonlySet<ValueFeature> = new Set<ValueFeature>(['value.words', 'value.placeholder', 'value.default']);

/** Whether a text cannot be a secret, whatever stands around it. */
export function cannotBeSecret(text: string, quoted: boolean): boolean {
  const [kind] = readNamedValue(text, quoted);
  return kind !== undefined && (NEVER.has(kind) || (!quoted && NAMES.has(kind)));
}

function kindOf(value: string, quoted: boolean, bits: number): ValueFeature {
  if (FORM.documented.test(value) || (bits < SURELY_DRAWN && FORM.masked.test(value))) return 'value.placeholder';
  if (FORM.hashed.test(value)) return 'value.hashed';
  if (FORM.encrypted.test(value)) return 'value.encrypted';
  if (FORM.pattern.test(value) || /^(?:%20|[^\w\x80-\xff])+$/.test(value)) return 'value.code';
  if (FORM.notation.test(value) && !/[A-Za-z0-9]{20}/.test(value)) return 'value.code';
  if (FORM.public.test(value)) return 'value.reference';
  const beside = bitsBeside(value);
  if (beside !== undefined) return beside < SURE_KEY ? 'value.template' : 'value.drawn';
  if (UUID.test(value)) return isFilled(value) || REPEATED.test(value) ? 'value.placeholder' : 'value.drawn';
  if ((bits < SURELY_DRAWN || value.length < 16) && !isMixed(value, bits)) {
    const notDrawn = readText(value, quoted, bits);
    if (notDrawn !== undefined) return notDrawn;
  }
  const unnamed = value.replace(/^[a-z]{2,8}[-_](?=\d+$)/, '');
  if (isPeriodic(unnamed) || isCounted(value) || isTripled(value) || isSparse(value)) return 'value.dull';
  if (countForeign(value) > value.length * FOREIGN || CONTRACTION.test(value)) return 'value.words';
  if (/^\d+$/.test(value)) return 'value.digits';
  const letters = LETTERS.test(value);
  const isTelling = value.length >= (letters ? TELLING_LETTERS : TELLING) && !NUMBERED_WORDS.test(value);
  if (bits >= (letters ? DRAWN_LETTERS : DRAWN)) return isTelling ? 'value.drawn' : 'value.unclear';
  if (PASSPHRASE.test(value) && !splitName(value).some((word) => SECRET.has(word))) return 'value.typed';
  if (value.split(PART_END).some(isDrawnPart)) return 'value.drawn';
  if (bits < MANY_WORDS && /^[A-Za-z0-9]+(?:[-_:][A-Za-z0-9]+){3,}$/.test(value)) return 'value.words';
  if (WORDS.test(withoutTerms(value)) || FOREIGN_WORDS.test(value)) return 'value.words';
  return bits >= UNCLEAR || hasManyMarks(value) ? 'value.unclear' : 'value.typed';
}

/** Whether a part of a value is a key by itself, whatever words or numbers are joined to it. */
function isDrawnPart(part: string): boolean {
  return part.length >= LONG_PART && /\d/.test(part) && drawnBits(part) >= SURELY_DRAWN;
}

const LONG_PART = 32;
const PART_END = /[-_:]/;

/** A template, a tag, a list. */
const IN_BRACKETS = /^(?:[$#%]?\{.*\}|\$?\(.*\)|<.*>|\[.*\])$/;

/** Whether chance explains the whole better than words do, and all classes of characters are there: no code is so. */
function isMixed(value: string, bits: number): boolean {
  if (IN_BRACKETS.test(value)) return false;
  return bits >= DRAWN && hasManyMarks(value) && /[a-z]/.test(value) && /[A-Z]/.test(value) && /\d/.test(value);
}

/** Whether there are more marks than people put into a password. */
function hasManyMarks(value: string): boolean {
  return value.length >= 14 && new Set(value.replace(/[\w\s.\x80-\xff-]/g, '')).size >= 3;
}

/** What kind of text that is no secret it is; undefined if it may be one. */
function readText(value: string, quoted: boolean, bits: number): ValueFeature | undefined {
  if (FORM.template.test(value) || isFormat(value)) return 'value.template';
  if (FORM.type.test(value)) return 'value.type';
  if (FORM.algorithm.test(value)) return 'value.algorithm';
  if (FORM.reference.test(value)) return 'value.reference';
  if (bits < DRAWN_LETTERS && FORM.file.test(value)) return 'value.reference';
  // Names of members have few digits.
  if (bits < (/\d/.test(value) ? NUMBERED_PATH : DRAWN_LETTERS) && FORM.path.test(value)) return 'value.reference';
  if (FORM.number.test(value)) return 'value.number';
  if (FORM.default.test(value)) return 'value.default';
  if (FORM.changeMe.test(value)) return 'value.placeholder';
  if (ADMIN.test(value)) return undefined;
  const plain = unleet(value);
  if (isFilled(value) || (plain !== value && isFilled(plain))) return 'value.placeholder';
  if (FORM.constant.test(value)) return 'value.reference';
  if (/^\s|\s$/.test(value)) return 'value.code';
  if (quoted ? FORM.betweenStrings.test(value) : FORM.code.test(value)) return 'value.code';
  if (!quoted && CONSTANT.test(value)) return 'value.reference';
  if (!quoted && bits < SURE_VARIABLE && VARIABLE.test(value)) return 'value.words';
  if (quoted && bits < DRAWN && /^[\w.$]+!?\((?:.*\))?$/.test(value)) return 'value.code';
  if (bits < DRAWN && FORM.prose.test(value)) return 'value.prose';
  return undefined;
}

/**
 * Bits of `drawnBits` of the likeliest key beside what a program fills in; undefined if it fills in nothing, or nobody can tell. The beginning that
 * all keys of a service have is none, even if it looks drawn: `IQoJ` and so on of AWS, what base64 makes of a fixed header.
 */
function bitsBeside(value: string): number | undefined {
  const parts = value.split(INTERPOLATION);
  if (parts.length < 2) return undefined;
  const rest = parts.join('');
  // A password can have such brackets in it by chance.
  if (hasManyMarks(rest) && drawnBits(rest) >= SURE_KEY) return undefined;
  const keys = parts.flatMap((part, at) => keysIn(part, at > 0, at < parts.length - 1));
  return Math.max(Number.NEGATIVE_INFINITY, ...keys.map(drawnBits));
}

const INTERPOLATION = new RegExp(FORM.interpolation, 'g');

/** What may be a key in a text whose ends may go on where a program fills in the rest. */
function keysIn(text: string, isOpenBefore: boolean, isOpenBehind: boolean): string[] {
  const parts = text.split(TEXT_PARTS);
  return parts.filter((part, at) => {
    const isCut = (isOpenBefore && at === 0) || (isOpenBehind && at === parts.length - 1);
    // Text, or ASN.1, in base64.
    const isHeader = decoded(part) !== undefined || (isCut && /^M[CEFHI][A-Za-z\d+]/.test(part));
    return !isHeader && part.length >= (isCut ? LONG_HEAD : LEAST_KEY);
  });
}

const TEXT_PARTS = /[-_.:/@=&?,;\s|]+/;
/** No service has a longer beginning of all its keys; least characters of a key, and bits in favour of chance. */
const [LONG_HEAD, LEAST_KEY, SURE_KEY] = [24, 12, 10];

/** Whether there is little but what printf replaces. */
function isFormat(value: string): boolean {
  const rest = value.replace(FORM.format, '');
  return rest !== value && rest.replace(/[^A-Za-z0-9]/g, '').length < 4;
}

/** Whether words for a missing secret, walks over the keyboard and repeated characters make up most of it. */
function isFilled(value: string): boolean {
  const { rest, count } = withoutWalks(value);
  const letters = countLetters(value);
  const others = value.replace(/[A-Za-z\x80-\xff]/g, '').length;
  if (value === '') return true;
  if (letters === 0) return count > 0 ? countOthers(rest) <= MOST_DIGITS : others < value.length / 2;
  if (count > 0 && rest.length - count < value.length * (1 - FILLED)) return true;
  const withoutStandIns = rest.replace(FORM.standIn, ' ');
  const uncovered = countLetters(withoutStandIns.replace(FORM.filler, ' '));
  if (uncovered > letters * (1 - FILLED)) return false;
  return withoutStandIns !== rest || countOthers(rest) <= MOST_DIGITS;
}

function countLetters(text: string): number {
  return text.replace(/[^A-Za-z\x80-\xff]/g, '').length;
}

function countForeign(text: string): number {
  return text.replace(/[^\x80-\xff]/g, '').length;
}

/** Digits, and marks that join no words. */
function countOthers(text: string): number {
  return text.replace(/[A-Za-z\x80-\xff_., -]/g, '').length;
}

/** Whether the first digits of all bytes count up or stay, and so do the second: `00010203`, `1a2b3c`, `aabbcc`. */
export function isCounted(value: string): boolean {
  // The bytes from 0 or 1 on in base64.
  if (/^A(?:AECAwQF|QIDBAUG)/.test(value)) return true;
  if (value.length < 12 || value.length % 2 !== 0 || !/^[0-9a-f]+$/i.test(value)) return false;
  return [0, 1].every((from) => {
    let [run, longest] = [0, 0];
    for (let at = from + 2; at < value.length; at += 2) {
      const step = Number.parseInt(value.charAt(at), 16) - Number.parseInt(value.charAt(at - 2), 16);
      run = step === 0 || step === 1 ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    return longest >= 5;
  });
}

/** Whether nearly all characters stand there three times and more: `aaabbbccc111222`. */
function isTripled(value: string): boolean {
  return value.length >= 12 && value.replace(/([A-Za-z0-9])\1{2,}/g, '').length < value.length / 4;
}

/** Whether it is the base64 of what is zeros for the most part: text in UTF-16, settings of a program, but no key. */
function isSparse(value: string): boolean {
  return value.length >= 40 && value.replace(/[^A]/g, '').length > value.length / 4;
}

/** Whether it is one text of at least two characters again and again. */
export function isPeriodic(value: string): boolean {
  for (let period = 1; period <= value.length / 2; period++) {
    if (value.startsWith(value.slice(period))) return true;
  }
  return false;
}
