import { escapeForeign } from '../syntax/escape.ts';
import type { Paint } from '../syntax/paint.ts';
import type { Change } from './change.ts';
import { diffLines, GAP } from './diff.ts';

/**
 * Lines for people about what will be written: each file with its difference, and an empty line after each.
 * @param hide masks what must not be shown
 */
export function describeChanges(
  changes: readonly Change[],
  paint: Paint,
  hide: (text: string) => string = (text) => text,
): string[] {
  const shown = new Map<string, string>();
  return changes.flatMap((change) => {
    const name = escapeForeign(change.file.shown);
    const difference = describeDifference(change, paint, hide);
    const same = shown.get(difference.join('\n'));
    shown.set(difference.join('\n'), name);
    return [describeTitle(change, name, paint), ...(same === undefined ? difference : [`  as in ${same}`]), ''];
  });
}

/** The same with a line for each file. */
export function listChanges(changes: readonly Change[], paint: Paint): string[] {
  return changes.map((change) => describeTitle(change, escapeForeign(change.file.shown), paint));
}

function describeTitle({ file, after, executable, why }: Change, name: string, paint: Paint): string {
  const verb = after === undefined ? 'delete' : file.text === undefined ? 'create' : 'change';
  const mode = executable && !file.executable ? ' (executable)' : '';
  return `${paint('bold', `${verb} ${name}${mode}`)}: ${why}`;
}

function describeDifference({ file, after }: Change, paint: Paint, hide: (text: string) => string): string[] {
  return diffLines(file.text ?? '', after ?? '').map((line) => {
    if (line === GAP) return paint('dim', '  ...');
    const shown = escapeForeign(hide(line.slice(1)).replaceAll('\t', '    ').replace(/\r$/, ''));
    if (line.startsWith('+')) return paint('green', `  + ${shown}`);
    return line.startsWith('-') ? paint('red', `  - ${shown}`) : `    ${shown}`;
  });
}
