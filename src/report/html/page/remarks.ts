import { plural } from '../../../syntax/words.ts';
import type { PageData } from '../shape.ts';
import { type Content, details, h } from './dom.ts';

/** The most items of a list that are shown unasked. */
const MOST = 8;

/** What could not be looked at, what was left out, and notices: above everything else, for without them a report looks clean. */
export function drawRemarks({ errors, notOpened, notices }: PageData): Content {
  return [
    panel(
      'error',
      `${plural(errors.length, 'thing')} could not be looked at, so this result is not complete`,
      errors.map(({ subject, message, code }) => [h('code', subject), ` ${message} `, h('small', code)]),
    ),
    panel(
      'warning',
      `${plural(notOpened.length, 'thing')} not looked into, which can hold secrets`,
      notOpened.map(({ path, reason }) => [h('code', path), ` ${reason}`]),
    ),
    panel('notice', 'Notes', notices),
  ];
}

function panel(kind: string, title: string, items: readonly Content[]): Content {
  if (items.length === 0) return undefined;
  const [shown, rest] = [items.slice(0, MOST), items.slice(MOST)];
  const listOf = (some: readonly Content[]) =>
    h(
      'ul',
      some.map((item) => h('li', item)),
    );
  const more = rest.length > 0 ? details(plural(rest.length, 'more', 'more'), () => listOf(rest)) : undefined;
  return h(`section.panel.${kind}`, { 'aria-label': title }, h('h2', title), listOf(shown), more);
}
