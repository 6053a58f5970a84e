import { isUtf8 } from 'node:buffer';
import { HexhoundError } from '../../model/errors.ts';
import type { AllowList, ContentRule } from '../../model/rule.ts';
import { AllowLists } from '../../rules/allow-list.ts';
import { entropyOf } from '../../rules/entropy.ts';
import { guardedContent } from './guarded.ts';
import { contentHit, type Hit } from './hit.ts';

/** Most bytes that an expression sees at once, and how many of the end of a part the next begins with. */
const [PART, OVERLAP] = [128 * 1024, 8 * 1024];

/** Bytes of a line around a match that allow-lists see. */
const LINE = 4096;

/** Finds what rules of others match in whole contents, as gitleaks does: by words, then by the expression. */
export class ContentSearch {
  readonly #rules: readonly { readonly rule: ContentRule; readonly expression: RegExp; readonly whole: RegExp }[];
  readonly #words: readonly string[];
  readonly #allow: AllowLists;
  /** Ids of rules that took too long and are no longer searched, with the reason. */
  readonly disabled = new Map<string, HexhoundError>();

  constructor(rules: readonly ContentRule[], allow: readonly AllowList[]) {
    this.#rules = rules.map((rule) => ({
      rule,
      expression: new RegExp(rule.pattern, 'gu'),
      whole: new RegExp(rule.pattern, 'du'),
    }));
    this.#words = [...new Set(rules.flatMap(({ words }) => words))];
    this.#allow = new AllowLists(allow);
  }

  /**
   * Adds all hits in a content, those of several rules for one secret, too.
   * @param step called for each rule; may throw
   */
  search(bytes: Buffer, hits: Hit[], step: () => void): void {
    if (this.#rules.length === 0) return;
    for (let from = 0; ; ) {
      const to = endOfPart(bytes, from);
      this.#searchPart(bytes.subarray(from, to), from, hits, step);
      if (to === bytes.length) return;
      from = startOfCharacter(bytes, to - OVERLAP);
    }
  }

  #searchPart(bytes: Buffer, from: number, hits: Hit[], step: () => void): void {
    const text = new PartText(bytes);
    const lower = text.text.toLowerCase();
    const present = new Set(this.#words.filter((word) => lower.includes(word)));
    for (const { rule, expression, whole } of this.#rules) {
      step();
      if (rule.words.length > 0 && !rule.words.some((word) => present.has(word))) continue;
      for (const match of this.#matches(rule, expression, text.text)) {
        this.#add(rule, whole, text, match, from, hits);
      }
    }
  }

  /** Starts and ends of all matches. They are found at once: each entry into the guard takes time. */
  #matches(rule: ContentRule, expression: RegExp, text: string): readonly (readonly [number, number])[] {
    if (this.disabled.has(rule.id)) return [];
    const search = () => {
      const found: [number, number][] = [];
      for (const { 0: all, index } of text.matchAll(expression)) found.push([index, index + all.length]);
      return found;
    };
    try {
      return guardedContent(rule.id, text.length, search);
    } catch (thrown) {
      if (!(thrown instanceof HexhoundError)) throw thrown;
      this.disabled.set(rule.id, thrown);
      return [];
    }
  }

  #add(
    rule: ContentRule,
    whole: RegExp,
    part: PartText,
    [first, last]: readonly [number, number],
    from: number,
    hits: Hit[],
  ): void {
    // gitleaks looks for the groups in the match alone, without line breaks around it.
    const matched = part.text.slice(first, last);
    const match = matched.replace(/^\n+|\n+$/g, '');
    const start = first + matched.indexOf(match);
    const [begun, ended] = rangeOfSecret(rule, whole.exec(match)) ?? [0, match.length];
    const secret = match.slice(begun, ended);
    if (secret === '' || (rule.entropy > 0 && entropyOf(secret) <= rule.entropy)) return;
    const [at, end] = [part.offset(start + begun), part.offset(start + ended)];
    const allowed = this.#allow.isEmpty
      ? undefined
      : this.#allow.holding({ secret, match, line: linesAround(part.bytes, at, end) }, rule.id);
    if (allowed !== undefined && this.#allow.isAllowedAnywhere(rule.id, allowed)) return;
    hits.push(contentHit(rule, from + at, from + end, part.bytes.toString('latin1', at, end), allowed));
  }
}

/** The group that is the secret. */
function rangeOfSecret({ group }: ContentRule, match: RegExpExecArray | null): [number, number] | undefined {
  const ranges = match?.indices?.groups ?? {};
  if (group !== undefined) return ranges[`g${group}`];
  for (let number = 1; `g${number}` in ranges; number++) {
    const range = ranges[`g${number}`];
    if (range !== undefined && range[1] > range[0]) return range;
  }
  return undefined;
}

/** The lines of a range, whole. */
export function linesAround(bytes: Buffer, start: number, end: number): string {
  const before = bytes.lastIndexOf(0x0a, Math.max(0, start - 1)) + 1;
  const after = bytes.indexOf(0x0a, end);
  const [from, to] = [Math.max(start === 0 ? 0 : before, start - LINE), after < 0 ? bytes.length : after];
  return bytes.toString('utf8', from, Math.min(to, end + LINE));
}

/** A part of a content as text, and where each character of it stands. */
class PartText {
  readonly text: string;
  readonly bytes: Buffer;
  readonly #isPlain: boolean;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    // What is no text is searched byte by byte.
    this.text = bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1');
    this.#isPlain = this.text.length === bytes.length;
  }

  /** Bytes before a character. */
  offset(index: number): number {
    return this.#isPlain ? index : Buffer.byteLength(this.text.slice(0, index));
  }
}

/** The end of the part that begins at `from`: behind its last line break, if it has one. */
function endOfPart(bytes: Buffer, from: number): number {
  const most = from + PART;
  if (most >= bytes.length) return bytes.length;
  const lineBreak = bytes.lastIndexOf(0x0a, most);
  return lineBreak >= from + 2 * OVERLAP ? lineBreak + 1 : startOfCharacter(bytes, most);
}

/** The same position, or the first byte of the character of UTF-8 that it is in. */
function startOfCharacter(bytes: Buffer, at: number): number {
  for (let start = at; start > at - 4; start--) if (((bytes[start] ?? 0) & 0xc0) !== 0x80) return start;
  return at;
}
