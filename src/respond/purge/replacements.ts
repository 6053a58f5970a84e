import { MIB, readSmallFile } from '../../files/read-file.ts';
import { HexhoundError, systemReason } from '../../model/errors.ts';
import { Secret } from '../../model/secret.ts';
import { bytesOf, type Form, type FormName, linesOf } from '../../model/secret-forms.ts';
import { SHORTEST_SEARCHED, searchedForms, searchedParts } from '../search/secret-needles.ts';

/**
 * The file for `git filter-repo --replace-text` and `--replace-message`. Its format, as git-filter-repo's
 * `get_replace_text` reads it: a line each, `literal:VALUE==>REPLACEMENT` or `regex:PATTERN==>REPLACEMENT`, split at the
 * last `==>`; patterns are those of Python's `re` over bytes. There are no comments: a line with `#` would be replaced.
 * All literals are applied before all patterns, each in the order of the file.
 */

/** A secret that is to be replaced. */
export interface Replaced {
  readonly secret: Secret;
  /** What stands in its place, see `replacementFor`. */
  readonly replacement: string;
  /** Forms that were found somewhere, besides those that are always replaced. */
  readonly found: readonly Form[];
}

/** Digits of the fingerprint in a replacement. Fewer than the seven from which on git-filter-repo takes them for a commit's. */
const SHOWN_DIGITS = 6;

/** Fit for any file name too, different for each finding so that two files keep different names, and nothing that is reported. */
export function replacementFor(fingerprint: string): string {
  return `REDACTED-${fingerprint.slice(0, SHOWN_DIGITS)}`;
}

/** What may stand between the lines of a value: real line breaks, written ones, and what joins strings in code. */
const GAP = '(?:\\\\+[nrt]|%0[ADad]|&#(?:1[03]|x0?[ADad]);|[\\s"\'+,])*';

/** Forms that are replaced whether they were found or not: there may be clones that nobody has looked at. */
const ALWAYS: ReadonlySet<FormName> = new Set(['plain', 'base64', 'JSON', 'percent-encoded']);

/** The text of the file, ASCII. */
export function formatReplacements(replaced: readonly Replaced[]): string {
  const literals = new Map<string, { replacement: string; wide: 'little' | 'big' | undefined }>();
  for (const { secret, replacement, found } of replaced) {
    const forms = searchedParts(secret).flatMap(searchedForms);
    for (const { name, bytes } of [...forms.filter((form) => ALWAYS.has(form.name)), ...found]) {
      const wide = name !== 'UTF-16' ? undefined : bytes.startsWith('\0') ? 'big' : 'little';
      if (!literals.has(bytes)) literals.set(bytes, { replacement, wide });
    }
  }
  // One value may be a part of another, which has to go first.
  const sorted = [...literals].sort(([a], [b]) => b.length - a.length);
  const patterns = sorted.flatMap(([bytes]) => (isPlain(bytes) ? [] : [bytes]));
  const lines = sorted.map(([bytes, { replacement, wide }]) => {
    const isPattern = patterns.some((pattern) => pattern.includes(bytes));
    return isPattern ? patternLine(bytes, replacement, wide) : `literal:${bytes}==>${replacement}`;
  });
  const folds = replaced.flatMap(({ secret, replacement }) => foldOf(secret, replacement) ?? []);
  return [...lines, ...folds].map((line) => `${line}\n`).join('');
}

/** One line of ASCII that anybody can read: the others are written as patterns. */
function isPlain(bytes: string): boolean {
  return /^[ -~]+$/.test(bytes);
}

function patternLine(bytes: string, replacement: string, wide: 'little' | 'big' | undefined): string {
  const shown =
    wide === undefined
      ? replacement
      : Array.from(replacement, (letter) => (wide === 'little' ? `${letter}\\000` : `\\000${letter}`)).join('');
  return `regex:${escapePattern(bytes)}==>${shown}`;
}

function escapePattern(bytes: string): string {
  return bytes.replace(/\W/g, (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/** Makes one replacement of what is left of a value of several lines when those that are its own have been replaced. */
function foldOf(secret: Secret, replacement: string): string | undefined {
  const parts = new Set(searchedParts(secret));
  const [value = ''] = bytesOf(secret.reveal());
  const lines = linesOf(value);
  if (lines.length < 2 || !lines.some((line) => parts.has(line))) return undefined;
  const pattern = lines.map((line) => escapePattern(parts.has(line) ? replacement : line));
  return `regex:${pattern.join(GAP)}==>${replacement}`;
}

/** A value that a replacement file lists, with all forms in which it may stand. */
export interface ListedValue {
  /** What replaces it, or for a file that somebody else wrote the number of its line. */
  readonly label: string;
  /** The whole values, to mask them where a path or a name repeats them. */
  readonly secrets: readonly Secret[];
  readonly forms: readonly Form[];
}

/**
 * Reads such a file, ours or one that lists literals.
 * @throws HexhoundError E_SOURCE when it cannot be read; E_CONFIG for what cannot be looked for exactly, with its line.
 *   No message repeats a line
 */
export function readReplacements(path: string, shown: string): ListedValue[] {
  const read = readSmallFile(path, 64 * MIB, 'followed');
  if ('failure' in read) {
    const why = read.cause === undefined ? `is ${read.failure}` : systemReason(read.cause, 'cannot be read');
    throw new HexhoundError('E_SOURCE', shown, why, { cause: read.cause });
  }
  const byLabel = new Map<string, string[]>();
  for (const [index, line] of read.bytes.toString('latin1').split('\n').entries()) {
    const entry = parseLine(line.replace(/[\r\n]+$/, ''), index + 1, shown);
    if (entry !== undefined) byLabel.set(entry.label, [...(byLabel.get(entry.label) ?? []), entry.value]);
  }
  if (byLabel.size === 0) throw new HexhoundError('E_CONFIG', shown, 'lists no value');
  return [...byLabel].map(([label, values]) => ({
    label,
    secrets: values.map((value) => new Secret(value)),
    forms: allForms(values),
  }));
}

function parseLine(line: string, number: number, shown: string): { label: string; value: string } | undefined {
  const end = line.lastIndexOf('==>');
  const [pattern, replacement] = end < 0 ? [line, ''] : [line.slice(0, end), line.slice(end + 3)];
  const label = /^REDACTED-[0-9a-f]+$/.exec(replacement.replaceAll('\\000', ''))?.[0] ?? `line ${number}`;
  const fail = (why: string) => new HexhoundError('E_CONFIG', `${shown}:${number}`, why);
  if (pattern.startsWith('glob:')) throw fail('a glob stands for many values: none of them can be looked for exactly');
  if (pattern.startsWith('regex:')) {
    // It joins what other lines replace.
    if (pattern.includes(GAP)) return undefined;
    const escaped = pattern.slice('regex:'.length);
    if (!/^(?:\\x[0-9a-f]{2}|\w)+$/.test(escaped)) {
      throw fail('a pattern that hexhound did not write: what it stands for cannot be looked for exactly');
    }
    const value = escaped.replace(/\\x(..)/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
    return { label, value };
  }
  const value = pattern.startsWith('literal:') ? pattern.slice('literal:'.length) : pattern;
  if (value === '') return undefined;
  if (value.length < SHORTEST_SEARCHED) {
    throw fail(`the value is shorter than ${SHORTEST_SEARCHED} characters: it stands everywhere by chance`);
  }
  return { label, value };
}

/** The lines of a file that hexhound wrote are forms of one another: each is taken for what it is. */
function allForms(values: readonly string[]): Form[] {
  const forms = new Map<string, Form>();
  for (const value of [...values].sort((a, b) => a.length - b.length)) {
    if (forms.has(value)) continue;
    for (const form of searchedForms(value)) if (!forms.has(form.bytes)) forms.set(form.bytes, form);
  }
  return [...forms.values()];
}
