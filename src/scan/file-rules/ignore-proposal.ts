import { baseName } from '../../files/path-parts.ts';
import type { IgnoreReview } from './gitignore.ts';

/**
 * The lines that a top-level `.gitignore` needs so that nothing in the review is missing any more:
 * one `.env.*` stands for all its kind, with templates and other committed files taken out again.
 * @param files paths of the tracked files
 */
export function proposeIgnores({ missing, personal }: IgnoreReview, files: readonly string[]): string[] {
  const wanted = [...missing, ...personal];
  const plain = [...new Set(wanted.map(({ entry, folders }) => inEveryFolder(entry, folders)))];
  const variants = plain.filter((entry) => entry.startsWith('.env.'));
  if (variants.length < 2) return plain;
  const rest = plain.filter((entry) => !variants.includes(entry));
  const env = rest.filter((entry) => entry === '.env');
  const others = rest.filter((entry) => entry !== '.env');
  return [...env, '.env.*', ...keptNames(files, variants).map((name) => `!${name}`), ...others];
}

/** An entry with a slash inside counts from the folder of its `.gitignore` (gitignore(5)). */
function inEveryFolder(entry: string, folders: readonly string[]): string {
  const anchored = entry.slice(0, -1).includes('/');
  return anchored && folders.some((folder) => folder !== '') ? `**/${entry}` : entry;
}

/** Names under which something like `.env.example` is committed, for the next one of that name not to be ignored. */
function keptNames(files: readonly string[], ignored: readonly string[]): string[] {
  const names = files.map(baseName);
  const kept = names.filter((name) => name.startsWith('.env.') && !ignored.includes(name));
  return [...new Set(['.env.example', ...kept])].sort();
}
