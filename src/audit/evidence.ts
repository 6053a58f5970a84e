import { isCiFile } from '../files/ci-files.ts';
import { isForShow, isPageTemplate } from '../files/paths.ts';
import type { Finding } from '../model/finding.ts';
import { lastBalanceCheck } from '../respond/balance/balance-history.ts';
import { METERED, variablesOf } from '../respond/keys/service.ts';
import { ROTATIONS_FILE, readRotations } from '../respond/rotate/rotations.ts';
import { dotenvKind } from '../scan/file-rules/dotenv-path.ts';
import { whoIgnores } from '../scan/file-rules/gitignore.ts';
import { readPath } from '../scan/verdict/file-kind.ts';
import { readDotenv } from '../syntax/dotenv.ts';
import type { Evidence } from './audit.ts';
import type { CheckContext } from './checks/check.ts';
import { type EnvironmentRead, redactionIn } from './checks/code/checks.ts';
import type { ProjectFiles } from './checks/project-files.ts';
import { isSurelyKey } from './checks/sure-key.ts';

/** Keys that were found, as evidence about the line "no keys in source". */
export interface FoundKeys {
  /** In the files as they are. */
  readonly inFiles: readonly Finding[];
  /** In the history only. */
  readonly inHistory: readonly Finding[];
}

/** @param documented places `path:line` that a check of documents speaks of already */
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

/** Kinds of files that are full of what looks like keys and opens nothing. */
const SAMPLE_KINDS: ReadonlySet<string> = new Set(
  'docs generated recorded vectors translation data lock checksums'.split(' ').map((kind) => `file.${kind}`),
);

/** Whether what looks like a key in a file is likely a sample of one: pages show them as documents do. */
function holdsSamples(path: string): boolean {
  // A template of settings is made to be copied, and CI is run: what is in them is meant for use.
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

/** Which pattern keeps `.env` out of git; none outside of it. */
export async function ignoreEvidence({ repository, root }: ProjectFiles): Promise<Evidence[]> {
  if (repository?.root === undefined) return [];
  const source = await whoIgnores({ ...repository, cwd: root }, '.env');
  if (source === undefined) return [];
  return [support(`${source.pattern} keeps .env out of git`, source.file, source.line)];
}

/** A day in milliseconds. */
const DAY = 86_400_000;

/**
 * When keys were last replaced, by the file that `hexhound rotate` writes.
 * @param folders where that file may lie: the folder of the audit, the repository's top
 * @param mostDays a key may be so old
 * @throws HexhoundError E_CONFIG for a file that hexhound did not write so
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

/** What runs `hexhound balance` by itself, and when this machine last did. */
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

/** Days between two looks at a balance before nobody can be said to watch it. */
const LONGEST_PAUSE = 31;

/** Files in which somebody says what is run, by the names that tools and people give them. */
const RUNS_COMMANDS =
  /(?:^|\/)(?:crontab.*|.*\.(?:cron|service|timer|sh|ps1)|package\.json|Makefile|justfile|Taskfile\.ya?ml|.*cronjob.*\.ya?ml)$/i;

function callsIn(files: ProjectFiles, path: string): Evidence[] {
  const lines = files.text(path)?.split('\n') ?? [];
  const line = lines.findIndex((text) => /\bhexhound(?:@[\w.^~-]{1,20})?"?,? +"?balance\b/.test(text.slice(0, 2000)));
  return line < 0 ? [] : [support('runs hexhound balance', path, line + 1)];
}

/** Whether anything says that the project spends a balance: a variable of such a service, or a key of one. */
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

/** Where code reads keys from the environment, each variable once; and how many stand in files instead. */
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

/** What masks keys before they get into a log. */
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
