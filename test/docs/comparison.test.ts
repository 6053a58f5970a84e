import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { read } from './markdown.ts';

const MEASURED = /(?<=<!-- measured: [^\n]*\n)[\s\S]*(?=<!-- \/measured -->)/;

/** Rows of docs/comparison.md that are in the README, and what they are called there. */
const ROWS: readonly (readonly [row: RegExp, shown: string])[] = [
  [/^\| \*\*all\*\* (.*)$/gm, 'a key is found in'],
  [/^\| (history of .*), CPU time (.*)$/gm, '$1: CPU time, times the least'],
  [/^\| (files of .*), CPU time (.*)$/gm, '$1: CPU time, times the least'],
  [/^\| (a hook, one file staged) (.*)$/gm, '$1: time, times the least'],
];

function measured(): string {
  const page = read('docs/comparison.md');
  const [head = '', rule = ''] = /^\| {2}\|.*\n\| --- .*$/m.exec(page)?.[0].split('\n') ?? [];
  const rows = ROWS.flatMap(([row, shown]) =>
    Array.from(page.matchAll(row), (found) => `| ${shown.replace('$1', found[1] ?? '')} ${found.at(-1)}`),
  );
  return `\n${[head, rule, ...rows].join('\n')}\n\n`;
}

test('the README has figures of the comparison', () => {
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync('README.md', read('README.md').replace(MEASURED, measured));
  expect(MEASURED.exec(read('README.md'))?.[0]).toBe(measured());
  expect(measured()).toMatch(/found in \| \*\*\d+ of \d+\*\* \|/);
});
