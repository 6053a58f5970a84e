/** A line of a plot: its name, and the points, by x. */
export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface Axes {
  readonly title: string;
  readonly x: string;
  readonly y: string;
}

const [WIDTH, HEIGHT] = [640, 360];
/** Around the plotting area; names of the lines stand on the right. */
const [LEFT, RIGHT, TOP, BOTTOM] = [64, 130, 40, 48];
const TICKS = 4;
/** Of Okabe and Ito, which people with any colour vision tell apart. */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'];
/** Least distance between two names. */
const LINE = 15;

/** A plot as SVG, both axes linear and from zero: what grows with its size is a straight line. */
export function plot({ title, x, y }: Axes, series: readonly Series[]): string {
  const points = series.flatMap((one) => one.points);
  const [mostX, mostY] = [0, 1].map((axis) => roundUp(Math.max(...points.map((point) => point[axis] ?? 0))));
  const across = (value: number) => LEFT + (value / (mostX ?? 1)) * (WIDTH - LEFT - RIGHT);
  const up = (value: number) => HEIGHT - BOTTOM - (value / (mostY ?? 1)) * (HEIGHT - TOP - BOTTOM);
  const ticks = Array.from({ length: TICKS + 1 }, (_, tick) => tick / TICKS);
  const names = spread(series.map(({ points: own }) => up(own.at(-1)?.[1] ?? 0)));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeXml(title)}">`,
    '<style>text{font:12px sans-serif;fill:#24292f}.grid{stroke:#d0d7de}.back{fill:#fff}polyline{fill:none;stroke-width:2}@media(prefers-color-scheme:dark){text{fill:#e6edf3}.grid{stroke:#30363d}.back{fill:#0d1117}}</style>',
    `<rect class="back" width="${WIDTH}" height="${HEIGHT}"/>`,
    text(WIDTH / 2, 20, 'middle', title),
    text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, 'middle', x),
    text(LEFT - 8, TOP - 10, 'end', y),
    ...ticks.flatMap((share) => {
      const [atX, atY] = [share * (mostX ?? 1), share * (mostY ?? 1)];
      return [
        `<path class="grid" d="M${LEFT} ${fixed(up(atY))}H${WIDTH - RIGHT}"/>`,
        text(LEFT - 8, up(atY) + 4, 'end', shown(atY)),
        text(across(atX), HEIGHT - BOTTOM + 18, 'middle', shown(atX)),
      ];
    }),
    ...series.flatMap(({ name, points: own }, at) => {
      const colour = COLOURS[at % COLOURS.length] ?? '';
      const places = own.map(([px, py]) => [fixed(across(px)), fixed(up(py))] as const);
      return [
        `<polyline stroke="${colour}" points="${places.map((place) => place.join()).join(' ')}"/>`,
        ...places.map(([cx, cy]) => `<circle fill="${colour}" cx="${cx}" cy="${cy}" r="3"/>`),
        `<text style="fill:${colour}" x="${WIDTH - RIGHT + 10}" y="${fixed((names[at] ?? 0) + 4)}">${escapeXml(name)}</text>`,
      ];
    }),
    '</svg>\n',
  ].join('\n');
}

/** Moves heights apart where names would stand on one another; the order stays. */
function spread(heights: readonly number[]): number[] {
  const order = heights.map((_, at) => at).sort((a, b) => (heights[b] ?? 0) - (heights[a] ?? 0));
  const result = [...heights];
  let below = Number.POSITIVE_INFINITY;
  for (const at of order) {
    below = Math.min(result[at] ?? 0, below - LINE);
    result[at] = below;
  }
  return result;
}

/** The next of 1, 2, 4, 6, 8 and 10 times a power of ten. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value || 1));
  return ([1, 2, 4, 6, 8, 10].find((step) => step * power >= value) ?? 10) * power;
}

function text(x: number, y: number, anchor: 'start' | 'middle' | 'end', content: string): string {
  return `<text x="${fixed(x)}" y="${fixed(y)}" text-anchor="${anchor}">${escapeXml(content)}</text>`;
}

function fixed(value: number): string {
  return value.toFixed(1);
}

function shown(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en-US');
}

function escapeXml(content: string): string {
  return content.replace(/[&<>"]/g, (mark) => `&#${mark.charCodeAt(0)};`);
}
