import { MIB, readSmallFile, textOf } from '../../files/read-file.ts';
import { findRepository, type Repository } from '../../git/repository.ts';
import type { GitContext } from '../../git/safety.ts';
import { systemReason } from '../../model/errors.ts';
import type { ScanLog } from '../../model/scan-log.ts';
import { type ListedFile, listFolder, listWorkTree } from '../../scan/sources/list-files.ts';
import type { CheckedFile } from './problem.ts';

/** Settings and code that a person writes are not larger. */
const MAX_BYTES = MIB;

/**
 * The files of the project in a folder: those that git tracks or would add; outside of git, those that no ignore file
 * excludes.
 */
export class ProjectFiles {
  /** Undefined outside of git. */
  readonly repository: Repository | undefined;
  /** Absolute path of the folder that paths are relative to. */
  readonly root: string;
  /** Sorted. */
  readonly paths: readonly string[];
  readonly #files: ReadonlyMap<string, ListedFile>;
  readonly #texts = new Map<string, string | undefined>();
  readonly #tooLarge = new Set<string>();
  /** Why a file has no text: half a sentence. */
  readonly #why = new Map<string, string>();
  readonly #log: ScanLog;

  private constructor(root: string, repository: Repository | undefined, files: readonly ListedFile[], log: ScanLog) {
    this.root = root;
    this.repository = repository;
    this.#files = new Map(files.map((file) => [file.path, file]));
    this.paths = [...this.#files.keys()].sort();
    this.#log = log;
  }

  /**
   * @param context the folder, perhaps below the repository's top. Only its files are listed
   * @param log gets the files that cannot be read
   * @throws HexhoundError E_GIT if git refuses the repository
   */
  static async open(context: GitContext, wanted: (path: string) => boolean, log: ScanLog): Promise<ProjectFiles> {
    const repository = await findRepository(context);
    const listed = repository?.root === undefined ? listFolder(context.cwd, '', log) : listWorkTree(context, '', log);
    const files: ListedFile[] = [];
    for await (const file of listed) if (wanted(file.path)) files.push(file);
    return new ProjectFiles(context.cwd, repository, files, log);
  }

  isTracked(path: string): boolean {
    return this.#files.get(path)?.tracked === true;
  }

  /**
   * A file's text. Undefined if it is not a regular file (symbolic links are not followed), was deleted, has NUL bytes, or
   * is larger than 1 MiB. A file that cannot be read goes to the log.
   */
  text(path: string): string | undefined {
    if (!this.#texts.has(path)) this.#texts.set(path, this.#read(path));
    return this.#texts.get(path);
  }

  /** Files whose text was asked for and that are too large. */
  get tooLarge(): readonly string[] {
    return [...this.#tooLarge];
  }

  /** Why a file has no text: half a sentence. Undefined if it has one, does not exist, or is in the log already. */
  whyUnread(path: string): string | undefined {
    return this.text(path) === undefined ? this.#why.get(path) : undefined;
  }

  checked(path: string): CheckedFile | undefined {
    const text = this.text(path);
    return text === undefined ? undefined : { path, text, tracked: this.isTracked(path) };
  }

  #read(path: string): string | undefined {
    const file = this.#files.get(path);
    if (file === undefined) return undefined;
    const read = readSmallFile(file.open, MAX_BYTES, 'refused');
    if ('bytes' in read) {
      const text = textOf(read.bytes);
      if (text === undefined) this.#why.set(path, 'has NUL bytes and so is not text');
      return text;
    }
    if (read.failure === 'too large') {
      this.#tooLarge.add(path);
      this.#why.set(path, 'is larger than 1 MiB');
    }
    if (read.failure === 'not a file') this.#why.set(path, 'is not a regular file');
    if (read.failure === 'unreadable') this.#log.error('E_SOURCE', path, systemReason(read.cause));
    return undefined;
  }
}
