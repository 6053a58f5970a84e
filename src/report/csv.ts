/**
 * CSV (RFC 4180) for spreadsheets: a row for each place of each finding, and one for each thing that could not be looked at or
 * was left out. A first column tells them apart, for a table without errors would look like a clean result.
 */
import type { Finding } from '../model/finding.ts';
import type { Reporter } from '../model/report.ts';
import { escapeForeign } from '../syntax/escape.ts';
import { type Documents, documentsOf, type LazyFinding } from './document.ts';
import type { OccurrenceDocument } from './schema.ts';

const COLUMNS = [
  ...([
    'record',
    'severity',
    'confidence',
    'rule',
    'title',
    'provider',
    'secret',
    'verification',
    'fingerprint',
  ] as const),
  ...(['kind', 'path', 'line', 'column', 'commit', 'author', 'date', 'blob', 'refs', 'message', 'help'] as const),
  'repository' as const,
];

type Row = Partial<Record<(typeof COLUMNS)[number], string | number | undefined>> & {
  readonly record: 'finding' | 'error' | 'not-opened' | 'notice';
};

export const csv: Reporter = function* (report) {
  const documents = documentsOf(report, { showSecrets: false }, escapeForeign);
  yield lineOf(COLUMNS);
  for (const finding of report.findings) yield* findingRows(finding, documents);
  const { errors, notOpened, notices } = documents;
  yield* errors.map(({ code, subject, message }) => rowOf({ record: 'error', rule: code, path: subject, message }));
  yield* notOpened.map(({ kind, path, reason }) => rowOf({ record: 'not-opened', kind, path, message: reason }));
  yield* notices.map((message) => rowOf({ record: 'notice', message }));
};

function* findingRows(item: Finding, documents: Documents): Generator<string> {
  const { occurrences, ...finding } = documents.finding(item);
  for (const place of occurrences) yield rowOf({ record: 'finding', ...headOf(finding), ...placeOf(place) });
}

function headOf(finding: Omit<LazyFinding, 'occurrences'>): Omit<Row, 'record'> {
  const { severity, confidence, rule, title, provider, secret, verification, fingerprint, note, help } = finding;
  return {
    ...{ severity, confidence, rule, title, provider, secret, fingerprint, help },
    verification: verification?.status,
    message: note,
  };
}

function placeOf({ refs, ...place }: OccurrenceDocument): Omit<Row, 'record'> {
  const { kind, repository, path, line, column, commit, author, date, blob } = place;
  return { kind, repository, path, line, column, commit, author, date, blob, refs: refs?.join(' ') };
}

function rowOf(row: Row): string {
  return lineOf(COLUMNS.map((column) => row[column] ?? ''));
}

function lineOf(cells: readonly (string | number)[]): string {
  return `${cells.map((cell) => (typeof cell === 'number' ? String(cell) : quoted(harmless(cell)))).join(',')}\r\n`;
}

/**
 * What begins as a formula would be run by the spreadsheet that opens the file: an apostrophe makes a text of it. Where a semicolon
 * or a bar separates cells, a formula can begin behind one, too. (OWASP, CSV injection; tabs and line breaks are escaped before.)
 */
function harmless(text: string): string {
  return text.replace(/(^|[;|])(\s*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/g, "$1$2'");
}

function quoted(text: string): string {
  return /^[\w./:-]*$/.test(text) ? text : `"${text.replaceAll('"', '""')}"`;
}
