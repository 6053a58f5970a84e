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
  /** The text that replaces it, see `replacementFor`. */
  readonly replacement: string;
  /** The forms that were found. Some others are replaced in any case. */
  readonly found: readonly Form[];
}

/** Digits of the fingerprint in a replacement: git-filter-repo takes seven or more for the id of a commit. */
const SHOWN_DIGITS = 6;

/** Can be used in file names, is not reported as a secret, and differs between findings, so that file names stay different. */
export function replacementFor(fingerprint: string): string {
  return `REDACTED-${fingerprint.slice(0, SHOWN_DIGITS)}`;
}

/** A pattern of what may be between two lines of a value: real and escaped line breaks, and signs that join strings in code. */
const GAP = '(?:\\\\+[nrt]|%0[ADad]|&#(?:1[03]|x0?[ADad]);|[\\s"\'+,])*';

/** Forms that are replaced even if they were not found: other clones may have them. */
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
  // A value that is a part of a longer one has to be replaced after it.
  const sorted = [...literals].sort(([a], [b]) => b.length - a.length);
  const patterns = sorted.flatMap(([bytes]) => (isPlain(bytes) ? [] : [bytes]));
  const lines = sorted.map(([bytes, { replacement, wide }]) => {
    const isPattern = patterns.some((pattern) => pattern.includes(bytes));
    return isPattern ? patternLine(bytes, replacement, wide) : `literal:${bytes}==>${replacement}`;
  });
  const folds = replaced.flatMap(({ secret, replacement }) => foldOf(secret, replacement) ?? []);
  return [...lines, ...folds].map((line) => `${line}\n`).join('');
}

/** Whether bytes are printable ASCII. Others are written as patterns, so that the file is plain text. */
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

/** A pattern that joins the replaced lines of a value into one replacement. */
function foldOf(secret: Secret, replacement: string): string | undefined {
  const parts = new Set(searchedParts(secret));
  const [value = ''] = bytesOf(secret.reveal());
  const lines = linesOf(value);
  if (lines.length < 2 || !lines.some((line) => parts.has(line))) return undefined;
  const pattern = lines.map((line) => escapePattern(parts.has(line) ? replacement : line));
  return `regex:${pattern.join(GAP)}==>${replacement}`;
}

/** A value of a replacement file, in all its forms. */
export interface ListedValue {
  /** Its replacement, or its line number in a file that hexhound did not write. */
  readonly label: string;
  /** The values as the file lists them, for masking. */
  readonly secrets: readonly Secret[];
  readonly forms: readonly Form[];
}

/**
 * Reads a replacement file: one of ours, or one that lists literals.
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
    // The pattern of `foldOf`, which has no value.
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

/** Many lines of a file that hexhound wrote are forms of one value. Those are not taken for values of their own. */
function allForms(values: readonly string[]): Form[] {
  const forms = new Map<string, Form>();
  for (const value of [...values].sort((a, b) => a.length - b.length)) {
    if (forms.has(value)) continue;
    for (const form of searchedForms(value)) if (!forms.has(form.bytes)) forms.set(form.bytes, form);
  }
  return [...forms.values()];
}
