import type { Proof } from '../../model/match.ts';
import { KEY_CHARACTER, type KeywordRule, type PrefixRule } from '../../model/rule.ts';
import { CHECKS, CHECKSUMS } from '../../rules/checks.ts';
import { entropyOf } from '../../rules/entropy.ts';
import { TAKEN } from '../../rules/usage.ts';
import { LONGEST_SEQUENCE, type PlainText, plainText } from '../../syntax/control-sequences.ts';
import { guarded, isForeign } from './guarded.ts';
import { lengthBefore } from './length-before.ts';
import { isPlaceholder } from './placeholder.ts';

/** Where a rule's expression found a secret, and what an offline check says of it. */
export interface RuleHit {
  readonly rule: PrefixRule | KeywordRule;
  readonly start: number;
  readonly end: number;
  readonly proof: Proof;
}

/** Runs the expressions of rules on windows around their anchors. Compiles each expression when it is first needed. */
export class RuleMatcher {
  readonly #compiled = new Map<string, RegExp>();

  /** The prefix stands at `start`..`end`. */
  matchPrefix(bytes: Buffer, rule: PrefixRule, start: number, end: number): RuleHit | undefined {
    const length = lengthBefore(bytes, start);
    const exact = length > end - start ? this.#matchRest(bytes, rule, start, end, length) : undefined;
    const isExact = exact !== undefined && exact.proof !== 'wrong';
    const hit = isExact ? exact : (this.#matchRest(bytes, rule, start, end, rule.reach) ?? exact);
    if (hit === undefined || hit.proof === 'checksum') return hit;
    return isInBase64(bytes, start, hit.end) ? undefined : hit;
  }

  /** @param most bytes that the pattern sees, with the prefix */
  #matchRest(bytes: Buffer, rule: PrefixRule, start: number, end: number, most: number): RuleHit | undefined {
    const text = bytes.toString('latin1', start, Math.min(bytes.length, start + most));
    const pattern = this.#compile(rule.id, rule.pattern, 'y');
    pattern.lastIndex = end - start;
    const search = () => pattern.exec(text)?.[0];
    const rest = isForeign(rule) ? guarded(rule.id, search) : search();
    if (rest === undefined || entropyOf(rest) < rule.entropy) return undefined;
    return accept(rule, text.slice(0, end - start + rest.length), start);
  }

  /**
   * The keyword stands at `start`..`end`; the match must cover it. A command or a call can have several secrets: a password and
   * a new one.
   */
  matchKeyword(bytes: Buffer, rule: KeywordRule, start: number, end: number): RuleHit[] {
    const first = Math.max(0, start - rule.window.before);
    const from = Math.max(0, first - LONGEST_SEQUENCE);
    const around = bytes.toString('latin1', from, Math.min(bytes.length, end + rule.window.after));
    const { text, at } = plainText(around, first - from);
    if (rule.run !== undefined && !hasRun(text, rule.run)) return [];
    const pattern = this.#patternOf(rule, bytes, start, end);
    if (pattern === undefined) return [];
    const hits: RuleHit[] = [];
    for (let rest = text; hits.length < MOST_SECRETS; ) {
      const found = this.#searchAround(rule, pattern, { text: rest, at: (offset) => from + at(offset) }, start, end);
      if (found === undefined) break;
      hits.push(found.hit);
      if (typeof rule.pattern === 'string') break;
      const [begun, ended] = found.range;
      rest = rest.slice(0, begun) + TAKEN.repeat(ended - begun) + rest.slice(ended);
    }
    return hits;
  }

  #searchAround(rule: KeywordRule, pattern: RegExp, { text, at }: PlainText, start: number, end: number) {
    // matchAll would compile a copy of the pattern each time.
    pattern.lastIndex = 0;
    const search = pattern.sticky
      ? () => execUpTo(pattern, text, rule.window.before + LONGEST_SEQUENCE)
      : () => pattern.exec(text);
    const next = isForeign(rule) ? () => guarded(rule.id, search) : search;
    for (let match = next(); match !== null; match = next()) {
      if (at(match.index) > start) return undefined;
      if (match[0] === '') pattern.lastIndex++;
      if (at(match.index + match[0].length) < end) continue;
      const range = match.indices?.groups?.secret ?? [match.index, match.index + match[0].length];
      const secret = text.slice(...range);
      if (entropyOf(secret) < rule.entropy) continue;
      const hit = accept(rule, secret, at(range[0]));
      if (hit !== undefined) return { hit, range };
    }
    return undefined;
  }

  #patternOf(rule: KeywordRule, bytes: Buffer, start: number, end: number): RegExp | undefined {
    const { id, pattern, flags, window } = rule;
    const isLopsided = window.before <= FEW && window.after >= MANY;
    if (typeof pattern === 'string') return this.#compile(id, pattern, `${flags}d${isLopsided ? 'y' : 'g'}`);
    const keyword = bytes.toString('latin1', start, end).toLowerCase();
    const at = pattern.findIndex(({ keywords }) => keywords.includes(keyword));
    return at < 0 ? undefined : this.#compile(`${id} ${at}`, pattern[at]?.pattern ?? '', `${flags}dg`);
  }

  #compile(id: string, pattern: string, flags: string): RegExp {
    let compiled = this.#compiled.get(id);
    if (compiled === undefined) {
      compiled = new RegExp(pattern, flags);
      this.#compiled.set(id, compiled);
    }
    return compiled;
  }
}

/** By Latin-1 code. */
const IN_KEYS = Uint8Array.from({ length: 256 }, (_, code) => Number(KEY_CHARACTER.test(String.fromCharCode(code))));

/**
 * Whether so many characters of keys stand in a row. A rule for hexadecimal private keys comes up at each `privateKey`, and most
 * windows have no key: this takes a hundredth of a search, and spares the expression's compilation.
 */
function hasRun(text: string, least: number): boolean {
  const isIn = (at: number) => IN_KEYS[text.charCodeAt(at)] === 1;
  // One of so many characters in a row is at each step.
  for (let at = least - 1; at < text.length; at += least) {
    if (!isIn(at)) continue;
    let [start, end] = [at, at + 1];
    while (isIn(start - 1) && end - start < least) start--;
    while (isIn(end) && end - start < least) end++;
    if (end - start >= least) return true;
  }
  return false;
}

/**
 * A search in a window with few bytes before the keyword would go on through all those behind it (a PEM block, a URL), though a
 * match must begin at the keyword at the latest. So each position is tried.
 */
const [FEW, MANY] = [48, 32];

/** Most secrets of one command or call. */
const MOST_SECRETS = 4;

const IN_BASE64 = Uint8Array.from({ length: 256 }, (_, code) =>
  Number(/[A-Za-z0-9+/]/.test(String.fromCharCode(code))),
);
/** Bytes of base64 before and behind what is taken for a key, without anything that could separate it but the ends of lines. */
const [BLOB_BEFORE, BLOB_BEHIND] = [64, 32];
/** Those of its own line: a difference begins lines with a plus. */
const LINE_BEFORE = 4;
const [PLUS, SLASH, BACKSLASH, LINE_FEED, RETURN] = [0x2b, 0x2f, 0x5c, 0x0a, 0x0d];

/** Whether what looks like a key is in the middle of an image, a font or the like: short prefixes come up there by chance. */
function isInBase64(bytes: Buffer, start: number, end: number): boolean {
  if (bytes[start - 1] !== PLUS && bytes[start - 1] !== SLASH) return false;
  if (bytes.subarray(Math.max(0, start - LINE_BEFORE), start).some((byte) => IN_BASE64[byte] !== 1)) return false;
  return goesOn(bytes, start - 1, -1, BLOB_BEFORE) && goesOn(bytes, end, 1, BLOB_BEHIND);
}

/** Whether there is so much base64 from a position on, in lines that end as those of a text or, escaped, of JSON. */
function goesOn(bytes: Buffer, from: number, step: 1 | -1, least: number): boolean {
  let count = 0;
  for (let at = from; count < least; at += step) {
    const byte = bytes[at];
    if (byte === undefined) return false;
    if (IN_BASE64[byte] === 1) count++;
    else if (byte !== LINE_FEED && byte !== RETURN && byte !== BACKSLASH) return false;
  }
  return true;
}

/** The first match of a sticky pattern from its `lastIndex` to `last`. */
function execUpTo(pattern: RegExp, text: string, last: number): RegExpExecArray | null {
  for (let at = pattern.lastIndex; at <= last; at++) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match !== null) return match;
  }
  return null;
}

function accept(rule: PrefixRule | KeywordRule, secret: string, start: number): RuleHit | undefined {
  const proof = prove(rule, secret);
  return proof && { rule, start, end: start + secret.length, proof };
}

/** @returns undefined if it is no such secret */
function prove(rule: PrefixRule | KeywordRule, secret: string): Proof | undefined {
  const { check: name } = rule;
  if (name === undefined) {
    const isWeighed = rule.kind === 'keyword' && rule.named !== undefined;
    return isWeighed || !isPlaceholder(secret) ? 'none' : undefined;
  }
  const isRight = CHECKS[name]?.(secret);
  if (isRight === undefined) return undefined;
  if (!CHECKSUMS.has(name)) return isRight ? 'structure' : undefined;
  if (isRight) return 'checksum';
  return isPlaceholder(secret) ? undefined : 'wrong';
}
