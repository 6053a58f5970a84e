/**
 * Workflow commands of GitHub Actions, which become annotations beside the lines.
 * https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
 * Their escaping is that of the runner (actions/toolkit, packages/core/src/command.ts).
 */
import type { Finding } from '../model/finding.ts';
import type { Report, Reporter } from '../model/report.ts';
import { escapeForeign } from '../syntax/escape.ts';
import { clip, plural } from '../syntax/words.ts';
import { type Documents, documentsOf } from './document.ts';
import { headingOf, pastOf, sentencesOf, type Told, told } from './message.ts';
import { isLineOfFile, isOpen, whereOf } from './place.ts';
import { problemText } from './problem.ts';
import { conclusionOf, gapsIn, hiddenOf } from './summary.ts';
import { levelOf, urgentFirst } from './urgency.ts';

/** A step gets ten annotations of each kind; GitHub drops the rest without a word. */
const MAX_ANNOTATIONS = 10;
const MAX_NAMED = 3;
const MAX_LINES = 1000;

const COMMAND = { error: 'error', warning: 'warning', note: 'notice' } as const;

/** The most urgent findings as annotations, the others as lines of the log; at the end what the terminal's report ends in. */
export const github: Reporter = function* (report) {
  const documents = documentsOf(report, { showSecrets: false }, escapeForeign);
  const { errors, notices } = documents;
  const findings = urgentFirst(report.findings);
  const rest: Finding[] = [];
  if (errors.length > 0)
    yield command('error', { title: 'hexhound could not look at everything' }, problemsText(errors));
  for (const level of ['error', 'warning', 'note'] as const) {
    const own = findings.filter((finding) => levelOf(finding) === level);
    const room = MAX_ANNOTATIONS - (level === 'error' && errors.length > 0 ? 1 : 0);
    const shown = own.length > room ? room - 1 : own.length;
    for (const finding of own.slice(0, shown)) yield annotation(told(finding, documents), COMMAND[level]);
    if (shown === own.length) continue;
    const more = `${plural(own.length - shown, 'more finding')} of this level: the log of this step lists them.`;
    yield command(COMMAND[level], { title: 'hexhound' }, more);
    rest.push(...own.slice(shown));
  }
  yield* lines(rest, (finding) => lineOf(told(finding, documents), finding));
  yield* lines(errors, (error) => `could not be looked at: ${problemText(error)} (${error.code})`);
  yield* lines(gapsIn(documents), ({ path, reason }) => `not looked into: ${clip(path, 300)}: ${clip(reason, 200)}`);
  yield* lines(notices, (notice) => `note: ${clip(notice, 500)}`);
  yield* lines(endOf(report), (text) => text);
};

function annotation({ finding, place, places, ...rest }: Told, name: 'error' | 'warning' | 'notice'): string {
  const past = pastOf({ finding, place });
  const text = [
    ...sentencesOf(finding, places),
    `${[whereOf(place, finding.secret === undefined), past].filter((part) => part !== '').join(', ')}.`,
    ...(finding.help === undefined ? [] : [`About this rule: ${finding.help}`]),
    `Id: ${finding.fingerprint}`,
  ];
  return command(
    name,
    { ...positionOf({ finding, place, places, ...rest }), title: headingOf(finding) },
    text.join('\n'),
  );
}

/** Where the annotation stands. A line of an old version is none of the file that is shown, so there it is the file only. */
function positionOf({ place }: Told): Record<string, string | number> {
  const { kind, path, archive, line, column, endLine, endColumn, refs } = place;
  const isOfFile = kind === 'file' || kind === 'git-file' || kind === 'path' || kind === 'link-target';
  if (!isOfFile || path === undefined) return {};
  const file = archive ?? path;
  if (!isLineOfFile(place) || (refs !== undefined && !isOpen(place))) return { file };
  // GitHub takes columns within one line only; a finding about a file as a whole has none.
  const hasColumns = line === endLine && column < endColumn;
  return { file, line, endLine, ...(hasColumns && { col: column, endColumn }) };
}

/** An error of the job that is about no line. */
export function errorAnnotation(message: string): string {
  return command('error', { title: 'hexhound' }, escapeForeign(message));
}

function command(name: string, properties: Readonly<Record<string, string | number>>, message: string): string {
  const list = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
  return `::${name} ${list.join(',')}::${escapeData(message)}\n`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

function lineOf({ finding, place }: Told, { rule }: Finding): string {
  const where = whereOf(place, finding.secret === undefined);
  return `${rule.severity}: ${headingOf(finding)} in ${where} (id ${finding.fingerprint})`;
}

/** Lines of the log, each escaped as a whole: two texts that are harmless alone can be a command together. */
function* lines<T>(items: readonly T[], textOf: (item: T) => string): Generator<string> {
  for (const item of items.slice(0, MAX_LINES)) yield `${escapeForeign(textOf(item))}\n`;
  const more = items.length - MAX_LINES;
  if (more > 0) yield `and ${plural(more, 'more', 'more')}: --format json lists all\n`;
}

function problemsText(errors: Documents['errors']): string {
  const more = errors.length - MAX_NAMED;
  return [
    'This result is not complete.',
    ...errors.slice(0, MAX_NAMED).map(problemText),
    ...(more > 0 ? [`and ${plural(more, 'more', 'more')}, which the log of this step lists`] : []),
  ].join('\n');
}

function endOf(report: Report): string[] {
  const hidden = hiddenOf(report.hidden);
  return [...(hidden === undefined ? [] : [hidden]), conclusionOf(report).text];
}
