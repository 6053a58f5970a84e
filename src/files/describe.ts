import { escapeInvisible } from '../syntax/escape.ts';
import type { Paint } from '../syntax/paint.ts';
import type { Change } from './change.ts';
import { diffLines } from './diff.ts';

/**
 * What will be written, for people: each file with its difference, and an empty line behind each.
 * @param hide masks what must not be shown
 */
export function describeChanges(
  changes: readonly Change[],
  paint: Paint,
  hide: (text: string) => string = (text) => text,
): string[] {
  const shown = new Map<string, string>();
  return changes.flatMap((change) => {
    const name = escapeInvisible(change.file.shown);
    const difference = describeDifference(change, paint, hide);
    const same = shown.get(difference.join('\n'));
    shown.set(difference.join('\n'), name);
    return [describeTitle(change, name, paint), ...(same === undefined ? difference : [`  as in ${same}`]), ''];
  });
}

function describeTitle({ file, after, executable, why }: Change, name: string, paint: Paint): string {
  const verb = after === undefined ? 'delete' : file.text === undefined ? 'create' : 'change';
  const mode = executable && !file.executable ? ' (executable)' : '';
  return `${paint('bold', `${verb} ${name}${mode}`)}: ${why}`;
}

function describeDifference({ file, after }: Change, paint: Paint, hide: (text: string) => string): string[] {
  return diffLines(file.text ?? '', after ?? '').map(({ kind, text }) => {
    const shown = escapeInvisible(hide(text).replaceAll('\t', '    ').replace(/\r$/, ''));
    if (kind === 'gap') return paint('dim', '  ...');
    if (kind === 'same') return `    ${shown}`;
    return kind === 'added' ? paint('green', `  + ${shown}`) : paint('red', `  - ${shown}`);
  });
}
