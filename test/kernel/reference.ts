import type { Anchor, KernelConfig } from '../../src/model/anchor.ts';

const KINDS: readonly Anchor['kind'][] = ['keyword', 'prefix', 'run', 'base64', 'packed'];

/** ESC as a byte and as it is written, and what follows it. */
const ESC = String.raw`(?:\x1b|\\[eE]|\\x1[bB]|\\u..1[bB]|\\U.{6}1[bB]|\\033|%1[bB]|%251[bB])`;
const SEQUENCE = String.raw`(?:\[[0-?]{0,28}[ -/]{0,2}[@-~]|(?!\[)[ -/]{0,2}[0-~])`;
const HEX = '[0-9A-Fa-f]';
/** The last bytes of a character of UTF-8. */
const CHARACTER = String.raw`(?<![\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})`;
const ESCAPE = [
  String.raw`\\[nrtabfveE0]`,
  String.raw`\\[0-3][0-7]{2}`,
  String.raw`\\x${HEX}{2}`,
  String.raw`\\u${HEX}{4}`,
  String.raw`\\U${HEX}{8}`,
  `%${HEX}{2}`,
  `%25${HEX}{2}`,
  ESC + SEQUENCE,
  String.raw`(?:\^\[\[|\x9b)(?=\w)[0-?]{0,28}[ -/]{0,2}[@-~]`,
  String.raw`\[(?=[\dm])[0-;]{0,28}m`,
  String.raw`[\0-\x08\x0b\x0c\x0e-\x1f\x80-\xff]${CHARACTER}\w(?=[\w\x7f])`,
].join('|');

/** What src/model/anchor.ts says, as plainly as it can be written: every rule tried at every byte. */
export function referenceScan(bytes: Uint8Array, config: KernelConfig): Anchor[] {
  const text = Buffer.from(bytes).toString('latin1');
  return [
    ...findKeywords(text, config),
    ...findPrefixes(text, config),
    ...findRuns(text),
    ...findBase64(text),
    ...findPacked(text),
  ].sort(
    (a, b) =>
      a.start - b.start ||
      a.end - b.end ||
      KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) ||
      ('id' in a && 'id' in b ? a.id - b.id : 0),
  );
}

function findKeywords(text: string, { keywords, names, ends, schemes, lists }: KernelConfig): Anchor[] {
  const lower = lowerAscii(text);
  return keywords.flatMap((keyword, id) =>
    placesOf(lowerAscii(keyword), lower)
      .filter((start) => !ends?.has(id) || NAME_END.test(text.slice(start + keyword.length)))
      .filter((start) => !lists?.has(id) || /^[\t-\r ]{0,24}[\d']/.test(text.slice(start + keyword.length)))
      .filter((start) => !names?.has(id) || mayBeNamed(text, start + keyword.length))
      .filter(
        (start) => !schemes?.has(id) || isUserinfo(text.slice(start + keyword.length, start + keyword.length + 128)),
      )
      .map((start) => ({ kind: 'keyword', id, start, end: start + keyword.length })),
  );
}

const NAME_END = /^(?:["%':<=>\\\]`]|\[\]| [=:|?"']| \.=| as )/i;

const JOINT = String.raw`["'\x60][\t-\r +.&|\\]*["'\x60]`;
const USER = new RegExp(
  String.raw`^(?:[^\x00-\x20"'\x60/<>:]|${JOINT})*:(?=[^]{4,}$)(?:[^\x00-\x20"'\x60/<>]|${JOINT})*$`,
);

function isUserinfo(text: string): boolean {
  return Array.from(text, (_, at) => at).some((at) => text[at] === '@' && USER.test(text.slice(0, at)));
}

function mayBeNamed(text: string, wordEnd: number): boolean {
  const isOpening = /[\t (:=]["'`]$/.test(text.slice(Math.max(0, wordEnd - 2), wordEnd));
  const isInName = !isOpening && /[\w.\x80-\xff-]$/.test(text.slice(0, wordEnd));
  const name = isInName ? (/^[\w.\x80-\xff-]*/.exec(text.slice(wordEnd))?.[0].length ?? 0) : 0;
  return hasValueBehind(text, wordEnd) || (name < 21 && isDescribed(text, (isOpening ? wordEnd - 1 : wordEnd) + name));
}

/** Whether another field holds the name, or a list or row ends with it: then its value may stand before it. */
function isDescribed(text: string, end: number): boolean {
  // A content begins like a line, and ends with zeros.
  const at = (place: number) => text[place] ?? (place < 0 ? '\n' : '\0');
  const from = end - 40;
  let start = end;
  const skip = (marks: RegExp) => {
    while (start > from && marks.test(at(start - 1))) start--;
  };
  skip(/[\w.-]/);
  const isQuoted = /["'`]/.test(at(start - 1));
  if (isQuoted && !/["'`\\]/.test(at(end))) return false;
  if (isQuoted) start--;
  else if (at(start - 1) === ',') return /[\n\r\0]/.test(at(end));
  skip(/[\t-\r ]/);
  if (at(start - 1) === ',') return isQuoted && at(end + 1) === ']';
  if (!/[=:>]/.test(at(start - 1))) return false;
  skip(/[^A-Za-z]/);
  if (!/^(?:ame|key)$/i.test([3, 2, 1].map((back) => at(start - back)).join(''))) return false;
  skip(/[\w.-]/);
  if (at(start - 1) === '<') {
    start--;
    skip(/[\t-\r ]/);
    return at(start - 1) === '>';
  }
  if (/["'`]/.test(at(start - 1))) start--;
  if (at(start - 1) === '\\') start--;
  const label = start;
  skip(/[\t-\r ]/);
  const before = at(start - 1);
  const isLine = Array.from({ length: label - start }, (_, index) => at(start + index)).some((each) =>
    /[\n\r]/.test(each),
  );
  if (/here$/i.test(text.slice(Math.max(0, start - 4), Math.max(0, start)))) return true;
  return /[,"'`]/.test(before) || (isLine && !/[([{-]/.test(before));
}

/** The end of the input counts as the end of a line. */
function hasValueBehind(text: string, wordEnd: number): boolean {
  const isOpening = /[\t (:=]["'`]$/.test(text.slice(Math.max(0, wordEnd - 2), wordEnd));
  const end = isOpening ? wordEnd - 1 : wordEnd;
  const rest = `${text.slice(end)}\0`;
  const tail = text.slice(Math.max(0, wordEnd - 2), wordEnd);
  const last = /[=:][\t ]$/.test(tail) ? tail.charAt(0) : tail.slice(-1);
  const name = /[\w.\x80-\xff-]/.test(last) ? (/^[\w.\x80-\xff-]*/.exec(rest)?.[0].length ?? 0) : 0;
  if (name >= 21) return false;
  let gapEnd = name + 36;
  let spare = 44;
  const skipSequences = () => {
    for (;;) {
      const length = CSI.exec(rest.slice(at))?.[0].length ?? 0;
      if (length === 0 || length > spare) return;
      spare -= length;
      gapEnd += length;
      at += length;
    }
  };
  let at = name;
  let isBehindOperator = isOpening || /[=:]/.test(last);
  let [most, isStatement, isPair, isRow] = [4, last === '=', last === ':', false];
  if (!isBehindOperator && !/[\n\r!%&(+,.<>?[{|]/.test(last)) {
    const isBehindBlank = /[ \t]/.test(last);
    const closers = isBehindBlank ? '' : closersOf(rest.slice(at), text.charAt(end + at - 1));
    at += closers.length;
    skipSequences();
    const blanks = /^[ \t]*/.exec(rest.slice(at, gapEnd))?.[0].length ?? 0;
    at += blanks;
    skipSequences();
    const tie = rest.charAt(at);
    const hasString = /^(?=.{0,9}["'`])[\t-\r ]*[A-Za-z@$(\\]*["'`]/s.test(rest.slice(at + 1));
    if (/[\w-]/.test(tie)) {
      if (blanks === 0 && !isBehindBlank) return false;
      [most, isStatement] = [/^as /i.test(rest.slice(at)) ? 4 : 2, true];
    } else if (
      !/[\n\r!"%&'(+,.:<=>?[`{|]/.test(tie) &&
      !rest.startsWith(';s', at) &&
      !(tie === ';' && isHeader(rest.slice(at)))
    )
      return false;
    if (/[)\]}]/.test(closers.replaceAll('()', ''))) {
      if (tie === '{') return false;
      if (/[\n\r]/.test(tie) && !/^[\t-\r ]*v/i.test(rest.slice(at, gapEnd + 1))) return false;
    }
    if (tie === '(' && !hasString) return false;
    if ((/["'`]/.test(tie) && (blanks > 0 || isBehindBlank)) || tie === '|' || tie === '?') isBehindOperator = true;
    if (tie === '=') isStatement = true;
    if (tie === ':') isPair = true;
    if (rest.startsWith('</', at)) gapEnd += 16;
    if (tie === ',') isRow = !hasString;
  }
  const spaces = /^[\t-\r ]*/.exec(rest.slice(at, gapEnd))?.[0].length ?? 0;
  const isColumn = /(?:\t| [\t ])$/.test(text.slice(0, end + at).slice(-2)) && /^[\w.-]/.test(rest.slice(at));
  if (isHeader(rest.slice(at), isColumn) || /^(?:values|from[\t ])/i.test(rest.slice(at + spaces))) return true;
  const header = new RegExp(`^[\\t :]{0,${Math.max(0, gapEnd - at)}}[>|][+-]?\\r?\\n`).exec(
    isPair ? rest.slice(at) : '',
  );
  if (header !== null) {
    [isPair, isBehindOperator] = [false, true];
    at += header[0].length;
  }
  const isSetting = () => {
    const tied = at;
    const [lead = ''] = /^[\t =:]*/.exec(rest.slice(at, gapEnd)) ?? [];
    at += lead.length;
    skipSequences();
    const [, word, end = ''] = /^(?!["'`{$])([^\t\n\r \0"'`]{8,79})([\n\r\0"'`\t ])/.exec(rest.slice(at)) ?? [];
    at = tied;
    if (word === undefined || !/\d/.test(word)) return false;
    if (!isBehindOperator && most !== 2 && !/[=:]/.test(lead)) return false;
    if (/[\t ]/.test(end)) return most === 2 && /[A-Z]/.test(word) && /[a-z]/.test(word);
    const marks = [...word].filter((char) => !/[\w.-]/.test(char) && !isDelimiter(char));
    return marks.length > 1 || !/[),;([{]$/.test(word);
  };
  if (isSetting()) return true;
  let tokenEnd = 0;
  for (let tokens = 0; tokens < most; tokens++) {
    for (; at < gapEnd && isDelimiter(rest[at]); at++) {
      skipSequences();
      const char = rest.charAt(at);
      if (!isDelimiter(char)) break;
      const isLineEnd = /[\n\r]/.test(char);
      if (char === '\0' || (isStatement && tokens > 0 && isLineEnd)) return false;
      if (/^(?:\n[\n\r]|\r\r)/.test(rest.slice(at))) return false;
      if (tokens === 0 && (isLineEnd || '([{'.includes(char))) isPair = false;
      if (isLineEnd || /[=:]/.test(char)) isRow = false;
      if (/[=:,]/.test(char)) isBehindOperator = true;
      if ((at === tokenEnd && tokens > 0) || isRow || !isBehindOperator) continue;
      if (/["'`]/.test(char) && isString(char, rest.slice(at + 1, at + 11))) return true;
    }
    if (at >= gapEnd) return false;
    if (tokens === 1 && (isBehindOperator || most === 2) && isSetting()) return true;
    isStatement ||= isPair;
    let token = '';
    while (token.length < 16 && !isDelimiter(rest[at + token.length])) token += rest[at + token.length];
    const [before = '', behind = ''] = [text[end + at - 1], rest[at + token.length]];
    at += token.length;
    tokenEnd = at;
    if (token.length < 4 || CONSTANT.test(token)) continue;
    if (/["'`]/.test(before)) {
      const isBeside = !isRow || (tokens === 0 && before === ',');
      if (isBeside && (TELLING.test(token) || token.length === 16 || /["'`\\=]/.test(behind))) return true;
      continue;
    }
    const whole = token + (/^[\w.-]{0,24}/.exec(rest.slice(at))?.[0] ?? '');
    const next = rest.charAt(at + whole.length - token.length);
    const isData = TELLING.test(whole) || /[=:]/.test(before);
    const isPath = whole.includes('.') && !TELLING.test(whole) && isDelimiter(next);
    if (/[([]/.test(next) && !TELLING.test(whole)) continue;
    if ((next === '>' && whole.endsWith('-') && !TELLING.test(whole)) || (!isData && /[;)]/.test(next)) || isPath) {
      if (isStatement && /[;)>]/.test(next)) return false;
      continue;
    }
    const isWord = TELLING.test(token) || (token.toLowerCase() !== 'false' && (tokens === 0 || most === 4));
    const isRule = /^-*$/.test(token) && /[\n\r]/.test(before);
    if (/[\n\r\0]/.test(behind) && isWord && !isRule) return true;
    const isBeside = !isRow || (tokens === 0 && before === ',');
    if (isBeside && (TELLING.test(token) || token.length === 16 || /[=:]/.test(before))) return true;
  }
  return false;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: what is meant
const CSI = /^(?:(?:\x1b|\\{1,2}(?:[eE]|x1[bB]|u001[bB]|033)|\^\[)\[[0-?]{0,28}[@-~]|\[(?=\d)[0-?]{0,28}m)/;

const CLOSER = new RegExp(`^(?!${CSI.source.slice(1)})["'\`)/\\\\\\]}]`);
/** A digit, or a mark in a password. */
const TELLING = /\d|(?<=[\w.-])[!#@]/;

/** @param before the character before them */
function closersOf(text: string, before: string): string {
  let at = 0;
  while (at < 6) {
    const isFlag = text[at] === 'i' && (at === 0 ? before : text[at - 1]) === '/';
    if (text.startsWith('**', at) || text.startsWith('().', at)) at += 2;
    else if (isFlag || text.startsWith(' }', at) || text.startsWith('* ', at) || CLOSER.test(text.slice(at))) at++;
    else break;
  }
  return text.slice(0, at);
}

function isHeader(text: string, isColumn = false): boolean {
  const separator = isColumn ? '\t' : text.charAt(0);
  if (!/[,;|\t]/.test(separator)) return false;
  const names = `(?:[\\w.\\- \\t"\\x60${separator}]|\\r(?=\\n)){0,79}`;
  const [, values] = new RegExp(`^(${names}\\)[\\t-\\r ]*)(?:values|from[\\t ])`, 'i').exec(text) ?? [];
  if (separator === ',' && values !== undefined && values.length <= 80) return true;
  const line = new RegExp(`^${names}\\n`).exec(text)?.[0];
  const next = line === undefined ? '' : text.charAt(line.length);
  if (separator === '|') return next === '|' || next === '+';
  return next !== '' && !/[\0\t-\r ]/.test(next);
}

const CONSTANT = /^[A-Z]*_[A-Z_]*$/;

function isString(quote: string, behind: string): boolean {
  if (CONSTANT.test(behind)) return false;
  return behind.length === 10 && !/[\n\r\0]/.test(behind) && !behind.replaceAll(`\\${quote}`, '').includes(quote);
}

function isDelimiter(character = '\0'): boolean {
  return character <= ' ' || '"&\'(),:;<=>[\\]`{|}'.includes(character);
}

function findPrefixes(text: string, { prefixes }: KernelConfig): Anchor[] {
  return prefixes.flatMap((prefix, id) =>
    placesOf(prefix, text)
      .filter((start) => matchesAt(free(String.raw`[\w\x7f]`), text, start))
      .map((start) => ({ kind: 'prefix', id, start, end: start + prefix.length })),
  );
}

function findRuns(text: string): Anchor[] {
  const run = free(String.raw`[\w\x7f]`, '(?=[A-Za-z0-9]{0,31}[0-9])(?=[A-Za-z0-9]{0,31}[A-Za-z])[A-Za-z0-9]{32}');
  return everyMatch(run, text).flatMap(([start, end]) => {
    const value = text.slice(start, end);
    const shape = /^([0-9a-f]+|[0-9A-F]+)$/.test(value) ? 'hex32' : /[A-Z]/.test(value) ? 'mixed32' : 'alnum32';
    const alphabet = [/[0-9a-f]/, /[0-9A-F]/, /[0-9a-z]/, /[0-9A-Za-z]/].find((one) =>
      [...value].every((c) => one.test(c)),
    );
    const belongs = (at: number) => alphabet?.test(text.charAt(at)) === true;
    const isBehind = NOT_TEXT.test(text.charAt(start - 2)) && belongs(start - 1);
    const isControlled = CONTROL.test(text.charAt(end + 1)) && text.charAt(end + 1) !== '\0';
    const isBefore = /\w/.test(text.charAt(end)) && !hasLength(text, start) && (belongs(end) || !isControlled);
    return isBehind || isBefore ? [] : [{ kind: 'run', shape, start, end }];
  });
}

function hasLength(text: string, start: number): boolean {
  const before = `\n\n\n\n${text}`.slice(start, start + 4);
  if (before === ' \0\0\0') return true;
  const near = before.slice(0, 3) + text.slice(start + 33, start + 36).replaceAll('\0', '\n');
  return before.endsWith(' ') && CONTROL.test(near);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: what is meant
const CONTROL = /[\0-\x08\x0b\x0c\x0e-\x1f]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: what is meant
const NOT_TEXT = /[\0-\x08\x0b\x0c\x0e-\x1f\x80-\xff]/;

function findBase64(text: string): Anchor[] {
  const found: Anchor[] = [];
  for (const alphabet of ['[A-Za-z0-9+/]', '[A-Za-z0-9_-]']) {
    for (const [start, end] of everyMatch(free(alphabet, `${alphabet}{24,}`), text)) {
      const length = end - start;
      if (length > 65_536 || length % 4 === 1) continue;
      const decoded = Buffer.from(text.slice(start, end), 'base64').toString('latin1');
      if (/^[\t\n\r -~]*$/.test(decoded)) found.push({ kind: 'base64', start, end });
    }
  }
  return found.filter((a, i) => !found.some((b, j) => contains(b, a) && (i > j || !contains(a, b))));
}

const VISIBLE = /[!-~]/;

/** Length of the escape of a visible character at `at`; 0 if there is none. */
function escapeSize(text: string, at: number): number {
  const [whole = '', ...codes] =
    /^(?:%(..)|\\[xu]\{(..)\}|\\x(?!\{)(..)|\\u00(..)|\\U000000(..)|\\0000(..)|\\(?!0000)(?=\d)(..) )/s.exec(
      text.slice(at, at + 12),
    ) ?? [];
  const hex = codes.find((code) => code !== undefined) ?? '';
  if (whole !== '') return /^[0-9A-Fa-f]{2}$/.test(hex) && VISIBLE.test(character(hex, 16)) ? whole.length : 0;
  const octal = /^\\(?!0000)(?!.. )([01][0-7]{2})/s.exec(text.slice(at, at + 5))?.[1];
  return octal !== undefined && VISIBLE.test(character(octal, 8)) ? 4 : 0;
}

function character(digits: string, base: number): string {
  return String.fromCharCode(Number.parseInt(digits, base));
}

function findPacked(text: string): Anchor[] {
  const found: Anchor[] = [];
  for (let start = 0; start < text.length; start++) {
    const size = escapeSize(text, start);
    if (size === 0 || (size <= 6 && start >= size && escapeSize(text, start - size) === size)) continue;
    let end = start;
    for (let count = 0; count < 6 && end >= start; count++) {
      const next = escapeSize(text, end);
      end = next === 0 ? -1 : end + next;
    }
    if (end > start) found.push({ kind: 'packed', start, end });
  }
  const hex = free(String.raw`\w`, String.raw`(?:0[xX]|(?<=\\)x)?(?:[2-6][\da-fA-F]|7[\da-eA-E]|0[aAdD]){16}`);
  // Looked for where words of at least 24 characters begin.
  const long = free(String.raw`\w`, '[A-Za-z0-9+/_-]{24}');
  for (const [start, end] of everyMatch(hex, text)) {
    if (matchesAt(long, text, start)) found.push({ kind: 'packed', start, end });
  }
  return found;
}

function contains(outer: Anchor, inner: Anchor): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** `pattern` where no byte of `glue` stands before it, or an escape ends. */
function free(glue: string, pattern = ''): RegExp {
  return new RegExp(`(?:(?<!${glue})|(?<=${ESCAPE}))${pattern}`, 'sy');
}

function everyMatch(pattern: RegExp, text: string): [start: number, end: number][] {
  const found: [number, number][] = [];
  for (let start = 0; start < text.length; start++) {
    if (matchesAt(pattern, text, start)) found.push([start, pattern.lastIndex]);
  }
  return found;
}

function matchesAt(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}

/** A zero byte at the beginning stands for a letter, `_` or `-`. */
function placesOf(word: string, text: string): number[] {
  if (word.startsWith('\0')) {
    const places = placesOf(word.slice(1), text).filter((at) => /[a-z_-]/.test(text.charAt(at - 1)));
    return places.map((at) => at - 1);
  }
  const places: number[] = [];
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) places.push(at);
  return places;
}

/** `toLowerCase` folds more than ASCII. */
function lowerAscii(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
