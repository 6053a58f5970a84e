import type { Finding, Occurrence } from '../../model/finding.ts';
import { groupBy } from '../../model/group-by.ts';
import type { Place } from '../../model/place.ts';
import type { FileRule } from '../../model/rule.ts';
import { firstOf } from '../../syntax/words.ts';
import type { DotenvInspection, DotenvVariable } from './dotenv.ts';
import { fileFinding } from './file-finding.ts';

/** The rules; undefined if switched off by the configuration. */
export interface DotenvRules {
  /** `dotenv-committed` */
  readonly committed: FileRule | undefined;
  /** `dotenv-example-secret` */
  readonly exampleSecret: FileRule | undefined;
}

/** One version of a file at one place. */
export interface DotenvVersion {
  readonly inspection: DotenvInspection;
  /** Has a path. */
  readonly place: Place;
}

/**
 * Makes one finding per path, for all versions of the file.
 * @param isReported whether another rule has reported a secret on that line: then an example file is not reported for it
 */
export function dotenvFindings(
  rules: DotenvRules,
  versions: Iterable<DotenvVersion>,
  isReported: (place: Place, line: number) => boolean,
): Finding[] {
  const findings = [...groupBy(versions, ({ place: { path = '' } }) => path)].map(([path, ofPath]) =>
    ofPath[0]?.inspection.kind === 'example'
      ? exampleFinding(rules.exampleSecret, path, ofPath, isReported)
      : committedFinding(rules.committed, path, ofPath),
  );
  return findings.filter((finding) => finding !== undefined);
}

function exampleFinding(
  rule: FileRule | undefined,
  path: string,
  versions: readonly DotenvVersion[],
  isReported: (place: Place, line: number) => boolean,
): Finding | undefined {
  const real = versions.flatMap(({ inspection, place }) =>
    inspection.variables
      .filter(({ holding, line }) => holding === 'random' && !isReported(place, line))
      .map((variable) => ({ place, variable })),
  );
  if (rule === undefined || real.length === 0) return undefined;
  const names = namesOf(real.map(({ variable }) => variable));
  return fileFinding(rule, {
    identity: path,
    confidence: 'medium',
    note: `${list(names)} ${names.length === 1 ? 'holds' : 'hold'} what looks like a real value`,
    occurrences: real.map(({ place, variable }) => occurrenceOf(place, variable)),
  });
}

function committedFinding(
  rule: FileRule | undefined,
  path: string,
  versions: readonly DotenvVersion[],
): Finding | undefined {
  const variables = versions.flatMap(({ inspection }) => inspection.variables);
  if (rule === undefined) return undefined;
  const occurrences = versions.map(({ inspection, place }) => occurrenceOf(place, inspection.variables[0]));
  if (variables.length === 0) {
    if (versions[0]?.inspection.kind === 'shared') return undefined;
    const note = 'no variable in it looks like a secret';
    return fileFinding(rule, { identity: path, confidence: 'low', severity: 'low', note, occurrences });
  }
  return fileFinding(rule, {
    identity: path,
    confidence: variables.some(({ holding }) => holding === 'random') ? 'high' : 'medium',
    note: `holds ${list(namesOf(variables))}`,
    occurrences,
  });
}

function namesOf(variables: readonly DotenvVariable[]): string[] {
  return [...new Set(variables.map(({ name }) => name))];
}

/** Names that a note lists before it only counts. */
const LISTED = 4;

function list(names: readonly string[]): string {
  return firstOf(names, LISTED);
}

/** The variable's name, or the start of the file. */
function occurrenceOf(place: Place, variable: DotenvVariable | undefined): Occurrence {
  const { line, column, name } = variable ?? { line: 1, column: 1, name: '' };
  return { ...place, line, column, endLine: line, endColumn: column + name.length };
}
