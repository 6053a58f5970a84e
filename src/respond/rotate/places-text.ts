import type { Repository } from '../../git/repository.ts';
import type { Env } from '../../model/env.ts';
import type { ScanError } from '../../model/errors.ts';
import { ScanLog } from '../../model/scan-log.ts';
import type { Secret } from '../../model/secret.ts';
import { reportedPath } from '../../scan/sources/list-files.ts';
import { escapeForeign } from '../../syntax/escape.ts';
import { firstLines, plural } from '../../syntax/words.ts';
import { OBJECT_WORDS } from '../search/object-words.ts';
import { needlesFor } from '../search/secret-needles.ts';
import { findInHistory, type HistoryPlace } from './history-places.ts';
import { findInTree, type TreePlace } from './tree-places.ts';

/** Places that are listed at most; all are counted. */
const MAX_SHOWN = 50;

/**
 * Lists every place where a key still stands, in the files and in the history, as text.
 * @param folder absolute; the top folder of `repository` if there is one
 * @param envFile absolute path of the file that was changed
 * @param isKept the key remains in that file on purpose, as the backup
 * @param mask masks this key and all others that are known: paths and authors may have them
 */
export async function listPlaces(
  secret: Secret,
  folder: string,
  repository: Repository | undefined,
  envFile: string,
  isKept: boolean,
  env: Env,
  mask: (text: string) => string,
): Promise<{ text: string; errors: readonly ScanError[] }> {
  const needles = needlesFor([secret]);
  if (needles.needles.length === 0) return { text: 'The old key is too short to be looked for.\n', errors: [] };
  const log = new ScanLog();
  const kept = isKept ? reportedPath(folder, envFile) : undefined;
  const everywhere = await findInTree(needles, folder, envFile, repository, env, log);
  const inTree = everywhere.filter(({ path }) => path !== kept);
  const inHistory = repository === undefined ? [] : await findInHistory(needles, repository, log);
  const lines = [...inTree.map(describeLine), ...inHistory.map(describeHistory)];
  const searched = `${log.files} files${repository === undefined ? '' : ` and ${log.objects} objects of the history`}`;
  const notes = log.notices.map((notice) => `note: ${notice}`);
  if (log.errors.length > 0) notes.unshift('note: something could not be read, so that this list may not be whole');
  const shown = [headline(secret, lines.length, searched), ...firstLines(lines, MAX_SHOWN), ...notes];
  const errors = log.errors.map((error) => ({ ...error, subject: mask(error.subject), message: mask(error.message) }));
  return { text: shown.map((line) => `${escapeForeign(mask(line))}\n`).join(''), errors };
}

function headline(secret: Secret, count: number, searched: string): string {
  if (count === 0) return `The old key ${secret.mask()} stands nowhere else (looked at ${searched}).`;
  return `The old key ${secret.mask()} still stands in ${plural(count, 'place')} (looked at ${searched}):`;
}

function describeLine({ path, line, remarks }: TreePlace): string {
  const remark = remarks.length === 0 ? '' : `  (${remarks.join(', ')})`;
  return `${path}${line === undefined ? '' : `:${line}`}${remark}`;
}

function describeHistory(place: HistoryPlace): string {
  if ('object' in place) {
    const nowhere = place.type === 'blob' ? ', which no commit leads to' : '';
    return `history: ${OBJECT_WORDS[place.type]} ${place.object.slice(0, 10)}${nowhere}`;
  }
  const { path, versions, first } = place;
  const count = versions === 1 ? '' : `, ${versions} versions`;
  const since = `since ${first.date.slice(0, 10)} (commit ${first.id.slice(0, 10)}, ${first.author})`;
  return `history: ${path}${count} ${since}`;
}
