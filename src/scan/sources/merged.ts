import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type GitContext, gitText } from '../../git/run.ts';
import type { Finding } from '../../model/finding.ts';
import type { ScanLog } from '../../model/scan-log.ts';
import { listed, plural } from '../../syntax/words.ts';
import { blobsAt, findHolders, pathsOf } from './held-blobs.ts';

/** The most places that the notice names. */
const NAMED = 3;

/**
 * Leaves out what a merge brings unchanged from its other side, with a notice: it is committed there, and to refuse the merge
 * takes nothing out of any commit.
 * @param context at the top of the repository
 * @param isOpen whether git would not commit the path yet, because it is in conflict
 */
export async function withoutMerged(
  context: GitContext,
  findings: readonly Finding[],
  isOpen: (path: string) => boolean,
  log: ScanLog,
): Promise<readonly Finding[]> {
  const heads = await mergeHeads(context);
  if (heads.length === 0) return findings;
  const paths = pathsOf(findings, (path) => path);
  const trees = await Promise.all(heads.map((id) => blobsAt(context, id, paths)));
  const isHeld = await findHolders(context, findings, trees, (path) => path);
  const merged: string[] = [];
  const kept = findings.flatMap((finding) => {
    const own = finding.occurrences.filter((occurrence) => {
      const { path = '', line } = occurrence;
      if (isOpen(path) || !isHeld(finding, trees, occurrence)) return true;
      merged.push(`${finding.rule.title} in ${path}:${line}`);
      return false;
    });
    return own.length === 0 ? [] : [{ ...finding, occurrences: own }];
  });
  if (merged.length > 0) {
    const more = merged.length - NAMED;
    const names = [...merged.slice(0, NAMED), ...(more > 0 ? [plural(more, 'more', 'more')] : [])];
    log.notice(
      `${listed(names)}: comes unchanged from the other side of this merge, where it is committed, so it does not block`,
    );
  }
  return kept;
}

const ID = /^[0-9a-f]{40,64}$/;

/**
 * The commits that are being merged: those of MERGE_HEAD, which git writes when it stops before the commit; before that, for
 * the hook `pre-merge-commit`, git names them in variables for its merge programs, `GITHEAD_<id>`.
 */
async function mergeHeads(context: GitContext): Promise<string[]> {
  const inHook = Object.keys(context.env).flatMap((name) => (name.startsWith('GITHEAD_') ? name.slice(8) : []));
  const file = resolve(context.cwd, await gitText(context, ['rev-parse', '--git-path', 'MERGE_HEAD']));
  return [...new Set([...readLines(file), ...inHook])].filter((id) => ID.test(id));
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'latin1').split('\n');
  } catch {
    // There is none: this is no merge.
    return [];
  }
}
