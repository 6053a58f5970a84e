import { resolve } from 'node:path';
import type { Report, ReportOptions } from '../model/report.ts';
import { checkOutputs, conclude, writeReports } from '../report/index.ts';
import { exitCodeOf, runScan } from '../scan/pipeline.ts';
import { readSettings, type ScanSettings } from '../scan/settings.ts';
import type { Source } from '../scan/sources/source.ts';
import type { Command, Invocation, Io } from './command.ts';
import { type AllScanFlags, type SCAN_FLAGS, toOutputOptions, toScanOptions } from './scan-flags.ts';
import { watch } from './watch.ts';
import { widthOf } from './width.ts';

/** Opens the source that a command scans. */
type Open = (positionals: readonly string[], settings: ScanSettings, io: Io) => Source | Promise<Source>;

/** What the terminal's report depends on; nothing of it where there is nothing to tell. */
async function layoutFor(
  report: Report,
  source: Source,
  positionals: readonly string[],
  io: Io,
): Promise<Pick<ReportOptions, 'width' | 'commands'>> {
  const width = widthOf(io.stdout);
  const layout = width === undefined ? {} : { width };
  if (report.findings.length + report.errors.length === 0) return layout;
  const { typedCommands } = await import('./typed-commands.ts');
  return { ...layout, commands: await typedCommands(report.command, source.base, positionals, io) };
}

/** How a scan ended. */
interface Scan {
  readonly report: Report;
  readonly exitCode: number;
}

/** A command that scans. */
export function scanCommand(name: string, flags: typeof SCAN_FLAGS & Partial<AllScanFlags>, open: Open): Command {
  return {
    flags,
    async run(invocation: Invocation<AllScanFlags>, io) {
      return (await scanAndReport(name, open, invocation, io)).exitCode;
    },
  };
}

/** Reads flags and settings, scans, writes the reports. @param name of the command, for the report */
export async function scanAndReport(
  name: string,
  open: Open,
  { values, positionals, order }: Invocation<AllScanFlags>,
  io: Io,
): Promise<Scan> {
  const output = toOutputOptions(values, order, io);
  // The other commands scan repositories, whose links are never followed.
  const scanned = name === 'scan' ? [io.cwd, ...positionals.map((path) => resolve(io.cwd, path))] : [];
  checkOutputs(output.outputs, scanned);
  const { report, settings, source } = await watch(io, output.quiet, async (watched) => {
    const settings = await readSettings({ ...toScanOptions(values, io), ...watched });
    const source = await open(positionals, settings, io);
    return { settings, source, report: await runScan(name, source, settings) };
  });
  const options = { ...output, ...(await layoutFor(report, source, positionals, io)) };
  await writeReports(report, output.outputs, options, io.stdout, scanned);
  // If all reports go into files, the terminal still shows the result in one line.
  if (!output.quiet && output.outputs.every(({ path }) => path !== undefined)) {
    io.stderr.write(`${await conclude(report)}\n`);
  }
  return { report, exitCode: exitCodeOf(report, output.exitCode ?? settings.exitCode ?? 1) };
}
