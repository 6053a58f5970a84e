/** Makes elements. Text is only ever given as text: nothing of a report can become markup. */

type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;
/** What is absent or empty is left out. */
export type Content = Node | string | undefined | readonly Content[];

/**
 * @param selector name and classes: `span.chip.alive`
 * @param first attributes, if it is neither text nor a node; true: there without a value; false and undefined: not there
 */
export function h<K extends keyof HTMLElementTagNameMap>(
  selector: K | `${K}.${string}`,
  first?: Content | Attributes,
  ...content: readonly Content[]
): HTMLElementTagNameMap[K] {
  const [name, ...classes] = selector.split('.');
  const made = document.createElement(name as K);
  made.classList.add(...classes);
  if (isContent(first)) made.append(...nodesOf([first]));
  else {
    for (const [key, value] of Object.entries(first)) {
      if (value !== undefined && value !== false) made.setAttribute(key, value === true ? '' : String(value));
    }
  }
  made.append(...nodesOf(content));
  return made;
}

function isContent(value: Content | Attributes): value is Content {
  return typeof value !== 'object' || value instanceof Node || Array.isArray(value);
}

function nodesOf(content: readonly Content[]): (Node | string)[] {
  return content.flatMap((each) => {
    if (each === undefined || each === '') return [];
    return typeof each === 'string' || each instanceof Node ? [each] : nodesOf(each);
  });
}

/** A link that tells the other side nothing; text where the address is not ours. */
export function link(address: string, text: string, isOurs: boolean): HTMLElement {
  if (!isOurs || !address.startsWith('https://')) return h('code', address);
  return h('a', { href: address, target: '_blank', rel: 'noopener noreferrer' }, text);
}

const makers = new WeakMap<HTMLDetailsElement, () => Content>();

/** Details whose content is made when they are first opened. */
export function details(summary: Content, make: () => Content): HTMLDetailsElement {
  const made = h('details', h('summary', summary));
  makers.set(made, make);
  made.addEventListener('toggle', () => made.open && fill(made));
  return made;
}

export function open(made: HTMLDetailsElement): void {
  fill(made);
  made.open = true;
}

function fill(made: HTMLDetailsElement): void {
  made.append(...nodesOf([makers.get(made)?.()]));
  makers.delete(made);
}
