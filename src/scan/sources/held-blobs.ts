/** Tells whether the files of other commits hold the secrets that were found. */

import { readByCatFile } from '../../git/cat-file.ts';
import { listTree } from '../../git/list-tree.ts';
import type { GitContext } from '../../git/safety.ts';
import type { Finding, Occurrence } from '../../model/finding.ts';
import { bytesOf, secretForms } from '../../model/secret-forms.ts';

/** Ids of blobs by path, of one tree. */
export type Blobs = ReadonlyMap<string, string>;

/** Turns the path of an occurrence into one relative to the top of the repository; undefined outside. */
export type ToRootPath = (path: string) => string | undefined;

/** More paths than these are not given to git one by one. */
const MAX_ARGUMENTS = 100;

/** The paths of findings, relative to the top of the repository. */
export function pathsOf(findings: readonly Finding[], toRootPath: ToRootPath): ReadonlySet<string> {
  const paths = findings.flatMap(({ occurrences }) =>
    occurrences.flatMap(({ path }) => (path === undefined ? [] : (toRootPath(path) ?? []))),
  );
  return new Set(paths.filter((path) => path !== '' && !path.startsWith('../')));
}

/**
 * Ids of the blobs at some paths of a tree; none if there is no such tree: before the first commit.
 * @param context at the top of the repository
 * @param tree anything that git takes for one
 */
export async function blobsAt(context: GitContext, tree: string, paths: ReadonlySet<string>): Promise<Blobs> {
  const blobs = new Map<string, string>();
  if (paths.size === 0) return blobs;
  const named = paths.size <= MAX_ARGUMENTS ? paths : [];
  for await (const { path, blob } of listTree(context, tree, named)) if (paths.has(path)) blobs.set(path, blob);
  return blobs;
}

/**
 * Reads blobs and looks for the secrets of findings in them.
 * @param trees the blobs to be read
 * @returns whether one of some of these trees holds a finding, or one of its occurrences, at the same path
 */
export async function findHolders(
  context: GitContext,
  findings: readonly Finding[],
  trees: readonly Blobs[],
  toRootPath: ToRootPath,
): Promise<(finding: Finding, among: readonly Blobs[], occurrence?: Occurrence) => boolean> {
  const wanted = findingsByBlob(findings, trees, toRootPath);
  const needles = new Map(findings.map((finding) => [finding, needlesOf(finding)]));
  /** By blob: the findings whose secret is in it. */
  const held = new Map<string, Set<Finding>>();
  for await (const { id, bytes } of readByCatFile(context, [...wanted.keys()], () => {})) {
    const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const isIn = (finding: Finding) => needles.get(finding)?.some((form) => content.includes(form)) === true;
    held.set(id, new Set([...(wanted.get(id) ?? [])].filter(isIn)));
  }
  const isAt = (finding: Finding, occurrence: Occurrence, blobs: Blobs): boolean => {
    const path = occurrence.path === undefined ? undefined : toRootPath(occurrence.path);
    const blob = path === undefined ? undefined : blobs.get(path);
    if (blob === undefined) return false;
    const isWhole = finding.secret === undefined || occurrence.kind === 'path';
    return isWhole || blob === occurrence.blob || held.get(blob)?.has(finding) === true;
  };
  return (finding, among, occurrence) => {
    const occurrences = occurrence === undefined ? finding.occurrences : [occurrence];
    return occurrences.some((place) => among.some((blobs) => isAt(finding, place, blobs)));
  };
}

/** By blob: the findings with an occurrence at its path. Only these are looked for in it. */
function findingsByBlob(
  findings: readonly Finding[],
  trees: readonly Blobs[],
  toRootPath: ToRootPath,
): ReadonlyMap<string, ReadonlySet<Finding>> {
  const wanted = new Map<string, Set<Finding>>();
  for (const finding of findings) {
    for (const path of pathsOf([finding], toRootPath)) {
      for (const blobs of trees) {
        const id = blobs.get(path);
        if (id === undefined) continue;
        const known = wanted.get(id);
        if (known === undefined) wanted.set(id, new Set([finding]));
        else known.add(finding);
      }
    }
  }
  return wanted;
}

function needlesOf({ secret }: Finding): Buffer[] {
  if (secret === undefined) return [];
  const forms = bytesOf(secret.reveal()).flatMap(secretForms);
  return forms.map(({ bytes }) => Buffer.from(bytes, 'latin1')).filter(({ length }) => length > 0);
}
