/** What a terminal's report says beside its findings: in a file of its own, because most commits have none. */

import type { ScanError } from '../model/errors.ts';
import type { Report, Reporter } from '../model/report.ts';
import { escapeForeign } from '../syntax/escape.ts';
import { type Paint, painter } from '../syntax/paint.ts';
import { clip, plural } from '../syntax/words.ts';
import { wrap, wrapCell } from '../syntax/wrap.ts';
import { type Documents, documentsOf } from './document.ts';
import { problemText } from './problem.ts';
import { conclusionOf, gapsIn, hiddenOf, problemsOf } from './summary.ts';

const MAX_ERRORS = 20;
const MAX_NOT_OPENED = 5;

const CONCLUSION_STYLE = {
  found: ['bold', 'red'],
  incomplete: ['bold', 'yellow'],
  nothing: 'yellow',
  clean: 'green',
} as const;

/** The report of a scan that found nothing and could look at everything. */
export const withoutFindings: Reporter = function* (report, options) {
  const documents = documentsOf(report, options, escapeForeign);
  const paint = painter(options.color);
  const { width } = options;
  yield* inSections([...remarksOf(report, documents, paint, width), conclusionLines(report, paint, width)]);
};

/** Errors, what was not looked into, and notices: a section each. */
export function remarksOf(
  report: Report,
  { errors, notOpened, notices }: Pick<Documents, 'errors' | 'notOpened' | 'notices'>,
  paint: Paint,
  width: number | undefined,
): string[][] {
  return [
    errorLines(problemsOf({ ...report, errors }), paint, width),
    notOpenedLines(gapsIn({ errors, notOpened }), paint, width),
    notices.flatMap((notice) => wrapCell(`${paint('yellow', 'note')} `, clip(notice, 500), width)),
  ];
}

/** With an empty line between sections that are not empty. */
export function* inSections(sections: readonly Iterable<string>[]): Generator<string> {
  let isFirst = true;
  for (const section of sections) {
    let gap = isFirst ? '' : '\n';
    for (const line of section) {
      yield `${gap}${line}\n`;
      gap = '';
      isFirst = false;
    }
  }
}

function errorLines(errors: readonly ScanError[], paint: Paint, width: number | undefined): string[] {
  if (errors.length === 0) return [];
  const more = errors.length - MAX_ERRORS;
  return [
    paint(['bold', 'yellow'], 'Could not be looked at'),
    ...errors
      .slice(0, MAX_ERRORS)
      .flatMap((error) => wrap(`  ${problemText(error)} ${paint('dim', `(${error.code})`)}`, width, '    ')),
    ...(more > 0 ? [`  and ${plural(more, 'more', 'more')} (--format json lists all)`] : []),
  ];
}

function notOpenedLines(
  notOpened: Readonly<Documents['notOpened']>,
  paint: Paint,
  width: number | undefined,
): string[] {
  if (notOpened.length === 0) return [];
  const more = notOpened.length - MAX_NOT_OPENED;
  return [
    `${paint('yellow', 'note')} not looked into (--strict makes it an error):`,
    ...notOpened
      .slice(0, MAX_NOT_OPENED)
      .flatMap(({ path, reason }) => wrap(`  ${clip(path, 300)}: ${clip(reason, 200)}`, width, '    ')),
    ...(more > 0 ? [`  and ${plural(more, 'more', 'more')} (--format json lists all)`] : []),
  ];
}

export function conclusionLines(report: Report, paint: Paint, width: number | undefined): string[] {
  const hidden = hiddenOf(report.hidden);
  const { state, text } = conclusionOf(report);
  return [
    ...(hidden === undefined ? [] : wrap(hidden, width).map((line) => paint('dim', line))),
    ...wrap(text, width).map((line) => paint(CONCLUSION_STYLE[state], line)),
  ];
}
