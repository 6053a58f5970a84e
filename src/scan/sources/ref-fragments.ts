import { readReflogs } from '../../git/reflogs.ts';
import type { RefTarget } from '../../git/refs.ts';
import type { Repository } from '../../git/repository.ts';
import { type Fragment, START } from '../../model/fragment.ts';
import type { ScanLog } from '../../model/scan-log.ts';

/** The name of a ref. */
export function refFragment(name: string): Fragment {
  const history = { heldBy: [name], reachedBy: 'refs' } as const;
  return { bytes: Buffer.from(name), origin: START, place: { kind: 'ref', path: name, refs: [name], history } };
}

/** Names of refs and remotes, and the reflogs. */
export async function* refFragments(
  repository: Repository,
  refs: readonly RefTarget[],
  log: ScanLog,
): AsyncGenerator<Fragment> {
  for (const { name } of refs) yield refFragment(name);
  const { askGit } = await import('../../git/ask.ts');
  const remotes = (await askGit(repository, ['remote'])).split('\n');
  for (const remote of remotes.filter((name) => name !== '')) yield refFragment(`remote ${remote}`);
  const reflogs = readReflogs(repository, log.report);
  for await (const { ref, text } of reflogs) {
    const history = { heldBy: [], reachedBy: 'reflog' } as const;
    yield { bytes: text, origin: START, place: { kind: 'reflog', path: ref, refs: ['reflog'], history } };
  }
}
