import type { Anchor } from '../../model/anchor.ts';
import type { Evidence, FileContext } from '../../model/evidence.ts';
import { reportableEvidenceOf } from '../verdict/evidence.ts';
import type { Position } from '../verdict/find-name.ts';
import { WINDOW, type WindowEvidence, WindowReader } from '../verdict/window.ts';
import { decodeBinaryAt } from './base64-binary.ts';
import { type Base64Lines, linesAround } from './base64-lines.ts';
import type { ContentSearch } from './content-search.ts';
import { ContextBuilder, shiftContext } from './context.ts';
import type { NamedValue } from './form-reader.ts';
import { isForeign } from './guarded.ts';
import { bareHit, type Hit, packedHit, ruleHit } from './hit.ts';
import { type RuleHit, RuleMatcher } from './match-rules.ts';
import { findNamedValues, NAMED_BEFORE, startOfLine } from './named-value.ts';
import {
  isPackedArgument,
  isPackedToken,
  isPackedUrl,
  mayHaveBody,
  PACKED_AROUND,
  PACKED_REACH,
  type PackedRange,
  packedRangeAt,
} from './packed.ts';
import { unpack } from './unpack.ts';
import type { Vocabulary } from './vocabulary.ts';
import type { KeywordMeaning } from './words.ts';

type WordAnchor = Anchor & { kind: 'keyword' | 'prefix' };
type RunAnchor = Anchor & { kind: 'run' };
export type NonRunAnchor = Exclude<Anchor, { kind: 'run' }>;

/** Levels of base64 and the like within one another that are decoded. */
const MAX_DEPTH = 3;

/** How far before an anchor what is packed there may begin: a scheme before a password. */
const NEAR_START = 64;

/** `=` */
const PADDING = 0x3d;

/** Most bytes of padding behind base64. */
export const MOST_PADDING = 2;

/** The kernel's scanner. */
export type ScanBytes = (bytes: Uint8Array) => readonly Anchor[];

/** Where an inline comment may begin. */
export interface Marker {
  readonly marker: string;
  readonly start: number;
}

const NO_CONTEXT: FileContext = { services: new Map(), siblings: { hex32: 0, alnum32: 0, mixed32: 0 } };

/** The evidence for a named value; `too light` if no path could make it reportable. */
type Weighed = { readonly evidence: Evidence; readonly value: string } | 'too light';

interface Evaluation {
  readonly hits: Hit[];
  readonly markers: Marker[];
  /** There are runs in the content, or in base64 in it. */
  readonly hasCandidates: boolean;
}

/** Finds hits at anchors. They are in no particular order and may overlap. */
export class Evaluator {
  readonly #vocabulary: Vocabulary;
  readonly #scan: ScanBytes;
  readonly #step: () => void;
  readonly #matcher = new RuleMatcher();
  readonly #windows = new WindowReader();
  readonly #contents: ContentSearch | undefined;
  /** What named values are worth, which depends on nothing but the text around them. */
  readonly #weighed = new WeakMap<NamedValue | WindowEvidence, Weighed>();

  /**
   * @param step called before the work at each anchor; may throw
   * @param contents searches rules that no anchor gives away
   */
  constructor(vocabulary: Vocabulary, scan: ScanBytes, step: () => void, contents?: ContentSearch) {
    this.#contents = contents;
    this.#vocabulary = vocabulary;
    this.#scan = scan;
    this.#step = step;
  }

  /** Finds all hits in a content, and the beginnings of inline comments, sorted. */
  evaluateAll(bytes: Buffer): { hits: Hit[]; markers: Marker[] } {
    return this.#evaluateAll(bytes, 0, undefined);
  }

  /**
   * Adds what is found at an anchor that is no run. Only what is encoded or packed depends on the context.
   * @returns whether that is so: whether there are candidates in it
   */
  search(bytes: Buffer, anchor: NonRunAnchor, context: () => FileContext, hits: Hit[], depth = 0): boolean {
    if (anchor.kind === 'base64') return depth < MAX_DEPTH && this.#decode(bytes, anchor, context(), hits, depth);
    const packed =
      anchor.kind === 'packed' ? packedRangeAt(bytes, anchor.start) : this.#matchRules(bytes, anchor, hits);
    if (depth === MAX_DEPTH) return false;
    const hasBinary = anchor.kind === 'keyword' && this.#decodeBinary(bytes, anchor, context, hits, depth);
    return (packed !== undefined && this.#unpack(bytes, anchor, packed, context(), hits, depth)) || hasBinary;
  }

  /**
   * Adds what the rules find at a keyword or a prefix.
   * @returns where something may be packed
   */
  #matchRules(bytes: Buffer, { kind, id, start, end }: WordAnchor, hits: Hit[]): PackedRange | undefined {
    if (kind === 'prefix') {
      const hasBody = mayHaveBody(bytes, end);
      for (const rule of this.#vocabulary.prefixRules.of(id)) {
        // A user's rule may be of shorter keys, or of other characters.
        if (hasBody || isForeign(rule)) this.#pushHit(bytes, this.#matcher.matchPrefix(bytes, rule, start, end), hits);
      }
      return hasBody && isPackedToken(bytes, end) ? { start, end: end + PACKED_REACH, of: 'prefix' } : undefined;
    }
    let packed: PackedRange | undefined;
    for (const meaning of this.#vocabulary.keywordMeanings.of(id)) {
      if (meaning.kind === 'packed') packed = packedRangeAt(bytes, start);
      if (meaning.kind === 'word' && isPackedArgument(bytes, end)) packed = { start: end, end: end + PACKED_REACH };
      if (meaning.kind !== 'name' && meaning.kind !== 'rule' && meaning.kind !== 'service') continue;
      if (!endsWith(bytes, start, meaning.head)) continue;
      const wordStart = start - meaning.head.length;
      if (meaning.kind === 'service') this.#matchServices(bytes, wordStart, end, hits);
      else if (meaning.kind === 'rule') {
        for (const hit of this.#matcher.matchKeyword(bytes, meaning.rule, wordStart, end))
          this.#pushHit(bytes, hit, hits);
        if (meaning.rule.userinfo === true && isPackedUrl(bytes, end))
          packed = { start, end: end + PACKED_REACH, of: 'prefix' };
      } else {
        const { values, offset, name, isPacked } = findNamedValues(bytes, wordStart, end);
        for (const value of values) this.#weighNamed(bytes, value, offset, name, hits);
        if (isPacked) packed = { start: offset, end: end + PACKED_REACH, of: 'name' };
      }
    }
    return packed;
  }

  /** Adds what a word for a service is given, if it has the form of the service's keys: `wakatime: "..."`. */
  #matchServices(bytes: Buffer, start: number, end: number, hits: Hit[]): void {
    const { values, offset, name } = findNamedValues(bytes, start, end, this.#vocabulary.services);
    for (const value of values) {
      const weighed = this.#weighValue(bytes, value, offset, name);
      if (weighed !== 'too light' && weighed.evidence.rule !== undefined)
        hits.push(bareHit(weighed.evidence, offset + value.start, offset + value.end, weighed.value));
    }
  }

  /** Adds the services that a keyword mentions. */
  addMentions({ id, start, end }: WordAnchor, context: ContextBuilder): void {
    for (const meaning of this.#vocabulary.keywordMeanings.of(id)) {
      if (meaning.kind === 'host') context.mentionHost(meaning.provider, start, end);
      else if (meaning.kind === 'word') context.mentionWord(meaning.provider, start, end);
      else if (meaning.kind === 'not-word') context.excludeWord(meaning.provider, start, end);
    }
  }

  addMarkers({ id, start }: WordAnchor, markers: Marker[]): void {
    for (const meaning of this.#vocabulary.keywordMeanings.of(id)) {
      if (meaning.kind === 'marker') markers.push({ marker: meaning.marker, start });
    }
  }

  readWindow(bytes: Buffer, { shape, start, end }: RunAnchor): WindowEvidence {
    return this.#windows.read(bytes, start, end, shape);
  }

  /** The hit for a candidate; undefined if no path could make it reportable. */
  matchCandidate(window: WindowEvidence, { start, end }: RunAnchor, context: FileContext): Hit | undefined {
    const evidence = reportableEvidenceOf(window, start, context, this.#vocabulary.services);
    return evidence && bareHit(evidence, start, end, window.value);
  }

  /**
   * Adds what is found in base64, at the position of the base64. A key that is the whole decoded text (`data:` of a
   * Kubernetes secret) is judged by the text around the base64.
   * @returns whether there are candidates in it
   */
  #decode(
    bytes: Buffer,
    anchor: Pick<Anchor, 'start' | 'end'>,
    context: FileContext,
    hits: Hit[],
    depth: number,
  ): boolean {
    const { start } = anchor;
    let { end } = anchor;
    while (end - anchor.end < MOST_PADDING && bytes[end] === PADDING) end++;
    const lines = linesAround(bytes, start, anchor.end);
    if (lines !== undefined) return this.#decodeLines(bytes, anchor, lines, context, hits, depth);
    const decoded = Buffer.from(bytes.toString('latin1', start, end), 'base64');
    const whole = decoded.toString('latin1').trim();
    const inner = this.#evaluateAll(decoded, depth + 1, context);
    for (const hit of inner.hits) {
      if (hit.kind === 'rule' || hit.value !== whole) hits.push({ ...hit, start, end });
    }
    if (inner.hasCandidates) this.#matchWhole(bytes, start, end, whole, context, hits);
    return inner.hasCandidates;
  }

  /** Adds what begins in a line of base64 between others: it may go on in the next, and have its name in the one before. */
  #decodeLines(
    bytes: Buffer,
    { start, end }: Pick<Anchor, 'start' | 'end'>,
    { before, behind }: Base64Lines,
    context: FileContext,
    hits: Hit[],
    depth: number,
  ): boolean {
    const decoded = Buffer.from(before + bytes.toString('latin1', start, end) + behind, 'base64');
    const first = (before.length / 4) * 3;
    const next = first + ((end - start) / 4) * 3;
    const inner = this.#evaluateAll(decoded, depth + 1, context);
    for (const hit of inner.hits) {
      if (hit.start >= first && hit.start < next) hits.push({ ...hit, start, end });
    }
    return inner.hasCandidates;
  }

  /** Adds what is found in base64 of what is no text, at the position of the base64. */
  #decodeBinary(
    bytes: Buffer,
    { id, start, end }: WordAnchor,
    context: () => FileContext,
    hits: Hit[],
    depth: number,
  ): boolean {
    if (!this.#vocabulary.keywordMeanings.of(id).some(({ kind }) => kind === 'binary')) return false;
    const decoded = decodeBinaryAt(bytes, start, end);
    if (decoded === undefined) return false;
    const inner = this.#evaluateAll(Buffer.from(decoded.text), depth + 1, context());
    for (const hit of inner.hits) hits.push({ ...hit, start: decoded.start, end: decoded.end });
    return inner.hasCandidates;
  }

  /**
   * Adds what is found in a part of a content when literals are joined and other alphabets read, at the place of what it was
   * made from.
   * @returns whether there are candidates in it
   */
  #unpack(
    bytes: Buffer,
    anchor: NonRunAnchor,
    { start, end, of }: PackedRange,
    context: FileContext,
    hits: Hit[],
    depth: number,
  ): boolean {
    const from = Math.max(0, start - PACKED_AROUND);
    const to = Math.min(bytes.length, end + PACKED_AROUND);
    const unpacked = unpack(bytes.toString('latin1', from, to), of === 'name');
    if (unpacked === undefined) return false;
    const { text, starts, ends } = unpacked;
    const placeOf = (one: { start: number; end: number }) => {
      const [first, last] = [from + (starts[one.start] ?? 0), from + (ends[one.end - 1] ?? 0)];
      const isPlain =
        last - first === one.end - one.start &&
        (ends[one.start - 1] ?? 0) === starts[one.start] &&
        (starts[one.end] ?? to - from) === last - from;
      return { first, last, isPlain };
    };
    const isKnown = (one: Anchor) => {
      const { first, last, isPlain } = placeOf(one);
      if (one.kind === 'run' || one.kind === 'base64') return isPlain;
      const distance = Math.max(first - anchor.end, anchor.start - last);
      if (of === undefined || distance < 0) return false;
      if (of === 'prefix' && distance > NEAR_START) return true;
      // A word may end with the operator behind it.
      const isVerbatim = from + (ends[one.end - 2] ?? 0) - first === one.end - 1 - one.start;
      return isVerbatim && this.#hasOwnValue(one, distance);
    };
    const inner = this.#evaluateAll(text, depth + 1, context, isKnown);
    for (const hit of inner.hits) {
      const { first, last, isPlain } = placeOf(hit);
      const isCut = to < bytes.length && last > to - PACKED_AROUND / 2;
      if (isPlain || first < start - NEAR_START || isCut) continue;
      // Something was joined that does not belong together.
      if (hit.kind === 'bare' && /["'`\s]/.test(hit.value)) continue;
      hits.push(packedHit(hit, first, last, (offset) => from + (starts[Math.max(0, offset)] ?? 0)));
    }
    return inner.hasCandidates;
  }

  /**
   * Whether what is packed behind an anchor is looked at from there alone. Else each of many names in a row would look at all
   * that follow it again.
   */
  #hasOwnValue(one: Anchor, distance: number): boolean {
    // What stands shortly behind a name may have variables in it, which are read with the name.
    if (one.kind === 'prefix') return distance > NEAR_START;
    const meanings = one.kind === 'keyword' ? this.#vocabulary.keywordMeanings.of(one.id) : undefined;
    const isOwn = (each: KeywordMeaning) =>
      each.kind !== 'rule' || (each.rule.userinfo === true && distance > NEAR_START);
    return meanings?.every(isOwn) === true;
  }

  /** Adds the value of the name at `name`, if it may be a secret. */
  #weighNamed(bytes: Buffer, value: NamedValue, offset: number, name: number, hits: Hit[]): void {
    const weighed = this.#weighValue(bytes, value, offset, name);
    if (weighed !== 'too light')
      hits.push(bareHit(weighed.evidence, offset + value.start, offset + value.end, weighed.value));
  }

  #weighValue(bytes: Buffer, value: NamedValue, offset: number, name: number): Weighed {
    let weighed = value.isWhole ? this.#weighed.get(value) : undefined;
    if (weighed === undefined) {
      const [start, end] = [offset + value.start, offset + value.end];
      // A value can stand before its name, on another line.
      const from = Math.min(name, start);
      const line = startOfLine(bytes, from, NAMED_BEFORE - (name - from));
      weighed = this.#weigh(bytes, start, end, line, value.position);
      if (value.isWhole) this.#weighed.set(value, weighed);
    }
    return weighed;
  }

  /** Judges the value of a name, or what a rule found as one, by its lines only. */
  #weigh(bytes: Buffer, start: number, end: number, line: number, position?: Position): Weighed {
    const window = this.#windows.readNamed(bytes, start, end, line, position);
    let weighed = this.#weighed.get(window);
    if (weighed === undefined) {
      const evidence = reportableEvidenceOf(window, start, NO_CONTEXT, this.#vocabulary.services);
      weighed = evidence === undefined ? 'too light' : { evidence, value: window.value };
      this.#weighed.set(window, weighed);
    }
    return weighed;
  }

  #pushHit(bytes: Buffer, hit: RuleHit | undefined, hits: Hit[]): void {
    if (hit === undefined) return;
    const { rule, proof, start, end } = hit;
    if (rule.kind === 'keyword' && rule.named !== undefined && proof === 'none') {
      const position: Position = { operator: 'form', name: rule.named };
      const weighed = this.#weigh(bytes, start, end, startOfLine(bytes, start, WINDOW), position);
      if (weighed !== 'too light')
        hits.push(bareHit({ rule: rule.id, ...weighed.evidence }, start, end, weighed.value));
    } else hits.push(ruleHit(rule, proof, start, end, bytes.toString('latin1', start, end)));
  }

  /** @param isKnown which anchors are evaluated elsewhere */
  #evaluateAll(
    bytes: Buffer,
    depth: number,
    outer: FileContext | undefined,
    isKnown?: (anchor: Anchor) => boolean,
  ): Evaluation {
    const anchors = this.#scan(bytes);
    const keywordHits: Hit[] = [];
    const otherHits: Hit[] = [];
    const markers: Marker[] = [];
    let hasCandidates = false;
    const context = new ContextBuilder(bytes);
    // The evidence for a bare key includes all mentions in the content, so these come first.
    for (const anchor of anchors) {
      if (anchor.kind === 'keyword') {
        this.addMentions(anchor, context);
        this.addMarkers(anchor, markers);
      } else if (anchor.kind === 'run') context.siblings[anchor.shape]++;
    }
    if (outer !== undefined) context.inherit(outer);
    for (const anchor of anchors) {
      if (isKnown?.(anchor)) continue;
      this.#step();
      const hits = anchor.kind === 'keyword' ? keywordHits : otherHits;
      if (anchor.kind === 'run') {
        const hit = this.matchCandidate(this.readWindow(bytes, anchor), anchor, context);
        if (hit !== undefined) hits.push(hit);
        hasCandidates = true;
      } else if (this.search(bytes, anchor, () => context, hits, depth)) hasCandidates = true;
    }
    this.#contents?.search(bytes, otherHits, this.#step);
    return { hits: [...keywordHits, ...otherHits], markers, hasCandidates };
  }

  /** Adds a candidate that is the whole text decoded from base64. */
  #matchWhole(bytes: Buffer, start: number, end: number, value: string, context: FileContext, hits: Hit[]): void {
    const plain = Buffer.from(value, 'latin1');
    const run = this.#scan(plain).find((anchor) => anchor.kind === 'run');
    if (run?.kind !== 'run' || run.end - run.start !== value.length) return;
    const left = bytes.subarray(Math.max(0, start - WINDOW), start);
    const around = Buffer.concat([left, plain, bytes.subarray(end, end + WINDOW)]);
    const window = this.#windows.read(around, left.length, left.length + value.length, run.shape);
    const evidence = reportableEvidenceOf(
      window,
      left.length,
      shiftContext(context, left.length - start),
      this.#vocabulary.services,
    );
    if (evidence !== undefined) hits.push(bareHit(evidence, start, end, value));
  }
}

/** Whether a text that is given in lower case ends at `end`, in whichever case. */
function endsWith(bytes: Buffer, end: number, text: string): boolean {
  const start = end - text.length;
  for (let at = 0; at < text.length; at++) {
    const byte = bytes[start + at] ?? 0;
    const code = text.charCodeAt(at);
    if (byte !== code && (byte | 0x20) !== code) return false;
  }
  return true;
}
