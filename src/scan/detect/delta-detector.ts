import {
  ANCHOR_WORDS,
  type AnchorList,
  type Derivation,
  type HeldObject,
  NO_ANCHORS,
  NO_OUTCOME,
  ObjectKernel,
  PENDING,
  type Tally,
} from '../../kernel/object-kernel.ts';
import { KINDS, SHAPES } from '../../kernel/wasm.ts';
import type { Anchor } from '../../model/anchor.ts';
import type { Evidence } from '../../model/evidence.ts';
import { BARE_KEY_FAMILY } from '../../model/fingerprint.ts';
import { START } from '../../model/fragment.ts';
import type { RuleSet } from '../../model/rule.ts';
import { Secret } from '../../model/secret.ts';
import { type Families, familiesOf } from '../../rules/services.ts';
import { readIgnores } from '../suppress/inline.ts';
import { isNeverReported, siblingsStep } from '../verdict/evidence.ts';
import { anchorRolesOf } from './anchor-roles.ts';
import { ContextBuilder } from './context.ts';
import { Detector, type DetectorOptions, NO_PROBLEMS } from './detector.ts';
import { hasByteOrderMark, toUtf8 } from './encoding.ts';
import { Evaluator, type Marker, type NonRunAnchor } from './evaluate.ts';
import { excerptOf } from './excerpt.ts';
import type { Hit } from './hit.ts';
import { type Outcome, Outcomes, type RelativeHit } from './outcomes.ts';
import { type Ranked, resolveOverlaps } from './overlap.ts';
import { type Template, templateOf } from './template.ts';
import type { TimeLimit } from './time-limit.ts';
import { type Vocabulary, vocabularyOf } from './vocabulary.ts';

/** Results for one object, which objects that deltas make of it can reuse. */
export interface Trace {
  readonly anchors: AnchorList;
  readonly mentions: number;
  /** Numbers of runs, rounded by `siblingsStep`, by the number of their shape. */
  readonly steps: readonly number[];
  /** There may be zeros in the object, and so UTF-16. */
  readonly zeros: boolean;
  /** Nothing can be reused: other bytes were scanned (UTF-16), or there was no room. */
  readonly opaque?: true;
}

/** The base of a delta, and the ranges that the delta copies from it. */
export interface DeltaBase {
  readonly base: HeldObject;
  readonly trace: Trace;
  readonly segments: AnchorList;
}

/** Takes the number of a template, and where a hit of it begins (lines and columns from 1). */
export type OnHit = (template: number, line: number, column: number) => void;

/** A hit in a content. */
interface TemplateHit extends Ranked {
  readonly template: number;
}

/** Kernels that nobody uses: to make one takes longer than to scan a small repository. One that has much memory is not kept. */
const spares = new WeakMap<Vocabulary, ObjectKernel>();
const MOST_SPARE_BYTES = 32 * 1024 * 1024;

/** Of an object that is not scanned as it is. */
export const OPAQUE: Trace = { anchors: NO_ANCHORS, mentions: 0, steps: [0, 0, 0], zeros: true, opaque: true };

/**
 * Finds the same as a `Detector`, in objects in the kernel's memory. Of an object made by a delta, it scans only what the
 * delta changed: an anchor with the same bytes around it as in the base has the same outcome.
 */
export class DeltaDetector {
  readonly kernel: ObjectKernel;
  /** As in `Detector`. */
  readonly #problems = new Set<string>();
  readonly #evaluator: Evaluator;
  readonly #ruleSet: RuleSet;
  readonly #families: Families;
  readonly #options: DetectorOptions;
  readonly #limit: TimeLimit;
  readonly #outcomes = new Outcomes();
  /** For objects that are scanned whole. Created when first needed. */
  #whole: Detector | undefined;

  /**
   * @param arenaBytes room for objects
   * @param limit of the time for each object
   */
  constructor(ruleSet: RuleSet, options: DetectorOptions, arenaBytes: number, limit: TimeLimit) {
    const vocabulary = vocabularyOf(ruleSet);
    const spare = spares.get(vocabulary);
    spares.delete(vocabulary);
    this.kernel =
      spare?.arena.bytes === arenaBytes
        ? spare
        : new ObjectKernel(vocabulary.kernel, anchorRolesOf(vocabulary), arenaBytes);
    // What is packed in an object is rare: no scanner before it is met.
    this.#evaluator = new Evaluator(vocabulary, (bytes) => vocabulary.scanner.scan(bytes), limit.step);
    this.#ruleSet = ruleSet;
    this.#families = familiesOf(ruleSet);
    this.#options = options;
    this.#limit = limit;
  }

  /** Templates by number. */
  get templates(): readonly Template[] {
    return this.#outcomes.templates;
  }

  /**
   * Reports every match in an object, in order of position.
   * @returns the list of anchors in it is valid until the next object: `kernel.keepAnchors` copies it
   * @throws TooSlow; some matches may have been reported
   */
  detect(object: HeldObject, delta: DeltaBase | undefined, onHit: OnHit): Trace {
    const from = delta?.trace.opaque ? undefined : delta;
    const { at, count } = from === undefined || from.trace.zeros ? NO_ANCHORS : from.segments;
    const zeros = this.kernel.wasm.addsZero(object.at, object.length, at, count) !== 0;
    if (zeros || hasByteOrderMark(this.kernel.memory, object.at)) {
      const bytes = this.kernel.bytesOf(object);
      const text = toUtf8(bytes);
      if (text !== bytes) return this.#detectWhole(text, onHit);
    }
    const anchors = this.kernel.anchorsOf(object, from && derivationOf(from));
    if (anchors === undefined) return this.#detectWhole(this.kernel.bytesOf(object), onHit);
    const { tally } = this.kernel;
    const steps = stepsOf(tally);
    const reset = from === undefined ? 0 : this.#resetRuns(anchors, from.trace.steps, steps);
    if (tally.pending + tally.decided + reset > 0) {
      const isContextual = tally.mentions > 0 || (from?.trace.mentions ?? 0) > 0;
      this.#report(object, this.#evaluate(object, anchors, tally, isContextual), anchors, tally, onHit);
    }
    return { anchors, mentions: tally.mentions, steps, zeros };
  }

  /** As in `Detector`. */
  takeProblems(): readonly string[] {
    if (this.#problems.size === 0) return NO_PROBLEMS;
    const problems = [...this.#problems];
    this.#problems.clear();
    return problems;
  }

  /** Drops the outcomes of a family of objects. Call it after the last one. */
  forget(): void {
    this.#outcomes.forget();
  }

  /** Leaves the kernel to the next detector with these rules: neither this one nor what it holds may be used after that. */
  close(): void {
    const { arena } = this.kernel;
    if (arena.touched > MOST_SPARE_BYTES) return;
    arena.clear();
    spares.set(vocabularyOf(this.#ruleSet), this.kernel);
  }

  #detectWhole(utf8: Uint8Array, onHit: OnHit): Trace {
    this.#whole ??= new Detector(this.#ruleSet, this.#options, this.#limit);
    for (const match of this.#whole.detectIn(utf8, START)) {
      onHit(this.#outcomes.addTemplate(templateOf(match)), match.span.line, match.span.column);
    }
    for (const problem of this.#whole.takeProblems()) this.#problems.add(problem);
    return OPAQUE;
  }

  /**
   * Another number of siblings changes the evidence for all runs of a shape, and for base64: their outcomes are made again.
   * @returns how many
   */
  #resetRuns({ at, count }: AnchorList, before: readonly number[], now: readonly number[]): number {
    if (before === now) return 0;
    const changed = SHAPES.map((_, shape) => before[shape] !== now[shape]);
    if (!changed.includes(true)) return 0;
    const { words } = this.kernel;
    let reset = 0;
    for (let word = at / 4, end = word + count * ANCHOR_WORDS; word < end; word += ANCHOR_WORDS) {
      const what = words[word + 2] ?? 0;
      const kind = KINDS[what & 0xff];
      if (kind !== 'base64' && (kind !== 'run' || !changed[what >>> 8])) continue;
      words[word + 3] = PENDING;
      reset++;
    }
    return reset;
  }

  /** Hits of all anchors, those of keywords first. Evaluates anchors that are new, or whose outcome depends on the context. */
  #evaluate(object: HeldObject, anchors: AnchorList, tally: Tally, isContextual: boolean): TemplateHit[] {
    const { words } = this.kernel;
    const bytes = this.kernel.bytesOf(object);
    let context: ContextBuilder | undefined;
    const keywordHits: TemplateHit[] = [];
    const otherHits: TemplateHit[] = [];
    for (let word = anchors.at / 4, end = word + anchors.count * ANCHOR_WORDS; word < end; word += ANCHOR_WORDS) {
      let number = words[word + 3] ?? NO_OUTCOME;
      if (number === NO_OUTCOME) continue;
      const known = number === PENDING ? undefined : this.#outcomes.get(number);
      const isOpen = known === undefined || (isContextual && (known.window !== undefined || known.encoded));
      const anchor = isOpen ? this.#anchorAt(word) : undefined;
      if (anchor !== undefined) {
        this.#limit.step();
        const contextOf = () => {
          context ??= this.#contextOf(bytes, anchors, tally);
          return context;
        };
        number =
          anchor.kind === 'run'
            ? this.#matchCandidate(bytes, anchor, contextOf(), known, number)
            : this.#search(bytes, anchor, contextOf);
      }
      words[word + 3] = number;
      const start = words[word] ?? 0;
      const list = KINDS[(words[word + 2] ?? 0) & 0xff] === 'keyword' ? keywordHits : otherHits;
      for (const { offset, length, template, rank } of this.#outcomes.get(number)?.hits ?? []) {
        list.push({ start: start + offset, end: start + offset + length, template, rank });
      }
    }
    return keywordHits.length === 0 ? otherHits : [...keywordHits, ...otherHits];
  }

  #anchorAt(word: number): Anchor {
    const { words } = this.kernel;
    const [start = 0, end = 0, what = 0] = [words[word], words[word + 1], words[word + 2]];
    const kind = KINDS[what & 0xff] as Anchor['kind'];
    const detail = what >>> 8;
    if (kind === 'run') return { kind, shape: SHAPES[detail] ?? 'mixed32', start, end };
    if (kind === 'base64' || kind === 'packed') return { kind, start, end };
    return { kind, id: detail, start, end };
  }

  #contextOf(bytes: Buffer, { at, count }: AnchorList, tally: Tally): ContextBuilder {
    const context = new ContextBuilder(bytes);
    SHAPES.forEach((shape, number) => {
      context.siblings[shape] = tally.runs(number);
    });
    const { words } = this.kernel;
    if (tally.mentions === 0) return context;
    for (let word = at / 4, end = word + count * ANCHOR_WORDS; word < end; word += ANCHOR_WORDS) {
      if (KINDS[(words[word + 2] ?? 0) & 0xff] !== 'keyword') continue;
      const anchor = this.#anchorAt(word);
      if (anchor.kind === 'keyword') this.#evaluator.addMentions(anchor, context);
    }
    return context;
  }

  /** @returns number of the outcome; the same as before if the context did not change the evidence */
  #matchCandidate(
    bytes: Buffer,
    anchor: Anchor & { kind: 'run' },
    context: ContextBuilder,
    known: Outcome | undefined,
    number: number,
  ): number {
    const window = known?.window ?? this.#evaluator.readWindow(bytes, anchor);
    if (known === undefined && isNeverReported(window, context.siblings[anchor.shape])) return NO_OUTCOME;
    const hit = this.#evaluator.matchCandidate(window, anchor, context);
    if (known !== undefined && this.#isSame(known, hit)) return number;
    const last = this.#outcomes.lastOf(window);
    const outcome = this.#outcomes.get(last);
    if (last !== NO_OUTCOME && outcome !== undefined && this.#isSame(outcome, hit)) return last;
    return this.#outcomes.addCandidate(window, hit === undefined ? [] : this.#toRelative(bytes, anchor, [hit]));
  }

  #isSame({ hits: [known] }: Outcome, hit: Hit | undefined): boolean {
    if (known === undefined || hit === undefined) return known === hit;
    const template = this.templates[known.template];
    return hit.kind === 'bare' && template?.kind === 'bare' && isSameEvidence(template.evidence, hit.evidence);
  }

  #search(bytes: Buffer, anchor: NonRunAnchor, contextOf: () => ContextBuilder): number {
    const hits: Hit[] = [];
    const hasCandidates = this.#evaluator.search(bytes, anchor, contextOf, hits);
    return this.#outcomes.add({
      hits: this.#toRelative(bytes, anchor, hits),
      ...(hasCandidates ? { encoded: true } : {}),
    });
  }

  #toRelative(bytes: Buffer, anchor: Anchor, hits: readonly Hit[]): RelativeHit[] {
    return hits.map((hit) => ({
      offset: hit.start - anchor.start,
      length: hit.end - hit.start,
      template: this.#outcomes.addTemplate(this.#templateOf(bytes, hit)),
      rank: hit.rank,
    }));
  }

  #templateOf(bytes: Buffer, hit: Hit): Template {
    const { start, end, value } = hit;
    const { wasm } = this.kernel;
    const at = bytes.byteOffset;
    const reach = hit.kind === 'bare' ? Math.min(hit.evidence.reach, start) : 0;
    const contextLines = reach === 0 ? 0 : wasm.measureLines(at + start - reach, at + start);
    const lines = wasm.measureLines(at + start, at + end);
    const units = wasm.unitsBehindBreak();
    const excerpt = excerptOf(bytes, start, end, new Secret(value).mask());
    const common = { value, excerpt, lines, units, contextLines };
    return hit.kind === 'bare'
      ? { ...common, kind: 'bare', evidence: hit.evidence }
      : { ...common, kind: 'rule', ruleId: hit.rule.id, proof: hit.proof };
  }

  /** Reports hits with their lines and columns, and marks those that inline comments leave out. */
  #report(
    object: HeldObject,
    hits: readonly TemplateHit[],
    anchors: AnchorList,
    { markers }: Tally,
    onHit: OnHit,
  ): void {
    if (hits.length === 0) return;
    const ignoredBy = this.#readIgnores(object, anchors, markers);
    const { wasm } = this.kernel;
    let [at, line, column] = [0, 1, 1];
    for (const { start, end, template } of resolveOverlaps(hits)) {
      const breaks = wasm.measureLines(object.at + at, object.at + start);
      const units = wasm.unitsBehindBreak();
      line += breaks;
      column = breaks === 0 ? column + units : units + 1;
      at = start;
      const marker = ignoredBy?.(this.#familyOf(template), start, end);
      onHit(marker === undefined ? template : this.#outcomes.ignore(template, marker), line, column);
    }
  }

  #readIgnores(object: HeldObject, { at, count }: AnchorList, markerCount: number) {
    if (markerCount === 0 || this.#options.applyIgnores === false) return undefined;
    const markers: Marker[] = [];
    for (let word = at / 4, end = word + count * ANCHOR_WORDS; word < end; word += ANCHOR_WORDS) {
      const anchor = this.#anchorAt(word);
      if (anchor.kind === 'keyword') this.#evaluator.addMarkers(anchor, markers);
    }
    const ignores = readIgnores(this.kernel.bytesOf(object), markers, {
      families: this.#families,
      requireReason: this.#options.requireReason ?? false,
    });
    for (const problem of ignores.problems.keys()) this.#problems.add(problem);
    return ignores.ignoredBy;
  }

  #familyOf(number: number): string {
    const template = this.templates[number];
    return template?.kind === 'rule' ? (this.#families.get(template.ruleId) ?? '') : BARE_KEY_FAMILY;
  }
}

const NO_STEPS: readonly number[] = [0, 0, 0];

function stepsOf(tally: Tally): readonly number[] {
  const hex = siblingsStep(tally.runs(0));
  const alnum = siblingsStep(tally.runs(1));
  const mixed = siblingsStep(tally.runs(2));
  return hex + alnum + mixed === 0 ? NO_STEPS : [hex, alnum, mixed];
}

function derivationOf({ base, trace, segments }: DeltaBase): Derivation {
  return { base, anchors: trace.anchors, segments };
}

function isSameEvidence(a: Evidence, b: Evidence): boolean {
  return (
    a.provider === b.provider &&
    a.features.length === b.features.length &&
    a.features.every(({ name, detail, provider }, at) => {
      const other = b.features[at];
      return name === other?.name && detail === other.detail && provider === other.provider;
    })
  );
}
