import type { Anchor } from '../../model/anchor.ts';
import type { Evidence, FileContext } from '../../model/evidence.ts';
import { reportableEvidenceOf, WINDOW, type WindowEvidence, WindowReader } from '../verdict/evidence.ts';
import type { Position } from '../verdict/find-name.ts';
import { ContextBuilder, shiftContext } from './context.ts';
import { bareHit, type Hit, ruleHit } from './hit.ts';
import { type RuleHit, RuleMatcher } from './match-rules.ts';
import { findNamedValues, NAMED_BEFORE, type NamedValue, startOfLine } from './named-value.ts';
import type { Vocabulary } from './vocabulary.ts';

type WordAnchor = Anchor & { kind: 'keyword' | 'prefix' };
type RunAnchor = Anchor & { kind: 'run' };

/** Levels of base64 within base64 that are decoded. */
const MAX_DEPTH = 3;

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
  readonly #matcher = new RuleMatcher();
  readonly #windows = new WindowReader();
  /** What named values are worth, which depends on nothing but the text around them. */
  readonly #weighed = new WeakMap<NamedValue | WindowEvidence, Weighed>();

  constructor(vocabulary: Vocabulary, scan: ScanBytes) {
    this.#vocabulary = vocabulary;
    this.#scan = scan;
  }

  /** Finds all hits in a content, and the beginnings of inline comments, sorted. */
  evaluateAll(bytes: Buffer): { hits: Hit[]; markers: Marker[] } {
    return this.#evaluateAll(bytes, 0, undefined);
  }

  /** Adds what the rules find at a keyword or a prefix. */
  matchRules(bytes: Buffer, { kind, id, start, end }: WordAnchor, hits: Hit[]): void {
    if (kind === 'prefix') {
      for (const rule of this.#vocabulary.prefixRules[id] ?? []) {
        this.#pushHit(bytes, this.#matcher.matchPrefix(bytes, rule, start, end), hits);
      }
      return;
    }
    for (const meaning of this.#vocabulary.keywordMeanings[id] ?? []) {
      if (meaning.kind !== 'name' && meaning.kind !== 'rule') continue;
      const wordStart = Math.max(0, start - meaning.cut);
      if (meaning.kind === 'rule') {
        this.#pushHit(bytes, this.#matcher.matchKeyword(bytes, meaning.rule, wordStart, end), hits);
      } else {
        const { values, offset, name } = findNamedValues(bytes, wordStart, end);
        for (const value of values) this.#weighNamed(bytes, value, offset, name, hits);
      }
    }
  }

  /** Adds the services that a keyword mentions. */
  addMentions({ id, start, end }: WordAnchor, context: ContextBuilder): void {
    for (const meaning of this.#vocabulary.keywordMeanings[id] ?? []) {
      if (meaning.kind === 'host') context.mentionHost(meaning.provider, start, end);
      else if (meaning.kind === 'word') context.mentionWord(meaning.provider, start, end);
      else if (meaning.kind === 'not-word') context.excludeWord(meaning.provider, start, end);
    }
  }

  addMarkers({ id, start }: WordAnchor, markers: Marker[]): void {
    for (const meaning of this.#vocabulary.keywordMeanings[id] ?? []) {
      if (meaning.kind === 'marker') markers.push({ marker: meaning.marker, start });
    }
  }

  readWindow(bytes: Buffer, { shape, start, end }: RunAnchor): WindowEvidence {
    return this.#windows.read(bytes, start, end, shape);
  }

  /** The hit for a candidate; undefined if no path could make it reportable. */
  matchCandidate(window: WindowEvidence, { start, end }: RunAnchor, context: FileContext): Hit | undefined {
    const evidence = reportableEvidenceOf(window, start, context);
    return evidence && bareHit(evidence, start, end, window.value);
  }

  /**
   * Adds what is found in base64, at the position of the base64. A key that is the whole decoded text (`data:` of a
   * Kubernetes secret) is judged by the text around the base64.
   * @returns whether there are candidates in it
   */
  decode(bytes: Buffer, anchor: Pick<Anchor, 'start' | 'end'>, context: FileContext, hits: Hit[], depth = 0): boolean {
    const { start } = anchor;
    let { end } = anchor;
    while (end - anchor.end < MOST_PADDING && bytes[end] === PADDING) end++;
    const decoded = Buffer.from(bytes.toString('latin1', start, end), 'base64');
    const whole = decoded.toString('latin1').trim();
    const inner = this.#evaluateAll(decoded, depth + 1, context);
    for (const hit of inner.hits) {
      if (hit.kind === 'rule' || hit.value !== whole) hits.push({ ...hit, start, end });
    }
    if (inner.hasCandidates) this.#matchWhole(bytes, start, end, whole, context, hits);
    return inner.hasCandidates;
  }

  /** Adds the value of the name at `name`, if it may be a secret. */
  #weighNamed(bytes: Buffer, value: NamedValue, offset: number, name: number, hits: Hit[]): void {
    const [start, end] = [offset + value.start, offset + value.end];
    let weighed = value.isWhole ? this.#weighed.get(value) : undefined;
    if (weighed === undefined) {
      weighed = this.#weigh(bytes, start, end, startOfLine(bytes, name, NAMED_BEFORE), value.position);
      if (value.isWhole) this.#weighed.set(value, weighed);
    }
    if (weighed !== 'too light') hits.push(bareHit(weighed.evidence, start, end, weighed.value));
  }

  /** Judges the value of a name, or what a rule found as one, by its lines only. */
  #weigh(bytes: Buffer, start: number, end: number, line: number, position?: Position): Weighed {
    const window = this.#windows.readNamed(bytes, start, end, line, position);
    let weighed = this.#weighed.get(window);
    if (weighed === undefined) {
      const evidence = reportableEvidenceOf(window, start, NO_CONTEXT);
      weighed = evidence === undefined ? 'too light' : { evidence, value: window.value };
      this.#weighed.set(window, weighed);
    }
    return weighed;
  }

  #pushHit(bytes: Buffer, hit: RuleHit | undefined, hits: Hit[]): void {
    if (hit === undefined) return;
    const { rule, checked, start, end } = hit;
    if (rule.kind === 'keyword' && rule.named !== undefined && !checked) {
      const position: Position = { operator: 'form', name: rule.named };
      const weighed = this.#weigh(bytes, start, end, startOfLine(bytes, start, WINDOW), position);
      if (weighed !== 'too light')
        hits.push(bareHit({ ...weighed.evidence, rule: rule.id }, start, end, weighed.value));
    } else hits.push(ruleHit(rule, checked, start, end, bytes.toString('latin1', start, end)));
  }

  #evaluateAll(bytes: Buffer, depth: number, outer: FileContext | undefined): Evaluation {
    const anchors = this.#scan(bytes);
    const hits: Hit[] = [];
    const markers: Marker[] = [];
    let hasCandidates = false;
    const context = new ContextBuilder(bytes);
    // The evidence for a bare key includes all mentions in the content, so the keywords come first.
    for (const anchor of anchors) {
      if (anchor.kind === 'keyword') {
        this.addMentions(anchor, context);
        this.addMarkers(anchor, markers);
        this.matchRules(bytes, anchor, hits);
      } else if (anchor.kind === 'run') context.siblings[anchor.shape]++;
    }
    if (outer !== undefined) context.inherit(outer);
    for (const anchor of anchors) {
      if (anchor.kind === 'prefix') this.matchRules(bytes, anchor, hits);
      else if (anchor.kind === 'run') {
        const hit = this.matchCandidate(this.readWindow(bytes, anchor), anchor, context);
        if (hit !== undefined) hits.push(hit);
        hasCandidates = true;
      } else if (anchor.kind === 'base64' && depth < MAX_DEPTH) {
        if (this.decode(bytes, anchor, context, hits, depth)) hasCandidates = true;
      }
    }
    return { hits, markers, hasCandidates };
  }

  /** Adds a candidate that is the whole text decoded from base64. */
  #matchWhole(bytes: Buffer, start: number, end: number, value: string, context: FileContext, hits: Hit[]): void {
    const plain = Buffer.from(value, 'latin1');
    const run = this.#scan(plain).find((anchor) => anchor.kind === 'run');
    if (run?.kind !== 'run' || run.end - run.start !== value.length) return;
    const left = bytes.subarray(Math.max(0, start - WINDOW), start);
    const around = Buffer.concat([left, plain, bytes.subarray(end, end + WINDOW)]);
    const window = this.#windows.read(around, left.length, left.length + value.length, run.shape);
    const evidence = reportableEvidenceOf(window, left.length, shiftContext(context, left.length - start));
    if (evidence !== undefined) hits.push(bareHit(evidence, start, end, value));
  }
}
