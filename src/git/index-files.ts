import { decodePath } from './path.ts';
import { recordsOf, startGit } from './run.ts';
import type { GitContext } from './safety.ts';

/** What the index has: `<mode> SP <oid> SP <stage> TAB <path>` (git-ls-files(1), --stage). */
export async function* readIndex(context: GitContext): AsyncGenerator<{ blob: string; path: string }> {
  const run = startGit(context, ['ls-files', '-z', '--stage']);
  run.stdin.end();
  for await (const record of recordsOf(run.stdout)) {
    const tab = record.indexOf(9);
    const [, blob = ''] = record.toString('latin1', 0, tab).split(' ');
    yield { blob, path: decodePath(record.subarray(tab + 1)) };
  }
  await run.done;
}
