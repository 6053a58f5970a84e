import { HexhoundError } from '../../model/errors.ts';
import type { Finding, Occurrence } from '../../model/finding.ts';
import { groupBy } from '../../model/group-by.ts';
import { isRecord } from '../../model/json.ts';
import { readYaml, type YamlFile } from '../../syntax/yaml.ts';
import { hashOf } from './detect-secrets-baseline.ts';
import { readFingerprint, toRelative } from './gitleaks-ignore.ts';

const ALGORITHMS = ['sha1', 'sha256'] as const;
type Algorithm = (typeof ALGORITHMS)[number];

/** What another tool accepts: a place, a value, or both. */
export interface ForeignEntry {
  /** `file:line` of the entry. */
  readonly at: string;
  readonly path?: string;
  readonly line?: number;
  /** Lower-case object id. */
  readonly commit?: string;
  /** Hash of the secret, in lower-case hexadecimal digits. */
  readonly hash?: { readonly algorithm: Algorithm; readonly digits: string };
  /** Somebody has said there that it is a secret, or that it is none. */
  readonly isReal?: boolean;
}

export interface ForeignBaseline {
  /** What messages call the file. */
  readonly shown: string;
  readonly entries: readonly ForeignEntry[];
  /** What cannot be translated, as sentences with places. */
  readonly notes: readonly string[];
}

type Data = Readonly<Record<string, unknown>>;

/**
 * Reads what another tool accepts: an ignore file or a report of gitleaks (detect/baseline.go), an ignore file of value
 * fingerprints or a report of betterleaks 2, a baseline of detect-secrets, one of kingfisher (docs/BASELINE.md).
 *
 * @param shown what messages call the file
 * @throws HexhoundError E_CONFIG for a file of another form; it never repeats a piece of it
 */
export function readForeignBaseline(text: string, shown: string): ForeignBaseline {
  if (!/^\s*[[{]|^(?:ExactFindings|version|repositories)[ \t]*:/m.test(text)) return readLines(text, shown);
  const file = readYaml(text, shown);
  const { data } = file;
  const reader = new Reader(file, shown);
  if (isRecord(data) && isRecord(data.results)) reader.detectSecrets(data.results);
  else if (Array.isArray(data)) reader.gitleaks(data);
  else if (isRecord(data) && Array.isArray(data.findings)) reader.betterleaks(data.findings);
  else if (isRecord(data) && isRecord(data.ExactFindings))
    reader.kingfisher(data.ExactFindings.matches, ['ExactFindings', 'matches']);
  else if (isRecord(data) && Array.isArray(data.repositories)) reader.kingfisherRepositories(data.repositories);
  else throw new HexhoundError('E_CONFIG', shown, FORMS);
  return reader;
}

const FORMS =
  'is no ignore file or report of gitleaks or betterleaks, and no baseline of detect-secrets or kingfisher: hexhound config import reads configurations';

/** A `.gitleaksignore`, or the value fingerprints of betterleaks 2, a line each. */
function readLines(text: string, shown: string): ForeignBaseline {
  const [entries, notes]: [ForeignEntry[], string[]] = [[], []];
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const at = `${shown}:${index + 1}`;
    const entry = /^[0-9a-f]{64}$/i.test(line)
      ? { hash: { algorithm: 'sha256' as const, digits: line.toLowerCase() } }
      : readFingerprint(line);
    if (entry === undefined) notes.push(`${at}: is no fingerprint: file:rule:line, or commit:file:rule:line`);
    else entries.push({ at, ...entry });
  }
  if (entries.length === 0 && notes.length > 0) throw new HexhoundError('E_CONFIG', shown, FORMS);
  return { shown, entries, notes };
}

class Reader implements ForeignBaseline {
  readonly entries: ForeignEntry[] = [];
  readonly notes: string[] = [];
  readonly #file: YamlFile;
  readonly shown: string;

  constructor(file: YamlFile, shown: string) {
    this.#file = file;
    this.shown = shown;
  }

  detectSecrets(results: Data): void {
    for (const [path, list] of Object.entries(results)) {
      this.#each(list, ['results', path], ({ hashed_secret: hash, is_secret: isReal }) =>
        typeof hash === 'string' && /^[0-9a-f]{40}$/i.test(hash)
          ? {
              path: toRelative(path),
              hash: { algorithm: 'sha1', digits: hash.toLowerCase() },
              ...(typeof isReal === 'boolean' && { isReal }),
            }
          : undefined,
      );
    }
  }

  /** An earlier report, which is what gitleaks takes as its baseline. */
  gitleaks(list: readonly unknown[]): void {
    this.#each(list, [], ({ File: path, StartLine: line, Commit: commit }) => placeOf(path, line, commit));
  }

  betterleaks(list: readonly unknown[]): void {
    this.#each(list, ['findings'], ({ match, location, attributes }) => {
      const { path, start_line: line } = isRecord(location) ? location : {};
      return placeOf(path, line, isRecord(attributes) ? attributes['git.sha'] : undefined) ?? hashIn(match);
    });
  }

  /** Version 1; version 2 has such a list for each repository, with other names. */
  kingfisher(list: unknown, at: readonly PropertyKey[]): void {
    this.#each(list, at, ({ filepath, linenum, path = filepath, line = linenum }) => placeOf(path, line));
  }

  kingfisherRepositories(repositories: readonly unknown[]): void {
    for (const [index, repository] of repositories.entries()) {
      const at = ['repositories', index, 'findings'];
      this.kingfisher(isRecord(repository) ? repository.findings : undefined, at);
    }
  }

  #each(list: unknown, at: readonly PropertyKey[], read: (item: Data) => Omit<ForeignEntry, 'at'> | undefined): void {
    if (!Array.isArray(list)) throw new HexhoundError('E_CONFIG', this.shown, FORMS);
    for (const [index, item] of list.entries()) {
      const place = `${this.shown}:${this.#file.at([...at, index]).line}`;
      const entry = isRecord(item) ? read(item) : undefined;
      if (entry === undefined) this.notes.push(`${place}: has neither a file with a line nor a hash`);
      else this.entries.push({ at: place, ...entry });
    }
  }
}

function placeOf(path: unknown, line: unknown, commit?: unknown): Omit<ForeignEntry, 'at'> | undefined {
  if (typeof path !== 'string' || path === '' || typeof line !== 'number') return undefined;
  const isCommit = typeof commit === 'string' && commit !== '';
  return { path: toRelative(path), line, ...(isCommit && { commit: commit.toLowerCase() }) };
}

function hashIn(match: unknown): Omit<ForeignEntry, 'at'> | undefined {
  const digits = isRecord(match) ? match.fingerprint : undefined;
  return typeof digits === 'string' && /^[0-9a-f]{64}$/.test(digits)
    ? { hash: { algorithm: 'sha256', digits } }
    : undefined;
}

export interface Covered {
  /** The findings that entries cover; the first entry with an opinion says whether a finding is real. */
  readonly findings: ReadonlyMap<Finding, ForeignEntry>;
  /** Entries that cover nothing. */
  readonly unused: readonly ForeignEntry[];
}

/** @param findings of a scan without any suppression, with paths relative to the top of the repository */
export function findCovered(findings: readonly Finding[], entries: readonly ForeignEntry[]): Covered {
  const places = findings.flatMap((finding) => finding.occurrences.map((one) => [finding, one] as const));
  const byPath = groupBy(places, ([, one]) => pathOf(one));
  const hashes = findings.flatMap((finding) => ALGORITHMS.map((one) => [finding, hashOf(finding, one)] as const));
  const byHash = groupBy(hashes, ([, hash]) => hash);
  const covered = new Map<Finding, ForeignEntry>();
  const unused: ForeignEntry[] = [];
  for (const entry of entries) {
    const { path, line, commit, hash } = entry;
    const ofHash = hash && new Set(byHash.get(hash.digits)?.map(([finding]) => finding));
    const found =
      path === undefined
        ? [...(ofHash ?? [])]
        : (byPath.get(path) ?? [])
            .filter(
              ([finding, one]) =>
                (ofHash === undefined || ofHash.has(finding)) &&
                (line === undefined || (one.line <= line && line <= one.endLine)) &&
                (commit === undefined || one.commit === commit),
            )
            .map(([finding]) => finding);
    if (found.length === 0) unused.push(entry);
    for (const finding of found) if (covered.get(finding)?.isReal === undefined) covered.set(finding, entry);
  }
  return { findings: covered, unused };
}

function pathOf({ path, inside }: Occurrence): string | undefined {
  return path === undefined || inside === undefined ? path : `${path}!${inside}`;
}
