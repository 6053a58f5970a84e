import { fixesOf, nextOf } from './advice.ts';
import { documentOf } from './document.ts';
import { escapeInvisible } from './escape.ts';
import { type Paint, painter } from './paint.ts';
import { placesByFile } from './place.ts';
import type { Reporter } from './report.ts';
import type { ReportDocument } from './schema.ts';
import { conclusionOf, hiddenOf } from './summary.ts';
import { type Files, inBrief, inFull, PLACES_SHOWN } from './terminal-finding.ts';
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
  const files = report.findings.map(({ occurrences }) => placesByFile(occurrences));
  const few = report.findings.map((finding, at) => ({
    ...finding,
    occurrences: (files[at] ?? []).slice(0, PLACES_SHOWN).map(({ first }) => first),
  }));
  const document = documentOf({ ...report, findings: few }, options, escapeInvisible);
  const paint = painter(options.color);
  const sections = [
    findings(document, files, paint),
    document.findings.length > 0 ? fixesOf(document.findings, paint) : [],
    nextOf(document, paint),
    errors(document, paint),
    document.notices.map((notice) => `${paint('yellow', 'note')} ${clip(notice, 500)}`),
    conclusion(document, paint),
  ];
  const text = sections.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return `${text.join('\n\n')}\n`;
};

function findings({ findings }: ReportDocument, files: readonly Files[], paint: Paint): string[] {
  if (findings.length > FULL_UP_TO) {
    return findings.flatMap((finding, at) => inBrief(finding, files[at] ?? [], paint));
  }
  return findings.flatMap((finding, at) => [...(at > 0 ? [''] : []), ...inFull(finding, files[at] ?? [], paint)]);
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
