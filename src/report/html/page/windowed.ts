import { h } from './dom.ts';

/** Items that come and go together: few enough for one frame, so many that there are few blocks. */
const BLOCK = 40;
/** What an item is thought to be high, in pixels, before a block of them was seen. */
const GUESS = 76;

interface Block<T> {
  readonly box: HTMLElement;
  readonly items: readonly T[];
  readonly start: number;
}

/** A list of any length, of which only what is in or near the window is in the document. */
export interface Windowed<T> {
  readonly show: (items: readonly T[]) => void;
  /** The element of an item, which is put into the document for it. */
  readonly at: (index: number) => Element | undefined;
  /** Puts all items into the document, for printing, or no more than are needed. */
  readonly setWhole: (isWhole: boolean) => void;
}

export function windowed<T>(root: HTMLElement, draw: (item: T, index: number, count: number) => Element): Windowed<T> {
  let blocks: Block<T>[] = [];
  let count = 0;
  let isWhole = false;
  const near = new Map<Element, Block<T>>();

  const fill = ({ box, items, start }: Block<T>) => {
    if (box.hasChildNodes()) return;
    box.replaceChildren(...items.map((item, at) => draw(item, start + at, count)));
    box.style.height = '';
  };
  const empty = ({ box }: Block<T>) => {
    // What has the focus stays, or the next key would begin at the top.
    if (isWhole || !box.hasChildNodes() || box.contains(document.activeElement)) return;
    box.style.height = `${box.offsetHeight}px`;
    box.replaceChildren();
  };
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        const block = near.get(target);
        if (block !== undefined) (isIntersecting ? fill : empty)(block);
      }
    },
    { rootMargin: '800px 0px' },
  );

  return {
    show: (items) => {
      observer.disconnect();
      near.clear();
      count = items.length;
      blocks = Array.from({ length: Math.ceil(count / BLOCK) }, (_, at) => {
        const own = items.slice(at * BLOCK, (at + 1) * BLOCK);
        const box = h('div');
        box.style.height = `${own.length * GUESS}px`;
        return { box, items: own, start: at * BLOCK };
      });
      root.replaceChildren(...blocks.map(({ box }) => box));
      for (const block of blocks) {
        near.set(block.box, block);
        if (isWhole || block.start === 0) fill(block);
        observer.observe(block.box);
      }
    },
    at: (index) => {
      const block = blocks[Math.floor(index / BLOCK)];
      if (block === undefined) return undefined;
      fill(block);
      return block.box.children[index - block.start];
    },
    setWhole: (whole) => {
      isWhole = whole;
      for (const block of blocks) {
        if (whole) fill(block);
        // The observer tells of each anew whether it is near.
        observer.unobserve(block.box);
        observer.observe(block.box);
      }
    },
  };
}
