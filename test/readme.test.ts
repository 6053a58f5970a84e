import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Flag } from '../src/cli/flags.ts';
import { spaced } from '../src/cli/help.ts';
import { COMMANDS } from '../src/cli/table.ts';
import { SCAN_FLAGS } from '../src/scan/options.ts';

const FLAGS = /(?<=<!-- flags: [^\n]*\n)[\s\S]*(?=<!-- \/flags -->)/;

function flagTable(): string {
  const rows = Object.entries<Flag>(SCAN_FLAGS).map(([name, { short, value, help }]) => {
    const long = `--${name}${spaced(value)}`;
    return `| ${short === undefined ? '' : `\`-${short}\`, `}\`${long}\` | ${help} |\n`;
  });
  return `\n| flag | meaning |\n| --- | --- |\n${rows.join('')}\n`;
}

test('the table of flags in the README is that of the program', () => {
  const readme = readFileSync('README.md', 'utf8');
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync('README.md', readme.replace(FLAGS, flagTable));
  expect(FLAGS.exec(readFileSync('README.md', 'utf8'))?.[0]).toBe(flagTable());
});

test('the README names every command', () => {
  const readme = readFileSync('README.md', 'utf8');
  expect(COMMANDS.filter(({ name }) => !readme.includes(`\`hexhound ${name}`)).map(({ name }) => name)).toEqual([]);
});

test('its example of a rule is one', async () => {
  const { loadRuleFile } = await import('../src/rules/load.ts');
  const yaml = /```yaml\n(\s+# yaml-language-server[\s\S]*?)```/.exec(readFileSync('README.md', 'utf8'))?.[1] ?? '';
  expect(loadRuleFile(yaml.replaceAll(/^ {3}/gm, ''), 'rules/acme.yaml')).toHaveProperty('file');
});
