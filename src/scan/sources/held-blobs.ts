/** Tells whether the files of other commits hold the secrets that were found. */

import { readByCatFile } from '../../git/cat-file.ts';
import { listTree } from '../../git/list-tree.ts';
import type { GitContext } from '../../git/safety.ts';
import type { Finding, Occurrence } from '../../model/finding.ts';
import { NeedleSet } from '../../model/needle-set.ts';
import { bytesOf, type Form, secretForms } from '../../model/secret-forms.ts';

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
  const sought = wanted.size === 0 ? [] : findings;
  const needles = new NeedleSet(sought.map(formsOf));
  /** By blob: the findings whose secret is in it. */
  const held = new Map<string, Set<Finding>>();
  for await (const { id, bytes } of readByCatFile(context, [...wanted.keys()], () => {})) {
    const known = held.get(id) ?? new Set();
    held.set(id, known);
    for (const value of needles.valuesOf(needles.findIn(bytes)).keys()) {
      const finding = sought[value];
      if (finding !== undefined && wanted.get(id)?.has(finding)) known.add(finding);
    }
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

/** A set of needles takes none that is shorter than four bytes, and no secret is. */
function formsOf({ secret }: Finding): Form[] {
  if (secret === undefined) return [];
  return bytesOf(secret.reveal())
    .flatMap(secretForms)
    .filter(({ bytes }) => bytes.length >= 4);
}
