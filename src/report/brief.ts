/** Many findings, a line for each: grouped by what kind of place they are in, the most urgent first. */

import { isInDocumentation, isTestOrVendored } from '../files/paths.ts';
import { compareConfidence } from '../model/confidence.ts';
import type { Finding } from '../model/finding.ts';
import { judgedPath } from '../model/place.ts';
import { SEVERITIES } from '../model/severity.ts';
import type { Paint } from '../syntax/paint.ts';
import { clip, plural } from '../syntax/words.ts';
import { clipLeft } from '../syntax/wrap.ts';
import type { LazyFinding } from './document.ts';
import { isOpen, placesByFile, shortId, whereOf } from './place.ts';
import type { FindingDocument } from './schema.ts';
import { beginOf, subjectOf, variableOf } from './subject.ts';
import { ALIVE, SEVERITY_STYLE } from './terminal-finding.ts';

/** A group, and the most findings of it that are listed. */
interface Group {
  readonly title: string;
  readonly most: number;
  readonly has: (finding: Finding) => boolean;
}

/** A finding is in the first group that has it. Somebody who looks for the worst reads code and settings first. */
const GROUPS: readonly Group[] = [
  { title: 'Unreachable objects: no branch or tag leads to them', most: 10, has: isUnreachable },
  { title: 'Tests, examples, and code of others', most: 10, has: (finding) => isIn(finding, isTestOrVendored) },
  { title: 'Documents', most: 10, has: (finding) => isIn(finding, isDocument) },
  { title: 'Code and settings', most: 50, has: () => true },
];

/** Columns for the lines where there is no terminal. */
const USUAL_WIDTH = 160;
/** Columns below which the id is left out: `explain FILE:LINE` does without. */
const WIDE_ENOUGH = 90;
const ID_DIGITS = 8;
const WIDEST_SUBJECT = 60;

/**
 * @param describe masks and escapes a finding for output
 * @param rest the command that shows what is left out
 */
export function* briefLines(
  findings: readonly Finding[],
  describe: (finding: Finding) => LazyFinding,
  paint: Paint,
  rest: string,
  width = USUAL_WIDTH,
): Generator<string> {
  const groups = GROUPS.map((group) => ({ ...group, findings: [] as Finding[] }));
  for (const finding of findings) groups.find(({ has }) => has(finding))?.findings.push(finding);
  const filled = groups.filter((group) => group.findings.length > 0).reverse();
  let isCut = false;
  for (const [index, { title, most, findings: own }] of filled.entries()) {
    if (index > 0) yield '';
    if (filled.length > 1) yield paint('bold', `${title} (${own.length})`);
    yield* own
      .toSorted(byUrgency)
      .slice(0, most)
      .map((finding) => briefLine(finding, describe, paint, width));
    const more = own.length - most;
    if (more > 0) yield `  and ${plural(more, 'more', 'more')}`;
    isCut ||= more > 0;
  }
  if (isCut) yield* ['', `All of them: ${paint('bold', rest)}`];
}

/** Severity, id, what it is, and where. */
function briefLine(finding: Finding, describe: (finding: Finding) => LazyFinding, paint: Paint, width: number): string {
  const files = placesByFile(finding.occurrences);
  const first = files[0]?.first ?? finding.occurrences[0];
  const shown = describe({ ...finding, occurrences: first === undefined ? [] : [first] });
  const document: FindingDocument = { ...shown, occurrences: [...shown.occurrences] };
  const [place] = document.occurrences;
  const others = files.reduce((sum, { others }) => sum + 1 + others, 0) - 1;
  const more = others > 0 ? ` (+${others})` : '';
  const id = width < WIDE_ENOUGH ? '' : `${document.fingerprint.slice(0, ID_DIGITS)} `;
  const room = width - 9 - id.length;
  const subject = whatOf(document, Math.min(WIDEST_SUBJECT, Math.max(20, Math.floor(room * 0.5))));
  const left = room - subject.length - 2 - more.length;
  const now = nowOf(finding, document, left - 16);
  const where =
    place === undefined ? '' : clipLeft(whereOf(place, finding.secret === undefined), Math.max(12, left - now.length));
  const head = `${paint(SEVERITY_STYLE[document.severity], document.severity.padEnd(8))} ${paint('dim', id)}`;
  return `${head}${paint('bold', subject)}  ${paint('cyan', where)}${paint('dim', more + now)}`;
}

/** What it is, in so many columns; what tells which key it is, and whether it is alive, stays in sight. */
function whatOf(document: FindingDocument, room: number): string {
  const { secret = '', verification, confidence } = document;
  const begin = beginOf(document);
  const end = [
    ...(begin === undefined && secret !== '' ? [secret] : []),
    ...(verification === undefined ? [] : [`(alive: ${ALIVE[verification.status]})`]),
    ...(confidence === 'high' ? [] : [`(${confidence})`]),
  ];
  const left = Math.max(12, room - end.join(' ').length - 1);
  const subject = begin ?? subjectOf(document);
  // The name tells more than half of a title.
  const short = subject.length <= left ? subject : (variableOf(document) ?? subject);
  return [clip(begin ?? short, left), ...end].join(' ');
}

/** Since when it is in the history, and whether HEAD has it, if there is room for that. */
function nowOf({ history }: Finding, document: FindingDocument, room: number): string {
  if (history === undefined) return '';
  const { first } = document.history ?? {};
  const holder = history.heldBy?.includes('HEAD') ? ', in HEAD' : '';
  const since = first === undefined ? '' : `  since ${first.date.slice(0, 10)} (${shortId(first.id)})${holder}`;
  return since.length + 20 <= room ? since : holder.length + 20 <= room ? holder : '';
}

function byUrgency(a: Finding, b: Finding): number {
  return (
    livenessOf(a) - livenessOf(b) ||
    SEVERITIES.indexOf(a.rule.severity) - SEVERITIES.indexOf(b.rule.severity) ||
    Number(isHeld(b)) - Number(isHeld(a)) ||
    compareConfidence(b.confidence, a.confidence)
  );
}

function livenessOf({ verification }: Finding): number {
  if (verification === undefined || verification.status === 'unknown') return 1;
  return verification.status === 'inactive' ? 2 : 0;
}

function isHeld({ occurrences, history }: Finding): boolean {
  return history?.heldBy?.includes('HEAD') ?? occurrences.some(isOpen);
}

function isUnreachable({ history, occurrences }: Finding): boolean {
  return (
    history?.reachedBy === 'nothing' ||
    (occurrences.length > 0 && occurrences.every(({ refs }) => refs?.includes('unreachable') === true))
  );
}

function isIn({ occurrences }: Finding, isKind: (path: string) => boolean): boolean {
  return occurrences.every((place) => isKind(judgedPath(place) ?? ''));
}

const DOCUMENT =
  /(?:\.(?:md|mdx|markdown|rst|adoc|asciidoc|txt|tex|pdf|docx?|odt)|(?:^|\/)(?:readme|changelog|history|news)[^/]*)$/i;

function isDocument(path: string): boolean {
  return isInDocumentation(path) || DOCUMENT.test(path);
}
