import type { ObjectType } from '../../git/cat-file.ts';
import type { Repository } from '../../git/repository.ts';
import type { CommitRef } from '../../model/finding.ts';
import type { NeedleSet } from '../../model/needle-set.ts';
import type { ScanLog } from '../../model/scan-log.ts';
import type { Remedy } from './remedies.ts';
import type { ListedValue } from './replacements.ts';

/** A place that still has a value. */
export interface Leftover {
  /** The kind of place: an object, a file within `.git` or in the work tree, a staged file name, the name of a ref. */
  readonly where: 'object' | 'git-file' | 'work-tree' | 'index' | 'ref';
  /** Labels of the values. */
  readonly values: readonly string[];
  /** Such as `base64`; empty if only the plain value was found. */
  readonly forms: readonly string[];
  readonly object?: string;
  readonly type?: ObjectType;
  /** The path of a file, the first path of an object, or the name of a ref. May have the value in it. */
  readonly path?: string;
  readonly line?: number;
  /** The commit that added the object. */
  readonly commit?: CommitRef;
  /** From where the object is reachable: the name of a ref, `stash@{n}`, `index`, `reflog`, `nothing`. */
  readonly reachedBy?: string;
  readonly remedy: Remedy;
}

/** The values to search for, and where. */
export interface Search {
  readonly values: readonly ListedValue[];
  readonly needles: NeedleSet;
  readonly repository: Repository;
  readonly log: ScanLog;
  /** Where git is run. */
  readonly folder: string;
}

/** The labels and forms of needles. */
export function describeNeedles(
  { values, needles }: Search,
  found: Iterable<number>,
): Pick<Leftover, 'values' | 'forms'> {
  const byValue = needles.valuesOf(found);
  return {
    values: [...byValue.keys()].map((value) => values[value]?.label ?? ''),
    forms: [...new Set([...byValue.values()].flat())].filter((form) => form !== 'plain'),
  };
}
