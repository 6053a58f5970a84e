import { grouped } from '../../../syntax/words.ts';
import type { Period, Timeline } from '../timeline.ts';
import { type Content, details, h } from './dom.ts';

/** Labels under the bars, at most. */
const LABELS = 6;

/** Strips on one scale: how many secrets HEAD had, how many came in, how many were taken out. The table says the same. */
export function drawChart({ periods }: Timeline): Content {
  const most = Math.max(...periods.map(({ held }) => held));
  const change = Math.max(...periods.flatMap(({ entered, left }) => [entered, left]));
  const sum = (of: (period: Period) => number) => grouped(periods.reduce((total, period) => total + of(period), 0));
  const text = `${sum(({ entered }) => entered)} came in since ${periods[0]?.label ?? ''}, ${sum(({ left }) => left)} were taken out, ${grouped(periods.at(-1)?.held ?? 0)} were not.`;
  const every = Math.ceil(periods.length / LABELS);
  const scale = [
    ['There', most],
    ['Came in', change],
    ['Taken out', change],
  ] as const;
  const columns = periods.map(({ label, entered, left, held }, at) =>
    h(
      'div.column',
      { title: `${label}: ${grouped(entered)} came in, ${grouped(left)} taken out, ${grouped(held)} there` },
      h('div', bar(held, most)),
      h('div.came', bar(entered, change)),
      h('div.went', bar(left, change)),
      h('span', at % every === 0 ? label : ''),
    ),
  );
  return [
    h('p', text),
    h(
      'div.chart',
      { role: 'img', 'aria-label': `Timeline: ${text} The table has the numbers.` },
      h(
        'div.scale',
        scale.map(([name, top]) => h('span', h('b', name), `up to ${grouped(top)}`)),
      ),
      h('div.columns', columns),
    ),
    details('As a table', () => tableOf(periods)),
  ];
}

function bar(value: number, most: number): HTMLElement {
  const made = h('i');
  made.style.height = value === 0 ? '0' : `max(2px, ${(100 * value) / most}%)`;
  return made;
}

/** Periods in which nothing happened are left out. */
function tableOf(periods: readonly Period[]): HTMLElement {
  const eventful = periods.filter(({ entered, left }) => entered + left > 0);
  const heads = ['From', 'Came in', 'Taken out', 'There at the end'].map((head) => h('th', { scope: 'col' }, head));
  const rows = eventful.map(({ label, entered, left, held }) =>
    h(
      'tr',
      h('th', { scope: 'row' }, label),
      [entered, left, held].map((count) => h('td', grouped(count))),
    ),
  );
  return h('table', h('thead', h('tr', heads)), h('tbody', rows));
}
