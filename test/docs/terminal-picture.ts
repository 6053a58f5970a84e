/** Colours of a dark terminal, by the number that ECMA-48 (SGR) has for them. */
const COLOURS: Readonly<Record<string, string>> = {
  31: '#ff7b72',
  32: '#7ee787',
  33: '#e3b341',
  34: '#79c0ff',
  36: '#56d4dd',
};

/** What begins a style; `split` gives its number, too. */
const STYLE = new RegExp(`${String.fromCharCode(27)}\\[(\\d+)m`);

/** In pixels. The width of a character is fixed with `textLength`, so that any font fits. */
const [CHARACTER, LINE, MARGIN, BAR] = [8.4, 20, 16, 32];

/** A picture of a terminal with this text in it, as SVG: what ECMA-48 has for bold, dim and colours is shown. */
export function terminalPicture(text: string, title: string): string {
  const lines = text.trimEnd().split('\n');
  const columns = Math.max(...lines.map((line) => withoutStyles(line).length));
  const [width, height] = [Math.ceil(columns * CHARACTER + 2 * MARGIN), BAR + lines.length * LINE + MARGIN];
  const rows = lines.flatMap((line, index) => piecesOf(line, BAR + MARGIN + index * LINE));
  const lights = ['#ff5f57', '#febc2e', '#28c840'].map(
    (fill, at) => `<circle cx="${20 + 20 * at}" cy="16" r="6" fill="${fill}"/>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escapeXml(title)}">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>`,
    ...lights,
    `<g font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="14" fill="#e6edf3" xml:space="preserve">`,
    ...rows,
    '</g>',
    '</svg>\n',
  ].join('\n');
}

/** A line of text as one element for each stretch of one style. */
function piecesOf(line: string, y: number): string[] {
  const styles = new Set<string>();
  let column = 0;
  return line.split(STYLE).flatMap((piece, index) => {
    const code = index % 2 === 1 ? piece : undefined;
    if (code !== undefined) apply(styles, code);
    if (code !== undefined || piece.trim() === '') {
      column += code === undefined ? piece.length : 0;
      return [];
    }
    const indent = piece.length - piece.trimStart().length;
    const words = piece.trim().replaceAll('  ', '\u00a0\u00a0');
    const x = (MARGIN + (column + indent) * CHARACTER).toFixed(1);
    column += piece.length;
    const fill = [...styles].map((style) => COLOURS[style]).find((colour) => colour !== undefined);
    const look = [
      fill === undefined ? '' : ` fill="${fill}"`,
      styles.has('1') ? ' font-weight="bold"' : '',
      styles.has('2') ? ' opacity="0.6"' : '',
    ].join('');
    return `<text x="${x}" y="${y}" textLength="${(words.length * CHARACTER).toFixed(1)}"${look}>${escapeXml(words)}</text>`;
  });
}

/** 39 ends a colour, 22 bold and dim, 0 all. */
function apply(styles: Set<string>, code: string): void {
  if (code === '0') styles.clear();
  else if (code === '22') for (const style of ['1', '2']) styles.delete(style);
  else if (code === '39') for (const style of Object.keys(COLOURS)) styles.delete(style);
  else styles.add(code);
}

function withoutStyles(text: string): string {
  return text
    .split(STYLE)
    .filter((_, index) => index % 2 === 0)
    .join('');
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
