import { resolve } from 'node:path';
import { checkOutputs, conclude, writeReports } from '../report/index.ts';
import { exitCodeOf, runScan } from '../scan/pipeline.ts';
import { readSettings, type ScanSettings } from '../scan/settings.ts';
import type { Source } from '../scan/sources/source.ts';
import type { Command, Invocation, Io } from './command.ts';
import { type AllScanFlags, type SCAN_FLAGS, toOutputOptions, toScanOptions } from './scan-flags.ts';
import { watch } from './watch.ts';

/** Opens the source that a command scans. */
type Open = (positionals: readonly string[], settings: ScanSettings, io: Io) => Source | Promise<Source>;

/** A command that scans: reads flags and settings, scans, writes the reports, and returns the exit code of the scan. */
export function scanCommand(name: string, flags: typeof SCAN_FLAGS, open: Open): Command {
  return {
    flags,
    async run({ values, positionals, order }: Invocation<AllScanFlags>, io) {
      const output = toOutputOptions(values, order, io);
      // The other commands scan repositories, whose links are never followed.
      const scanned = name === 'scan' ? [io.cwd, ...positionals.map((path) => resolve(io.cwd, path))] : [];
      checkOutputs(output.outputs, scanned);
      const { report, settings } = await watch(io, output.quiet, async (watched) => {
        const settings = await readSettings({ ...toScanOptions(values, io), ...watched });
        return { settings, report: await runScan(name, await open(positionals, settings, io), settings) };
      });
      await writeReports(report, output.outputs, output, io.stdout, scanned);
      // If all reports go into files, the terminal still shows the result in one line.
      if (!output.quiet && output.outputs.every(({ path }) => path !== undefined)) {
        io.stderr.write(`${await conclude(report)}\n`);
      }
      return exitCodeOf(report, output.exitCode ?? settings.exitCode ?? 1);
    },
  };
}
