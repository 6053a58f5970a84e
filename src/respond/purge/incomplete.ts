import { listLeftovers } from '../../git/packs/leftovers.ts';
import { listObjectFolders } from '../../git/packs/object-folders.ts';
import { isPartial, type Repository } from '../../git/repository.ts';
import { failureOf, linesOf, startGit } from '../../git/run.ts';

/** The reasons why a search of the repository proves nothing: parts of the history that cannot be read. */
export async function whyIncomplete(repository: Repository): Promise<{ subject: string; message: string }[]> {
  const problems: { subject: string; message: string }[] = [];
  const subject = repository.root ?? repository.gitDir;
  if (repository.shallow) {
    problems.push({
      subject,
      message: 'this is a shallow clone: what lies behind its cut cannot be looked at, so nothing is proved',
    });
  }
  if (await isPartial(repository)) {
    problems.push({
      subject,
      message: 'this is a partial clone: objects are left on the server, so nothing is proved',
    });
  }
  const options = ['--objects', '--no-object-names', '--missing=print', '--all', '--reflog', '--indexed-objects'];
  const run = startGit(repository, ['rev-list', ...options, '--ignore-missing']);
  let missing = 0;
  let example = '';
  for await (const line of linesOf(run.stdout)) {
    if (!line.startsWith('?')) continue;
    if (missing++ === 0) example = line.slice(1);
  }
  const failure = await failureOf(run);
  if (failure !== undefined) {
    problems.push({ subject, message: `the history cannot be walked, so nothing is proved: ${failure.message}` });
  }
  if (missing > 0) {
    const count = missing === 1 ? 'an object is' : `${missing} objects are`;
    problems.push({ subject: example, message: `${count} missing from the repository, so nothing is proved` });
  }
  return [...problems, ...unreadableFiles(repository)];
}

/** Temporary files and packs without an index, which git leaves behind when it is interrupted and does not read. */
function unreadableFiles(repository: Repository): { subject: string; message: string }[] {
  const message = 'git has left it behind, and what is in it cannot be read: git gc --prune=now removes it';
  const problems: { subject: string; message: string }[] = [];
  const folders = listObjectFolders(repository.objectsFolder, repository, (problem) => problems.push(problem));
  const leftovers = listLeftovers(folders, repository.hashBytes, (problem) => problems.push(problem));
  return [...problems, ...leftovers.map(({ path }) => ({ subject: path, message }))];
}
