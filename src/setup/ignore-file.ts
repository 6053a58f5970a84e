import { insertLines } from '../files/block.ts';
import type { Change } from '../files/change.ts';
import { openFile } from '../files/opened-file.ts';
import { trackedFiles } from '../git/work-tree.ts';
import { reviewIgnores } from '../scan/file-rules/gitignore.ts';
import { proposeIgnores } from '../scan/file-rules/ignore-proposal.ts';
import type { Project } from './project.ts';

/** Adds the entries that the top `.gitignore` lacks. They come first, so that every pattern of the file overrides them. */
export async function planIgnoreFile(project: Project): Promise<Change[]> {
  const files = await trackedFiles(project.repository);
  const review = await reviewIgnores(project.repository, files);
  const entries = review === undefined ? [] : proposeIgnores(review, files);
  if (entries.length === 0) return [];
  const file = openFile(project, '.gitignore');
  const text = file.text ?? '';
  const gap = /^(?:\r?\n|$)/.test(text) ? [] : [''];
  const after = insertLines(text, 0, ['# secrets', ...entries, ...gap]);
  return [{ file, after, executable: false, why: 'keeps files with secrets out of git' }];
}
