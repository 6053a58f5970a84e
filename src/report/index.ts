import { appendText, checkWritable, writeAtomically, writeStream } from '../files/write.ts';
import { HexhoundError } from '../model/errors.ts';
import type { Report, Reporter, ReportOptions } from '../model/report.ts';

/** Reporters by the name of their format. Each is loaded when it is used: most runs of a hook have nothing to tell. */
const REPORTERS = {
  terminal: async ({ findings, errors }) =>
    findings.length + errors.length === 0
      ? (await import('./terminal-remarks.ts')).withoutFindings
      : (await import('./terminal.ts')).terminal,
  json: async () => (await import('./json.ts')).json,
  jsonl: async () => (await import('./jsonl.ts')).jsonl,
  sarif: async () => (await import('./sarif.ts')).sarif,
  github: async () => (await import('./github.ts')).github,
  summary: async () => (await import('./job-summary.ts')).jobSummary,
  markdown: async () => (await import('./markdown.ts')).markdown,
  gitlab: async () => (await import('./gitlab.ts')).gitlab,
  'gitlab-codequality': async () => (await import('./gitlab-codequality.ts')).gitlabCodeQuality,
  junit: async () => (await import('./junit.ts')).junit,
  csv: async () => (await import('./csv.ts')).csv,
  html: async () => (await import('./html/reporter.ts')).html,
} as const satisfies Record<string, (report: Report) => Promise<Reporter>>;

export type Format = keyof typeof REPORTERS;

/** For help and completion. */
export const FORMATS = Object.keys(REPORTERS) as readonly Format[];

/** One place that the report goes to, in one format. */
export interface Output {
  readonly format: Format;
  /** A file, or a pipe or device with a name; without it the report goes to standard output. */
  readonly path?: string;
  /** The file is one that others write to, too: the report is added at its end. */
  readonly append?: true;
}

/** @throws HexhoundError E_USAGE when there is no format of that name */
export function formatOf(name: string): Format {
  const format = FORMATS.find((known) => known === name);
  if (format === undefined)
    throw new HexhoundError('E_USAGE', name, `there is no such format: use one of ${FORMATS.join(', ')}`);
  return format;
}

/**
 * Checks before the scan that the outputs can be written together.
 * @param scanned folders whose links are not followed
 * @throws HexhoundError E_USAGE for two on standard output, two in one file, a missing folder
 */
export function checkOutputs(outputs: readonly Output[], scanned: readonly string[] = []): void {
  const taken = new Set<string>();
  for (const { path = '' } of outputs) {
    if (taken.has(path)) {
      const where = path === '' ? 'standard output' : path;
      throw new HexhoundError(
        'E_USAGE',
        where,
        'two formats are to be written to it: give all but one a file, as --format FORMAT=FILE',
      );
    }
    taken.add(path);
    if (path !== '') checkWritable(path, scanned);
  }
}

/**
 * Writes a report to all outputs: files first, each atomically or at its end, then standard output.
 * @param scanned folders whose links are not followed
 * @throws HexhoundError E_USAGE naming the file that cannot be written; the others are still written
 */
export async function writeReports(
  report: Report,
  outputs: readonly Output[],
  options: ReportOptions,
  stdout: NodeJS.WritableStream,
  scanned: readonly string[] = [],
): Promise<void> {
  let failure: unknown;
  for (const { format, path, append } of outputs) {
    if (path === undefined) continue;
    const reporter = await REPORTERS[format](report);
    const { width: _, ...rest } = options;
    const pieces = (taken: number) => reporter(report, { ...rest, color: false, taken });
    try {
      if (append) appendText(path, pieces, scanned);
      // Only the owner may read a file with unmasked secrets.
      else writeAtomically(path, pieces(0), options.showSecrets ? 0o600 : 0o666, scanned);
    } catch (error) {
      failure ??= error;
    }
  }
  for (const { format, path } of outputs) {
    if (path !== undefined) continue;
    const reporter = await REPORTERS[format](report);
    await writeStream(stdout, reporter(report, options));
  }
  if (failure !== undefined) throw failure;
}

/** The last line of the terminal's report, which says how the scan ended. */
export async function conclude(report: Report): Promise<string> {
  const { conclusionOf } = await import('./summary.ts');
  return conclusionOf(report).text;
}
