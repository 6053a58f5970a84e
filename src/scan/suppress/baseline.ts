import type { Finding } from '../../model/finding.ts';
import { keyedFingerprint } from '../../model/fingerprint.ts';
import type { Outcome } from './outcome.ts';

/** A finding that is known and accepted. */
export interface BaselineEntry {
  /** The finding's, or the keyed form of it. */
  readonly fingerprint: string;
  /** Id of the rule, for those who read the file; the fingerprint decides. */
  readonly rule: string;
  /** One of the places it stands at, likewise. Absent for what stands in no file. */
  readonly path?: string;
  readonly reason?: string;
  /** Last day that the entry counts, `YYYY-MM-DD`. */
  readonly expires?: string;
}

/** Accepted findings. */
export interface Baseline {
  /** By fingerprint. */
  readonly entries: ReadonlyMap<string, BaselineEntry>;
  /** What the fingerprints are keyed with, if they are: see `keyedFingerprint`. */
  readonly key?: string;
}

export interface BaselineOutcome extends Outcome {
  /** Entries that match no finding. They are dead only if the scan covered all that the baseline was made from. */
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
    if (entry !== undefined && !isExpired(entry, today)) suppressed.push(finding);
    else kept.push(finding);
  }
  return {
    kept,
    suppressed,
    unused: [...baseline.entries.values()].filter((entry) => !used.has(entry.fingerprint)),
    expired: [...used.values()].filter((entry) => isExpired(entry, today)),
  };
}

/** An entry counts through its last day. */
export function isExpired(entry: Pick<BaselineEntry, 'expires'>, today: string): boolean {
  return entry.expires !== undefined && entry.expires < today;
}

function entryFingerprint({ fingerprint }: Finding, { key }: Baseline): string {
  return key === undefined ? fingerprint : keyedFingerprint(fingerprint, key);
}

/**
 * The baseline that accepts these findings and nothing else. Entries that are kept keep their reason and their last day,
 * and also their rule and path while those still hold, so that nothing changes without need.
 *
 * @param previous what there is; an empty one to begin with
 * @param added what new entries get
 */
export function baselineOf(
  findings: readonly Finding[],
  previous: Baseline,
  added: Pick<BaselineEntry, 'reason' | 'expires'> = {},
): Baseline {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const fingerprint = entryFingerprint(finding, previous);
    groups.set(fingerprint, [...(groups.get(fingerprint) ?? []), finding]);
  }
  const entries = [...groups].map(([fingerprint, group]): [string, BaselineEntry] => {
    const old = previous.entries.get(fingerprint);
    const rule = stable(
      old?.rule,
      group.map((finding) => finding.rule.id),
    );
    const paths = group.flatMap((finding) => finding.occurrences.flatMap((occurrence) => occurrence.path ?? []));
    const path = stable(old?.path, paths);
    const { reason, expires } = old ?? added;
    const entry = {
      fingerprint,
      rule: rule ?? '',
      ...(path === undefined ? {} : { path }),
      ...(reason === undefined ? {} : { reason }),
      ...(expires === undefined ? {} : { expires }),
    };
    return [fingerprint, entry];
  });
  return { ...previous, entries: new Map(entries) };
}

/** The old value while it still holds; else the first of the new ones, whatever order they come in. */
function stable(old: string | undefined, values: readonly string[]): string | undefined {
  return old !== undefined && (values.length === 0 || values.includes(old)) ? old : values.toSorted()[0];
}

/** Without the entries that do nothing any more: those of findings that are gone, and the expired. */
export function prunedBaseline(baseline: Baseline, findings: readonly Finding[], today: string): Baseline {
  const { unused, expired } = applyBaseline(findings, baseline, today);
  const entries = new Map(baseline.entries);
  for (const { fingerprint } of [...unused, ...expired]) entries.delete(fingerprint);
  return { ...baseline, entries };
}
