import { pathFilter } from '../config/path-filter.ts';
import { HexhoundError } from '../errors.ts';
import { stagedSource } from '../sources/staged.ts';
import type { Run } from './command.ts';
import { type OpenTarget, runScanCommand } from './scanning.ts';

/** `hexhound staged`: what the commit would contain. */
export const run: Run = (args, io) => runScanCommand('staged', args, io, openStaged);

export const openStaged: OpenTarget = async ([unexpected], { io, options, policy, log }) => {
  // Hook managers append file names; reading those instead of the index would look at the wrong thing.
  if (unexpected !== undefined) {
    throw new HexhoundError('E_USAGE', unexpected, 'hexhound staged reads the index and takes no paths');
  }
  const wanted = await pathFilter(options.include, [...options.exclude, ...policy.ignoredPaths]);
  return {
    name: io.cwd,
    source: stagedSource(io, wanted, log),
    unit: 'files',
    done: (state) => state.files,
  };
};
