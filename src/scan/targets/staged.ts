import type { Run } from '../../cli/command.ts';
import { gitText } from '../../git/run.ts';
import { HexhoundError } from '../../model/errors.ts';
import { type OpenTarget, runScanCommand } from '../run-scan.ts';
import { stagedSource } from '../sources/staged.ts';

/** `hexhound staged`: what the commit would contain. */
export const run: Run = (args, io) => runScanCommand('staged', args, io, openStaged);

export const openStaged: OpenTarget = async ([unexpected], { io, policy, log }) => {
  // Hook managers append file names; reading those instead of the index would look at the wrong thing.
  if (unexpected !== undefined) {
    throw new HexhoundError('E_USAGE', unexpected, 'hexhound staged reads the index and takes no paths');
  }
  const base = () => gitText(io, ['rev-parse', '--show-toplevel']);
  const wanted = await policy.wanted(base);
  return {
    name: io.cwd,
    source: stagedSource(io, wanted, log),
    base,
    unit: 'files',
    done: (state) => state.files,
  };
};
