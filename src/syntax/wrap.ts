/** Fits text to the width of a terminal. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: SGR sequences (ECMA-48, 8.3.117), which take no column.
const STYLE = /\x1b\[[0-9;]*m/g;

/** Columns that a text takes, colours left out. @internal exported for tests */
export function widthOf(text: string): number {
  return Array.from(text.replace(STYLE, '')).length;
}

/**
 * Breaks a line at spaces. A word that is longer than a line, such as a path or an address, stays whole, so that it can be
 * copied.
 * @param width undefined: no terminal, whose lines stay whole
 * @param indent of the lines after the first
 */
export function wrap(line: string, width: number | undefined, indent = ''): string[] {
  if (width === undefined || widthOf(line) <= width) return [line];
  const [margin = ''] = /^ */.exec(line) ?? [];
  const lines: string[] = [];
  let current = margin;
  let isEmpty = true;
  for (const word of line.slice(margin.length).split(' ')) {
    if (!isEmpty && widthOf(current) + 1 + widthOf(word) > width) {
      lines.push(current.trimEnd());
      current = indent;
      isEmpty = true;
    }
    current += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, current];
}

/** A text with fewer columns is hard to read. */
const NARROWEST = 24;

/** Rows of a term and what it means, in two columns; the second is wrapped, or below the first where there is little room. */
export function inColumns(rows: readonly (readonly [term: string, meaning: string])[], width?: number): string[] {
  const left = Math.max(...rows.map(([term]) => widthOf(term)));
  if (width !== undefined && width - left - 4 < NARROWEST) {
    return rows.flatMap(([term, meaning]) => [`  ${term}`, ...wrap(`      ${meaning}`, width, '      ')]);
  }
  return rows.flatMap(([term, meaning]) => wrapCell(`  ${term}${' '.repeat(left - widthOf(term))}  `, meaning, width));
}

/** A text behind a head, its further lines indented by the width of the head. */
export function wrapCell(head: string, text: string, width?: number): string[] {
  const indent = ' '.repeat(widthOf(head));
  const [first = '', ...rest] = wrap(`${indent}${text}`, width, indent);
  return [`${head}${first.slice(indent.length)}`, ...rest];
}

/** Cuts a text from the left: the end of a path says more than its beginning. */
export function clipLeft(text: string, length: number): string {
  return text.length <= length ? text : `…${text.slice(text.length - Math.max(1, length) + 1)}`;
}

/** Cuts a text on both sides of a part of it, so that this stays in sight. */
export function clipAround(text: string, part: string, length: number): string {
  if (text.length <= length || length < 8) return text;
  const at = Math.max(0, text.indexOf(part));
  const start = Math.max(0, Math.min(text.length - length, at - Math.floor((length - part.length) / 2)));
  const end = start + length;
  return `${start > 0 ? '…' : ''}${text.slice(start > 0 ? start + 1 : 0, end < text.length ? end - 1 : end)}${end < text.length ? '…' : ''}`;
}
