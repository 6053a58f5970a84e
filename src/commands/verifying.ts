import type { Finding } from '../findings/finding.ts';
import { verifyOptionsFrom } from '../verify/options.ts';
import { verifyFindings } from '../verify/verify.ts';
import type { Io } from './command.ts';

/**
 * Prepares to ask the services about the findings' keys; hosts are named on stderr before they are called.
 * @throws HexhoundError E_CONFIG at once, not after the scan, for an address that a key must not be sent to
 */
export function prepareVerify(io: Io): (findings: readonly Finding[]) => Promise<readonly Finding[]> {
  const options = verifyOptionsFrom(io.env);
  return (findings) =>
    verifyFindings(findings, {
      ...options,
      announce: (calls) => {
        for (const { service, host, keys } of calls) {
          io.stderr.write(`asking ${host} about ${keys} ${service} key${keys === 1 ? '' : 's'}\n`);
        }
      },
    });
}
