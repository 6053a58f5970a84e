import type { FindingDocument, ReportDocument } from '../../src/report/schema.ts';
import { runCommand } from './io.ts';

export interface ScanOutcome {
  readonly code: number;
  readonly report: ReportDocument;
  /** The report as it was printed, but for the time that the scan took. */
  readonly text: string;
  readonly stderr: string;
  /** The finding of this very secret. */
  find(secret: string): FindingDocument | undefined;
  /** `path:line` (or the kind, for what is in no file) of each occurrence of a secret, sorted. */
  places(secret: string): string[];
}

/** Runs a scanning command with JSON output and secrets in the clear, so that a test can say which key is meant. */
export async function scanWith(
  command: string,
  cwd: string,
  args: readonly string[] = [],
  options: Parameters<typeof runCommand>[3] = {},
): Promise<ScanOutcome> {
  const { code, stdout, stderr } = await runCommand(
    command,
    cwd,
    ['--format=json', '--show-secrets', ...args],
    options,
  );
  const report = JSON.parse(stdout) as ReportDocument;
  const find = (secret: string) => report.findings.find((finding) => finding.secret === secret);
  return {
    code,
    report,
    stderr,
    text: stdout.replace(/"seconds": ?[\d.e-]+/, '"seconds": 0'),
    find,
    places: (secret) =>
      (find(secret)?.occurrences ?? []).map(({ kind, path, line }) => `${path ?? kind}:${line}`).sort(),
  };
}

/** A line that every scan must report. */
export function keyLine(key: string): string {
  return `CAPTCHAAI_API_KEY = "${key}"\n`;
}
