import { basename } from 'node:path';
import { defined } from '../model/defined.ts';
import type { Finding } from '../model/finding.ts';
import { withoutKeys } from '../scan/file-rules/typed-text.ts';
import { type Baseline, type BaselineEntry, baselineOf } from '../scan/suppress/baseline.ts';
import { DETECT_SECRETS_FILE } from '../scan/suppress/detect-secrets-baseline.ts';
import { type ForeignBaseline, findCovered } from '../scan/suppress/foreign-baseline.ts';
import { GITLEAKS_IGNORE_FILES } from '../scan/suppress/gitleaks-ignore.ts';
import { escapeForeign } from '../syntax/escape.ts';
import type { Io } from './command.ts';

/**
 * `hexhound baseline import FILE`: the baseline with the findings that the entries of another tool cover, each with a reason that
 * names the file. What somebody has found to be a secret there is one here, and so is reported. Lists what covers nothing and
 * what cannot be translated.
 *
 * @param findings of a scan without any suppression
 * @param added reason and last day of new entries, if they are given
 */
export function importEntries(
  { shown, entries, notes }: ForeignBaseline,
  findings: readonly Finding[],
  previous: Baseline,
  { reason = `imported from ${withoutKeys(shown)}`, expires }: Pick<BaselineEntry, 'reason' | 'expires'>,
  io: Io,
): Baseline {
  const { findings: covered, unused } = findCovered(findings, entries);
  const empty: Baseline = { ...previous, entries: new Map() };
  const accepted = [...covered].filter(([, { isReal }]) => isReal !== true).map(([finding]) => finding);
  const real = [...covered].filter(([, { isReal }]) => isReal === true).map(([finding]) => finding);
  const fresh = new Map([
    ...baselineOf(accepted, empty, defined({ reason, expires })).entries,
    ...[...baselineOf(real, empty).entries].map(([id, entry]): [string, BaselineEntry] => [
      id,
      { ...entry, real: true },
    ]),
  ]);
  const name = basename(shown);
  const isRead = name === DETECT_SECRETS_FILE || GITLEAKS_IGNORE_FILES.includes(name);
  const remarks = [
    ...notes,
    ...unused.map(({ at }) => `${at}: covers nothing that is found today`),
    ...(isRead ? [`${shown} still counts: take it away, for update and prune drop what it covers, too`] : []),
  ];
  io.stdout.write(remarks.map((remark) => `? ${escapeForeign(remark)}\n`).join(''));
  return { ...previous, entries: new Map([...fresh, ...previous.entries]) };
}
