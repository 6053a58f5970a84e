import type { Anchor } from '../kernel/anchor.ts';
import type { Shape } from '../rules/rule.ts';
import type { Evidence, FileContext } from '../verdict/evidence.ts';
import { WINDOW } from '../verdict/gather.ts';
import { ContextBuilder, shiftContext } from './context.ts';
import type { Hit } from './hit.ts';
import { type RuleHit, RuleMatcher } from './match-rules.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Encodings inside encodings are followed this far: base64 of a YAML file with base64 in it, and once more. */
const DEEPEST = 3;

/** `=`, with which base64 ends. */
const PADDING = 0x3d;

/** The byte scanner. */
export type ScanBytes = (bytes: Uint8Array) => readonly Anchor[];

/** The judgement of a bare key by its content; undefined for one that no path could make worth reporting. */
export type Weigh = (
  bytes: Uint8Array,
  start: number,
  end: number,
  shape: Shape,
  context: FileContext,
) => Evidence | undefined;

/** Where an inline comment may begin. */
export interface Marker {
  readonly marker: string;
  readonly start: number;
}

/** From bytes to hits: asks the kernel for anchors and gives each to what it stands for. */
export class HitFinder {
  readonly #vocabulary: Vocabulary;
  readonly #scan: ScanBytes;
  readonly #weigh: Weigh;
  readonly #matcher = new RuleMatcher();

  constructor(vocabulary: Vocabulary, scan: ScanBytes, weigh: Weigh) {
    this.#vocabulary = vocabulary;
    this.#scan = scan;
    this.#weigh = weigh;
  }

  /** Hits in no particular order, overlapping ones included; and the beginnings of inline comments, sorted. */
  find(bytes: Buffer): { hits: Hit[]; markers: Marker[] } {
    return this.#find(bytes, 0, undefined);
  }

  #find(bytes: Buffer, depth: number, outer: FileContext | undefined): { hits: Hit[]; markers: Marker[] } {
    const anchors = this.#scan(bytes);
    const hits: Hit[] = [];
    const markers: Marker[] = [];
    const context = new ContextBuilder(bytes);
    // What a bare key is worth depends on all that the content mentions, so the keywords come first.
    for (const anchor of anchors) {
      if (anchor.kind === 'keyword') this.#takeKeyword(bytes, anchor, context, hits, markers);
      else if (anchor.kind === 'run') context.siblings[anchor.shape]++;
    }
    if (outer !== undefined) context.inherit(outer);
    for (const anchor of anchors) {
      if (anchor.kind === 'prefix') this.#takePrefix(bytes, anchor, hits);
      else if (anchor.kind === 'run') this.#takeRun(bytes, anchor, context, hits);
      else if (anchor.kind === 'base64' && depth < DEEPEST) this.#takeBase64(bytes, anchor, depth, context, hits);
    }
    return { hits, markers };
  }

  #takeKeyword(
    bytes: Buffer,
    { id, start, end }: Anchor & { kind: 'keyword' | 'prefix' },
    context: ContextBuilder,
    hits: Hit[],
    markers: Marker[],
  ): void {
    for (const meaning of this.#vocabulary.keywordMeanings[id] ?? []) {
      if (meaning.kind === 'host') context.mentionHost(meaning.provider, start, end);
      else if (meaning.kind === 'word') context.mentionWord(meaning.provider, start, end);
      else if (meaning.kind === 'not-word') context.mentionOther(meaning.provider, start, end);
      else if (meaning.kind === 'marker') markers.push({ marker: meaning.marker, start });
      else if (meaning.kind === 'rule')
        pushHit(bytes, this.#matcher.matchKeyword(bytes, meaning.rule, start, end), hits);
    }
  }

  #takePrefix(bytes: Buffer, { id, start, end }: Anchor & { kind: 'keyword' | 'prefix' }, hits: Hit[]): void {
    for (const rule of this.#vocabulary.prefixRules[id] ?? []) {
      pushHit(bytes, this.#matcher.matchPrefix(bytes, rule, start, end), hits);
    }
  }

  #takeRun(bytes: Buffer, { shape, start, end }: Anchor & { kind: 'run' }, context: FileContext, hits: Hit[]): void {
    const evidence = this.#weigh(bytes, start, end, shape, context);
    if (evidence === undefined) return;
    hits.push({ kind: 'bare', start, end, value: bytes.toString('latin1', start, end), evidence });
  }

  /**
   * What is found inside base64 stands, for whoever looks for it, where the base64 stands. A key that is the whole of
   * what was encoded (`data:` of a Kubernetes secret) is judged by what stands around the encoded text.
   */
  #takeBase64(bytes: Buffer, anchor: Anchor, depth: number, context: FileContext, hits: Hit[]): void {
    const { start } = anchor;
    let { end } = anchor;
    while (end - anchor.end < 2 && bytes[end] === PADDING) end++;
    const decoded = Buffer.from(bytes.toString('latin1', start, end), 'base64');
    const whole = decoded.toString('latin1').trim();
    for (const hit of this.#find(decoded, depth + 1, context).hits) {
      if (hit.kind === 'rule' || hit.value !== whole) hits.push({ ...hit, start, end });
    }
    this.#takeDecoded(bytes, start, end, whole, context, hits);
  }

  #takeDecoded(bytes: Buffer, start: number, end: number, value: string, context: FileContext, hits: Hit[]): void {
    const run = this.#scan(Buffer.from(value, 'latin1')).find((anchor) => anchor.kind === 'run');
    if (run?.kind !== 'run' || run.end - run.start !== value.length) return;
    const left = bytes.subarray(Math.max(0, start - WINDOW), start);
    const plain = Buffer.concat([left, Buffer.from(value, 'latin1'), bytes.subarray(end, end + WINDOW)]);
    const around = shiftContext(context, left.length - start);
    const evidence = this.#weigh(plain, left.length, left.length + value.length, run.shape, around);
    if (evidence !== undefined) hits.push({ kind: 'bare', start, end, value, evidence });
  }
}

function pushHit(bytes: Buffer, hit: RuleHit | undefined, hits: Hit[]): void {
  if (hit === undefined) return;
  const { rule, checked, start, end } = hit;
  hits.push({ kind: 'rule', rule, checked, start, end, value: bytes.toString('latin1', start, end) });
}
