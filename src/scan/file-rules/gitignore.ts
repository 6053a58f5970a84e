import { access } from 'node:fs/promises';
import { basename, isAbsolute, join } from 'node:path';
import { folderOf } from '../../files/path-parts.ts';
import { isNoPartOfProject } from '../../files/paths.ts';
import type { Repository } from '../../git/repository.ts';
import type { GitContext } from '../../git/safety.ts';
import { checkIgnore } from '../../git/work-tree.ts';
import type { Finding } from '../../model/finding.ts';
import { groupBy } from '../../model/group-by.ts';
import type { Confidence, FileRule } from '../../model/rule.ts';
import { firstOf } from '../../syntax/words.ts';
import { dotenvKind } from './dotenv-path.ts';
import { fileFinding } from './file-finding.ts';
import { DOTENV_IGNORES, ECOSYSTEMS, type Ecosystem, type WantedIgnore } from './wanted-ignores.ts';

/** An entry, and the folders in which it is missing; `''` is the top one. */
export interface MissingIgnore {
  readonly entry: string;
  readonly folders: readonly string[];
}

/** What the `.gitignore` files of a repository lack. */
export interface IgnoreReview {
  /** Files of these entries are not ignored. */
  readonly missing: readonly MissingIgnore[];
  /** Ignored only by info/exclude or the user's excludes file, so not in other clones. */
  readonly personal: readonly MissingIgnore[];
  /** Existing files that `git add .` would add. */
  readonly exposed: readonly string[];
  /** Whether the repository uses `.env` files. */
  readonly dotenv: Ecosystem['dotenv'];
}

/**
 * Asks git whether it ignores the files that hold secrets in projects of this kind.
 * @param files paths of the tracked files, relative to the root
 * @returns undefined if there is no work tree
 * @throws HexhoundError E_GIT
 */
export async function reviewIgnores(
  repository: Repository,
  files: readonly string[],
): Promise<IgnoreReview | undefined> {
  const { root } = repository;
  if (root === undefined) return undefined;
  const { probes, dotenv } = probesFor(files);
  const tracked = new Set(files);
  const missing: Probe[] = [];
  const personal: Probe[] = [];
  const asked = probes.filter((probe) => !tracked.has(probe.path));
  for (const [index, source] of (await askGit({ ...repository, cwd: root }, asked)).entries()) {
    const probe = asked[index];
    if (probe === undefined || source === 'shared') continue;
    (source === 'personal' ? personal : missing).push(probe);
  }
  const present = await Promise.all(missing.map(({ path }) => exists(join(root, path))));
  return {
    missing: byEntry(missing),
    personal: byEntry(personal),
    exposed: missing.filter((_, index) => present[index]).map(({ path }) => path),
    dotenv,
  };
}

interface Probe extends WantedIgnore {
  readonly folder: string;
  /** Path of the probe in the repository. */
  readonly path: string;
}

/** Lists the paths to ask git about: in the top folder, and in every folder with a manifest or a `.env` file. */
function probesFor(files: readonly string[]): { probes: Probe[]; dotenv: Ecosystem['dotenv'] } {
  const folders = new Map<string, Map<string, WantedIgnore>>();
  const add = (folder: string, ignores: readonly WantedIgnore[]) => {
    const entries = folders.get(folder) ?? new Map();
    folders.set(folder, entries);
    for (const ignore of ignores) entries.set(ignore.entry, ignore);
  };
  add('', DOTENV_IGNORES);
  let dotenv: Ecosystem['dotenv'] = 'no';
  for (const file of files) {
    if (isNoPartOfProject(file)) continue;
    if (dotenvKind(file) !== undefined) {
      dotenv = 'used';
      add(folderOf(file), DOTENV_IGNORES);
    }
    for (const ecosystem of ECOSYSTEMS) {
      const match = ecosystem.marker.exec(file);
      if (match === null) continue;
      if (dotenv === 'no' || ecosystem.dotenv === 'used') dotenv = ecosystem.dotenv;
      add(file.slice(0, match.index), [...(ecosystem.dotenv === 'no' ? [] : DOTENV_IGNORES), ...ecosystem.wanted]);
    }
  }
  const probes = [...folders].flatMap(([folder, entries]) =>
    [...entries.values()].map((ignore) => ({
      ...ignore,
      folder,
      path: folder === '' ? ignore.probe : `${folder}/${ignore.probe}`,
    })),
  );
  return { probes, dotenv };
}

/** The pattern that keeps a path out of git. */
export interface IgnoreSource {
  /** The ignore file, relative to `context.cwd` where it is in the repository. */
  readonly file: string;
  readonly line: number;
  readonly pattern: string;
}

/** Asks git which pattern ignores a path, in any of its ignore files. @returns undefined if it is not ignored */
export async function ignoreSourceOf(context: GitContext, path: string): Promise<IgnoreSource | undefined> {
  const [source] = await sourcesOf(context, [path]);
  return source === undefined || source.pattern.startsWith('!') ? undefined : source;
}

/**
 * Asks git which kind of file ignores each path. A negated pattern in a `.gitignore` counts as `shared`: somebody has decided
 * to commit this file.
 */
async function askGit(context: GitContext, probes: readonly Probe[]): Promise<('shared' | 'personal' | 'nobody')[]> {
  const sources = await sourcesOf(
    context,
    probes.map(({ path }) => path),
  );
  return sources.map((source) => (source === undefined ? 'nobody' : isShared(source.file) ? 'shared' : 'personal'));
}

/** @returns for each path the pattern that decides, perhaps a negated one; undefined if none matches */
async function sourcesOf(context: GitContext, paths: readonly string[]): Promise<(IgnoreSource | undefined)[]> {
  const fields = await checkIgnore(context, ['--no-index', '--verbose', '--non-matching'], paths);
  // Four fields for each path: source, line, pattern, path. The first three are empty if no pattern matches.
  return paths.map((_, index) => {
    const [file = '', line = '', pattern = ''] = fields.slice(4 * index, 4 * index + 3);
    return file === '' ? undefined : { file, line: Number(line), pattern };
  });
}

/** Whether an ignore file is committed. Git names `.gitignore` files relative to the top, and the user's excludes file by its absolute path. */
export function isShared(source: string): boolean {
  return !isAbsolute(source) && basename(source) === '.gitignore';
}

function byEntry(probes: readonly Probe[]): MissingIgnore[] {
  const groups = groupBy(probes, ({ entry }) => entry);
  return [...groups].map(([entry, own]) => ({ entry, folders: own.map(({ folder }) => folder) }));
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/**
 * One finding that names every missing entry, or none.
 * @param rule `gitignore-missing-entry`
 */
function ignoreFinding(rule: FileRule, review: IgnoreReview): Finding | undefined {
  const { missing, personal, exposed, dotenv } = review;
  const listed = missing.length > 0 ? missing : personal;
  if (listed.length === 0) return undefined;
  const own = missing.length > 0 ? '' : ' in other clones: only the exclude files of this one clone or user name them';
  const danger =
    exposed.length === 0
      ? ''
      : `; ${exposed.slice(0, LISTED).join(', ')} ${exposed.length === 1 ? 'is' : 'are'} there and would go in with git add`;
  const evidence = listed.every(({ entry }) => DOTENV_IGNORES.some((ignore) => ignore.entry === entry))
    ? dotenv
    : 'used';
  const isUsual = missing.some(({ entry }) => !OCCASIONAL.has(entry));
  const serious = exposed.length > 0 || (evidence === 'used' && isUsual);
  return fileFinding(rule, {
    identity: ['.gitignore', ...listed.map(({ entry }) => entry).sort()].join('\n'),
    confidence: exposed.length > 0 ? 'high' : CONFIDENCE[evidence],
    ...(serious ? {} : { severity: 'low' }),
    ...(exposed.length > 0 ? { title: 'Secret file that git would add' } : {}),
    note: `${listed.map(describe).join(', ')} ${listed.length === 1 ? 'is' : 'are'} not ignored${own}${danger}`,
    occurrences: [{ kind: 'file', path: '.gitignore', line: 1, column: 1, endLine: 1, endColumn: 1 }],
  });
}

/** Files that only some projects have, or that seldom hold secrets: a missing entry is not serious. */
const OCCASIONAL: ReadonlySet<string> = new Set([
  ...['.env.local', '.env.production', '.env.*.local', '.env.backup', '.env.me'],
  ...['auth.json', '.secret.local', '.runtimeconfig.json', '.terraform/'],
]);

const CONFIDENCE: Record<Ecosystem['dotenv'], Confidence> = { used: 'high', possible: 'medium', no: 'low' };

/** Folders that a note lists by name. */
const LISTED = 3;

/** Names folders only if the entry is not missing at the top, where it would work for all folders. */
function describe({ entry, folders }: MissingIgnore): string {
  if (folders.includes('')) return entry;
  return `${entry} (in ${firstOf(folders, LISTED)})`;
}

/**
 * Finds missing entries of the `.gitignore` files of a repository: at most one finding.
 * @param files paths of the tracked files, relative to the root
 */
export async function findMissingIgnores(
  repository: Repository,
  files: readonly string[],
  rule: FileRule,
): Promise<Finding[]> {
  const review = await reviewIgnores(repository, files);
  const finding = review && ignoreFinding(rule, review);
  return finding === undefined ? [] : [finding];
}
