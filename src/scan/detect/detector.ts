import type { Kernel } from '../../kernel/kernel.ts';
import type { HexhoundError } from '../../model/errors.ts';
import { BARE_KEY_FAMILY, familyOf } from '../../model/fingerprint.ts';
import type { Fragment } from '../../model/fragment.ts';
import type { Match } from '../../model/match.ts';
import type { RuleSet } from '../../model/rule.ts';
import { Secret } from '../../model/secret.ts';
import { AllowLists } from '../../rules/allow-list.ts';
import { contentRulesOf } from '../../rules/rule-set.ts';
import { type Families, familiesOf } from '../../rules/services.ts';
import { readIgnores } from '../suppress/inline.ts';
import { UnusedComments } from '../suppress/unused-comments.ts';
import { ContentSearch, linesAround } from './content-search.ts';
import { toUtf8 } from './encoding.ts';
import { Evaluator } from './evaluate.ts';
import { excerptOf } from './excerpt.ts';
import type { Hit } from './hit.ts';
import { resolveOverlaps } from './overlap.ts';
import { Positions } from './position.ts';
import { TimeLimit } from './time-limit.ts';
import { vocabularyOf } from './vocabulary.ts';

export interface DetectorOptions {
  /** Apply inline ignore comments. Default: true. */
  readonly applyIgnores?: boolean;
  /** Our own inline comments count only with a reason. */
  readonly requireReason?: boolean;
  /** For a file, see `TimeLimit`. Default: none. */
  readonly fileTimeoutMs?: number;
  /** Remember our own inline comments, to tell which leave nothing out. Default: false. */
  readonly watchComments?: boolean;
}

/** Finds the secrets in contents, one after the other. */
export class Detector {
  readonly #kernel: Kernel;
  readonly #evaluator: Evaluator;
  readonly #families: Families;
  readonly #options: DetectorOptions;
  readonly #step: () => void;
  /** Inline comments that may not do what their author meant, since this was cleared: each kind once, with the line of the first. */
  readonly problems = new Map<string, number>();
  /** Those that left nothing out. Only with `watchComments`. */
  readonly comments: UnusedComments | undefined;
  readonly #contents: ContentSearch;
  readonly #allow: AllowLists;

  /** @param limit of the time for each content */
  constructor(ruleSet: RuleSet, options: DetectorOptions = {}, limit = new TimeLimit(Number.POSITIVE_INFINITY)) {
    const vocabulary = vocabularyOf(ruleSet);
    this.#kernel = vocabulary.scanner;
    this.#contents = new ContentSearch(contentRulesOf(ruleSet), ruleSet.allow ?? []);
    this.#allow = AllowLists.of(ruleSet);
    this.#evaluator = new Evaluator(vocabulary, (bytes) => this.#kernel.scan(bytes), limit.step, this.#contents);
    this.#step = limit.step;
    this.#families = familiesOf(ruleSet);
    this.#options = options;
    this.comments = options.watchComments ? new UnusedComments(ruleSet) : undefined;
  }

  /** Kinds of problems since the last call. */
  takeProblems(): readonly string[] {
    if (this.problems.size === 0) return NO_PROBLEMS;
    const problems = [...this.problems.keys()];
    this.problems.clear();
    return problems;
  }

  /** What was not looked for to the end: rules that took too long, each with an error that names it. */
  get failures(): ReadonlyMap<string, HexhoundError> {
    return this.#contents.disabled;
  }

  /** All matches in a fragment, in order of position. They keep none of its bytes. @throws TooSlow within a `TimeLimit` */
  detect({ bytes, origin }: Pick<Fragment, 'bytes' | 'origin'>): Match[] {
    return this.detectIn(toUtf8(bytes), origin);
  }

  /** The same of what `toUtf8` gave. */
  detectIn(utf8: Uint8Array, origin: Fragment['origin']): Match[] {
    const bytes = Buffer.from(utf8.buffer, utf8.byteOffset, utf8.byteLength);
    this.comments?.begin();
    const { hits, markers } = this.#evaluator.evaluateAll(bytes);
    if (hits.length === 0 && (this.comments === undefined || markers.length === 0)) return [];
    const ignores = readIgnores(bytes, this.#options.applyIgnores === false ? [] : markers, {
      families: this.#families,
      requireReason: this.#options.requireReason ?? false,
    });
    for (const [problem, at] of ignores.problems) {
      if (!this.problems.has(problem)) this.problems.set(problem, origin.line + lineBreaksIn(bytes.subarray(0, at)));
    }
    this.comments?.read(bytes, origin, ignores);
    const resolved = resolveOverlaps(hits);
    const positions = new Positions(bytes, origin, (...range) => this.#kernel.measureLines(...range));
    const lines = linesOf(positions, origin, resolved);
    return resolved.map((hit) => {
      this.#step();
      const secret = new Secret(hit.value);
      const ignoredBy = ignores.ignoredBy(familyOfHit(hit), hit.start, hit.end);
      const common = {
        secret,
        ...lines(hit),
        excerpt: excerptOf(bytes, hit.start, hit.end, secret.mask()),
        ...(ignoredBy === undefined ? {} : { ignoredBy }),
        ...this.#allowed(bytes, hit),
      };
      const match: Match =
        hit.kind === 'bare'
          ? { ...common, kind: 'bare', evidence: hit.evidence }
          : { ...common, kind: 'rule', rule: hit.rule, proof: hit.proof };
      if (ignoredBy !== undefined) this.comments?.leftOut(match, ignores, familyOfHit(hit), hit);
      return match;
    });
  }

  /** What allow-lists say of the text around a hit: only here it is seen. */
  #allowed(bytes: Buffer, hit: Hit): Pick<Match, 'allowed'> {
    if (hit.kind === 'rule' && hit.allowed !== undefined) return { allowed: hit.allowed };
    if (!this.#allow.needText) return {};
    const { start, end, value } = hit;
    return { allowed: this.#allow.holding({ secret: value, match: value, line: linesAround(bytes, start, end) }) };
  }
}

/** Of nearly all contents. */
export const NO_PROBLEMS: readonly string[] = [];

function lineBreaksIn(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count++;
  return count;
}

function familyOfHit(hit: Hit): string {
  return hit.kind === 'rule' ? familyOf(hit.rule) : BARE_KEY_FAMILY;
}

/** Finds lines and columns of all hits in one pass over the bytes. */
function linesOf(
  positions: Positions,
  origin: Fragment['origin'],
  hits: readonly Hit[],
): (hit: Hit) => Pick<Match, 'span' | 'contextLine'> {
  const offsets = new Set<number>();
  for (const hit of hits) offsets.add(hit.start).add(hit.end).add(contextStart(hit));
  const at = new Map([...offsets].sort((a, b) => a - b).map((offset) => [offset, positions.of(offset)]));
  const of = (offset: number) => at.get(offset) ?? { line: origin.line, column: origin.column };
  return (hit) => {
    const [{ line, column }, end] = [of(hit.start), of(hit.end)];
    return {
      span: { line, column, endLine: end.line, endColumn: end.column },
      contextLine: of(contextStart(hit)).line,
    };
  };
}

function contextStart(hit: Hit): number {
  return hit.kind === 'bare' ? Math.max(0, hit.start - hit.evidence.reach) : hit.start;
}
