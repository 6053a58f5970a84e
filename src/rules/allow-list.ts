import { HexhoundError } from '../model/errors.ts';
import type { Match } from '../model/match.ts';
import { oncePer } from '../model/once.ts';
import type { Place } from '../model/place.ts';
import type { AllowList, Rule, RuleSet } from '../model/rule.ts';
import { limited } from '../syntax/limited.ts';
import { contentRulesOf } from './rule-set.ts';

/** The texts that conditions on a content look at. */
export interface AllowedText {
  /** Latin-1, as in `Secret`. */
  readonly secret: string;
  readonly match: string;
  readonly line: string;
}

/** Longer texts are cut: an expression in a repository may be made to run for ever on them. */
const LONGEST = 4096;

/** Decides what allow-lists leave out: by the content where it is found, by path and commit once these are known. */
export class AllowLists {
  readonly #lists: readonly CompiledList[];

  constructor(lists: readonly AllowList[]) {
    this.#lists = lists.map((list, number) => new CompiledList(list, number));
  }

  /** The lists of a rule set, compiled once. */
  static readonly of = oncePer(({ allow = [] }: RuleSet) => new AllowLists(allow));

  get isEmpty(): boolean {
    return this.#lists.length === 0;
  }

  /** Whether any looks at more than the secret. */
  get needText(): boolean {
    return this.#lists.some(({ needsText }) => needsText);
  }

  /** Numbers of the lists whose conditions on the content hold. @param ruleId leaves out the lists for other rules */
  holding(text: AllowedText, ruleId?: string): number[] {
    const lists = this.#lists.filter((list) => list.hasContent && (ruleId === undefined || list.isFor(ruleId)));
    return lists.filter((list) => list.holdsIn(text)).map(({ number }) => number);
  }

  /** Whether the content alone leaves out what a rule found, at any place. @param holding the result of `holding` */
  isAllowedAnywhere(ruleId: string, holding: readonly number[]): boolean {
    return holding.some((number) => this.#lists[number]?.isFor(ruleId) && !this.#lists[number]?.needsPlace);
  }

  /** Whether a match is left out at a place, also because its rule is for other paths. @param path as it is judged */
  isAllowed(match: Match, rule: Rule, path: string | undefined, { commit }: Pick<Place, 'commit'>): boolean {
    if (rule.kind === 'content' && rule.path !== undefined && matchesPath(path ?? '', rule.path) === false) return true;
    if (this.isEmpty) return false;
    const secret = match.secret.reveal();
    const holding = match.allowed ?? this.holding({ secret, match: secret, line: secret }, rule.id);
    if (this.isAllowedAnywhere(rule.id, holding)) return true;
    return this.#lists.some(
      (list) =>
        list.isFor(rule.id) && list.holdsAt(path, commit) && (!list.isContentNeeded || holding.includes(list.number)),
    );
  }

  /** Whether a finding about the file itself is left out. */
  isFileAllowed(rule: Rule, path: string, commit: string | undefined): boolean {
    return this.#lists.some((list) => list.isFor(rule.id) && list.holdsAt(path, commit) && !list.isContentNeeded);
  }
}

/** Whether contents must be read whole: content rules have no anchors, and a delta may have only a part of a line. */
export function needsWholeContents(ruleSet: RuleSet): boolean {
  const { allow = [] } = ruleSet;
  return (
    contentRulesOf(ruleSet).length > 0 || allow.some(({ of, patterns = [] }) => of !== undefined && patterns.length > 0)
  );
}

/** Whether an expression is found in a path; undefined if it takes too long to tell. */
export function matchesPath(path: string, expression: string): boolean | undefined {
  return isFound(expression, path);
}

/** In milliseconds, for one text and for all: an expression may be written to run for ever on a short one, too. */
const [MOST_AT_ONCE, MOST_IN_ALL] = [500, 20_000];

/** Expressions that took too long, and are not tried again. */
const slow = new Set<string>();
const spent = new Map<string, number>();

/** @returns undefined if it takes too long to tell */
function isFound(pattern: string, text: string): boolean | undefined {
  if (slow.has(pattern)) return undefined;
  const expression = expressionOf(pattern);
  const started = performance.now();
  const done = limited(MOST_AT_ONCE, () => expression.test(text));
  const all = (spent.get(pattern) ?? 0) + performance.now() - started;
  spent.set(pattern, all);
  if (done === undefined || all > MOST_IN_ALL) slow.add(pattern);
  return done?.value;
}

/** An error for each expression of a rule set that took too long. Allow-lists then leave nothing out, and file rules find nothing. */
export function slowExpressions(ruleSet: RuleSet): HexhoundError[] {
  if (slow.size === 0) return [];
  const { rules, allow = [] } = ruleSet;
  const why = 'an expression takes too long: it can match the same text in too many ways';
  const bad = [
    ...rules.flatMap((rule) => {
      const path = rule.kind === 'content' || rule.kind === 'file' ? rule.path : undefined;
      return path !== undefined && slow.has(path) ? [`${rule.id} (path)`] : [];
    }),
    ...allow.flatMap(({ rules: ids, patterns = [], paths = [] }) =>
      [...patterns, ...paths].some((pattern) => slow.has(pattern))
        ? [`allow of ${ids?.join(', ') ?? 'all rules'}`]
        : [],
    ),
  ];
  return bad.map((subject) => new HexhoundError('E_RULE', subject, why));
}

const expressions = new Map<string, RegExp>();

function expressionOf(pattern: string): RegExp {
  let expression = expressions.get(pattern);
  if (expression === undefined) {
    expression = new RegExp(pattern, 'u');
    expressions.set(pattern, expression);
  }
  return expression;
}

class CompiledList {
  readonly number: number;
  /** It has conditions on the content, or on the place. */
  readonly hasContent: boolean;
  readonly needsPlace: boolean;
  readonly isContentNeeded: boolean;
  readonly needsText: boolean;
  readonly #list: AllowList;

  constructor(list: AllowList, number: number) {
    this.number = number;
    this.#list = list;
    this.hasContent = isGiven(list.patterns) || isGiven(list.words);
    this.needsPlace = list.all === true && (isGiven(list.paths) || isGiven(list.commits));
    this.needsText = list.of !== undefined && isGiven(list.patterns);
    this.isContentNeeded = list.all === true && this.hasContent;
  }

  isFor(ruleId: string): boolean {
    return this.#list.rules === undefined || this.#list.rules.includes(ruleId);
  }

  holdsIn(text: AllowedText): boolean {
    const { patterns, of = 'secret', words, all } = this.#list;
    const subject = text[of].slice(0, LONGEST);
    const secret = text.secret.toLowerCase();
    const checks = [
      ...(isGiven(patterns) ? [patterns.some((pattern) => isFound(pattern, subject) === true)] : []),
      ...(isGiven(words) ? [words.some((word) => secret.includes(word))] : []),
    ];
    return all === true ? checks.every(Boolean) : checks.some(Boolean);
  }

  holdsAt(path: string | undefined, commit: string | undefined): boolean {
    const { paths, commits, all } = this.#list;
    const checks = [
      ...(isGiven(paths) ? [path !== undefined && paths.some((pattern) => isFound(pattern, path) === true)] : []),
      ...(isGiven(commits) ? [commit !== undefined && commits.includes(commit)] : []),
    ];
    return all === true ? checks.length > 0 && checks.every(Boolean) : checks.some(Boolean);
  }
}

function isGiven<T>(list: readonly T[] | undefined): list is readonly T[] {
  return list !== undefined && list.length > 0;
}
