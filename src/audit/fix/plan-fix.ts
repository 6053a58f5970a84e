import { existsSync } from 'node:fs';
import { join, posix, relative } from 'node:path';
import { insertLines, linesOf } from '../../files/block.ts';
import type { Change } from '../../files/change.ts';
import { openFile } from '../../files/opened-file.ts';
import { isForShow } from '../../files/paths.ts';
import type { Secret } from '../../model/secret.ts';
import { dotenvKind } from '../../scan/file-rules/dotenv-path.ts';
import { ignoreSourceOf } from '../../scan/file-rules/gitignore.ts';
import { toPosix } from '../../scan/sources/list-files.ts';
import { planIgnoreFile } from '../../setup/ignore-file.ts';
import type { Project } from '../../setup/project.ts';
import { IgnorePatterns } from '../../syntax/gitignore.ts';
import type { Audit, Evidence } from '../audit.ts';
import type { ProjectFiles } from '../checks/project-files.ts';
import type { Inspected } from '../inspect.ts';
import { dotenvExample } from './dotenv-example.ts';
import { type WorkflowPatch, workflowPatch } from './workflow-patch.ts';

/** Repairs that need no decision of the owner. */
export interface FixPlan {
  readonly changes: readonly Change[];
  /** Files to remove from git's index but not from the disk; relative to the folder of the audit. */
  readonly untrack: readonly string[];
  readonly patch: WorkflowPatch | undefined;
}

/** The results of an audit that repairs need. */
export interface FixInput {
  readonly audit: Audit;
  readonly files: ProjectFiles;
  readonly inspected: readonly Inspected[];
  /** None of them may be written into a file. */
  readonly secrets: readonly Secret[];
  /** Undefined outside of git. */
  readonly project: Project | undefined;
}

/**
 * Plans the repairs. Reads only.
 * @throws HexhoundError E_CONFIG for a file that cannot be edited, such as a symbolic link
 */
export async function planFix(input: FixInput): Promise<FixPlan> {
  const untrack = committedDotenvs(input);
  return {
    changes: [
      ...(await gitignoreChanges(input, [...untrack, ...exposedFiles(input)])),
      ...dockerignoreChanges(input),
      ...exampleChanges(input, untrack),
    ],
    untrack,
    patch: patchFor(input),
  };
}

function committedDotenvs({ audit, files }: FixInput): string[] {
  return evidenceOf(audit, 'dotenv-committed')
    .filter(({ weight, path }) => weight === 'failure' && !isUnread(audit, path))
    .flatMap(({ path = '' }) => (files.isTracked(path) && !isForShow(path) ? [path] : []));
}

/** What could not be looked at is not repaired either. */
function isUnread({ errors }: Audit, path: string | undefined): boolean {
  return errors.some(({ subject }) => subject === path);
}

/** Files with secrets that git would add. */
function exposedFiles({ audit, files }: FixInput): string[] {
  return evidenceOf(audit, 'gitignore-missing-entry').flatMap(({ weight, path = '' }) =>
    weight === 'failure' && files.paths.includes(path) && !files.isTracked(path) && path !== '.gitignore' ? [path] : [],
  );
}

function evidenceOf({ lines }: Audit, rule: string): Evidence[] {
  return lines.flatMap(({ evidence }) => evidence.filter((each) => each.rule === rule));
}

/** Steps that the patterns may make in all. */
const MOST_STEPS = 10_000_000;

/** The entries that `init` would write, and one for each untracked file that nothing ignores yet. */
async function gitignoreChanges(
  { audit, files, secrets, project }: FixInput,
  paths: readonly string[],
): Promise<Change[]> {
  if (project === undefined) return [];
  const [planned] = evidenceOf(audit, 'gitignore-missing-entry').length === 0 ? [] : await planIgnoreFile(project);
  const file = planned?.file ?? openFile(project, '.gitignore');
  const before = planned?.after ?? file.text ?? '';
  const patterns = new IgnorePatterns(before, { left: MOST_STEPS });
  const entries = new Set<string>();
  for (const path of paths) {
    const full = inRepository(files, project, path);
    if (isIgnored(patterns, full)) continue;
    if ((await ignoreSourceOf({ ...project.repository, cwd: files.root }, path)) !== undefined) continue;
    const name = posix.basename(path);
    const entry = /^\.env[\w.-]*$/.test(name) ? name : `/${full.replace(/[\\*?[\]!# ]/g, '\\$&')}`;
    entries.add(withWildcards(entry, secrets));
  }
  const after = insertLines(before, linesOf(before).length, [...entries]);
  if (after === (file.text ?? '')) return [];
  return [{ file, after, executable: false, why: 'keeps files with secrets out of git' }];
}

/** Whether a file or a folder that it is in is ignored. */
function isIgnored(patterns: IgnorePatterns, path: string): boolean {
  const folders = [...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index));
  return folders.some((folder) => patterns.ignores(folder, true)) || patterns.ignores(path, false) === true;
}

/** An entry of an ignore file, which is committed: a wildcard in place of a key that a file is named by. */
function withWildcards(entry: string, secrets: readonly Secret[]): string {
  return secrets.reduce((rest, secret) => rest.replaceAll(secret.reveal(), '*'), entry);
}

function dockerignoreChanges(input: FixInput): Change[] {
  const wanted = new Map<string, Set<string>>();
  for (const { problem } of input.inspected) {
    if (problem.ignore === undefined) continue;
    const entries = wanted.get(problem.ignore.file) ?? new Set();
    wanted.set(problem.ignore.file, entries);
    for (const entry of problem.ignore.entries) entries.add(withWildcards(entry, input.secrets));
  }
  return [...wanted].map(([path, entries]) => {
    const file = openFile(folderOf(input), join(input.files.root, path));
    const text = file.text ?? '';
    // At the end: the last pattern that matches decides (Docker's documentation of .dockerignore).
    const after = insertLines(text, linesOf(text).length, [...entries]);
    return { file, after, executable: false, why: 'keeps files with secrets out of images and packages' };
  });
}

/** A `.env.example` for each `.env` that has none. */
function exampleChanges(input: FixInput, untrack: readonly string[]): Change[] {
  const { files } = input;
  const own = existsSync(join(files.root, '.env')) ? ['.env'] : [];
  const folders = new Set(
    files.paths.filter((path) => dotenvKind(path) === 'example').map((path) => posix.dirname(path)),
  );
  return [...new Set([...own, ...untrack])].flatMap((path) => {
    const folder = posix.dirname(path);
    if (posix.basename(path) !== '.env' || folders.has(folder)) return [];
    const { text } = openFile(folderOf(input), join(files.root, path));
    if (text === undefined) return [];
    const file = openFile(folderOf(input), join(files.root, folder, '.env.example'));
    const why = 'says which variables there are, for it is committed and .env is not';
    return [{ file, after: dotenvExample(text), executable: false, why }];
  });
}

function patchFor({ audit, files, inspected, project }: FixInput): WorkflowPatch | undefined {
  if (project === undefined) return undefined;
  const paths = new Set(
    inspected.flatMap(({ problem }) => (problem.rule === 'ci-literal-key' && problem.literal ? [problem.path] : [])),
  );
  const workflows = [...paths].filter(
    (path) => inRepository(files, project, path).startsWith('.github/') && !isUnread(audit, path),
  );
  return workflowPatch(
    workflows.map((path) => ({
      path: inRepository(files, project, path),
      text: files.text(path) ?? '',
      literals: inspected.flatMap(({ problem }) =>
        problem.path === path && problem.literal !== undefined ? [problem.literal] : [],
      ),
    })),
  );
}

/** Where files may be written. */
function folderOf({ files, project }: FixInput): Pick<Project, 'root' | 'commonDir'> {
  return project ?? { root: files.root, commonDir: files.root };
}

/** A path of the audit relative to the repository's top. */
function inRepository(files: ProjectFiles, project: Project, path: string): string {
  return toPosix(relative(project.root, join(files.root, path)));
}
