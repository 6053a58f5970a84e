import { escapeForeign } from '../../syntax/escape.ts';
import { listed, plural } from '../../syntax/words.ts';
import { exposureRows, some } from '../exposure/describe.ts';
import type { ItemDocument, PlanDocument } from './purge-document.ts';
import type { Step } from './step.ts';

/** A plan as text. */
export function planText({ repository, file, findings, steps, errors, notices }: PlanDocument): string {
  const lines = [
    `To purge ${plural(findings.length, 'finding')} from the history of ${escapeForeign(repository)}. Nothing has been rewritten.`,
    '',
    'First: rotate. A key that was committed is known, whatever is done to the history.',
    ...findings.flatMap(itemLines),
  ];
  if (file !== null) {
    lines.push('', `The values are in ${escapeForeign(file)}, which only you can read.`);
  }
  for (const [index, step] of steps.entries()) lines.push('', ...stepLines(step, index + 1));
  if (notices.length > 0) lines.push('', ...notices.map((notice) => `note: ${escapeForeign(notice)}`));
  if (errors.length > 0) lines.push('', ...errors.map((error) => escapeForeign(`${error.subject}: ${error.message}`)));
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
  ].map(escapeForeign);
}

/** Commands are not indented, so that they can be copied. Those of several lines are our own code, with nothing from the repository. */
function stepLines({ title, text, commands }: Step, number: number): string[] {
  return [
    `${number}. ${escapeForeign(title)}`,
    ...text.map((sentence) => `   ${escapeForeign(sentence)}`),
    ...(commands.length === 0 ? [] : ['']),
    ...commands.flatMap((command) => command.split('\n').map((line) => (line === '' ? '' : escapeForeign(line)))),
  ];
}
