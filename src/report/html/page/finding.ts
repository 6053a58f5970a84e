import { plural } from '../../../syntax/words.ts';
import { remedyOf } from '../../remedy.ts';
import type { Entry, Row } from '../filter.ts';
import type { PagePlace, Presence } from '../shape.ts';
import type { Life } from '../timeline.ts';
import { type Content, details, h, link, open } from './dom.ts';

/** What a finding is drawn with. */
export interface Scene {
  /** The scale of the lives. */
  readonly start: number;
  readonly end: number;
  /** Ids of the findings that are open: they are drawn anew when they are scrolled to. */
  readonly opened: Set<string>;
}

/** What has a secret now. */
export const PRESENCES: Readonly<Record<Presence, string>> = {
  here: 'still there',
  refs: 'in other refs',
  past: 'only in history',
  unknown: 'not looked up',
};

export function drawRow({ entry, group }: Row, index: number, count: number, { opened, ...scale }: Scene): HTMLElement {
  const { id, subject, secret, of, placeCount, places } = entry;
  const more = placeCount > 1 ? ` and ${plural(placeCount - 1, 'more place')}` : '';
  const box = details(
    [
      h(`span.severity.${of.severity}`, of.severity),
      h(
        'span.what',
        h('span.subject', subject, ' ', secret && h('code', secret)),
        h('span.where', `${places[0]?.where ?? ''}${more}`),
      ),
      h('span.life', lifeLine(entry.life, entry.presence, scale)),
      h('span.chips', chipsOf(entry)),
    ],
    () => h('div.body', remedy(entry), where(entry), facts(entry)),
  );
  box.addEventListener('toggle', () => opened[box.open ? 'add' : 'delete'](id));
  if (opened.has(id)) open(box);
  const position = { 'aria-posinset': index + 1, 'aria-setsize': count };
  return h(
    'article',
    { id, ...position, 'aria-label': `${of.severity}: ${subject}` },
    group && h('h2', group.name, h('span', plural(group.count, 'finding'))),
    box,
  );
}

function chipsOf({ status, presence, confidence, isPublic, reach }: Entry): HTMLElement[] {
  const chips: [kind: string, text: string][] = [];
  if (status !== 'unverified') chips.push([status, status]);
  if (isPublic) chips.push(['public', 'public by design']);
  else if (confidence !== 'high') chips.push(['confidence', `${confidence} confidence`]);
  if (reach === 'uncommitted') chips.push(['past', 'not committed']);
  else if (presence !== 'unknown') chips.push([presence, PRESENCES[presence]]);
  return chips.map(([kind, text]) => h(`span.chip.${kind}`, text));
}

/** When the secret was there, on the scale of the timeline; "Since" says it in words. */
function lifeLine(life: Life | undefined, presence: Presence, { start, end }: Pick<Scene, 'start' | 'end'>): Content {
  if (life === undefined) return undefined;
  const at = (time: number) => (end > start ? (100 * (time - start)) / (end - start) : 0);
  const from = Math.min(at(life.from), 98);
  const bar = svg('rect', { x: from, width: Math.max(at(life.to ?? end) - from, 2), height: 6, class: presence });
  return svg('svg', { viewBox: '0 0 100 6', preserveAspectRatio: 'none', 'aria-hidden': true }, bar);
}

function svg(name: string, attributes: Readonly<Record<string, string | number | boolean>>, ...content: Node[]): Node {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.append(...content);
  return made;
}

function remedy({ of, reach, secret, first }: Entry): HTMLElement {
  const { meaning, rotate, steps } = remedyOf(of, reach, secret === undefined);
  const address = of.fix.rotate;
  return h(
    'section',
    h('h3', 'What to do'),
    meaning && h('p', meaning),
    first.map((text) =>
      h(
        'p.first',
        text.split('`').map((part, at) => (at % 2 === 0 ? part : h('code', part))),
      ),
    ),
    rotate && address && h('p', `${rotate}: `, link(address, address, of.help !== undefined)),
    steps.length > 0
      ? h(
          'ol',
          steps.map((step) => h('li', step)),
        )
      : undefined,
  );
}

function where({ places, placeCount }: Entry): HTMLElement {
  const more = placeCount - places.length;
  const item = ({ where, excerpt, past }: PagePlace) =>
    h('li', h('code', where), excerpt && h('code.excerpt', excerpt), past && h('span.past', past));
  return h(
    'section',
    h('h3', placeCount === 1 ? 'Where' : `Where: ${plural(placeCount, 'place')}`),
    h('ul.places', places.map(item)),
    more > 0 ? h('p', `and ${plural(more, 'more place')}: --format json lists all.`) : undefined,
  );
}

function facts({ of, facts, fingerprint, id, confidence }: Entry): HTMLElement {
  const all: [name: string, content: Content][] = [
    ...facts.map(([name, text]): [string, Content] => [name, text]),
    ['Rule', [link(of.help ?? of.id, of.id, of.help !== undefined), `, ${confidence} confidence`]],
    ['Fingerprint', h('a', { href: `#${id}` }, h('code', fingerprint))],
    ['More', h('code', `hexhound explain ${fingerprint.slice(0, 8)}`)],
  ];
  return h(
    'dl',
    all.map(([name, content]) => [h('dt', name), h('dd', content)]),
  );
}
