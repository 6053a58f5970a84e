import { once, oncePer } from '../model/once.ts';
import type { Provider, Rule, RuleSet } from '../model/rule.ts';
import { readData } from './data-file.ts';

/** The first line of the file of rules. */
interface Head extends Pick<RuleSet, 'providers' | 'cuts' | 'digest'> {
  /** Of services. */
  readonly words: readonly string[];
}

/**
 * The compiled rules as text, which `RULE_SET` reads: a line for what all of them share, and for each rule a line
 * `<kind> <id> <JSON>`.
 */
export function toRulesText(head: Head, rules: readonly Rule[]): string {
  return [JSON.stringify(head), ...rules.map((rule) => `${rule.kind} ${rule.id} ${JSON.stringify(rule)}`)].join('\n');
}

const lines = once(() => readData('rules.txt').split('\n'));
// The build has written it.
const head = once(() => JSON.parse(lines()[0] ?? '') as Head);
const rows = once(() => readData('services.json'));
const ruleLines = once(() => lines().slice(1));
const numbers = once(() => new Map(ruleLines().map((line, number) => [idOf(line), number])));
const rules = once(() => ruleLines().map((_, number) => ownRuleAt(number)));
const parsed: Rule[] = [];

/**
 * The files under rules/, compiled by the build. Everything is read when it is first used: a hook that finds nothing uses almost
 * nothing.
 */
export const RULE_SET: RuleSet = {
  get providers(): readonly Provider[] {
    return head().providers;
  },
  get rules() {
    return rules();
  },
  get cuts() {
    return head().cuts ?? {};
  },
  get digest() {
    return head().digest;
  },
  services: {
    get words() {
      return head().words;
    },
    get rows() {
      return rows();
    },
  },
};

/** `RULE_SET.rules[number]`, for which the others are not parsed. */
export function ownRuleAt(number: number): Rule {
  const line = ruleLines()[number] ?? '';
  parsed[number] ??= JSON.parse(line.slice(line.indexOf('{'))) as Rule;
  return parsed[number];
}

/** The built-in rule with an id. */
export function ownRule(id: string): Rule | undefined {
  const number = numbers().get(id);
  return number === undefined ? undefined : ownRuleAt(number);
}

/** Settings with rules, to be sent to another thread: without the built-in rules, which it has itself. */
export function toThread<S extends { readonly ruleSet: RuleSet }>(settings: S): unknown {
  return { ...settings, ruleSet: settings.ruleSet === RULE_SET ? undefined : settings.ruleSet };
}

/** The settings that were given to `toThread`, in the thread that received the result. */
export function inThread<S extends { readonly ruleSet: RuleSet }>(sent: unknown): S {
  const settings = sent as S & { readonly ruleSet: RuleSet | undefined };
  return { ...settings, ruleSet: settings.ruleSet ?? RULE_SET };
}

/** The rules about files themselves; the same array for the same rule set. */
export const fileRulesOf = rulesOf('file', (rule) => rule.kind === 'file');
/** The rules without anchors. */
export const contentRulesOf = rulesOf('content', (rule) => rule.kind === 'content');

/** Gives the rules of one kind. Of the built-in ones, the others are not parsed. */
function rulesOf<R extends Rule>(kind: R['kind'], isOfKind: (rule: Rule) => rule is R) {
  return oncePer((ruleSet: RuleSet): readonly R[] =>
    (ruleSet === RULE_SET ? ownRulesOfKind(kind) : ruleSet.rules).filter(isOfKind),
  );
}

/** Splitting a line of some thousand characters takes longer. */
function idOf(line: string): string {
  return line.slice(line.indexOf(' ') + 1, line.indexOf(' {'));
}

function ownRulesOfKind(kind: Rule['kind']): Rule[] {
  return ruleLines().flatMap((line, number) => (line.startsWith(`${kind} `) ? ownRuleAt(number) : []));
}
