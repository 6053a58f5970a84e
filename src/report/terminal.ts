import type { ScanError } from '../model/errors.ts';
import type { Finding } from '../model/finding.ts';
import type { Report, Reporter } from '../model/report.ts';
import { escapeForeign } from '../syntax/escape.ts';
import { type Paint, painter } from '../syntax/paint.ts';
import { clip, plural } from '../syntax/words.ts';
import { fixesOf, nextOf } from './advice.ts';
import { type Documents, documentsOf, type LazyFinding } from './document.ts';
import { isOnlyInGit, placesByFile } from './place.ts';
import { conclusionOf, hiddenOf, problemsOf } from './summary.ts';
import { inBrief, inFull, MAX_PLACES } from './terminal-finding.ts';

/** With more findings than this each gets two lines. */
const MAX_IN_FULL = 20;
const MAX_ERRORS = 20;
const MAX_NOT_OPENED = 5;

const CONCLUSION_STYLE = {
  found: ['bold', 'red'],
  incomplete: ['bold', 'yellow'],
  nothing: 'yellow',
  clean: 'green',
} as const;

/** For people. Every text goes through `escapeForeign`: file names, authors and messages can be hostile. */
export const terminal: Reporter = function* (report, options) {
  const { finding: describe, errors, notOpened, notices } = documentsOf(report, options, escapeForeign);
  const paint = painter(options.color);
  const isMany = report.findings.length > MAX_IN_FULL;
  const inGit = report.findings.filter(({ occurrences }) => isOnlyInGit(occurrences));
  const others = inGit.length === 0 ? report.findings : report.findings.filter((finding) => !inGit.includes(finding));
  const sections = [
    findingLines(others, isMany, describe, paint),
    inGit.length === 0 ? [] : inGitLines(findingLines(inGit, isMany, describe, paint), paint),
    fixesOf(report.findings, describe, paint),
    nextOf(report, describe, paint),
    errorLines(problemsOf({ ...report, errors }), paint),
    notOpenedLines(report, notOpened, paint),
    notices.map((notice) => `${paint('yellow', 'note')} ${clip(notice, 500)}`),
    conclusionLines(report, paint),
  ];
  let isFirst = true;
  for (const section of sections) {
    let gap = isFirst ? '' : '\n';
    for (const line of section) {
      yield `${gap}${line}\n`;
      gap = '';
      isFirst = false;
    }
  }
};

function* findingLines(
  findings: readonly Finding[],
  isMany: boolean,
  describe: (finding: Finding) => LazyFinding,
  paint: Paint,
): Generator<string> {
  let isFirst = true;
  for (const finding of findings) {
    const files = placesByFile(finding.occurrences);
    const shown = describe({ ...finding, occurrences: files.slice(0, MAX_PLACES).map(({ first }) => first) });
    const document = { ...shown, occurrences: [...shown.occurrences] };
    if (!isMany && !isFirst) yield '';
    isFirst = false;
    yield* isMany ? inBrief(document, files, paint) : inFull(document, files, paint);
  }
}

function* inGitLines(findings: Iterable<string>, paint: Paint): Generator<string> {
  yield paint('bold', 'In .git, which is never committed');
  yield* findings;
}

function errorLines(errors: readonly ScanError[], paint: Paint): string[] {
  if (errors.length === 0) return [];
  const more = errors.length - MAX_ERRORS;
  return [
    paint(['bold', 'yellow'], 'Could not be looked at'),
    ...errors.slice(0, MAX_ERRORS).map((error) => `  ${errorText(error)} ${paint('dim', `(${error.code})`)}`),
    ...(more > 0 ? [`  and ${plural(more, 'more', 'more')} (--format json lists all)`] : []),
  ];
}

/** In strict scans the errors say it. */
function notOpenedLines({ errors }: Report, notOpened: Documents['notOpened'], paint: Paint): string[] {
  if (errors.some(({ code }) => code === 'E_NOT_OPENED')) return [];
  if (notOpened.length === 0) return [];
  const more = notOpened.length - MAX_NOT_OPENED;
  return [
    `${paint('yellow', 'note')} not looked into (--strict makes it an error):`,
    ...notOpened.slice(0, MAX_NOT_OPENED).map(({ path, reason }) => `  ${clip(path, 300)}: ${clip(reason, 200)}`),
    ...(more > 0 ? [`  and ${plural(more, 'more', 'more')} (--format json lists all)`] : []),
  ];
}

/** Adds the subject to messages that do not name it. */
function errorText({ subject, message }: ScanError): string {
  return message.includes(subject) ? clip(message, 500) : `${clip(subject, 300)}: ${clip(message, 500)}`;
}

function conclusionLines(report: Report, paint: Paint): string[] {
  const hidden = hiddenOf(report.hidden);
  const { state, text } = conclusionOf(report);
  return [...(hidden === undefined ? [] : [paint('dim', hidden)]), paint(CONCLUSION_STYLE[state], text)];
}
