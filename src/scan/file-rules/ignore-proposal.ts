import { baseName } from '../../files/path-parts.ts';
import type { IgnoreReview } from './gitignore.ts';

/**
 * The lines to add to the top `.gitignore`. Several entries for `.env.<name>` become one `.env.*`, with exceptions for
 * templates and other committed files.
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

/** An entry with a slash inside is relative to the folder of its `.gitignore` (gitignore(5)). */
function inEveryFolder(entry: string, folders: readonly string[]): string {
  const anchored = entry.slice(0, -1).includes('/');
  return anchored && folders.some((folder) => folder !== '') ? `**/${entry}` : entry;
}

/** Names of committed files such as `.env.example`, so that others of the same name are not ignored. */
function keptNames(files: readonly string[], ignored: readonly string[]): string[] {
  const names = files.map(baseName);
  const kept = names.filter((name) => name.startsWith('.env.') && !ignored.includes(name));
  return [...new Set(['.env.example', ...kept])].sort();
}
