import { addSource, retry as again, remove as forget } from '../../fleet/change.ts';
import { parseSource, sourceText } from '../../fleet/sources.ts';
import { UsageError } from '../../model/errors.ts';
import { plural } from '../../syntax/words.ts';
import { say } from '../say.ts';
import type { FleetCall } from './flags.ts';
import { withFleet } from './with-fleet.ts';

/** `hexhound fleet add SOURCE...` */
export async function add({ values, names, io }: FleetCall): Promise<number> {
  if (names.length === 0)
    throw new UsageError('add takes sources: github:NAME, gitlab:GROUP, a folder of clones, a URL');
  const { archived = 'yes', forks = false, wikis = false, gists = false, team } = values;
  if (archived !== 'yes' && archived !== 'no') throw new UsageError('--archived takes yes or no');
  const sources = names.map((name) => sourceText(parseSource(name, io.cwd)));
  const options = { archived: archived === 'yes', forks, wikis, gists, ...(team !== undefined && { team }) };
  await withFleet(
    io,
    async (fleet) => {
      for (const source of sources) await addSource(fleet, source, options);
    },
    true,
  );
  for (const source of sources) say(io, `${source}: added; hexhound fleet work scans it`);
  return 0;
}

/** `hexhound fleet remove NAME...`: a source or a repository. @returns 2 if there is none of that name */
export function remove({ names, io }: FleetCall): Promise<number> {
  if (names.length === 0)
    throw new UsageError('remove takes the names of sources or repositories, as fleet status shows them');
  return withFleet(io, async (fleet) => {
    let code = 0;
    for (const name of names) {
      const count = await forget(fleet, name);
      if (count === undefined) code = 2;
      say(
        io,
        `${name}: ${count === undefined ? 'is in no fleet' : `forgotten, with ${plural(count, 'repository', 'repositories')}`}`,
      );
    }
    return code;
  });
}

/** `hexhound fleet retry [NAME...]`: what failed, or these sources, repositories or states. */
export function retry({ names, io }: FleetCall): Promise<number> {
  return withFleet(io, async (fleet) => {
    say(io, `${plural(await again(fleet, names), 'job')} waiting: hexhound fleet work does them`);
    return 0;
  });
}
