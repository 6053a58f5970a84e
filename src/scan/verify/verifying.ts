import type { Io } from '../../cli/command.ts';
import { HexhoundError } from '../../model/errors.ts';
import type { Finding } from '../../model/finding.ts';
import { VERIFIERS } from '../../rules/verifiers/services.ts';
import type { VerifyWish } from '../options.ts';
import { type PlannedCalls, verifyOptionsFrom } from './options.ts';
import { verifyFindings } from './verify.ts';

/**
 * Prepares to ask the services about the findings' keys; hosts are named on stderr before they are called.
 * @throws HexhoundError at once, not after the scan: E_CONFIG for an address that a key must not be sent to, E_USAGE for a
 *   service that there is no verifier of
 */
export function prepareVerify(io: Io, wish: VerifyWish): (findings: readonly Finding[]) => Promise<readonly Finding[]> {
  const options = verifyOptionsFrom(io.env);
  const services = wish.services && new Set(wish.services);
  for (const name of services ?? []) {
    if (VERIFIERS.some(({ service }) => service === name)) continue;
    const known = VERIFIERS.map(({ service }) => service).join(', ');
    throw new HexhoundError('E_USAGE', '--verify', `takes names of services, with commas between: ${known}`);
  }
  return (findings) =>
    verifyFindings(findings, {
      ...options,
      dryRun: wish.dryRun,
      ...(services === undefined ? {} : { services }),
      announce: (calls) => {
        for (const planned of calls) io.stderr.write(describe(planned, wish.dryRun));
        if (wish.dryRun) io.stderr.write('nothing was sent: --dry-run\n');
      },
    });
}

function describe({ service, host, keys, what }: PlannedCalls, dryRun: boolean): string {
  const [doing, sent] = dryRun ? ['would ask', ` (${what})`] : ['asking', ''];
  return `${doing} ${host} about ${keys} ${service} key${keys === 1 ? '' : 's'}${sent}\n`;
}
