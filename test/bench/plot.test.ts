import { expect, test } from 'vitest';
import { plot } from './plot.ts';

const axes = { title: 'a < b', x: 'files', y: 'CPU s' };
const pointsOf = (svg: string) =>
  [...svg.matchAll(/<polyline stroke="[^"]+" points="([^"]*)"/g)].map(([, points = '']) =>
    points.split(' ').map((point) => point.split(',').map(Number)),
  );

test('what grows with its size is a straight line, larger values stand higher', () => {
  const [line = []] = pointsOf(plot(axes, [{ name: 'one', points: [[1, 2], [2, 4], [4, 8]] }])); // biome-ignore format: pairs
  const [[x0 = 0, y0 = 0] = [], [x1 = 0, y1 = 0] = [], [x2 = 0, y2 = 0] = []] = line;
  expect(x2 - x1).toBeCloseTo(2 * (x1 - x0), 0);
  expect(y2 - y1).toBeCloseTo(2 * (y1 - y0), 0);
  expect(y2).toBeLessThan(y0);
});

test('names are text, and do not stand on one another', () => {
  const svg = plot(axes, [
    { name: '<script>', points: [[1, 1]] },
    { name: 'two', points: [[1, 1.01]] },
  ]);
  expect(svg).not.toContain('<script>');
  expect(svg).toContain('a &#60; b');
  const heights = [...svg.matchAll(/<text style="[^"]*" x="[^"]*" y="([^"]*)"/g)].map(([, y]) => Number(y));
  expect(Math.abs((heights[0] ?? 0) - (heights[1] ?? 0))).toBeGreaterThanOrEqual(15);
});
