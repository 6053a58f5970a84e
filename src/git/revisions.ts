import { HexhoundError } from '../model/errors.ts';
import { GitFailure, git, linesOf, startGit } from './run.ts';
import type { GitContext } from './safety.ts';
import { checkGitVersion } from './version.ts';

/** Hooks of a push write zeros for "no commit": a range from it is a new ref, one to it a deleted ref (githooks(5), pre-receive). */
const FROM_NOTHING = /^0{40,64}\.{2,3}(?=.)/;
const TO_NOTHING = /\.{2,3}0{40,64}$/;

/**
 * Arguments of `git rev-list` and `git log` for a range. A new ref, `0000..NEW`, is what NEW reaches and no ref does; a
 * deleted one is nothing.
 * @param revisions as `git rev-list` takes them (`main..HEAD`, `v1`, `^v0`), and those two
 * @returns undefined for nothing
 * @throws HexhoundError E_GIT for a revision that does not exist, and where it is not known what is new
 */
export async function toRange(
  context: GitContext,
  revisions: readonly string[],
): Promise<readonly string[] | undefined> {
  const kept = revisions.filter((revision) => !TO_NOTHING.test(revision));
  if (kept.length === 0) return undefined;
  await checkGitVersion(context);
  const ends = kept.map((revision) => revision.replace(FROM_NOTHING, ''));
  await checkRevisions(context, ends);
  const isCreation = kept.some((revision) => FROM_NOTHING.test(revision));
  if (!isCreation) return ['--end-of-options', ...ends];
  const range = [...NOT_IN_REFS, ...ends];
  // Before a push is accepted, no ref has what it brings. At any other time one may have it, so that nothing would be new.
  if (context.env.GIT_QUARANTINE_PATH === undefined) {
    for (const end of ends) await checkIsNew(context, end);
  }
  return range;
}

/** The second `--not` undoes the first, for what follows. */
const NOT_IN_REFS = ['--not', '--all', '--not', '--end-of-options'];

/** Checks all at once: there may be one for each branch. Names the unknown one; git's own message is about paths. */
async function checkRevisions(context: GitContext, revisions: readonly string[]): Promise<void> {
  try {
    await git(context, ['rev-parse', '--revs-only', '--end-of-options', ...revisions, '--']);
  } catch (cause) {
    if (!(cause instanceof GitFailure)) throw cause;
    if (revisions.length > 1) for (const revision of revisions) await checkRevisions(context, [revision]);
    throw new HexhoundError('E_GIT', revisions.join(' '), 'unknown revision', { cause });
  }
}

async function checkIsNew(context: GitContext, revision: string): Promise<void> {
  const run = startGit(context, ['rev-list', '--objects', '--missing=print', ...NOT_IN_REFS, revision, '--']);
  for await (const _ of linesOf(run.stdout)) {
    run.stop();
    return;
  }
  await run.done;
  const message = 'is already in a branch or tag, so it is not known what is new: name what to leave out, as in ^main';
  throw new HexhoundError('E_GIT', revision, message);
}
