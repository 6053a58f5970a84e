import { checkOutputs, conclude, writeReports } from '../report/index.ts';
import { exitCodeOf, runScan } from '../scan/pipeline.ts';
import { readSettings, type ScanSettings } from '../scan/settings.ts';
import type { Source } from '../scan/sources/source.ts';
import type { Command, Invocation, Io } from './command.ts';
import { type AllScanFlags, type SCAN_FLAGS, toOutputOptions, toScanOptions } from './scan-flags.ts';
import { watch } from './watch.ts';

/** Opens what a command scans. */
type Open = (positionals: readonly string[], settings: ScanSettings, io: Io) => Source | Promise<Source>;

/** What every command that scans does: read what it was told, scan, report, and say by the exit code how it went. */
export function scanCommand(name: string, flags: typeof SCAN_FLAGS, open: Open): Command {
  return {
    flags,
    async run({ values, positionals, order }: Invocation<AllScanFlags>, io) {
      const output = toOutputOptions(values, order, io);
      checkOutputs(output.outputs);
      const { report, settings } = await watch(io, output.quiet, async (watched) => {
        const settings = await readSettings({ ...toScanOptions(values, io), ...watched });
        return { settings, report: await runScan(name, await open(positionals, settings, io), settings) };
      });
      await writeReports(report, output.outputs, output, io.stdout);
      // Who has all reports written to files still wants to see how it ended.
      if (!output.quiet && output.outputs.every(({ path }) => path !== undefined)) {
        io.stderr.write(`${await conclude(report)}\n`);
      }
      return exitCodeOf(report, output.exitCode ?? settings.exitCode ?? 1);
    },
  };
}
