import type { Finding } from '../../model/finding.ts';
import type { NeedleSet } from '../../model/needle-set.ts';
import type { Form } from '../../model/secret-forms.ts';
import type { Exposure } from '../exposure/exposure.ts';
import type { Holder } from '../search/object-search.ts';
import { searchedParts } from '../search/secret-needles.ts';
import { replacementFor } from './replacements.ts';

/** A finding that is to be purged. */
export interface PurgeItem {
  readonly finding: Finding;
  readonly exposure: Exposure;
  /** The text that replaces it; absent for a file that is removed as a whole, and for a value that is too short. */
  readonly replacement?: string;
  /** By type, the number of objects that have it. */
  readonly objects: Readonly<Record<Holder['type'], number>>;
  /** The forms in which it was found, other than plain. */
  readonly forms: readonly string[];
  /** Sentences about what cannot be done by replacing. */
  readonly remarks: readonly string[];
}

export function describeItem(
  finding: Finding,
  holders: readonly Holder[],
  needles: NeedleSet,
  value: number,
  exposure: Exposure | undefined,
): PurgeItem {
  if (exposure === undefined) throw new Error('a finding without an exposure');
  const { secret } = finding;
  const objects = { blob: 0, tree: 0, commit: 0, tag: 0 };
  for (const { type } of holders) objects[type]++;
  const isReplaced = secret !== undefined && searchedParts(secret).length > 0;
  const forms = new Set(holders.flatMap((holder) => needles.valuesOf(holder.needles).get(value) ?? []));
  const remarks: string[] = [];
  if (secret !== undefined && !isReplaced) {
    remarks.push(
      'The value is too short to be replaced everywhere: it would change text that has nothing to do with it.',
    );
  }
  if (unmatchedBlobs([finding], [holders]).length > 0) {
    remarks.push('It stands in a form that cannot be replaced as text: those versions of the files are removed whole.');
  }
  return {
    finding,
    exposure,
    ...(isReplaced && { replacement: replacementFor(finding.fingerprint) }),
    objects,
    forms: [...forms].filter((form) => form !== 'plain'),
    remarks,
  };
}

/** Blobs in which a rule found a value, but in no known form: it is encoded more than once there. */
export function unmatchedBlobs(findings: readonly Finding[], holders: readonly (readonly Holder[])[]): string[] {
  const blobs = findings.flatMap(({ occurrences, secret }, value) => {
    if (secret === undefined || searchedParts(secret).length === 0) return [];
    const known = new Set(holders[value]?.map(({ id }) => id));
    return occurrences.flatMap(({ blob, kind }) => {
      const isContent = kind === 'file' || kind === 'link-target' || kind === 'note';
      return !isContent || blob === undefined || known.has(blob) ? [] : [blob];
    });
  });
  return [...new Set(blobs)];
}

/** The forms of a value that were found. */
export function formsFound(needles: NeedleSet, value: number, holders: readonly Holder[]): Form[] {
  const numbers = new Set(holders.flatMap((holder) => holder.needles));
  return [...numbers].flatMap((number) => (needles.valueOf(number) === value ? (needles.needles[number] ?? []) : []));
}
