import { fixesOf, nextOf } from './advice.ts';
import { documentOf } from './document.ts';
import { escapeInvisible } from './escape.ts';
import { type Paint, painter } from './paint.ts';
import { openFirst } from './place.ts';
import type { Report, Reporter } from './report.ts';
import type { ReportDocument } from './schema.ts';
import { conclusionOf, hiddenOf } from './summary.ts';
import { inBrief, inFull, PLACES_SHOWN } from './terminal-finding.ts';
import { clip, plural } from './words.ts';

/** With more findings than this each gets two lines. */
const FULL_UP_TO = 20;
const ERRORS_SHOWN = 20;

const CONCLUSION_STYLE = {
  found: ['bold', 'red'],
  incomplete: ['bold', 'yellow'],
  nothing: 'yellow',
  clean: 'green',
} as const;

/** For people. Every text in it went through `escapeInvisible`: file names, authors and messages are made by whoever made the repository. */
export const terminal: Reporter = (report, options) => {
  const document = documentOf({ ...report, findings: report.findings.map(withFewPlaces) }, options, escapeInvisible);
  const more = report.findings.map(({ occurrences }) => Math.max(0, occurrences.length - PLACES_SHOWN));
  const paint = painter(options.color);
  const sections = [
    findings(document, more, paint),
    document.findings.length > 0 ? fixesOf(document.findings, paint) : [],
    nextOf(document, paint),
    errors(document, paint),
    document.notices.map((notice) => `${paint('yellow', 'note')} ${clip(notice, 500)}`),
    conclusion(document, paint),
  ];
  const text = sections.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return `${text.join('\n\n')}\n`;
};

/** Those that are shown; a key can stand in as many places as a repository has commits. */
function withFewPlaces(finding: Report['findings'][number]): Report['findings'][number] {
  return { ...finding, occurrences: openFirst(finding.occurrences).slice(0, PLACES_SHOWN) };
}

function findings({ findings }: ReportDocument, more: readonly number[], paint: Paint): string[] {
  if (findings.length > FULL_UP_TO) {
    return findings.flatMap((finding, at) => inBrief(finding, more[at] ?? 0, paint));
  }
  return findings.flatMap((finding, at) => [...(at > 0 ? [''] : []), ...inFull(finding, more[at] ?? 0, paint)]);
}

function errors({ errors }: ReportDocument, paint: Paint): string[] {
  if (errors.length === 0) return [];
  const more = errors.length - ERRORS_SHOWN;
  return [
    paint(['bold', 'yellow'], 'Could not be looked at'),
    ...errors.slice(0, ERRORS_SHOWN).map((error) => `  ${errorText(error)} ${paint('dim', `(${error.code})`)}`),
    ...(more > 0 ? [`  and ${plural(more, 'more', 'more')} (--format json lists all)`] : []),
  ];
}

/** Some messages name their subject and some leave it to us. */
function errorText({ subject, message }: ReportDocument['errors'][number]): string {
  return message.includes(subject) ? clip(message, 500) : `${clip(subject, 300)}: ${clip(message, 500)}`;
}

function conclusion(document: ReportDocument, paint: Paint): string[] {
  const hidden = hiddenOf(document.hidden);
  const { state, text } = conclusionOf(document);
  return [...(hidden === undefined ? [] : [paint('dim', hidden)]), paint(CONCLUSION_STYLE[state], text)];
}
