import { isCiFile } from '../files/ci-files.ts';
import { isForShow, isPageTemplate } from '../files/paths.ts';
import type { Finding } from '../model/finding.ts';
import { lastBalanceCheck } from '../respond/balance/balance-history.ts';
import { METERED, variablesOf } from '../respond/keys/service.ts';
import { ROTATIONS_FILE, readRotations } from '../respond/rotate/rotations.ts';
import { dotenvKind } from '../scan/file-rules/dotenv-path.ts';
import { ignoreSourceOf } from '../scan/file-rules/gitignore.ts';
import { readPath } from '../scan/verdict/file-kind.ts';
import { readDotenv } from '../syntax/dotenv.ts';
import type { Evidence } from './audit.ts';
import type { CheckContext } from './checks/check.ts';
import { type EnvironmentRead, redactionIn } from './checks/code/checks.ts';
import type { ProjectFiles } from './checks/project-files.ts';
import { hasSecretName, isHarmless, type SecretFile, secretFile } from './checks/secret-file.ts';
import { isSurelyKey } from './checks/sure-key.ts';

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

/** Kinds of files that have many values that look like keys and are not. */
const SAMPLE_KINDS: ReadonlySet<string> = new Set(
  'docs generated recorded vectors translation data lock checksums'.split(' ').map((kind) => `file.${kind}`),
);

/** Whether a key in a file is likely a sample. Web pages show samples, as documents do. */
function holdsSamples(path: string): boolean {
  // Keys in .env templates and CI files are meant to be used.
  if (dotenvKind(path) !== undefined || isCiFile(path)) return false;
  return isForShow(path) || isPageTemplate(path) || SAMPLE_KINDS.has(readPath(path) ?? '');
}

function othersOf(count: number, noun: string): string {
  if (count <= 0) return '';
  return ` and ${count} ${noun}${count === 1 ? '' : 's'}`;
}

function sinceOf({ history, occurrences }: Finding): string {
  const first = history?.first;
  const kind = occurrences[0]?.kind;
  const where =
    kind === 'commit-message' || kind === 'tag-message' ? `in a ${kind.replace('-', ' ')}` : 'in the history';
  return first === undefined
    ? `, ${where} only`
    : `, ${where} since ${first.date.slice(0, 10)} (${first.id.slice(0, 10)})`;
}

/** The pattern that keeps `.env` out of git, and the files with secrets that git would add; empty outside of git. */
export async function ignoreEvidence(files: ProjectFiles): Promise<Evidence[]> {
  const { repository, root } = files;
  if (repository?.root === undefined) return [];
  const source = await ignoreSourceOf({ ...repository, cwd: root }, '.env');
  const exposed = files.paths.filter((path) => !files.isTracked(path) && hasSecretName(path) && !isForShow(path));
  return [
    ...(source === undefined ? [] : [support(`${source.pattern} keeps .env out of git`, source.file, source.line)]),
    ...exposed.flatMap((path) => exposedEvidence(path, secretFile(path, files.text(path)))),
  ];
}

function exposedEvidence(path: string, secret: SecretFile | undefined): Evidence[] {
  if (secret === undefined || isHarmless(secret)) return [];
  const note = `${secret.what} that nothing ignores: git add would take it`;
  return [{ weight: 'failure', rule: 'gitignore-missing-entry', note, path }];
}

/** In milliseconds. */
const DAY = 86_400_000;

/**
 * When keys were last replaced, according to the file that `hexhound rotate` writes.
 * @param folders that may have this file: the folder of the audit, the repository's top
 * @param mostDays a key may be this old
 * @throws HexhoundError E_CONFIG if hexhound cannot have written the file
 */
export function rotationEvidence(folders: readonly string[], mostDays: number, now: Date): Evidence[] {
  const rotations = [...new Set(folders)].flatMap((folder) => readRotations(folder));
  const latest = new Map<string, string>();
  for (const { variable, date } of rotations) if (date >= (latest.get(variable) ?? '')) latest.set(variable, date);
  return [...latest].map(([variable, date]) => {
    const days = Math.floor((now.getTime() - Date.parse(date)) / DAY);
    const isOld = days > mostDays;
    const limit = isOld ? `, more than ${mostDays} days ago` : '';
    return {
      weight: isOld ? 'failure' : 'support',
      note: `${variable} was replaced on ${date}${limit}`,
      path: ROTATIONS_FILE,
    };
  });
}

/** Files that run `hexhound balance`, or else when this machine last ran it. */
export function balanceEvidence(files: ProjectFiles, historyFile: string | undefined, now: Date): Evidence[] {
  const callers = files.paths
    .filter((path) => isCiFile(path) || RUNS_COMMANDS.test(path))
    .flatMap((path) => callsIn(files, path));
  const last = historyFile === undefined ? undefined : lastBalanceCheck(historyFile);
  if (callers.length > 0 || last === undefined) return callers;
  const days = Math.floor((now.getTime() - Date.parse(last)) / DAY);
  const note = `hexhound balance ran on this machine ${days === 0 ? 'today' : `${days} days ago`}`;
  return [{ weight: days <= LONGEST_PAUSE ? 'support' : 'doubt', note }];
}

/** A balance that was not checked for this many days is not monitored. */
const LONGEST_PAUSE = 31;

/** Files that run commands, by their usual names. */
const RUNS_COMMANDS =
  /(?:^|\/)(?:crontab.*|.*\.(?:cron|service|timer|sh|ps1)|package\.json|Makefile|justfile|Taskfile\.ya?ml|.*cronjob.*\.ya?ml)$/i;

function callsIn(files: ProjectFiles, path: string): Evidence[] {
  const lines = files.text(path)?.split('\n') ?? [];
  const line = lines.findIndex((text) => /\bhexhound(?:@[\w.^~-]{1,20})?"?,? +"?balance\b/.test(text.slice(0, 2000)));
  return line < 0 ? [] : [support('runs hexhound balance', path, line + 1)];
}

/** Whether the project spends a balance: it has a variable or a key of such a service. */
export function spendsBalance(
  { files }: CheckContext,
  reads: readonly EnvironmentRead[],
  { inFiles, inHistory }: FoundKeys,
): boolean {
  const names = new Set(METERED.flatMap(variablesOf));
  const verifiers = new Set(METERED.map(({ id }) => id));
  const settings = files.paths.filter((path) => dotenvKind(path) !== undefined);
  const variables = [
    ...reads.map(({ name }) => name),
    ...settings.flatMap((path) => readDotenv(files.text(path) ?? '').map(({ name }) => name)),
  ];
  return (
    variables.some((name) => names.has(name)) ||
    [...inFiles, ...inHistory].some(({ rule }) => rule.verify !== undefined && verifiers.has(rule.verify))
  );
}

/** Where code reads keys from the environment, once for each variable; and the number of keys in files instead. */
export function environmentEvidence(all: readonly EnvironmentRead[], { inFiles }: FoundKeys): Evidence[] {
  const literal = inFiles.filter((finding) => {
    const { weight, path = '' } = keyFound(finding, '');
    return weight === 'failure' && dotenvKind(path) === undefined;
  }).length;
  const instead: Evidence[] =
    literal === 0
      ? []
      : [
          {
            weight: 'failure',
            note: `${literal} ${literal === 1 ? 'key stands' : 'keys stand'} in files instead, see below`,
          },
        ];
  const first = new Map(all.toReversed().map((read) => [read.name, read]));
  const reads = [...first.values()].toReversed();
  return [
    ...instead,
    ...reads.map(({ path, line, name }) => support(`${name} is read from the environment`, path, line)),
  ];
}

/** Where code masks keys before they get into a log. */
export function redactionEvidence(context: CheckContext): Evidence[] {
  return redactionIn(context).map(({ path, line, what }) => support(what, path, line));
}

/** Where CI files take secrets from a store. */
export function storeEvidence(context: CheckContext): Evidence[] {
  return context.files.paths.flatMap((path) => {
    const stores = context.facts.ciFile(path)?.stores ?? [];
    return stores.map(({ line, what }) => support(`takes keys from ${what}`, path, line));
  });
}

function support(note: string, path: string, line: number): Evidence {
  return { weight: 'support', note, path, line };
}
