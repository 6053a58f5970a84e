import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Flag, Flags } from '../src/cli/flags.ts';
import { HELP_FLAG, spaced } from '../src/cli/help.ts';
import { HISTORY_FLAGS, PATH_FLAGS, SCAN_FLAGS } from '../src/cli/scan-flags.ts';
import { scan } from '../src/cli/scans.ts';
import { COMMANDS } from '../src/cli/table.ts';

const FLAGS = /(?<=<!-- flags: [^\n]*\n)[\s\S]*(?=<!-- \/flags -->)/;

function flagTable(): string {
  const ofHistory = Object.fromEntries(
    Object.entries<Flag>(HISTORY_FLAGS).map(([name, flag]) => {
      const commands = name in scan.flags ? 'scan, history' : 'history';
      return [name, { ...flag, help: `${commands}: ${flag.help}` }];
    }),
  );
  const all: Flags = { ...SCAN_FLAGS, ...PATH_FLAGS, ...ofHistory, ...HELP_FLAG };
  const rows = Object.entries(all).map(([name, { short, value, help }]) => {
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

test('docs/security.md names tests that are there', () => {
  const named = readFileSync('docs/security.md', 'utf8').match(/(?<=`)test\/[\w./-]+/g) ?? [];
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((path) => !existsSync(path))).toEqual([]);
});
