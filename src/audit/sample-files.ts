import { isCiFile } from '../files/ci-files.ts';
import { isForShow, isPageTemplate } from '../files/paths.ts';
import { dotenvKind } from '../scan/file-rules/dotenv-path.ts';
import { readPath } from '../scan/verdict/file-kind.ts';

/** Kinds of files that have many values that look like keys and are not. */
const SAMPLE_KINDS: ReadonlySet<string> = new Set(
  'docs generated recorded vectors translation data lock checksums'.split(' ').map((kind) => `file.${kind}`),
);

/** Whether a key in a file is likely a sample. Web pages show samples, as documents do. */
export function holdsSamples(path: string): boolean {
  // What is in .env templates and CI files is used.
  if (dotenvKind(path) !== undefined || isCiFile(path)) return false;
  return isForShow(path) || isPageTemplate(path) || SAMPLE_KINDS.has(readPath(path) ?? '');
}
