import { join } from 'node:path';

/** What is scanned: every object of a repository, the files below a folder, or what the next commit of `.` would hold. */
export type Mode = 'history' | 'tree' | 'staged';

/** What a tool says that it did. */
export interface Account {
  readonly findings: number;
  /** Distinct ones among the findings: most tools list a secret again for each commit that has it. */
  readonly secrets: number;
  /** Bytes that it says it has read; of a history some count blobs, others only added lines. */
  readonly bytes?: number;
  /** What it says it could not read, though it went on. */
  readonly gaps?: string;
}

/** What a finished run left behind. */
export interface Output {
  readonly report: string;
  readonly stderr: string;
}

export interface Tool {
  readonly name: string;
  /** Arguments of a scan with all network checks off, its findings written to `report`. */
  readonly arguments: (mode: Mode, target: string, report: string) => readonly string[];
  /** The report is what it prints. */
  readonly reportsOnStdout?: true;
  /** Exit codes of a scan that was whole. A code of their own for findings, for 1 is also what a failure gives. */
  readonly codes: readonly number[];
  /** Lines on stderr of a scan that was not whole, where the exit code does not say so. */
  readonly complaint?: RegExp;
  /** @throws Error for a report that is none, or one that says it is not whole */
  readonly account: (output: Output) => Account;
  /** What its report holds, by file; absent where that is not needed. */
  readonly found?: (report: string) => readonly Found[];
}

/** A secret in a report. */
export interface Found {
  readonly path: string;
  readonly secret: string;
}

const FOUND = 42;

export const HEXHOUND: Tool = {
  name: 'hexhound',
  arguments: (mode, target, report) => [
    ...[join(process.cwd(), 'dist/js/cli.js'), mode === 'tree' ? 'scan' : mode],
    ...(mode === 'staged' ? [] : [target]),
    ...['--quiet', '--format=json', `--output=${report}`],
  ],
  // 2: something could not be read, the rest was.
  codes: [0, 1, 2],
  account: ({ report }) => {
    const { findings, errors, scanned } = JSON.parse(report) as {
      findings: readonly { fingerprint: string }[];
      errors: readonly { message: string }[];
      scanned: { bytes: number };
    };
    const account = tally(
      findings.map(({ fingerprint }) => fingerprint),
      scanned.bytes,
    );
    return errors[0] === undefined
      ? account
      : { ...account, gaps: `errors: ${errors.length}, the first: ${errors[0].message}` };
  },
};

export const PEERS: readonly Tool[] = [
  {
    name: 'betterleaks',
    arguments: (mode, target, report) => [
      ...(mode === 'tree' ? ['filesystem', target] : ['git', target, ...(mode === 'staged' ? ['--staged'] : [])]),
      ...['--no-banner', '--silent', `--exit-code=${FOUND}`, `--output=${report}`],
    ],
    codes: [0, FOUND],
    complaint: /\b(ERR|FTL)\b/,
    account: ({ report }) => {
      const { findings, scan } = JSON.parse(report) as {
        findings: readonly { match: { value: string } }[];
        scan: { state: string; bytes_scanned: number };
      };
      if (scan.state !== 'complete') throw new Error(`the report says that the scan is ${scan.state}`);
      return tally(
        findings.map(({ match }) => match.value),
        scan.bytes_scanned,
      );
    },
    found: (report) => {
      const { findings } = JSON.parse(report) as {
        findings: readonly { match: { value: string }; location: { path: string } }[];
      };
      return findings.map(({ match, location }) => ({ path: location.path, secret: match.value }));
    },
  },
  {
    name: 'kingfisher',
    arguments: (mode, target, report) => [
      ...['scan', target, '--no-validate', '--no-update-check', '--format=json', `--output=${report}`],
      ...(mode === 'tree' ? ['--git-history=none'] : mode === 'staged' ? ['--staged'] : []),
    ],
    codes: [0, 200],
    complaint: /^ *ERROR\b/,
    account: ({ report }) => {
      const { findings, metadata } = JSON.parse(report) as {
        findings: readonly { finding: { snippet: string } }[];
        metadata: { summary: { bytes_scanned: number } };
      };
      return tally(
        findings.map(({ finding }) => finding.snippet),
        metadata.summary.bytes_scanned,
      );
    },
    found: (report) => {
      const { findings } = JSON.parse(report) as {
        findings: readonly { finding: { snippet: string; path: string } }[];
      };
      return findings.map(({ finding }) => ({ path: finding.path, secret: finding.snippet }));
    },
  },
  {
    name: 'gitleaks',
    arguments: (mode, target, report) => [
      ...(mode === 'tree'
        ? ['dir', target]
        : ['git', target, ...(mode === 'staged' ? ['--pre-commit', '--staged'] : [])]),
      ...['--no-banner', `--exit-code=${FOUND}`, '--report-format=json', `--report-path=${report}`],
    ],
    codes: [0, FOUND],
    // With git ended early it exits with 0 and an empty report.
    complaint: /\b(ERR|FTL)\b/,
    account: ({ report, stderr }) => {
      const findings = JSON.parse(report) as readonly { Secret: string }[];
      const bytes = /scanned ~(\d+) bytes/.exec(stderr)?.[1];
      return tally(
        findings.map(({ Secret }) => Secret),
        Number(bytes),
      );
    },
    found: (report) =>
      (JSON.parse(report) as readonly { Secret: string; File: string }[]).map(({ Secret, File }) => ({
        path: File,
        secret: Secret,
      })),
  },
  {
    name: 'trufflehog',
    arguments: (mode, target) => [
      ...(mode === 'tree' ? ['filesystem', target] : ['git', `file://${target}`]),
      ...(mode === 'staged' ? ['--since-commit=HEAD'] : []),
      ...['--no-verification', '--no-update', '--json', '--fail', '--fail-on-scan-errors'],
    ],
    reportsOnStdout: true,
    codes: [0, 183],
    account: ({ report, stderr }) => {
      const findings = report.split('\n').filter((line) => line !== '');
      const bytes = /"bytes": ?(\d+)/.exec(stderr)?.[1];
      return tally(
        findings.map((line) => (JSON.parse(line) as { Raw: string }).Raw),
        Number(bytes),
      );
    },
  },
];

function tally(secrets: readonly string[], bytes: number): Account {
  const counts = { findings: secrets.length, secrets: new Set(secrets).size };
  return Number.isNaN(bytes) ? counts : { ...counts, bytes };
}
