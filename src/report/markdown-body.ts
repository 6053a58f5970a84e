import type { Finding } from '../model/finding.ts';
import { groupBy } from '../model/group-by.ts';
import type { Report } from '../model/report.ts';
import { codeSpan, foreignText } from '../syntax/markdown.ts';
import { clip, plural } from '../syntax/words.ts';
import { type Documents, documentsOf } from './document.ts';
import { isAddress } from './help.ts';
import { pastOf, type Told, titleOf, told } from './message.ts';
import { whereOf } from './place.ts';
import { conclusionOf, gapsIn, hiddenOf } from './summary.ts';
import { isAlive, urgentFirst } from './urgency.ts';

const MAX_ERRORS = 20;
const MAX_NOTES = 20;
const MAX_RULES = 12;
/** The part of the room that the table may take, for what to do is as important as the last of many findings. */
const SHARE_OF_TABLE = 0.8;
/** For the lines that say how much was left out. */
const RESERVE = 500;

const HEAD = '| severity | what | where | history | id |\n| --- | --- | --- | --- | --- |\n';

/**
 * A report in GitHub's and GitLab's Markdown: how it ended, what could not be looked at, a table with a row for each finding, the
 * most urgent first, and what to do. Text of a repository stands as code or as plain words: it cannot become HTML, a link, an
 * image or a mention, and cannot leave its cell.
 * @param maxBytes of UTF-8; what does not fit is counted
 */
export function* markdownBody(report: Report, maxBytes: number): Generator<string> {
  const documents = documentsOf(report, { showSecrets: false });
  const room = roomOf(maxBytes - RESERVE);
  const findings = urgentFirst(report.findings);
  const ending = conclusionOf(report);
  yield* room.take(`### hexhound: ${ending.text}\n`);
  yield* room.take(
    list('**Could not be looked at**, so this result is not complete:', documents.errors.map(problemOf), MAX_ERRORS),
  );
  yield* tableOf(findings, documents, room);
  yield* remediesOf(findings, documents, room);
  yield* room.take(list('Not looked into:', gapsOf(documents), MAX_NOTES));
  const hidden = hiddenOf(report.hidden);
  const notes = [
    ...documents.notices.map((notice) => foreignText(clip(notice, 500))),
    ...(hidden === undefined ? [] : [hidden]),
  ];
  yield* room.take(list('Notes:', notes, MAX_NOTES));
}

/** Bytes that are left. */
interface Room {
  readonly left: () => number;
  /** The text if it fits, else nothing. */
  readonly take: (text: string) => Iterable<string>;
}

function roomOf(bytes: number): Room {
  let left = bytes;
  return {
    left: () => left,
    *take(text) {
      const size = Buffer.byteLength(text);
      if (size > left) return;
      left -= size;
      yield text;
    },
  };
}

function* tableOf(findings: readonly Finding[], documents: Documents, room: Room): Generator<string> {
  if (findings.length === 0) return;
  const reserved = room.left() * (1 - SHARE_OF_TABLE);
  yield* room.take(`\n${HEAD}`);
  for (const [at, finding] of findings.entries()) {
    const row = rowOf(told(finding, documents));
    if (room.left() - Buffer.byteLength(row) < reserved) {
      yield `\n${plural(findings.length - at, 'more finding')} would not fit here: --format json lists all.\n`;
      return;
    }
    yield* room.take(row);
  }
}

function rowOf({ finding, place, places }: Told): string {
  const { secret, severity, note, verification, fingerprint, confidence, kind } = finding;
  const remarks = [
    ...(kind === 'public' ? ['public by design'] : confidence === 'high' ? [] : [`${confidence} confidence`]),
    ...(isAlive(verification?.status) ? ['**alive**'] : verification?.status === 'inactive' ? ['dead'] : []),
    ...(note === undefined ? [] : [foreignText(clip(note, 300))]),
  ];
  const name = foreignText(clip(titleOf(finding), 100));
  const more = places > 1 ? ` and ${plural(places - 1, 'more place')}` : '';
  const cells = [
    severity,
    `${[name, ...(secret === undefined ? [] : [codeSpan(clip(secret, 100))])].join(' ')}${remarks.map((text) => `, ${text}`).join('')}`,
    `${codeSpan(clip(whereOf(place, secret === undefined), 300))}${more}`,
    foreignText(clip(pastOf({ finding, place }), 300)),
    codeSpan(fingerprint),
  ];
  return `| ${cells.join(' | ')} |\n`;
}

/** Risk and fix for each rule. Nothing need be done about keys that are dead. */
function* remediesOf(findings: readonly Finding[], documents: Documents, room: Room): Generator<string> {
  const open = findings.filter(({ verification }) => verification?.status !== 'inactive');
  const ofRules = [...groupBy(open, ({ rule }) => rule.id).values()].flatMap(([first]) => first ?? []);
  if (ofRules.length === 0) return;
  const remedies = ofRules.slice(0, MAX_RULES).map((finding) => remedyOf(told(finding, documents)));
  const more = ofRules.length - remedies.length;
  const rest = more > 0 ? `\n${plural(more, 'more rule')}: \`hexhound rules show RULE\`\n` : '';
  while (remedies.length > 0) {
    const text = `\n<details><summary>What to do</summary>\n${remedies.join('')}${rest}\n</details>\n`;
    if (Buffer.byteLength(text) <= room.left()) return yield* room.take(text);
    remedies.pop();
  }
}

function remedyOf({ finding }: Told): string {
  const { risk, fix, help } = finding;
  // The addresses of rules with a page are ours; a repository's own rules could lead anywhere.
  const isOurs = help !== undefined;
  const { rotate } = fix;
  const paragraphs = [
    `**${foreignText(clip(titleOf(finding), 100))}**`,
    foreignText(clip(risk, 300)),
    ...(rotate === undefined
      ? []
      : [`Rotate it: ${isOurs && isAddress(rotate) ? `<${rotate}>` : codeSpan(clip(rotate, 300))}`]),
    ...(isOurs && isAddress(help) ? [`[About this rule](<${help}>)`] : []),
    fix.steps.map((step, index) => `${index + 1}. ${foreignText(clip(step, 300))}`).join('\n'),
  ];
  return `\n${paragraphs.filter((text) => text !== '').join('\n\n')}\n`;
}

function problemOf({ subject, message, code }: Documents['errors'][number]): string {
  return `${codeSpan(clip(subject, 300))}: ${foreignText(clip(message, 500))} (${code})`;
}

function gapsOf(documents: Documents): string[] {
  return gapsIn(documents).map(({ path, reason }) => `${codeSpan(clip(path, 300))}: ${foreignText(clip(reason, 200))}`);
}

function list(title: string, items: readonly string[], most: number): string {
  if (items.length === 0) return '';
  const more = items.length - most;
  const shown = [...items.slice(0, most), ...(more > 0 ? [`and ${plural(more, 'more', 'more')}`] : [])];
  return `\n${title}\n\n${shown.map((item) => `- ${item}\n`).join('')}`;
}
