import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { read } from './markdown.ts';

const MEASURED = /(?<=<!-- measured: [^\n]*\n)[\s\S]*(?=<!-- \/measured -->)/;

/** Rows of docs/comparison.md that are in the README, by what they begin with, and what they are called there. */
const ROWS: readonly (readonly [row: string, shown: string])[] = [
  ['**all**', 'a key is found in'],
  ['the whole history, CPU time', 'the whole history takes, times the least'],
  ['the files, CPU time', 'the files take, times the least'],
];

function measured(): string {
  const page = read('docs/comparison.md');
  const [head = '', rule = ''] = /^\| {2}\|.*\n\| --- .*$/m.exec(page)?.[0].split('\n') ?? [];
  const rows = ROWS.map(([row, shown]) => {
    const line = page.split('\n').find((one) => one.startsWith(`| ${row} |`)) ?? '';
    return `| ${shown} |${line.slice(`| ${row} |`.length)}`;
  });
  return `\n${[head, rule, ...rows].join('\n')}\n\n`;
}

test('the README has figures of the comparison', () => {
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync('README.md', read('README.md').replace(MEASURED, measured));
  expect(MEASURED.exec(read('README.md'))?.[0]).toBe(measured());
  expect(measured()).toMatch(/found in \| \*\*\d+ of \d+\*\* \|/);
});
