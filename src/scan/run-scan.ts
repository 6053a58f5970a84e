import { type Io, parseFlags } from '../cli/command.ts';
import { commandHelp } from '../cli/help.ts';
import type { Finding } from '../model/finding.ts';
import { SourceLog } from '../model/log.ts';
import type { Report } from '../model/report.ts';
import type { RuleSet } from '../model/rule.ts';
import { checkOutputs, conclude, writeReports } from '../report/index.ts';
import { createProgress } from '../report/progress.ts';
import { HygieneInspector } from './file-rules/inspector.ts';
import { resolveOptions, SCAN_FLAGS, type ScanOptions } from './options.ts';
import { exitCodeOf, runScan } from './pipeline.ts';
import { type Base, type Policy, readPolicy } from './policy.ts';
import type { Source } from './sources/source.ts';
import { judge } from './verdict/judge.ts';

/** What a command has to say about what it scans, once its arguments are known. */
export interface Target {
  /** As the user named it. */
  readonly name: string;
  readonly source: Source;
  /** What the reported paths are relative to. */
  readonly base: Base;
  /** Objects or files, for the progress line. */
  readonly unit: string;
  readonly done: (log: SourceLog) => number;
  /** Findings about the repository as a whole. */
  readonly repositoryWide?: (ruleSet: RuleSet) => Promise<readonly Finding[]>;
}

export type OpenTarget = (
  positionals: readonly string[],
  context: { readonly io: Io; readonly options: ScanOptions; readonly policy: Policy; readonly log: SourceLog },
) => Promise<Target>;

/** What every command that scans does: read what it was told, scan, report, and say by the exit code how it went. */
export async function runScanCommand(
  command: string,
  args: readonly string[],
  io: Io,
  open: OpenTarget,
): Promise<number> {
  const { values, positionals, order } = parseFlags(command, args, SCAN_FLAGS);
  if (values.help) {
    io.stdout.write(commandHelp(command, SCAN_FLAGS));
    return 0;
  }
  const options = resolveOptions(values, order, io.stdout, io.env);
  checkOutputs(options.outputs);
  const policy = await readPolicy(options, io);
  const report = await scanTarget(command, positionals, io, options, policy, open);
  await writeReports(report, options.outputs, options, io.stdout);
  // Who has all reports written to files still wants to see how it ended.
  if (!options.quiet && options.outputs.every(({ path }) => path !== undefined)) {
    io.stderr.write(`${await conclude(report)}\n`);
  }
  return exitCodeOf(report, policy.exitCode);
}

/** The scan itself, for whoever wants the report and not its printing. */
export async function scanTarget(
  command: string,
  positionals: readonly string[],
  io: Io,
  options: ScanOptions,
  policy: Policy,
  open: OpenTarget,
): Promise<Report> {
  const log = new SourceLog();
  const { verify: wish } = options;
  const verify = wish === undefined ? keepAsTheyAre : (await import('./verify/verifying.ts')).prepareVerify(io, wish);
  const target = await open(positionals, { io, options, policy, log });
  const talkative = !options.quiet && !io.env.CI;
  const progress = createProgress(io.stderr, talkative);
  const inspector = new HygieneInspector(
    policy.ruleSet,
    target.repositoryWide && (() => target.repositoryWide?.(policy.ruleSet) ?? Promise.resolve([])),
  );
  const unheed = io.interruption.heed();
  try {
    return await runScan({
      command,
      target: target.name,
      source: target.source,
      log,
      ruleSet: policy.ruleSet,
      judge: (evidence, path) => judge(evidence, path, policy.ruleSet),
      minConfidence: policy.minConfidence,
      honourIgnores: options.honourIgnores,
      requireReason: policy.requireReason,
      fileInspector: inspector,
      suppress: (findings) => policy.suppress(findings, target.base, (text) => log.notice(text)),
      verify,
      onProgress: (state) => {
        progress.update({
          done: target.done(state),
          unit: target.unit,
          ...(state.total === undefined ? {} : { total: state.total }),
        });
        return !io.interruption.isRequested;
      },
      interruption: () =>
        io.interruption.isRequested
          ? { done: target.done(log), unit: target.unit, ...(log.total === undefined ? {} : { total: log.total }) }
          : undefined,
    });
  } finally {
    unheed();
    progress.end();
  }
}

function keepAsTheyAre(findings: readonly Finding[]): Promise<readonly Finding[]> {
  return Promise.resolve(findings);
}
