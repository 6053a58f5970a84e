import type { Exposure } from '../exposure/exposure.ts';
import type { Step } from '../purge/steps.ts';
import { escapeInvisible } from '../report/escape.ts';
import { listed, plural } from '../report/words.ts';
import type { ItemDocument, PlanDocument } from './purge-document.ts';

/** Names that are listed of each kind; all are counted. */
const SHOWN = 5;

/** A plan for people. */
export function planText({ repository, file, findings, steps, errors, notices }: PlanDocument): string {
  const lines = [
    `To purge ${plural(findings.length, 'finding')} from the history of ${escapeInvisible(repository)}. Nothing has been rewritten.`,
    '',
    'First: rotate. A key that was committed is known, whatever is done to the history.',
    ...findings.flatMap(itemLines),
  ];
  if (file !== null) {
    lines.push('', `The values are in ${escapeInvisible(file)}, which only you can read.`);
  }
  for (const [index, step] of steps.entries()) lines.push('', ...stepLines(step, index + 1));
  if (notices.length > 0) lines.push('', ...notices.map((notice) => `note: ${escapeInvisible(notice)}`));
  if (errors.length > 0)
    lines.push('', ...errors.map((error) => escapeInvisible(`${error.subject}: ${error.message}`)));
  return lines.map((line) => `${line}\n`).join('');
}

function itemLines(item: ItemDocument): string[] {
  const { title, key, fingerprint, paths, rotate, rotateSteps, verify, forms, objects, remarks, exposure } = item;
  const counts = [
    [objects.blob, 'version of a file', 'versions of files'],
    [objects.tree, 'folder with it in a file name', 'folders with it in file names'],
    [objects.commit, 'message of a commit', 'messages of commits'],
    [objects.tag, 'message of a tag', 'messages of tags'],
  ] as const;
  const held = counts.flatMap(([count = 0, one, many]) => (count === 0 ? [] : [plural(count, one, many)]));
  const rows: [name: string, text: string][] = [
    ['at', some(paths)],
    ['fingerprint', fingerprint],
    ['rotate', rotate ?? ''],
    ...rotateSteps.map((step, index): [string, string] => [`${index + 1}.`, step]),
    ['alive?', verify ?? ''],
    ['stands in', held.length === 0 ? '' : listed(held)],
    ['also as', forms.join(', ')],
    ...exposureRows(exposure),
    ...remarks.map((remark): [string, string] => ['note', remark]),
  ];
  const shown = rows.filter(([, text]) => text !== '');
  const width = Math.max(...shown.map(([name]) => name.length));
  return [
    '',
    `${title}  ${key ?? ''}`.trimEnd(),
    ...shown.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`),
  ].map(escapeInvisible);
}

/** What is known of who could see it, as rows of a name and a text. */
export function exposureRows(exposure: Exposure): [name: string, text: string][] {
  const { unknown, first, last, removed, isStill, days, authors, branches, tags, otherRefs, remotes } = exposure;
  if (unknown !== undefined) return [['exposed', unknown]];
  const since =
    first === undefined ? '' : `since ${day(first.date)} (commit ${first.id.slice(0, 10)}, ${first.author})`;
  const until =
    removed === undefined
      ? isStill
        ? 'still there'
        : ''
      : `removed ${day(removed.date)} (commit ${removed.id.slice(0, 10)})`;
  const length = days === undefined ? '' : plural(days, 'day');
  const lastRow =
    last === undefined || last.id === first?.id ? '' : `${day(last.date)} (commit ${last.id.slice(0, 10)})`;
  return [
    [
      'exposed',
      [since, until, length].filter((part) => part !== '').join(', ') || 'never in a commit that a ref leads to',
    ],
    ['last in', lastRow],
    ['by', some(authors.map(({ author, commits }) => `${author} (${plural(commits, 'commit')})`))],
    ['branches', some(branches)],
    ['tags', some(tags)],
    ['other refs', some(otherRefs)],
    ['pushed to', some(remotes.map(({ remote, refs }) => `${remote} (${plural(refs.length, 'ref')})`)) || NOT_PUSHED],
    ['packages', some(exposure.packages)],
    ['images', some(exposure.images)],
  ];
}

const NOT_PUSHED = 'no remote, as far as this repository knows';

function day(date: string): string {
  return date.slice(0, 10);
}

function some(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN).join(', ');
  return names.length > SHOWN ? `${shown} and ${names.length - SHOWN} more` : shown;
}

/** Commands stand at the beginning of their lines, to be copied. Those of several lines are ours: no repository has a say in them. */
function stepLines({ title, text, commands }: Step, number: number): string[] {
  return [
    `${number}. ${escapeInvisible(title)}`,
    ...text.map((sentence) => `   ${escapeInvisible(sentence)}`),
    ...(commands.length === 0 ? [] : ['']),
    ...commands.flatMap((command) => command.split('\n').map((line) => (line === '' ? '' : escapeInvisible(line)))),
  ];
}
