import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { parseFlags } from '../../src/cli/flags.ts';
import { scanCommand } from '../../src/cli/scan-command.ts';
import { type AllScanFlags, SCAN_FLAGS } from '../../src/cli/scan-flags.ts';
import type { ScanSettings } from '../../src/scan/settings.ts';
import type { Search } from '../../src/scan/sources/source.ts';
import { temporaryFolder } from '../helpers/repository.ts';
import { bare } from '../scan/judged.ts';

/** A command that scans what is made up here: one finding, unless told otherwise. */
function command(search: (search: Search) => void = () => {}, matches = [bare('a.py')]) {
  const opened: { positionals: readonly string[]; settings: ScanSettings }[] = [];
  const { run, flags } = scanCommand('made-up', SCAN_FLAGS, (positionals, settings) => {
    opened.push({ positionals, settings });
    return {
      name: 'here',
      unit: 'files',
      base: async () => settings.cwd,
      search: async (given) => {
        search(given);
        return matches;
      },
    };
  });
  const runIn = async (cwd: string, ...args: string[]) => {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const io = { stdin: Readable.from([]), stdout, stderr, env: {}, cwd, signal: new AbortController().signal };
    const code = await run(parseFlags('made-up', args, SCAN_FLAGS as unknown as AllScanFlags), io);
    const textOf = (stream: PassThrough) => String(stream.read() ?? '');
    return { code, stdout: textOf(stdout), stderr: textOf(stderr) };
  };
  return { flags, opened, runIn };
}

test('it has the flags that it was made with', () => {
  expect(command().flags).toBe(SCAN_FLAGS);
});

test('opens what the arguments name, with settings of the flags', async () => {
  const { opened, runIn } = command();
  const cwd = temporaryFolder();
  await runIn(cwd, 'one', '--min-confidence=low', 'two');
  expect(opened).toMatchObject([{ positionals: ['one', 'two'], settings: { cwd, minConfidence: 'low' } }]);
  expect(opened[0]?.settings.signal).toBeInstanceOf(AbortSignal);
});

test('the report is that of the command, on standard output', async () => {
  const { runIn } = command(({ log }) => log.notice('by the way'));
  const { stdout, stderr } = await runIn(temporaryFolder(), '--format', 'json');
  const report = JSON.parse(stdout);
  expect([report.command, report.target, report.findings.length]).toEqual(['made-up', 'here', 1]);
  expect([report.notices, stderr]).toEqual([['by the way'], '']);
});

test('exit codes: the flag, else the configuration, else 1; 0 without findings, 2 with errors', async () => {
  const configured = temporaryFolder();
  writeFileSync(join(configured, 'hexhound.yaml'), 'exitCode: 7\n');
  const plain = temporaryFolder();
  const codeOf = async (made: ReturnType<typeof command>, cwd: string, ...args: string[]) =>
    (await made.runIn(cwd, ...args)).code;
  expect(await codeOf(command(), plain)).toBe(1);
  expect(await codeOf(command(), configured)).toBe(7);
  expect(await codeOf(command(), configured, '--no-config')).toBe(1);
  expect(await codeOf(command(), configured, '--exit-code', '0')).toBe(0);
  expect(await codeOf(command(), configured, '--exit-code=9')).toBe(9);
  expect(await codeOf(command(undefined, []), configured)).toBe(0);
  const broken = command(({ log }) => log.error('E_SOURCE', 'a', 'permission denied'));
  expect(await codeOf(broken, configured, '--exit-code=9')).toBe(2);
});

test('with every report in a file the terminal still sees how it ended, unless it is quiet', async () => {
  const cwd = temporaryFolder();
  const file = join(cwd, 'report.json');
  const { runIn } = command();
  const outcome = await runIn(cwd, '-o', file);
  expect(outcome).toEqual({ code: 1, stdout: '', stderr: expect.stringMatching(/^1 finding \(1 high\)[^\n]*\n$/) });
  expect(JSON.parse(readFileSync(file, 'utf8')).findings).toHaveLength(1);
  expect(await runIn(cwd, '-o', file, '--quiet')).toEqual({ code: 1, stdout: '', stderr: '' });
  const both = await runIn(cwd, '-f', 'jsonl', '-f', 'json', '-o', file);
  expect([both.stderr, JSON.parse(both.stdout.split('\n')[0] ?? '').type]).toEqual(['', 'finding']);
});

test.each([
  [['-o', 'no/such/folder/report.json'], 'E_USAGE'],
  [['-f', 'json', '-f', 'sarif'], 'E_USAGE'],
  [['--config', 'none.yaml'], 'E_CONFIG'],
  [['--baseline', 'none.jsonl'], 'E_CONFIG'],
  [['--dry-run'], 'E_USAGE'],
])('what cannot work is found out before anything is opened: %j', async (args, code) => {
  const { opened, runIn } = command();
  const cwd = temporaryFolder();
  await expect(runIn(cwd, ...args)).rejects.toMatchObject({ code });
  expect([opened, existsSync(join(cwd, 'report.json'))]).toEqual([[], false]);
});
