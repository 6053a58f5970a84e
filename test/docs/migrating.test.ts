import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { COMMANDS_OF_OTHERS, FLAGS_OF_OTHERS } from '../../src/cli/words-of-others.ts';
import { read } from './markdown.ts';

const PAGE = 'docs/migrating.md';
const WORDS = /(?<=<!-- words: [^\n]*\n)[\s\S]*(?=<!-- \/words -->)/;

function rowsOf(words: Readonly<Record<string, string>>, shown: (ours: string) => string): string {
  return Object.entries(words)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([word, ours]) => `| \`${word}\` | ${shown(ours)} |\n`)
    .join('');
}

function flagHere(ours: string): string {
  if (ours.startsWith('nothing: ')) return `not needed: ${ours.slice('nothing: '.length)}`;
  if (ours === 'PATH' || ours === 'REVISION') return `the ${ours.toLowerCase()} as an argument`;
  return ours.startsWith('-') ? `\`${ours}\`` : `the command \`hexhound ${ours}\``;
}

function tables(): string {
  const commands = rowsOf(COMMANDS_OF_OTHERS, (ours) => `\`hexhound ${ours}\``);
  const flags = rowsOf(FLAGS_OF_OTHERS, flagHere);
  return `\n| command of others | here |\n| --- | --- |\n${commands}\n| flag of others | here |\n| --- | --- |\n${flags}\n`;
}

test('the tables have the words that the program knows', () => {
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(PAGE, read(PAGE).replace(WORDS, tables));
  expect(WORDS.exec(read(PAGE))?.[0]).toBe(tables());
});
