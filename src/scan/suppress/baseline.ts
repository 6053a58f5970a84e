import { defined } from '../../model/defined.ts';
import type { Finding } from '../../model/finding.ts';
import { keyedFingerprint } from '../../model/fingerprint.ts';
import { groupBy } from '../../model/group-by.ts';
import { isExpired } from '../config/config.ts';
import type { Outcome } from './outcome.ts';

/** A finding that is known, and accepted unless it is `real`. */
export interface BaselineEntry {
  /** The finding's, or the keyed form of it. */
  readonly fingerprint: string;
  /** Id of the rule. Only for readers: the fingerprint alone decides. */
  readonly rule: string;
  /** One of its paths. Only for readers. Absent for a finding without a path. */
  readonly path?: string;
  /** Somebody has looked at it, and it is a secret: it is reported all the same. */
  readonly real?: true;
  readonly reason?: string;
  /** Last day that the entry counts, `YYYY-MM-DD`. */
  readonly expires?: string;
}

/** Accepted findings. */
export interface Baseline {
  /** By fingerprint. */
  readonly entries: ReadonlyMap<string, BaselineEntry>;
  /** Key of the fingerprints, if they are keyed: see `keyedFingerprint`. */
  readonly key?: string;
}

export interface BaselineOutcome extends Outcome {
  /** Entries that match no finding. They are obsolete only if this scan covers all that the baseline's scan did. */
  readonly unused: readonly BaselineEntry[];
  /** Entries of findings that are reported again because the entry's last day is over. */
  readonly expired: readonly BaselineEntry[];
}

/** @param today `YYYY-MM-DD` */
export function applyBaseline(findings: readonly Finding[], baseline: Baseline, today: string): BaselineOutcome {
  const kept: Finding[] = [];
  const suppressed: Finding[] = [];
  const used = new Map<string, BaselineEntry>();
  for (const finding of findings) {
    const entry = baseline.entries.get(entryFingerprint(finding, baseline));
    if (entry !== undefined) used.set(entry.fingerprint, entry);
    if (entry !== undefined && isAccepted(entry, today)) suppressed.push(finding);
    else kept.push(finding);
  }
  return {
    kept,
    suppressed,
    unused: [...baseline.entries.values()].filter((entry) => !used.has(entry.fingerprint)),
    expired: [...used.values()].filter((entry) => entry.real !== true && isExpired(entry, today)),
  };
}

function isAccepted(entry: BaselineEntry, today: string): boolean {
  return entry.real !== true && !isExpired(entry, today);
}

/** The fingerprint that a baseline has for a finding: the keyed form if it has a key. */
export function entryFingerprint({ fingerprint }: Finding, { key }: Baseline): string {
  return key === undefined ? fingerprint : keyedFingerprint(fingerprint, key);
}

/**
 * The baseline that accepts these findings and no others. Entries that stay keep their reason and last day, and their rule
 * and path as long as these are right, so that no line changes without need.
 *
 * @param previous the present baseline, perhaps empty
 * @param added reason and last day of new entries
 */
export function baselineOf(
  findings: readonly Finding[],
  previous: Baseline,
  added: Pick<BaselineEntry, 'reason' | 'expires'> = {},
): Baseline {
  const groups = groupBy(findings, (finding) => entryFingerprint(finding, previous));
  const entries = [...groups].map(([fingerprint, group]): [string, BaselineEntry] => {
    const old = previous.entries.get(fingerprint);
    const rule = stable(
      old?.rule,
      group.map((finding) => finding.rule.id),
    );
    const paths = group.flatMap((finding) => finding.occurrences.flatMap((occurrence) => occurrence.path ?? []));
    const path = stable(old?.path, paths);
    const { reason, expires, real }: Partial<BaselineEntry> = old ?? added;
    return [fingerprint, defined({ fingerprint, rule: rule ?? '', path, real, reason, expires })];
  });
  return { ...previous, entries: new Map(entries) };
}

/** The old value if it is still one of the values, else the first in alphabetical order. */
function stable(old: string | undefined, values: readonly string[]): string | undefined {
  return old !== undefined && (values.length === 0 || values.includes(old)) ? old : values.toSorted()[0];
}

/** The baseline without unused and expired entries. */
export function prunedBaseline(baseline: Baseline, findings: readonly Finding[], today: string): Baseline {
  const { unused, expired } = applyBaseline(findings, baseline, today);
  const entries = new Map(baseline.entries);
  for (const { fingerprint } of [...unused, ...expired]) entries.delete(fingerprint);
  return { ...baseline, entries };
}
