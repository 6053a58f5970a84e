import { expect, test } from 'vitest';
import { generalHelp } from '../../src/cli/help.ts';
import { COMMANDS } from '../../src/cli/table.ts';
import { goldenFolder } from '../helpers/golden.ts';
import { runCommand } from '../helpers/io.ts';

const expectGolden = goldenFolder(new URL('golden/help/', import.meta.url));

test('the general help', () => {
  expectGolden('general.txt', generalHelp(COMMANDS));
});

test.each(COMMANDS.map(({ name }) => name))('%s --help: its own flags, and no other', async (name) => {
  const { code, stdout, stderr } = await runCommand(name, '.', ['--help']);
  expect([code, stderr]).toEqual([0, '']);
  expectGolden(`${name}.txt`, stdout);
  const { flags = {} } = (await COMMANDS.find((entry) => entry.name === name)?.load()) ?? {};
  const listed = [...stdout.matchAll(/^ {2}(?:-\w,| {3}) --([\w-]+)/gm)].map(([, flag]) => flag);
  expect(listed).toEqual([...Object.keys(flags), 'help']);
  expect((await runCommand(name, '.', ['-h'])).stdout).toBe(stdout);
});

test('of an action of fleet only its own flags are shown', async () => {
  const { stdout } = await runCommand('fleet', '.', ['mark', '--help']);
  expect(stdout).toContain('Usage: hexhound fleet mark STATE FINGERPRINT... [options]');
  const listed = [...stdout.matchAll(/--([\w-]+).*? {2,}(.*)/g)].map(([, flag, text]) => [flag, text]);
  expect(listed.slice(0, 2)).toEqual([
    ['reason', 'why'],
    ['expires', 'of accepted: the last day that it counts: YYYY-MM-DD'],
  ]);
  expect(listed.slice(2).map(([flag]) => flag)).toEqual(['color', 'quiet', 'help']);
});
