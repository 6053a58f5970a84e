import type { Finding, Occurrence } from '../../model/finding.ts';
import { type Outcome, withoutOccurrences } from './outcome.ts';

/** Ignore files of gitleaks and its successor betterleaks, in the same format. */
export const GITLEAKS_IGNORE_FILES: readonly string[] = ['.gitleaksignore', '.betterleaksignore'];

/** One line: `file:rule:line`, or `commit:file:rule:line`. */
export interface GitleaksEntry {
  /** Lower-case object id; absent if the entry is for all commits. */
  readonly commit?: string;
  readonly path: string;
  readonly line: number;
}

export interface GitleaksIgnore {
  readonly entries: readonly GitleaksEntry[];
  /** Numbers (from 1) of lines of neither form; gitleaks warns about them, too. */
  readonly malformed: readonly number[];
}

/** Reads a `.gitleaksignore`. */
export function parseGitleaksIgnore(text: string): GitleaksIgnore {
  const entries: GitleaksEntry[] = [];
  const malformed: number[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const entry = readFingerprint(line);
    if (entry === undefined) malformed.push(index + 1);
    else entries.push(entry);
  }
  return { entries, malformed };
}

/** Reads `file:rule:line`, or `commit:file:rule:line`: detect/detect.go of gitleaks 8, AddGitleaksIgnore. */
export function readFingerprint(text: string): GitleaksEntry | undefined {
  const [, commit, path, line] = /^(?:([0-9a-fA-F]{40}|[0-9a-fA-F]{64}):)?([^:]+):[^:]+:(\d+)$/.exec(text) ?? [];
  if (path === undefined) return undefined;
  const place = { path: toRelative(path), line: Number(line) };
  return commit === undefined ? place : { commit: commit.toLowerCase(), ...place };
}

/** A path of another tool as git has it. */
export function toRelative(path: string): string {
  return path.replaceAll('\\', '/').replace(/^(?:\.\/)+|\/$/g, '');
}

/**
 * Leaves out the findings of entries, by file and line: the rule of an entry is one of gitleaks. An entry for one place of
 * a secret covers the secret in the whole file, in later versions, too: gitleaks reports only the commit that adds a line,
 * while we report all versions with it.
 *
 * @param toRootPath turns a finding's path into one relative to the ignore file
 */
export function applyGitleaksIgnore(
  findings: readonly Finding[],
  { entries }: GitleaksIgnore,
  toRootPath: (path: string) => string,
): Outcome {
  const known = new Set(entries.map((entry) => keyOf(entry.path, entry.line, entry.commit)));
  const isNamed = ({ path, line, commit }: Occurrence) => {
    if (path === undefined) return false;
    const rootPath = toRootPath(path);
    return known.has(keyOf(rootPath, line)) || (commit !== undefined && known.has(keyOf(rootPath, line, commit)));
  };
  const paths = new Map(
    findings.map((finding) => [finding, new Set(finding.occurrences.filter(isNamed).map(({ path }) => path))]),
  );
  return withoutOccurrences(
    findings,
    ({ path }, finding) => path !== undefined && paths.get(finding)?.has(path) === true,
  );
}

function keyOf(path: string, line: number, commit = ''): string {
  return `${commit}:${line}:${path}`;
}
