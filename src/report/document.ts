import type { Finding, Occurrence } from '../findings/finding.ts';
import { redactor } from '../findings/redact.ts';
import type { Secret } from '../findings/secret.ts';
import type { Report, ReportOptions } from './report.ts';
import type { FindingDocument, OccurrenceDocument, ReportDocument } from './schema.ts';

type Change = (text: string) => string;

/** What is done to the texts of a report. */
interface Changes {
  /** To whatever somebody wrote. */
  readonly clean: Change;
  /** To ids and dates, which repeat no secret and are too many to look through. */
  readonly show: Change;
  readonly value: (secret: Secret) => string;
}

/**
 * A report as plain data, the one form that every format is made from: its secrets masked, and every other text
 * (paths, authors, messages, rules' words) rid of secrets that it repeats. Absent means absent: no key holds undefined.
 *
 * @param show what else to do to every text, such as making controls visible
 */
export function documentOf(
  report: Report,
  options: Pick<ReportOptions, 'showSecrets'>,
  show: Change = (text) => text,
): ReportDocument {
  const redact = options.showSecrets ? (text: string) => text : redactor(secretsOf(report));
  const clean: Change = (text) => show(redact(text));
  const value = (secret: Secret) => show(options.showSecrets ? textOf(secret) : secret.mask());
  return {
    schemaVersion: 1,
    tool: { name: report.tool.name, version: report.tool.version },
    command: report.command,
    target: clean(report.target),
    findings: report.findings.map((finding) => findingOf(finding, { clean, show, value })),
    errors: report.errors.map(({ code, subject, message }) => ({
      code,
      subject: clean(subject),
      message: clean(message),
    })),
    notices: report.notices.map(clean),
    hidden: {
      lowConfidence: report.hidden.lowConfidence,
      inline: report.hidden.inline,
      baseline: report.hidden.baseline,
    },
    scanned: {
      files: report.scanned.files,
      blobs: report.scanned.blobs,
      commits: report.scanned.commits,
      bytes: report.scanned.bytes,
      seconds: Math.round(report.scanned.seconds * 1000) / 1000,
    },
  };
}

function* secretsOf(report: Report): Generator<Secret> {
  for (const { secret } of report.findings) if (secret) yield secret;
}

/** A secret's bytes as the text they are. */
function textOf(secret: Secret): string {
  const value = secret.reveal();
  const utf8 = Buffer.from(value, 'latin1').toString('utf8');
  return /[^\0-\xff]/.test(value) || utf8.includes('\ufffd') ? value : utf8;
}

function findingOf(finding: Finding, changes: Changes): FindingDocument {
  const { clean, value } = changes;
  const { rule, secret, note, verification } = finding;
  return {
    rule: clean(rule.id),
    title: clean(rule.title),
    provider: clean(rule.provider),
    severity: rule.severity,
    confidence: finding.confidence,
    score: rounded(finding.score),
    fingerprint: finding.fingerprint,
    ...(secret && { secret: value(secret) }),
    ...(note !== undefined && { note: clean(note) }),
    ...(verification && {
      verification: {
        status: verification.status,
        reason: clean(verification.reason),
        ...(verification.balance !== undefined && { balance: verification.balance }),
      },
    }),
    risk: clean(rule.risk),
    fix: {
      ...(rule.fix.rotate !== undefined && { rotate: clean(rule.fix.rotate) }),
      steps: rule.fix.steps.map(clean),
    },
    reasons: finding.reasons.map(({ feature, weight, detail }) => ({
      feature,
      weight: rounded(weight),
      ...(detail !== undefined && { detail: clean(detail) }),
    })),
    occurrences: finding.occurrences.map((occurrence) => occurrenceOf(occurrence, changes)),
  };
}

function occurrenceOf(occurrence: Occurrence, { clean, show }: Changes): OccurrenceDocument {
  const { kind, path, line, column, endLine, endColumn, excerpt, blob, commit, author, date, refs } = occurrence;
  return {
    kind,
    ...(path !== undefined && { path: clean(path) }),
    line,
    column,
    endLine,
    endColumn,
    ...(excerpt !== undefined && { excerpt: clean(excerpt) }),
    ...(blob !== undefined && { blob: show(blob) }),
    ...(commit !== undefined && { commit: show(commit) }),
    ...(author !== undefined && { author: clean(author) }),
    ...(date !== undefined && { date: show(date) }),
    ...(refs !== undefined && { refs: refs.map(clean) }),
  };
}

/** Sums of weights differ in their last bits with the order they are added in; nobody reads those. */
function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
