import type { Run } from '../../cli/command.ts';
import { HexhoundError } from '../../model/errors.ts';
import { type OpenTarget, runScanCommand } from '../run-scan.ts';
import { stdinSource } from '../sources/stdin.ts';

/** `hexhound stdin`: whatever is piped in. */
export const run: Run = (args, io) => runScanCommand('stdin', args, io, openStdin);

export const openStdin: OpenTarget = async ([unexpected], { io, log }) => {
  if (unexpected !== undefined) throw new HexhoundError('E_USAGE', unexpected, 'hexhound stdin takes no paths');
  return {
    name: 'standard input',
    source: stdinSource(io.stdin, log),
    base: () => Promise.resolve(io.cwd),
    unit: 'bytes',
    done: (state) => state.bytes,
  };
};
