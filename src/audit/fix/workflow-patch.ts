import { gitPatch } from '../../files/diff.ts';
import { Secret } from '../../model/secret.ts';
import type { Literal } from '../checks/problem.ts';

/** A workflow file with the literals in it. */
export interface WorkflowLiterals {
  /** Relative to the repository's top. */
  readonly path: string;
  readonly text: string;
  readonly literals: readonly Literal[];
}

export interface WorkflowPatch {
  /** For `git apply`. The lines that it deletes contain the old values. */
  readonly text: string;
  /** The secrets that must be set first, in order. */
  readonly names: readonly string[];
  /** The values, to be masked where the patch is shown. */
  readonly values: readonly Secret[];
}

/**
 * A unified diff that replaces literals by `${{ secrets.NAME }}`.
 * @returns undefined if no literal is on one line, or the diff is too large
 */
export function workflowPatch(files: readonly WorkflowLiterals[]): WorkflowPatch | undefined {
  const names = new Set<string>();
  const values: Secret[] = [];
  const parts = files.filter(({ path }) => PLAIN_PATH.test(path)).map((file) => patchOf(file, names, values));
  const text = parts.join('');
  return text === '' ? undefined : { text, names: [...names], values };
}

/** Other paths would need quotes (git-diff(1), core.quotePath). */
const PLAIN_PATH = /^[\w./@+ -]+$/;

function patchOf({ path, text, literals }: WorkflowLiterals, names: Set<string>, values: Secret[]): string {
  const fits = literals.filter(({ from, to }) => to > from && !text.slice(from, to).includes('\n'));
  if (fits.length === 0) return '';
  const replaced = fits.toSorted((a, b) => b.from - a.from);
  let after = text;
  for (const { name, from, to } of replaced) {
    after = `${after.slice(0, from)}\${{ secrets.${secretName(name)} }}${after.slice(to)}`;
  }
  const patch = gitPatch(path, text, after);
  if (patch === undefined) return '';
  for (const { name, from, to } of replaced) {
    names.add(secretName(name));
    values.push(new Secret(text.slice(from, to).replace(/^(['"])(.*)\1$/, '$2')));
  }
  return patch;
}

/** GitHub's rules for names of secrets: letters, digits and underscores; no digit and no GITHUB_ at the beginning. */
function secretName(name: string): string {
  const plain = name
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  return /^(?:GITHUB_|\d|$)/.test(plain) ? `SECRET_${plain}` : plain;
}
