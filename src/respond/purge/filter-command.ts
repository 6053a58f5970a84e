import { commandLine, quoteCode } from '../../syntax/shell/quote.ts';

/** What git-filter-repo has to change besides the texts of files and messages. */
export interface Wanted {
  /** Absolute path of the file with the values; undefined where there are only files to remove. */
  readonly file: string | undefined;
  /** Paths to remove from the whole history. */
  readonly paths: readonly string[];
  /** Globs instead, for paths that have a key in them. */
  readonly globs: readonly string[];
  /** Absolute path of a file with ids of blobs to remove. */
  readonly blobsFile: string | undefined;
  /** A value is in a binary file: git-filter-repo does not replace text in those. */
  readonly inBinary: boolean;
  readonly inFileNames: boolean;
  /** A value is in the name or the address of a person. */
  readonly inPeople: boolean;
  readonly inRefNames: boolean;
}

/**
 * The command that rewrites a repository. Only the file has the values: what git-filter-repo has no option for is done by
 * callbacks (git-filter-repo(1), CALLBACKS) that read the same file.
 * @param folder absolute path of the repository's top folder
 * @param force needed where the repository is not a fresh clone
 */
export function filterCommand(wanted: Wanted, folder: string, force: boolean): string {
  const { file, blobsFile } = wanted;
  const words = ['git', '-C', folder, 'filter-repo', ...(force ? ['--force'] : [])];
  if (file !== undefined) words.push('--replace-text', file, '--replace-message', file);
  if (wanted.paths.length + wanted.globs.length > 0) words.push('--invert-paths');
  for (const path of wanted.paths) words.push('--path', path);
  for (const glob of wanted.globs) words.push('--path-glob', glob);
  if (blobsFile !== undefined) words.push('--strip-blobs-with-ids', blobsFile);
  const callbacks =
    file === undefined
      ? []
      : [
          ...(wanted.inBinary ? [`--blob-callback ${quoteCode(blobCallback(file))}`] : []),
          ...(wanted.inFileNames ? [`--filename-callback ${quoteCode(nameCallback('filename', file))}`] : []),
          ...(wanted.inPeople ? [`--name-callback ${quoteCode(nameCallback('name', file))}`] : []),
          ...(wanted.inPeople ? [`--email-callback ${quoteCode(nameCallback('email', file))}`] : []),
          ...(wanted.inRefNames ? [`--refname-callback ${quoteCode(nameCallback('refname', file))}`] : []),
        ];
  return [commandLine(...words), ...callbacks].join(' ');
}

/** Code that reads the file once. git-filter-repo indents each line of a callback. */
function rulesIn(file: string): string[] {
  const literal = `b"${Array.from(Buffer.from(file), (byte) => {
    const character = String.fromCharCode(byte);
    return /[\w./-]/.test(character) ? character : `\\x${byte.toString(16).padStart(2, '0')}`;
  }).join('')}"`;
  return [
    'global purge_rules',
    `if "purge_rules" not in globals(): purge_rules = FilteringOptions.get_replace_text(${literal})`,
  ];
}

function blobCallback(file: string): string {
  return [
    ...rulesIn(file),
    'if b"\\0" in blob.data[0:8192]:',
    '  for old, new in purge_rules["literals"]: blob.data = blob.data.replace(old, new)',
    '  for old, new in purge_rules["regexes"]: blob.data = old.sub(new, blob.data)',
  ].join('\n');
}

/** @param variable the variable that has the name: bytes, or None for a file that is removed */
function nameCallback(variable: string, file: string): string {
  return [
    ...rulesIn(file),
    `for old, new in purge_rules["literals"]: ${variable} = ${variable} and ${variable}.replace(old, new)`,
    `for old, new in purge_rules["regexes"]: ${variable} = ${variable} and old.sub(new, ${variable})`,
    `return ${variable}`,
  ].join('\n');
}
