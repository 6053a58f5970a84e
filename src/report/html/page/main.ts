/** The page of an HTML report: reads the data in it and draws it. */

import { grouped, plural } from '../../../syntax/words.ts';
import { type Entry, entriesOf, matching, type Row, rowsOf } from '../filter.ts';
import type { PageData } from '../shape.ts';
import { timelineOf } from '../timeline.ts';
import { drawChart } from './chart.ts';
import { drawControls } from './controls.ts';
import { h, open } from './dom.ts';
import { drawRow } from './finding.ts';
import { drawRemarks } from './remarks.ts';
import { themeButton } from './theme.ts';
import { windowed } from './windowed.ts';

const data: PageData = JSON.parse(document.getElementById('report')?.textContent ?? '');
const { conclusion, started, version, subject, errors } = data;
const now = Date.parse(started);
const entries = entriesOf(data.findings, data.rules, now);
const timeOf = (some: readonly Entry[]) =>
  timelineOf(
    some.flatMap(({ life }) => life ?? []),
    now,
  );
const scene = { start: timeOf(entries)?.start ?? now, end: now, opened: new Set<string>() };

let rows: Row[] = [];
const count = h('p.count', { role: 'status' });
const feed = h('div', { role: 'feed', 'aria-label': 'Findings', id: 'findings', tabindex: -1 });
const chart = h('section.timeline', { 'aria-label': 'Timeline' });
const list = windowed<Row>(feed, (row, index, total) => drawRow(row, index, total, scene));
const controls = drawControls(entries, update);

function update(): void {
  // The first ones are to be seen, also by who searches far down. Asked before the page changes, or it would be laid out for it.
  const isBelow = feed.getBoundingClientRect().top < 0;
  const found = matching(entries, controls.filter());
  rows = rowsOf(found, controls.grouping());
  list.show(rows);
  if (isBelow) feed.scrollIntoView();
  const all = plural(entries.length, 'finding');
  count.textContent = found.length === entries.length ? all : `${grouped(found.length)} of ${all}`;
  if (found.length === 0) feed.append(h('p.none', 'No finding is like this.'));
  const timeline = timeOf(found);
  chart.hidden = timeline === undefined;
  chart.replaceChildren(h('h2', 'Timeline'), h('div', timeline && drawChart(timeline)));
}

/** Shows the finding that the address names; the filters must not hide it. */
function follow(): void {
  const id = location.hash.slice(1);
  if (!entries.some((entry) => entry.id === id)) return;
  if (!rows.some(({ entry }) => entry.id === id)) {
    controls.form.reset();
    setTimeout(follow);
  } else
    focusOn(
      rows.findIndex(({ entry }) => entry.id === id),
      true,
    );
}

function focusOn(index: number, isOpened: boolean): void {
  const article = list.at(index);
  const box = article?.querySelector('details');
  if (article === undefined || !box) return;
  if (isOpened) open(box);
  box.querySelector('summary')?.focus({ preventScroll: true });
  article.scrollIntoView({ block: isOpened ? 'start' : 'nearest' });
}

/** `/` goes to the search; up and down, or k and j, go from finding to finding, Home and End to the first and the last. */
function onKey(event: KeyboardEvent): void {
  const { target, key, ctrlKey, metaKey, altKey } = event;
  if (ctrlKey || metaKey || altKey || !(target instanceof Element) || target.matches('input, select')) return;
  if (key === '/') {
    controls.search.focus();
    event.preventDefault();
  }
  const position = target.closest('article')?.getAttribute('aria-posinset');
  if (position == null) return;
  const at = Number(position) - 1;
  const ways = { ArrowDown: at + 1, j: at + 1, ArrowUp: at - 1, k: at - 1, Home: 0, End: rows.length - 1 };
  const next = new Map(Object.entries(ways)).get(key);
  if (next === undefined || rows[next] === undefined) return;
  focusOn(next, false);
  event.preventDefault();
}

let openedForPrint: HTMLDetailsElement[] = [];

/** On paper nothing can be opened or scrolled to. */
function print(isPrinting: boolean): void {
  list.setWhole(isPrinting);
  for (const each of openedForPrint) each.open = false;
  openedForPrint = isPrinting ? [...document.querySelectorAll<HTMLDetailsElement>('details:not([open])')] : [];
  for (const each of openedForPrint) open(each);
}

document.body.replaceChildren(
  h(
    'header',
    h('a.skip', { href: '#findings' }, 'Skip to the findings'),
    h('div.bar', h('b', 'hexhound'), `${version}, ${started.slice(0, 16).replace('T', ' ')} UTC`, themeButton()),
    h('h1', subject),
    h(`p.conclusion.${errors.length > 0 ? 'incomplete' : conclusion.state}`, conclusion.text),
  ),
  h(
    'main',
    drawRemarks(data),
    entries.length > 0
      ? [chart, h('section', { 'aria-label': 'Findings' }, h('h2.hidden', 'Findings'), controls.form, count, feed)]
      : undefined,
  ),
);
update();
follow();
addEventListener('hashchange', follow);
document.addEventListener('keydown', onKey);
addEventListener('beforeprint', () => print(true));
addEventListener('afterprint', () => print(false));
