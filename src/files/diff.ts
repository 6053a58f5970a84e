/** One line of a shown difference; `gap` stands for lines that are the same and not shown. */
export interface DiffLine {
  readonly kind: 'same' | 'added' | 'removed' | 'gap';
  readonly text: string;
}

/** Lines that stay the same and are shown around those that do not. */
const CONTEXT = 3;

/** Beyond so many comparisons the changed part is shown as removed and added whole. */
const MOST_COMPARISONS = 4_000_000;

/** What changes between two texts, line by line. A file that is not there is the empty text. */
export function diffLines(before: string, after: string): DiffLine[] {
  const [old, now] = [toLines(before), toLines(after)];
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head++;
  let tail = 0;
  while (tail < old.length - head && tail < now.length - head && old.at(-1 - tail) === now.at(-1 - tail)) tail++;
  const same = (text: string): DiffLine => ({ kind: 'same', text });
  return withContext([
    ...old.slice(0, head).map(same),
    ...diffMiddle(old.slice(head, old.length - tail), now.slice(head, now.length - tail)),
    ...old.slice(old.length - tail).map(same),
  ]);
}

function toLines(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

/** By the longest common subsequence: `lengths[i][j]` is its length for old from i and now from j. */
function diffMiddle(old: readonly string[], now: readonly string[]): DiffLine[] {
  const removed = (text: string): DiffLine => ({ kind: 'removed', text });
  const added = (text: string): DiffLine => ({ kind: 'added', text });
  if (old.length * now.length > MOST_COMPARISONS) return [...old.map(removed), ...now.map(added)];
  const width = now.length + 1;
  const lengths = new Uint32Array((old.length + 1) * width);
  const at = (i: number, j: number) => lengths[i * width + j] ?? 0;
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = now.length - 1; j >= 0; j--) {
      lengths[i * width + j] = old[i] === now[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    const [oldLine, newLine] = [old[i], now[j]];
    if (oldLine !== undefined && oldLine === newLine) {
      lines.push({ kind: 'same', text: oldLine });
      i++;
      j++;
    } else if (newLine === undefined || (oldLine !== undefined && at(i + 1, j) >= at(i, j + 1))) {
      lines.push(removed(oldLine ?? ''));
      i++;
    } else {
      lines.push(added(newLine));
      j++;
    }
  }
  return lines;
}

function withContext(lines: readonly DiffLine[]): DiffLine[] {
  const near = lines.map((_, at) => lines.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1).some(isChange));
  return lines.flatMap((line, at): DiffLine[] => {
    if (near[at]) return [line];
    return at > 0 && !near[at - 1] ? [] : [{ kind: 'gap', text: '' }];
  });
}

function isChange({ kind }: DiffLine): boolean {
  return kind !== 'same';
}
