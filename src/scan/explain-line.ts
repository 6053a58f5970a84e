import { ANY } from '../model/anchor.ts';
import type { FileContext } from '../model/evidence.ts';
import { START } from '../model/fragment.ts';
import type { RuleSet } from '../model/rule.ts';
import { Secret } from '../model/secret.ts';
import type { Verdict } from '../model/verdict.ts';
import { Detector } from './detect/detector.ts';
import { toUtf8 } from './detect/encoding.ts';
import type { NamedValue } from './detect/form-reader.ts';
import { findNamedValues, NAMED_BEFORE, startOfLine } from './detect/named-value.ts';
import { evidenceOf } from './verdict/evidence.ts';
import { judge } from './verdict/judge.ts';
import { judgeMatch } from './verdict/judge-match.ts';
import { KnownServices } from './verdict/known-services.ts';
import { readName } from './verdict/name-words.ts';
import { WindowReader } from './verdict/window.ts';

/** Something on a line that was weighed. */
export interface WeighedValue {
  /** Where it begins: both from 1, the column in characters. */
  readonly line: number;
  readonly column: number;
  readonly secret: Secret;
  /** Without a rule if a scan does not weigh it, because its form or its name says that it is no secret. */
  readonly verdict: Verdict;
}

const LINE_FEED = 0x0a;
const NO_CONTEXT: FileContext = { services: new Map(), siblings: { hex32: 0, alnum32: 0, mixed32: 0 } };

/** A line that was weighed. */
export interface WeighedLine {
  /** In order of position. */
  readonly values: readonly WeighedValue[];
  /** A name on it means a secret, whatever it is given. */
  readonly isNamed: boolean;
  /** Secrets on other lines, which the path or the words may repeat. */
  readonly others: readonly Secret[];
}

/**
 * Weighs whatever a line gives to a name that may mean a secret, and what has the format of one, whether a scan would report
 * it or not: also what a scan drops unweighed because it cannot be a secret, such as templates and calls.
 * @param line from 1
 * @returns undefined if the content has no such line
 */
export function explainLine(raw: Uint8Array, path: string, line: number, ruleSet: RuleSet): WeighedLine | undefined {
  const utf8 = toUtf8(raw);
  const bytes = Buffer.from(utf8.buffer, utf8.byteOffset, utf8.byteLength);
  const range = rangeOf(bytes, line);
  if (range === undefined) return undefined;
  const matches = new Detector(ruleSet, { applyIgnores: false }).detect({ bytes, origin: START });
  const found: WeighedValue[] = [];
  const others: Secret[] = [];
  for (const match of matches) {
    const verdict = match.kind === 'bare' ? judge(match.evidence, path, ruleSet) : judgeMatch(match, path, ruleSet);
    if (verdict === undefined) continue;
    if (match.span.line !== line) {
      if (verdict.confidence !== 'low') others.push(match.secret);
    } else found.push({ ...match.span, secret: match.secret, verdict });
  }
  for (const value of namedValues(bytes, range, path, ruleSet)) {
    if (!found.some((other) => other.line === value.line && other.column === value.column)) found.push(value);
  }
  const isNamed = hasSecretName(bytes.toString('latin1', ...range));
  return { values: found.sort((a, b) => a.line - b.line || a.column - b.column), isNamed, others };
}

function hasSecretName(line: string): boolean {
  return (line.match(/[\w.\x80-\xff-]+/g) ?? []).some((name) => /^secret/.test(readName(name).kind));
}

/** Offsets of a line. */
function rangeOf(bytes: Buffer, line: number): readonly [start: number, end: number] | undefined {
  let start = 0;
  for (let at = 1; at < line; at++) {
    const feed = bytes.indexOf(LINE_FEED, start);
    if (feed < 0) return undefined;
    start = feed + 1;
  }
  const end = bytes.indexOf(LINE_FEED, start);
  return [start, end < 0 ? bytes.length : end];
}

/** The values of all names on a line. The kernel, which passes by most that have none, is not asked. */
function* namedValues(
  bytes: Buffer,
  [from, to]: readonly [number, number],
  path: string,
  ruleSet: RuleSet,
): Generator<WeighedValue> {
  const windows = new WindowReader();
  const services = new KnownServices(ruleSet);
  const text = fold(bytes.toString('latin1', from, Math.min(bytes.length, to + 1)));
  for (const word of nameWords(ruleSet)) {
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
      const start = from + at;
      const { values, offset, name } = findNamedValues(bytes, start, start + word.length, 'all');
      const weighed = findNamedValues(bytes, start, start + word.length);
      const isWeighed = (value: NamedValue) => weighed.values.some((other) => other.start === value.start);
      for (const value of values) {
        const [first, last] = [offset + value.start, offset + value.end];
        const head = startOfLine(bytes, name, NAMED_BEFORE);
        const window = windows.readNamed(bytes, first, last, head, value.position);
        const judged = judge(evidenceOf(window, first, NO_CONTEXT, services, true), path, ruleSet);
        const verdict = isWeighed(value) ? judged : { ...judged, rule: undefined };
        yield { ...positionOf(bytes, first), secret: new Secret(window.value), verdict };
      }
    }
  }
}

/** Of words that may begin with any letter, the rest: what stands before it is a part of the name. */
function nameWords({ rules }: RuleSet): readonly string[] {
  const words = rules.flatMap((rule) =>
    rule.kind === 'bare' ? [...(rule.nameWords ?? []), ...(rule.nameEnds ?? [])] : [],
  );
  return words.map((word) => fold(word.startsWith(ANY) ? word.slice(ANY.length) : word));
}

function fold(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function positionOf(bytes: Buffer, offset: number): { readonly line: number; readonly column: number } {
  const before = bytes.toString('utf8', 0, offset);
  const line = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: before.length - line + 1 };
}
