import { defined } from '../model/defined.ts';
import type { CommitRef, Finding, FindingHistory, Occurrence } from '../model/finding.ts';
import { masker, secretsOf } from '../model/masking.ts';
import { withInside } from '../model/place.ts';
import { isPublic } from '../model/public-rule.ts';
import type { Report, ReportOptions } from '../model/report.ts';
import type { Secret } from '../model/secret.ts';
import { helpOf } from './help.ts';
import { lazily } from './json-pieces.ts';
import type { FindingDocument, HistoryDocument, OccurrenceDocument, ReportDocument } from './schema.ts';

type Change = (text: string) => string;

/** How the texts of a report are made fit for output. */
interface Changes {
  /** For texts that somebody wrote: masks secrets in them. */
  readonly clean: Change;
  /** For ids and dates, which have no secrets in them and are too many to search. */
  readonly show: Change;
  readonly value: (secret: Secret) => string;
  /** For names of refs: the same list may belong to thousands of findings. */
  readonly list: (texts: readonly string[]) => string[];
}

/** A finding whose occurrences are made one by one when they are read. */
export type LazyFinding = Omit<FindingDocument, 'occurrences'> & { readonly occurrences: Iterable<OccurrenceDocument> };

/** The parts of a ReportDocument, in their order; findings one by one. */
export interface Documents {
  readonly run: Pick<ReportDocument, 'schemaVersion' | 'tool' | 'command' | 'target'>;
  readonly finding: (finding: Finding) => LazyFinding;
  readonly errors: ReportDocument['errors'];
  readonly notOpened: NonNullable<ReportDocument['notOpened']>;
  readonly notices: ReportDocument['notices'];
  readonly totals: Pick<ReportDocument, 'hidden' | 'scanned' | 'interrupted'>;
}

/**
 * A report as plain data, which every format is made from. Its secrets are masked, also where other texts (paths, authors,
 * messages, texts of rules) repeat them. No key has the value undefined.
 *
 * @param show what else to do with every text, such as making control characters visible
 */
export function documentsOf(
  report: Report,
  options: Pick<ReportOptions, 'showSecrets'>,
  show: Change = (text) => text,
): Documents {
  const secrets = [...secretsOf(report.findings), ...(report.suppressed ?? [])];
  const changes = changesOf(secrets, options, show);
  const { clean } = changes;
  const { tool, hidden, scanned, interrupted } = report;
  return {
    run: {
      schemaVersion: 1,
      tool: { name: tool.name, version: tool.version },
      command: report.command,
      target: clean(report.target),
    },
    finding: (finding) => findingOf(finding, changes),
    errors: report.errors.map(({ code, subject, message }) => ({
      code,
      subject: clean(subject),
      message: clean(message),
    })),
    notOpened: report.notOpened.map(({ kind, path, reason }) => ({ kind, path: clean(path), reason: clean(reason) })),
    notices: report.notices.map(clean),
    totals: {
      hidden: { lowConfidence: hidden.lowConfidence, inline: hidden.inline, baseline: hidden.baseline },
      scanned: {
        files: scanned.files,
        blobs: scanned.blobs,
        commits: scanned.commits,
        bytes: scanned.bytes,
        seconds: Math.round(scanned.seconds * 1000) / 1000,
      },
      ...(interrupted && {
        interrupted: defined({ done: interrupted.done, total: interrupted.total, unit: interrupted.unit }),
      }),
    },
  };
}

/** One finding as plain data, masked like those of a report. */
export function findingDocument(finding: Finding, show: Change): LazyFinding {
  return findingOf(finding, changesOf([...secretsOf([finding])], { showSecrets: false }, show));
}

function changesOf(
  secrets: readonly Secret[],
  { showSecrets }: Pick<ReportOptions, 'showSecrets'>,
  show: Change,
): Changes {
  const redact = showSecrets ? (text: string) => text : masker(secrets);
  const clean: Change = (text) => show(redact(text));
  const lists = new WeakMap<readonly string[], string[]>();
  return {
    clean,
    show,
    value: (secret) => show(showSecrets ? textOf(secret) : secret.mask()),
    list: (texts) => {
      const known = lists.get(texts) ?? texts.map(clean);
      lists.set(texts, known);
      return known;
    },
  };
}

/** A secret's bytes, decoded as UTF-8 where they are UTF-8. */
function textOf(secret: Secret): string {
  const value = secret.reveal();
  const utf8 = Buffer.from(value, 'latin1').toString('utf8');
  return /[^\0-\xff]/.test(value) || utf8.includes('\ufffd') ? value : utf8;
}

function findingOf(finding: Finding, changes: Changes): LazyFinding {
  const { clean, value } = changes;
  const { rule, secret, note, parts, details, verification, history } = finding;
  return defined({
    rule: clean(rule.id),
    kind: isPublic(rule) ? ('public' as const) : undefined,
    title: clean(rule.title),
    provider: clean(rule.provider),
    severity: rule.severity,
    confidence: finding.confidence,
    score: rounded(finding.score),
    fingerprint: finding.fingerprint,
    secret: secret && value(secret),
    note: ifThere(note, clean),
    parts: parts?.map(({ name, secret: part, isShown }) => ({
      name: clean(name),
      value: isShown ? clean(part.reveal()) : value(part),
    })),
    details: details && Object.fromEntries(Object.entries(details).map(([name, value]) => [name, clean(value)])),
    verification:
      verification &&
      defined({
        status: verification.status,
        reason: clean(verification.reason),
        balance: verification.balance,
      }),
    risk: clean(rule.risk),
    fix: defined({ rotate: ifThere(rule.fix.rotate, clean), steps: rule.fix.steps.map(clean) }),
    help: ifThere(helpOf(rule), clean),
    reasons: finding.reasons.map(({ feature, weight, detail }) =>
      defined({ feature, weight: rounded(weight), detail: ifThere(detail, clean) }),
    ),
    history: history && historyOf(history, changes),
    occurrences: lazily(finding.occurrences, (occurrence) => occurrenceOf(occurrence, changes)),
  });
}

function ifThere<T, U>(value: T | undefined, change: (value: T) => U): U | undefined {
  return value === undefined ? undefined : change(value);
}

function historyOf({ first, last, heldBy, reachedBy }: FindingHistory, changes: Changes): HistoryDocument {
  const { clean, show, list } = changes;
  const commit = ({ id, author, date }: CommitRef) => ({ id: show(id), author: clean(author), date: show(date) });
  return defined({
    first: first && commit(first),
    last: last && commit(last),
    heldBy: heldBy && list(heldBy),
    reachedBy,
  });
}

function occurrenceOf(occurrence: Occurrence, { clean, show }: Changes): OccurrenceDocument {
  const { kind, path, inside, line, column, endLine, endColumn } = occurrence;
  return defined({
    kind,
    repository: ifThere(occurrence.repository, clean),
    path: ifThere(path, (text) => clean(withInside(text, inside))),
    archive: inside === undefined ? undefined : ifThere(path, clean),
    line,
    column,
    endLine,
    endColumn,
    excerpt: ifThere(occurrence.excerpt, clean),
    blob: ifThere(occurrence.blob, show),
    commit: ifThere(occurrence.commit, show),
    author: ifThere(occurrence.author, clean),
    date: ifThere(occurrence.date, show),
    refs: occurrence.refs?.map(clean),
  });
}

/** Sums of weights differ in their last bits with the order in which they are added. */
function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
