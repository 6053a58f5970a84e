import { HexhoundError } from '../model/errors.ts';
import type { Finding } from '../model/finding.ts';
import { explain } from '../report/explain.ts';
import { resolveOptions } from '../scan/options.ts';
import { readPolicy } from '../scan/policy.ts';
import { type OpenTarget, scanTarget } from '../scan/run-scan.ts';
import { openHistory } from '../scan/targets/history.ts';
import { openTree } from '../scan/targets/scan.ts';
import type { Io, Run } from './command.ts';
import { type Flags, type FlagValues, parseFlags } from './flags.ts';
import { commandHelp } from './help.ts';

export const flags = {
  history: { type: 'boolean', help: 'look for it in the history only, not in the files first' },
  config: { type: 'string', short: 'c', value: 'FILE', help: 'use this configuration' },
  'no-config': { type: 'boolean', help: 'use no configuration' },
  help: { type: 'boolean', short: 'h', help: 'show this' },
} as const satisfies Flags;

/** Least of a fingerprint that may be typed. */
const SHORTEST = 6;

/**
 * `hexhound explain FINGERPRINT [PATH]`: scans again, because nothing about findings is kept, and shows all that
 * counted for and against the one that is asked about, whatever its confidence.
 */
export const run: Run = async (args, io) => {
  const { values, positionals } = parseFlags('explain', args, flags);
  if (values.help) {
    io.stdout.write(commandHelp('explain', flags));
    return 0;
  }
  const [fingerprint = '', ...paths] = positionals;
  if (!/^[0-9a-f]+$/.test(fingerprint) || fingerprint.length < SHORTEST) {
    throw new HexhoundError('E_USAGE', 'explain', `takes a fingerprint, or at least its first ${SHORTEST} characters`);
  }
  const finding = await find(fingerprint, paths, values, io);
  if (finding === undefined) {
    const where = values.history ? 'in the history' : 'in the files and the history';
    throw new HexhoundError('E_USAGE', fingerprint, `no finding ${where} has this fingerprint`);
  }
  io.stdout.write(explain(finding));
  return 0;
};

async function find(
  fingerprint: string,
  paths: readonly string[],
  { history, ...values }: FlagValues<typeof flags>,
  io: Io,
): Promise<Finding | undefined> {
  const options = resolveOptions({ ...values, all: true, 'no-ignore': true }, [], io.stdout, io.env);
  const policy = await readPolicy(options, io);
  const scan = async (command: string, open: OpenTarget) => {
    const { findings } = await scanTarget(command, paths, io, options, policy, open);
    return findings.find((finding) => finding.fingerprint.startsWith(fingerprint));
  };
  const inFiles = history ? undefined : await scan('scan', openTree);
  return inFiles ?? (await scan('history', openHistory));
}
