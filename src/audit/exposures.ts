import { realpathSync } from 'node:fs';
import { relative } from 'node:path';
import type { Finding } from '../model/finding.ts';
import type { Report } from '../model/report.ts';
import type { ScanLog } from '../model/scan-log.ts';
import type { Exposure } from '../respond/exposure/exposure.ts';
import { toPosix } from '../scan/sources/list-files.ts';
import type { Audit } from './audit.ts';
import type { CheckContext } from './checks/check.ts';
import type { ProjectFiles } from './checks/project-files.ts';
import { shippingOf } from './checks/shipping.ts';

/**
 * The exposure of the findings that are in the history, by fingerprint.
 * @param findings of the audited folder
 * @param past what the scan of the history found
 */
export async function exposuresOf(
  findings: readonly Finding[],
  past: Report,
  { files, facts }: CheckContext,
  log: ScanLog,
): Promise<ReadonlyMap<string, Exposure>> {
  const committed = new Map(past.findings.map((finding) => [finding.fingerprint, finding]));
  const known = findings.flatMap(({ fingerprint }) => committed.get(fingerprint) ?? []);
  if (known.length === 0) return new Map();
  const { exposureOf } = await import('../respond/exposure/examine.ts');
  const here = known.map((finding) => findingsBelow(prefixOf(files), [finding])[0] ?? finding);
  return exposureOf(here, files.repository, { log, ...shippingOf(facts) });
}

/** The audit with the exposure of the findings in its evidence. @param exposures by fingerprint */
export function withExposures(audit: Audit, exposures: ReadonlyMap<string, Exposure>): Audit {
  const lines = audit.lines.map((line) => ({
    ...line,
    evidence: line.evidence.map((each) => {
      const exposure = each.fingerprint === undefined ? undefined : exposures.get(each.fingerprint);
      return exposure === undefined ? each : { ...each, exposure };
    }),
  }));
  return { ...audit, lines };
}

/** The audited folder relative to its repository's top: `packages/app/`; empty for the top. */
export function prefixOf({ repository, root }: ProjectFiles): string {
  if (repository?.root === undefined) return '';
  const path = toPosix(relative(realpathSync(repository.root), realpathSync(root)));
  return path === '' ? '' : `${path}/`;
}

/** The findings of a history that are in a folder, with paths relative to it. */
export function findingsBelow(prefix: string, findings: readonly Finding[]): readonly Finding[] {
  if (prefix === '') return findings;
  return findings.flatMap((finding) => {
    const occurrences = finding.occurrences.flatMap((occurrence) =>
      occurrence.path?.startsWith(prefix) ? [{ ...occurrence, path: occurrence.path.slice(prefix.length) }] : [],
    );
    return occurrences.length === 0 ? [] : [{ ...finding, occurrences }];
  });
}
