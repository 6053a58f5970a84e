import { SEVERITIES } from '../../../model/severity.ts';
import { grouped } from '../../../syntax/words.ts';
import { type Entry, type Filter, type Grouping, groupingsOf } from '../filter.ts';
import type { Status } from '../shape.ts';
import { type Content, h } from './dom.ts';
import { PRESENCES } from './finding.ts';

const STATUSES: Readonly<Record<Status, string>> = { alive: 'alive', dead: 'dead', unverified: 'not verified' };

export interface Controls {
  readonly form: HTMLFormElement;
  readonly search: HTMLInputElement;
  readonly filter: () => Filter;
  readonly grouping: () => Grouping;
}

/** The form with search and filters; those that have nothing to choose from are left out. */
export function drawControls(entries: readonly Entry[], change: () => void): Controls {
  const search = h('input', {
    ...{ type: 'search', placeholder: 'Search: path, variable, rule, author, commit …' },
    ...{ autocomplete: 'off', spellcheck: 'false', 'aria-keyshortcuts': '/' },
  });
  const bySeverity = countOf(entries, ({ of }) => [of.severity]);
  const severities = SEVERITIES.filter((severity) => bySeverity.has(severity)).map((severity) => ({
    severity,
    box: h('input', { type: 'checkbox' }),
  }));
  const rule = choiceOf(
    'Rule',
    countOf(entries, ({ of }) => [of.id]),
    (id) => id,
  );
  const kind = choiceOf(
    'Place',
    countOf(entries, ({ kinds }) => kinds),
    (name) => name.replace('-', ' '),
  );
  const status = choiceOf(
    'Status',
    countOf(entries, (entry) => [entry.status]),
    (name) => STATUSES[name],
  );
  const presence = choiceOf(
    'Now',
    countOf(entries, (entry) => [entry.presence]),
    (name) => PRESENCES[name],
  );
  const grouping = h(
    'select',
    groupingsOf(entries).map((name) => h('option', name)),
  );
  const toggles = severities.map(({ severity, box }) =>
    h(`label.toggle.${severity}`, box, severity, h('small', grouped(bySeverity.get(severity) ?? 0))),
  );
  const form = h(
    'form.controls',
    { role: 'search', 'aria-label': 'Findings' },
    labelled('Search', search, 'label.search'),
    h(
      'div.filters',
      h('fieldset', h('legend', 'Severity'), toggles),
      [presence, status, rule, kind].map(({ label }) => label),
      labelled('Group by', grouping),
      h('button', { type: 'reset' }, 'Clear'),
    ),
  );
  form.addEventListener('input', change);
  form.addEventListener('submit', (event) => event.preventDefault());
  // The fields are empty only after the event.
  form.addEventListener('reset', () => setTimeout(change));
  return {
    form,
    search,
    filter: () => ({
      text: search.value,
      severities: new Set(severities.filter(({ box }) => box.checked).map(({ severity }) => severity)),
      rule: rule.value(),
      kind: kind.value(),
      status: status.value(),
      presence: presence.value(),
    }),
    grouping: () => grouping.value as Grouping,
  };
}

function countOf<T extends string>(entries: readonly Entry[], keysOf: (entry: Entry) => readonly T[]): Map<T, number> {
  const counts = new Map<T, number>();
  for (const key of entries.flatMap(keysOf)) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

function choiceOf<T extends string>(name: string, counts: ReadonlyMap<T, number>, textOf: (value: T) => string) {
  const sorted = [...counts].toSorted(([, a], [, b]) => b - a);
  const options = sorted.map(([value, count]) => h('option', { value }, `${textOf(value)} (${grouped(count)})`));
  const field = h('select', h('option', { value: '' }, 'any'), options);
  return { label: counts.size > 1 ? labelled(name, field) : undefined, value: () => field.value as T | '' };
}

function labelled(name: string, field: Content, selector: 'label' | 'label.search' = 'label'): HTMLElement {
  return h(selector, h('span', name), field);
}
