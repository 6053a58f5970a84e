import type { Anchor } from '../../model/anchor.ts';
import type { FileContext } from '../../model/evidence.ts';
import { lookAt, type Sight, WINDOW } from '../verdict/gather.ts';
import { weigh } from '../verdict/weigh.ts';
import { ContextBuilder, shiftContext } from './context.ts';
import { bareHit, type Hit, ruleHit } from './hit.ts';
import { type RuleHit, RuleMatcher } from './match-rules.ts';
import { findNamedValue } from './named-value.ts';
import type { Vocabulary } from './vocabulary.ts';

type WordAnchor = Anchor & { kind: 'keyword' | 'prefix' };
type RunAnchor = Anchor & { kind: 'run' };

/** Encodings inside encodings are followed this far: base64 of a YAML file with base64 in it, and once more. */
const DEEPEST = 3;

/** `=`, with which base64 ends. */
const PADDING = 0x3d;

/** Bytes behind base64 that belong to it: the padding. */
export const MOST_PADDING = 2;

/** The byte scanner. */
export type ScanBytes = (bytes: Uint8Array) => readonly Anchor[];

/** Where an inline comment may begin. */
export interface Marker {
  readonly marker: string;
  readonly start: number;
}

const NO_CONTEXT: FileContext = { services: new Map(), siblings: { hex32: 0, alnum32: 0, mixed32: 0 } };

interface Everything {
  readonly hits: Hit[];
  readonly markers: Marker[];
  /** There are runs in it, or in what is encoded in it. */
  readonly hasCandidates: boolean;
}

/** What a content's anchors come to. Hits are in no particular order and may overlap. */
export class Evaluator {
  readonly #vocabulary: Vocabulary;
  readonly #scan: ScanBytes;
  readonly #matcher = new RuleMatcher();

  constructor(vocabulary: Vocabulary, scan: ScanBytes) {
    this.#vocabulary = vocabulary;
    this.#scan = scan;
  }

  /** Everything in a content; and the beginnings of inline comments, sorted. */
  evaluateAll(bytes: Buffer): { hits: Hit[]; markers: Marker[] } {
    return this.#evaluateAll(bytes, 0, undefined);
  }

  /** What the rules find at a keyword or a prefix. */
  matchRules(bytes: Buffer, { kind, id, start, end }: WordAnchor, hits: Hit[]): void {
    if (kind === 'prefix') {
      for (const rule of this.#vocabulary.prefixRules[id] ?? []) {
        pushHit(bytes, this.#matcher.matchPrefix(bytes, rule, start, end), hits);
      }
      return;
    }
    for (const meaning of this.#vocabulary.keywordMeanings[id] ?? []) {
      if (meaning.kind === 'name') this.#takeNamed(bytes, end, hits);
      if (meaning.kind !== 'rule') continue;
      pushHit(bytes, this.#matcher.matchKeyword(bytes, meaning.rule, start, end), hits);
    }
  }

  /** What a keyword says about the content that it stands in. */
  takeMention({ id, start, end }: WordAnchor, context: ContextBuilder): void {
    for (const meaning of this.#vocabulary.keywordMeanings[id] ?? []) {
      if (meaning.kind === 'host') context.mentionHost(meaning.provider, start, end);
      else if (meaning.kind === 'word') context.mentionWord(meaning.provider, start, end);
      else if (meaning.kind === 'not-word') context.mentionOther(meaning.provider, start, end);
    }
  }

  takeMarkers({ id, start }: WordAnchor, markers: Marker[]): void {
    for (const meaning of this.#vocabulary.keywordMeanings[id] ?? []) {
      if (meaning.kind === 'marker') markers.push({ marker: meaning.marker, start });
    }
  }

  /** The hit that a candidate is in its content, unless no path could make it worth reporting. */
  weighCandidate(sight: Sight, { start, end }: RunAnchor, context: FileContext): Hit | undefined {
    const evidence = weigh(sight, start, context);
    return evidence && bareHit(evidence, start, end, sight.value);
  }

  /**
   * What is found inside base64 stands, for whoever looks for it, where the base64 stands. A key that is the whole of
   * what was encoded (`data:` of a Kubernetes secret) is judged by what stands around the encoded text.
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
    if (inner.hasCandidates) this.#takeWhole(bytes, start, end, whole, context, hits);
    return inner.hasCandidates;
  }

  /** The value of a name, judged by what stands around it alone. */
  #takeNamed(bytes: Buffer, nameEnd: number, hits: Hit[]): void {
    const named = findNamedValue(bytes, nameEnd);
    if (named === undefined) return;
    const { start, end } = named;
    const sight = lookAt(bytes, start, end, 'value');
    const evidence = weigh(sight, start, NO_CONTEXT);
    // A name can hold several words that say so.
    if (evidence === undefined || hits.some((hit) => hit.start === start && hit.kind === 'bare')) return;
    hits.push(bareHit(evidence, start, end, sight.value));
  }

  #evaluateAll(bytes: Buffer, depth: number, outer: FileContext | undefined): Everything {
    const anchors = this.#scan(bytes);
    const hits: Hit[] = [];
    const markers: Marker[] = [];
    let hasCandidates = false;
    const context = new ContextBuilder(bytes);
    // What a bare key is worth depends on all that the content mentions, so the keywords come first.
    for (const anchor of anchors) {
      if (anchor.kind === 'keyword') {
        this.takeMention(anchor, context);
        this.takeMarkers(anchor, markers);
        this.matchRules(bytes, anchor, hits);
      } else if (anchor.kind === 'run') context.siblings[anchor.shape]++;
    }
    if (outer !== undefined) context.inherit(outer);
    for (const anchor of anchors) {
      if (anchor.kind === 'prefix') this.matchRules(bytes, anchor, hits);
      else if (anchor.kind === 'run') {
        const hit = this.weighCandidate(lookAt(bytes, anchor.start, anchor.end, anchor.shape), anchor, context);
        if (hit !== undefined) hits.push(hit);
        hasCandidates = true;
      } else if (anchor.kind === 'base64' && depth < DEEPEST) {
        if (this.decode(bytes, anchor, context, hits, depth)) hasCandidates = true;
      }
    }
    return { hits, markers, hasCandidates };
  }

  #takeWhole(bytes: Buffer, start: number, end: number, value: string, context: FileContext, hits: Hit[]): void {
    const plain = Buffer.from(value, 'latin1');
    const run = this.#scan(plain).find((anchor) => anchor.kind === 'run');
    if (run?.kind !== 'run' || run.end - run.start !== value.length) return;
    const left = bytes.subarray(Math.max(0, start - WINDOW), start);
    const around = Buffer.concat([left, plain, bytes.subarray(end, end + WINDOW)]);
    const sight = lookAt(around, left.length, left.length + value.length, run.shape);
    const evidence = weigh(sight, left.length, shiftContext(context, left.length - start));
    if (evidence !== undefined) hits.push(bareHit(evidence, start, end, value));
  }
}

function pushHit(bytes: Buffer, hit: RuleHit | undefined, hits: Hit[]): void {
  if (hit === undefined) return;
  const { rule, checked, start, end } = hit;
  hits.push(ruleHit(rule, checked, start, end, bytes.toString('latin1', start, end)));
}
