import { baseName } from '../files/path-parts.ts';
import { isForShow } from '../files/paths.ts';
import type { Finding } from '../model/finding.ts';
import { groupBy } from '../model/group-by.ts';
import { Secret } from '../model/secret.ts';
import { dotenvKind } from '../scan/file-rules/dotenv-path.ts';
import { holdingOf } from '../scan/file-rules/dotenv-value.ts';
import { readDotenv } from '../syntax/dotenv.ts';
import { plural } from '../syntax/words.ts';
import type { Evidence } from './audit.ts';
import type { EnvironmentRead } from './checks/code/environment.ts';
import { secretNamedFiles, textOnDisk } from './checks/disk-files.ts';
import type { ProjectFiles } from './checks/project-files.ts';
import { isSurelyKey } from './checks/sure-key.ts';
import { holdsSamples } from './sample-files.ts';

/** Where code reads keys from the environment, once for each variable; and the keys in files instead. */
export function environmentEvidence(all: readonly EnvironmentRead[], found: readonly Finding[]): Evidence[] {
  const literal = found.filter(isInCode);
  const sure = literal.filter(isSurelyKey).length;
  const count = sure || literal.length;
  const stand = `${plural(count, 'key')} ${count === 1 ? 'stands' : 'stand'} in files instead, see below`;
  const instead: Evidence[] =
    count === 0 ? [] : [sure > 0 ? { weight: 'failure', note: stand } : { weight: 'doubt', note: `perhaps ${stand}` }];
  const first = new Map(all.toReversed().map((read) => [read.name, read]));
  const reads = [...first.values()].toReversed();
  return [
    ...instead,
    ...reads.map(({ path, line, name }): Evidence => {
      return { weight: 'support', note: `${name} is read from the environment`, path, line };
    }),
  ];
}

/** Whether a key is in a file other than `.env` files, even if it is in one of those too. */
function isInCode({ occurrences }: Finding): boolean {
  return occurrences.some(({ path = '' }) => dotenvKind(path) === undefined && !holdsSamples(path));
}

/** A secret in a `.env` file of the project, which git may ignore. */
export interface DotenvSecret {
  readonly path: string;
  readonly line: number;
  readonly name: string;
  readonly secret: Secret;
}

/** The generated values in all `.env` files on the disk. */
export function dotenvSecrets(files: ProjectFiles): DotenvSecret[] {
  return secretNamedFiles(files)
    .filter((path) => dotenvKind(path) === 'real' && !isForShow(path))
    .flatMap((path) =>
      readDotenv(textOnDisk(files, path) ?? '').flatMap(({ name, value, line }) =>
        holdingOf(name, value) === 'random' ? [{ path, line, name, secret: new Secret(value) }] : [],
      ),
    );
}

/** Keys that several environments share: what leaks from one opens the others. */
export function sharedKeys(secrets: readonly DotenvSecret[]): Evidence[] {
  const byValue = groupBy(secrets, ({ secret }) => secret.reveal());
  return [...byValue.values()].flatMap((places): Evidence[] => {
    const stages = new Map(places.toReversed().map((place) => [stageOf(place.path), place]));
    const [first, second] = [...stages.values()].toReversed();
    if (first === undefined || second === undefined) return [];
    const note = `${second.name} is the key in ${first.path} too: each environment needs one of its own`;
    return [{ weight: 'failure', note, path: second.path, line: second.line }];
  });
}

/** The environment that a `.env` file is for, by its name; empty for those that name none, and for development. */
function stageOf(path: string): string {
  const [, folder] = /(?:^|\/)\.envs\/\.?([^/]+)\//.exec(path) ?? [];
  const words = (folder ?? baseName(path)).toLowerCase().split(/[._~-]+/);
  return words.flatMap((word) => STAGES.find(([pattern]) => pattern.test(word))?.[1] ?? [])[0] ?? '';
}

const STAGES: readonly (readonly [RegExp, string])[] = [
  [/^(?:prod|production|prd|live)$/, 'production'],
  [/^(?:stag|stage|staging|stg|preprod|uat|qa)$/, 'staging'],
  [/^(?:test|testing|ci)$/, 'test'],
  [/^(?:preview|sandbox|demo)$/, 'preview'],
];
