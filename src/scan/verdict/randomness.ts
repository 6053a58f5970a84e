import { VERDICT } from './generated.ts';

/** Bits that a letter costs behind another one in a word: by 27 * first + second, where 0 is the word's begin and end. */
const PAIRS = Float64Array.from(VERDICT.letterPairs.join(''), (digit) => Number.parseInt(digit, 36) / 2);
const LETTERS = 27;

/** Walks over a keyboard. */
const WALK =
  /qwert[yzuiop]*|asdf[ghjkl]*|zxcv[bnm]*|1q2w(?:3e(?:4r(?:5t)?)?)?|1qaz(?:2wsx)?|abc_?123|(?<!\d)123(?!\d)/gi;
/** What a walk or a row costs, and the least characters of a row. */
const WALK_BITS = 6;
const SHORTEST_ROW = 3;

/** Where a row may be: four characters of which each two are neighbours in a row, or the same. */
const MAY_BE_ROW = new RegExp(
  ['0123456789', '9876543210', 'abcdefghijklmnopqrstuvwxyz', 'zyxwvutsrqponmlkjihgfedcba']
    .flatMap((row) => [...row].map((_, at) => row.slice(at, at + SHORTEST_ROW + 1)))
    .filter((part) => part.length > SHORTEST_ROW)
    .concat(String.raw`(.)\1{${SHORTEST_ROW}}`)
    .join('|'),
  'i',
);

/** The value without walks over a keyboard and rows (`1234`, `abcd`, `aaaa`), and how many there were. */
export function withoutWalks(value: string): { readonly rest: string; readonly count: number } {
  let count = 0;
  const plain = value.replace(WALK, () => {
    count++;
    return ' ';
  });
  if (!MAY_BE_ROW.test(plain)) return { rest: plain, count };
  let [rest, at] = ['', 0];
  while (at < plain.length) {
    const end = endOfRow(plain, at);
    if (end - at > SHORTEST_ROW) {
      count++;
      rest += ' ';
      at = end;
    } else rest += plain.charAt(at++);
  }
  return { rest, count };
}

/** End of the characters from `at` on that are all the same, or count up or down. */
function endOfRow(text: string, at: number): number {
  const step = text.charCodeAt(at + 1) - text.charCodeAt(at);
  if (!(step >= -1 && step <= 1)) return at + 1;
  let end = at + 2;
  while (text.charCodeAt(end) - text.charCodeAt(end - 1) === step) end++;
  return end;
}

/** Terms that have digits in them, as parts of a name: `setup_e2e`, `etcd-k8s`. */
const TERM = String.raw`e2e|i18n|l10n|a11y|k8s|k3s|s3|ec2|p2p|b2[bc]|oauth2|sha\d{1,3}|md5|x509|utf8|http2|ipv[46]|v\d|sigv\d|log4j|neo4j|auth0`;
const TERM_BITS = 9;

/** What a value is made of when people make it up: terms, words, numbers, marks. */
const WHOLE_TERM = `(?<![A-Za-z\\d])(?:${TERM})(?![A-Za-z\\d])`;
const PARTS = new RegExp(String.raw`${WHOLE_TERM}|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[\x80-\xff]+|[^A-Za-z0-9]`, 'g');

const YEAR = /^(?:19|20)\d\d$/;
const JOINT = /[-_. /]/;
const YEAR_BITS = 7;
const DIGIT_BITS = Math.log2(10);
const HEX_BITS = 4;
/** The choice of an alphabet. */
const PART_BITS = 4;
/** A mark again, a mark that joins words, any other. */
const [AGAIN_BITS, JOINT_BITS, MARK_BITS] = [1, 2, 8];
/** A byte of a letter outside ASCII, in words. */
const FOREIGN_BITS = 4;
/** The beginning of a number or a word, and a digit or mark in place of a letter. */
const [NUMBER_BITS, WORD_BITS, LEET_BITS] = [2, 1, 1.5];

const LEET: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'l',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};
const LEET_MARKS = /(?<=[A-Za-z])[0134$@57!]{1,3}(?=[A-Za-z])/g;

/**
 * How much better a value is explained as drawn at random than as words, numbers and marks: the difference, in bits, of
 * what the two explanations need to write it down. Above zero it was drawn, below somebody made it up.
 */
export function drawnBits(value: string): number {
  if (value === '') return 0;
  const plain = unleet(value);
  const typed =
    plain === value ? typedBits(value) : Math.min(typedBits(value), typedBits(plain) + leetBits(value, plain));
  return typed - drawnCost(value);
}

const TERMS = new RegExp(WHOLE_TERM, 'g');

/** `etcd-k8s` with a word in the place of each term that has digits in it. */
export function withoutTerms(value: string): string {
  return /\d/.test(value) ? value.replace(TERMS, 'term') : value;
}

/** `p4ssw0rd` is `password`. Digits and marks at the ends stay. */
export function unleet(value: string): string {
  return value.replace(LEET_MARKS, (marks) => marks.replace(/./g, (mark) => LEET[mark] ?? mark));
}

function leetBits(value: string, plain: string): number {
  let bits = 0;
  for (let at = 0; at < value.length; at++) if (value[at] !== plain[at]) bits += LEET_BITS;
  return bits;
}

function typedBits(value: string): number {
  const { rest, count } = withoutWalks(value);
  let bits = count * WALK_BITS;
  let before = '';
  for (const part of rest.match(PARTS) ?? []) {
    bits += bitsOf(part, before);
    before = part;
  }
  return bits;
}

function bitsOf(part: string, before: string): number {
  const first = part.charCodeAt(0);
  if (first >= 48 && first <= 57) return YEAR.test(part) ? YEAR_BITS : NUMBER_BITS + DIGIT_BITS * part.length;
  if (first >= 0x80) return FOREIGN_BITS * part.length;
  if (/[A-Za-z]\d/.test(part)) return TERM_BITS;
  if (/[A-Za-z]/.test(part)) return WORD_BITS + wordBits(part.toLowerCase());
  if (part === before) return AGAIN_BITS;
  return JOINT.test(part) ? JOINT_BITS : MARK_BITS;
}

function wordBits(word: string): number {
  let [bits, last] = [0, 0];
  for (let at = 0; at < word.length; at++) {
    const letter = word.charCodeAt(at) - 96;
    bits += PAIRS[last * LETTERS + letter] ?? 0;
    last = letter;
  }
  return bits + (PAIRS[last * LETTERS] ?? 0);
}

/**
 * What a generator needs: of all characters of the classes that are there, or of letters and digits with single marks
 * between, or for parts with marks between, each of an alphabet of its own (`sk-` and hexadecimal digits).
 */
function drawnCost(value: string): number {
  const marks = value.replace(/[A-Za-z0-9\x80-\xff]/g, '');
  const bits = bitsOfAlphabet(value);
  if (marks === '') return value.length * bits;
  const ofBase64 = /^(?:[-_]+|[+/=]+)$/.test(marks);
  const whole = value.length * Math.log2(2 ** bits + (ofBase64 ? 2 : 32));
  const single = (value.length - marks.length) * bits + marks.length * MARK_BITS;
  const parts = value.split(/[^A-Za-z0-9\x80-\xff]+/);
  const inParts = parts.reduce((sum, part) => sum + part.length * bitsOfAlphabet(part) + PART_BITS, 0);
  return Math.min(whole, single, inParts + marks.length * MARK_BITS);
}

/** Bits of a character, were it drawn from the classes of letters and digits that are there. */
function bitsOfAlphabet(value: string): number {
  if (!/[g-z\x80-\xff]/i.test(value) && !/[a-f].*[A-F]|[A-F].*[a-f]/.test(value))
    return /[A-Fa-f]/.test(value) ? HEX_BITS : DIGIT_BITS;
  let size = 0;
  if (/[a-z]/.test(value)) size += 26;
  if (/[A-Z]/.test(value)) size += 26;
  if (/[0-9]/.test(value)) size += 10;
  if (/[\x80-\xff]/.test(value)) size += 64;
  return Math.log2(Math.max(size, 2));
}
