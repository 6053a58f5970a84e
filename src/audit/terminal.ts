import { exposureInBrief } from '../respond/exposure/describe.ts';
import { escapeForeign } from '../syntax/escape.ts';
import { type Paint, painter } from '../syntax/paint.ts';
import { clip, plural } from '../syntax/words.ts';
import type { Audit, ChecklistLine, Evidence, Status } from './audit.ts';

/** Pieces of evidence shown for each line. The other formats have all. */
const SHOWN = 6;

const STATUS: Readonly<Record<Status, readonly [word: string, style: Parameters<Paint>[0]]>> = {
  passed: ['passed', 'green'],
  failed: ['FAILED', ['bold', 'red']],
  undecided: ['open', 'yellow'],
};

/** The checklist for people: each line with its evidence and what to do. */
export function renderTerminal({ lines, errors, notices }: Audit, color: boolean): string {
  const paint = painter(color);
  const sections = [
    ...lines.map((line) => lineSection(line, paint)),
    errors.map(({ subject, message }) => `${paint('yellow', 'not looked at')} ${shown(`${subject}: ${message}`)}`),
    notices.map((notice) => `${paint('yellow', 'note')} ${shown(notice)}`),
    [summary(lines)],
  ];
  const text = sections.filter((section) => section.length > 0).map((section) => section.join('\n'));
  return `${text.join('\n\n')}\n`;
}

function lineSection({ title, status, reason, evidence, remedy }: ChecklistLine, paint: Paint): string[] {
  const [word, style] = STATUS[status];
  const rest = evidence.length - SHOWN;
  return [
    `${paint(style, word.padEnd(6))}  ${paint('bold', title)}${reason === undefined ? '' : `: ${reason}`}`,
    ...evidence.slice(0, SHOWN).flatMap((each) => describe(each, paint).map((text) => `        ${text}`)),
    ...(rest > 0 ? [`        and ${rest} more (--format json lists all)`] : []),
    ...remedy.map((step) => `        ${paint('dim', '>')} ${shown(step)}`),
  ];
}

const MARK: Readonly<Record<Evidence['weight'], readonly [mark: string, style: Parameters<Paint>[0]]>> = {
  failure: ['x', 'red'],
  doubt: ['?', 'yellow'],
  advice: ['i', 'blue'],
  support: ['+', 'green'],
};

function describe({ weight, path, line, note, exposure }: Evidence, paint: Paint): string[] {
  const [mark, style] = MARK[weight];
  const where = path === undefined ? '' : `${shown(path)}${line === undefined ? '' : `:${line}`}  `;
  const exposed = exposure === undefined ? '' : exposureInBrief(exposure);
  return [
    `${paint(style, mark)} ${where}${shown(note)}`,
    ...(exposed === '' ? [] : [`  ${paint('dim', shown(exposed))}`]),
  ];
}

function summary(lines: readonly ChecklistLine[]): string {
  const count = (status: Status) => lines.filter((line) => line.status === status).length;
  const [passed, failed, open] = [count('passed'), count('failed'), count('undecided')];
  return `${plural(lines.length, 'line')}: ${passed} passed, ${failed} failed, ${open} not decidable`;
}

function shown(text: string): string {
  return escapeForeign(clip(text, 300));
}
