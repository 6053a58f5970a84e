import type { Flags, FlagValues, Io } from '../../cli/command.ts';
import { HexhoundError } from '../../model/errors.ts';
import type { Finding } from '../../model/finding.ts';
import type { Report } from '../../model/report.ts';
import { resolveOptions } from '../../scan/options.ts';
import { readPolicy } from '../../scan/policy.ts';
import { scanTarget } from '../../scan/run-scan.ts';
import { openHistory } from '../../scan/targets/history.ts';

export const flags = {
  all: { type: 'boolean', short: 'a', help: 'every finding that hexhound history reports' },
  verify: {
    type: 'boolean',
    help: 'look whether anything is left, of the values in the FILE that the plan has written or of these FINGERPRINTs',
  },
  output: {
    type: 'string',
    short: 'o',
    value: 'FILE',
    help: 'write the values there (default: hexhound/purge-<date>.txt in the folder .git)',
  },
  repository: { type: 'string', short: 'r', value: 'FOLDER', help: 'in this repository (default: the current folder)' },
  format: { type: 'string', short: 'f', value: 'FORMAT', help: 'terminal (default), json' },
  config: { type: 'string', short: 'c', value: 'FILE', help: 'use this configuration' },
  'no-config': { type: 'boolean', help: 'use no configuration' },
  help: { type: 'boolean', short: 'h', help: 'show this' },
} as const satisfies Flags;

export type PurgeFlags = FlagValues<typeof flags>;

/** Least of a fingerprint that may be typed. */
export const SHORTEST = 6;

export function isFingerprint(text: string): boolean {
  return /^[0-9a-f]+$/.test(text) && text.length >= SHORTEST && text.length <= 32;
}

/** @param asReported what the configuration and ignore files leave out is left out; else everything is found */
export async function scanHistory(values: PurgeFlags, asReported: boolean, context: Io, io: Io): Promise<Report> {
  const { config, 'no-config': noConfig } = values;
  const everything = asReported ? {} : { all: true, 'no-ignore': true };
  const given = {
    ...(config === undefined ? {} : { config }),
    ...(noConfig === undefined ? {} : { 'no-config': noConfig }),
  };
  const options = resolveOptions({ ...given, ...everything }, [], io.stdout, io.env);
  const policy = await readPolicy(options, context);
  return scanTarget('history', [], context, options, policy, openHistory);
}

/** Missing entries of .gitignore are no part of a history. */
export function isInHistory({ occurrences }: Finding): boolean {
  return occurrences.some(({ blob }) => blob !== undefined);
}

/** The finding that a fingerprint, or a unique beginning of one, names. */
export function findOne(given: string, { findings }: Pick<Report, 'findings'>): Finding {
  const [finding, ...others] = findings.filter((one) => isInHistory(one) && one.fingerprint.startsWith(given));
  if (finding === undefined) {
    throw new HexhoundError('E_USAGE', given, 'no finding in the history has this fingerprint');
  }
  if (others.length > 0)
    throw new HexhoundError('E_USAGE', given, 'several fingerprints begin like this: give more of it');
  return finding;
}
