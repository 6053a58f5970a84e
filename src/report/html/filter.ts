import type { PlaceKind } from '../../model/finding.ts';
import { groupBy } from '../../model/group-by.ts';
import type { Severity } from '../../model/rule.ts';
import type { PageFinding, PageRule, Presence, Status } from './shape.ts';
import { type Life, lifeOf } from './timeline.ts';

/** What is looked for; the empty text, set or name leaves everything in. */
export interface Filter {
  readonly text: string;
  readonly severities: ReadonlySet<Severity>;
  readonly rule: string;
  readonly kind: PlaceKind | '';
  readonly status: Status | '';
  readonly presence: Presence | '';
}

/** A finding as the page uses it. */
export interface Entry extends PageFinding {
  readonly of: PageRule;
  /** All of its texts in small letters, to search in. */
  readonly text: string;
  readonly life: Life | undefined;
}

/**
 * @param now when the scan began, in milliseconds since 1970
 * @throws Error if a finding's rule is missing
 */
export function entriesOf(findings: readonly PageFinding[], rules: readonly PageRule[], now: number): Entry[] {
  return findings.map((finding) => {
    const of = rules[finding.rule];
    if (of === undefined) throw new Error(`there is no rule ${finding.rule}`);
    const { id, subject, secret = '', facts, places } = finding;
    const texts = [
      ...[subject, secret, id, of.id, of.title],
      ...facts.map(([, text]) => text),
      ...places.flatMap(({ where, excerpt = '', past = '' }) => [where, excerpt, past]),
    ];
    return { ...finding, of, text: texts.join('\n').toLowerCase(), life: lifeOf(finding, now) };
  });
}

/** The entries that have every word of the text, and the rest. */
export function matching(entries: readonly Entry[], filter: Filter): Entry[] {
  const words = filter.text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const { severities, rule, kind, status, presence } = filter;
  return entries.filter(
    (entry) =>
      (severities.size === 0 || severities.has(entry.of.severity)) &&
      (rule === '' || entry.of.id === rule) &&
      (kind === '' || entry.kinds.includes(kind)) &&
      (status === '' || entry.status === status) &&
      (presence === '' || entry.presence === presence) &&
      words.every((word) => entry.text.includes(word)),
  );
}

/** By what entries are put together. What no entry has is not offered. */
export const GROUPINGS = {
  urgency: undefined,
  rule: ({ of }) => of.title,
  place: ({ places: [first] }) => first?.where.replace(/:\d+:\d+(?= |$)/, '') ?? '',
  severity: ({ of }) => of.severity,
  service: ({ of }) => of.provider,
  age: ({ age = '' }) => age,
  repository: ({ repositories = '' }) => repositories,
  team: ({ teams = '' }) => teams,
} as const satisfies Record<string, ((entry: Entry) => string) | undefined>;

export type Grouping = keyof typeof GROUPINGS;

export function groupingsOf(entries: readonly Entry[]): Grouping[] {
  const all = Object.keys(GROUPINGS) as Grouping[];
  return all.filter((name) => name === 'urgency' || entries.some((entry) => GROUPINGS[name](entry) !== ''));
}

/** An entry in a list; the first of a group says what it is, and how many are in it. */
export interface Row {
  readonly entry: Entry;
  readonly group?: { readonly name: string; readonly count: number };
}

/** The entries group by group, those with the most urgent entry first; within one they keep their order. */
export function rowsOf(entries: readonly Entry[], grouping: Grouping): Row[] {
  const nameOf = GROUPINGS[grouping];
  if (nameOf === undefined) return entries.map((entry) => ({ entry }));
  return [...groupBy<Entry, string>(entries, nameOf)].flatMap(([name, group]) =>
    group.map((entry, at): Row => (at === 0 ? { entry, group: { name, count: group.length } } : { entry })),
  );
}
