import { ciSystemIdOf, isCiFile } from '../files/ci-files.ts';
import { isForShow } from '../files/paths.ts';
import type { Finding } from '../model/finding.ts';
import type { Report } from '../model/report.ts';
import type { Secret } from '../model/secret.ts';
import { METERED, variablesOf } from '../respond/keys/service.ts';
import { ROTATIONS_FILE, readRotations } from '../respond/rotate/rotations.ts';
import { dotenvKind } from '../scan/file-rules/dotenv-path.ts';
import { ignoreSourceOf, isShared } from '../scan/file-rules/gitignore.ts';
import { readDotenv } from '../syntax/dotenv.ts';
import { plural } from '../syntax/words.ts';
import type { Evidence } from './audit.ts';
import type { CheckContext } from './checks/check.ts';
import type { EnvironmentRead } from './checks/code/environment.ts';
import { redactionIn } from './checks/code/redaction.ts';
import type { ProjectFiles } from './checks/project-files.ts';
import { hasSecretName, isHarmless, type SecretFile, secretFile } from './checks/secret-file.ts';
import { isSurelyKey } from './checks/sure-key.ts';
import type { DotenvSecret } from './environment-evidence.ts';
import { holdsSamples } from './sample-files.ts';

/** Findings with a secret. */
export interface FoundKeys {
  /** In the files as they are. */
  readonly inFiles: readonly Finding[];
  /** Only in the history. */
  readonly inHistory: readonly Finding[];
}

/**
 * Keys in source and history.
 * @param documented places (`path:line`) that the check of documents already reports
 */
export function keyEvidence({ inFiles, inHistory }: FoundKeys, documented: ReadonlySet<string>): Evidence[] {
  const now = inFiles
    .map((finding) => keyFound(finding, othersOf(finding.occurrences.length - 1, 'more place')))
    .filter(({ path, line }) => !documented.has(`${path}:${line}`));
  const past = inHistory.map((finding) => keyFound(finding, sinceOf(finding)));
  return [...now, ...past];
}

/** What the scans did not look at, where keys may be. @param past undefined if the history was not scanned */
export function coverageEvidence({ repository }: ProjectFiles, tree: Report, past: Report | undefined): Evidence[] {
  const unread = tree.errors.length + (past?.errors.length ?? 0);
  const evidence: Evidence[] = [];
  if (unread > 0)
    evidence.push({
      weight: 'doubt',
      note: `${plural(unread, 'file or object', 'files or objects')} could not be looked at`,
    });
  const closed = tree.notOpened.length + (past?.notOpened.length ?? 0);
  if (closed > 0)
    evidence.push({
      weight: 'advice',
      note: `${plural(closed, 'thing')} ${closed === 1 ? 'was' : 'were'} not looked into`,
    });
  if (repository === undefined) return evidence;
  if (past === undefined) evidence.push({ weight: 'advice', note: 'the history was not looked at' });
  else if (repository.shallow)
    evidence.push({ weight: 'doubt', note: 'in a shallow clone the older history was not looked at' });
  return evidence;
}

function keyFound(finding: Finding, remark: string): Evidence {
  const { rule, secret, occurrences, fingerprint } = finding;
  const place = occurrences.find(({ path = '' }) => !holdsSamples(path)) ?? occurrences[0];
  const isSample = holdsSamples(place?.path ?? '');
  const isSure = !isSample && isSurelyKey(finding);
  const doubt = isSure ? '' : isSample ? ', perhaps made up for a test or an example' : ', perhaps no secret';
  return {
    weight: isSure ? 'failure' : 'doubt',
    note: `${rule.title} ${secret?.mask() ?? ''}${remark}${doubt}`,
    ...(place?.path === undefined ? {} : { path: place.path, line: place.line }),
    rule: rule.id,
    fingerprint,
  };
}

function othersOf(count: number, noun: string): string {
  if (count <= 0) return '';
  return ` and ${count} ${noun}${count === 1 ? '' : 's'}`;
}

function sinceOf({ history, occurrences }: Finding): string {
  const first = history?.first;
  const kind = occurrences[0]?.kind;
  const isOutsideFiles = kind !== undefined && /^(?:commit|tag)-/.test(kind);
  const where = isOutsideFiles ? `in a ${kind.replace('-', ' ')}` : 'in the history';
  return first === undefined
    ? `, ${where} only`
    : `, ${where} since ${first.date.slice(0, 10)} (${first.id.slice(0, 10)})`;
}

/**
 * The pattern that keeps `.env` out of git, the files with secrets that git would add, and those that it tracks; empty
 * outside of git.
 */
export async function ignoreEvidence(files: ProjectFiles): Promise<Evidence[]> {
  const { repository, root } = files;
  if (repository?.root === undefined) return [];
  const source = await ignoreSourceOf({ ...repository, cwd: root }, '.env');
  const named = files.paths.filter((path) => hasSecretName(path) && !isForShow(path));
  const tracked = named.filter((path) => files.isTracked(path));
  const isKept = source !== undefined && isShared(source.file) && !tracked.some((path) => dotenvKind(path) === 'real');
  return [
    ...(isKept ? [support(`${source.pattern} keeps .env out of git`, source.file, source.line)] : []),
    ...named.flatMap((path) => {
      const secret = secretFile(path, files.text(path));
      return files.isTracked(path) ? trackedEvidence(path, secret) : exposedEvidence(path, secret);
    }),
  ];
}

function exposedEvidence(path: string, secret: SecretFile | undefined): Evidence[] {
  if (secret === undefined || isHarmless(secret)) return [];
  const note = `${secret.what} that nothing ignores: git add would take it`;
  return [{ weight: 'failure', rule: 'gitignore-missing-entry', note, path }];
}

/** A committed `.env` with secrets is a finding of its own; this also covers one that was accepted or cannot be read. */
function trackedEvidence(path: string, secret: SecretFile | undefined): Evidence[] {
  if (dotenvKind(path) === 'real') return [{ weight: 'doubt', note: 'git tracks it, whatever ignores it', path }];
  return secret?.certain === true ? [{ weight: 'failure', note: `${secret.what} that git tracks`, path }] : [];
}

/** In milliseconds. */
const DAY = 86_400_000;

/**
 * When keys were last replaced, according to the file that `hexhound rotate` writes.
 * @param folders that may have this file: the folder of the audit, the repository's top
 * @param mostDays a key may be this old
 * @param used variables that hold keys of this project; none if they are not known
 * @throws HexhoundError E_CONFIG if hexhound cannot have written the file
 */
export function rotationEvidence(
  folders: readonly string[],
  mostDays: number,
  now: Date,
  used: ReadonlySet<string> = new Set(),
): Evidence[] {
  const rotations = [...new Set(folders)].flatMap((folder) => readRotations(folder));
  const latest = new Map<string, string>();
  for (const { variable, date } of rotations) if (date >= (latest.get(variable) ?? '')) latest.set(variable, date);
  const missing = latest.size === 0 ? [] : [...used].filter((variable) => !latest.has(variable));
  return [
    ...[...latest].map(([variable, date]): Evidence => {
      const days = Math.floor((now.getTime() - Date.parse(date)) / DAY);
      const note = `${variable} was replaced on ${date}`;
      const about = { path: ROTATIONS_FILE };
      if (used.size > 0 && !used.has(variable))
        return { weight: 'advice', note: `${note}, and is not used here`, ...about };
      // Clocks differ by hours at most.
      if (days < -1) return { weight: 'doubt', note: `${note}, which is not yet`, ...about };
      if (days > mostDays) return { weight: 'failure', note: `${note}, more than ${mostDays} days ago`, ...about };
      return { weight: 'support', note, ...about };
    }),
    ...missing.map((variable): Evidence => {
      return { weight: 'doubt', note: `nothing says when ${variable} was last replaced`, path: ROTATIONS_FILE };
    }),
  ];
}

/** The variables of the project that hold keys of services with a balance: what its code reads, and its settings name. */
export function meteredVariables(
  { files }: CheckContext,
  reads: readonly EnvironmentRead[],
  secrets: readonly DotenvSecret[],
): ReadonlySet<string> {
  const known = new Set(METERED.flatMap(variablesOf));
  const settings = files.paths.filter((path) => dotenvKind(path) !== undefined);
  const variables = [
    ...reads.map(({ name }) => name),
    ...secrets.map(({ name }) => name),
    ...settings.flatMap((path) => readDotenv(files.text(path) ?? '').map(({ name }) => name)),
  ];
  return new Set(variables.filter((name) => known.has(name)));
}

/** The keys of services with a balance that are in the project's files. */
export function meteredKeys(secrets: readonly DotenvSecret[], { inFiles, inHistory }: FoundKeys): Secret[] {
  const verifiers = new Set(METERED.map(({ id }) => id));
  const found = [...inFiles, ...inHistory].filter(
    ({ rule }) => rule.verify !== undefined && verifiers.has(rule.verify),
  );
  return [...found.flatMap(({ secret }) => secret ?? []), ...secrets.map(({ secret }) => secret)];
}

/** Where code masks keys before they get into a log. */
export function redactionEvidence(context: CheckContext): Evidence[] {
  return redactionIn(context).map(({ path, line, what }) => support(what, path, line));
}

/** Where CI files take secrets from a store, and which CI files are not read. */
export function storeEvidence(context: CheckContext): Evidence[] {
  return context.files.paths.flatMap((path): Evidence[] => {
    if (isCiFile(path) && ciSystemIdOf(path) === undefined) {
      return [{ weight: 'doubt', note: 'not looked at: files of its CI system are not read', path }];
    }
    const stores = context.facts.ciFile(path)?.stores ?? [];
    return stores.map(({ line, what }) => support(`takes keys from ${what}`, path, line));
  });
}

function support(note: string, path: string, line: number): Evidence {
  return { weight: 'support', note, path, line };
}
