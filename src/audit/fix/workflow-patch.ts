import { Secret } from '../../model/secret.ts';
import type { Literal } from '../checks/check.ts';

/** Literals of one file, and its text. */
export interface WorkflowLiterals {
  /** Relative to the repository's top. */
  readonly path: string;
  readonly text: string;
  readonly literals: readonly Literal[];
}

export interface WorkflowPatch {
  /** For `git apply`. It has the old values in the lines that it takes out. */
  readonly text: string;
  /** The secrets that must be set first, in order. */
  readonly names: readonly string[];
  /** The values, to be masked where the patch is shown. */
  readonly values: readonly Secret[];
}

/** Lines around a change, as `diff -u` has them. */
const CONTEXT = 3;

/**
 * A unified diff that puts `${{ secrets.NAME }}` in the place of literals.
 * @returns undefined where no literal stands on one line of its file
 */
export function workflowPatch(files: readonly WorkflowLiterals[]): WorkflowPatch | undefined {
  const names = new Set<string>();
  const values: Secret[] = [];
  const parts = files.filter(({ path }) => PLAIN_PATH.test(path)).map((file) => patchOf(file, names, values));
  const text = parts.join('');
  return text === '' ? undefined : { text, names: [...names], values };
}

/** Others would have to be quoted (git-diff(1), core.quotePath). */
const PLAIN_PATH = /^[\w./@+ -]+$/;

function patchOf({ path, text, literals }: WorkflowLiterals, names: Set<string>, values: Secret[]): string {
  const fits = literals.filter(({ from, to }) => to > from && !text.slice(from, to).includes('\n'));
  if (fits.length === 0) return '';
  let after = text;
  for (const { name, from, to } of fits.toSorted((a, b) => b.from - a.from)) {
    const secret = secretName(name);
    names.add(secret);
    values.push(new Secret(text.slice(from, to).replace(/^(['"])(.*)\1$/, '$2')));
    after = `${after.slice(0, from)}\${{ secrets.${secret} }}${after.slice(to)}`;
  }
  const hunks = hunksOf(text.split('\n'), after.split('\n'));
  return `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n${hunks}`;
}

/** Letters, digits and underscores; not GITHUB_ at the beginning, and no digit (GitHub's rules for names of secrets). */
function secretName(name: string): string {
  const plain = name
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  return /^(?:GITHUB_|\d|$)/.test(plain) ? `SECRET_${plain}` : plain;
}

/** Every line stays where it is: only lines change, none comes or goes. */
function hunksOf(before: readonly string[], after: readonly string[]): string {
  const last = before.at(-1) === '' ? before.length - 1 : before.length;
  const changed = before.flatMap((line, index) => (line === after[index] ? [] : [index]));
  const hunks: [from: number, to: number][] = [];
  for (const index of changed) {
    const [from, to] = [Math.max(0, index - CONTEXT), Math.min(last, index + CONTEXT + 1)];
    const open = hunks.at(-1);
    if (open !== undefined && from <= open[1]) open[1] = to;
    else hunks.push([from, to]);
  }
  return hunks.map(([from, to]) => hunk(before, after, from, to, last)).join('');
}

function hunk(before: readonly string[], after: readonly string[], from: number, to: number, last: number): string {
  const lines: string[] = [];
  for (let index = from; index < to; index++) {
    const [old = '', now = ''] = [before[index], after[index]];
    const ending = index === last - 1 && last === before.length ? '\n\\ No newline at end of file' : '';
    if (old === now) lines.push(` ${old}${ending}`);
    else lines.push(`-${old}${ending}`, `+${now}${ending}`);
  }
  const range = `${from + 1},${to - from}`;
  return `@@ -${range} +${range} @@\n${lines.join('\n')}\n`;
}
