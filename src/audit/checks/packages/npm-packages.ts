import { posix } from 'node:path';
import picomatch from 'picomatch';
import { pathWithin } from '../../../files/path-parts.ts';
import { defined } from '../../../model/defined.ts';
import { systemReason } from '../../../model/errors.ts';
import { textOnDisk } from '../disk-files.ts';
import type { ProjectFiles } from '../project-files.ts';
import { isCheap } from './cheap-pattern.ts';
import { type NpmManifest, npmManifests } from './npm-manifest.ts';
import { withTemporaryFolder } from './temporary-folder.ts';

/** A package that npm would publish. */
export interface NpmPackage extends NpmManifest {
  /** The root of its workspaces: npm reads the ignore files above them. Undefined without workspaces. */
  readonly root: WorkspaceRoot | undefined;
}

/** A folder whose package.json lists workspaces. */
interface WorkspaceRoot {
  readonly folder: string;
  /** The folders of the workspaces. */
  readonly members: readonly string[];
}

/** Which files are in a package, or why that is unknown (half a sentence). */
export type Shipped = { readonly paths: readonly string[] } | { readonly failure: string };

/** The packages of a project that npm would publish. */
export function findPackages(files: ProjectFiles): NpmPackage[] {
  const manifests = npmManifests(files);
  const roots = manifests.flatMap((manifest) => workspaceRoot(manifest, manifests));
  return manifests
    .filter(({ isPublic }) => isPublic)
    .map((manifest) => {
      const root = roots.find(({ folder, members }) => folder === manifest.folder || members.includes(manifest.folder));
      return { ...manifest, root };
    });
}

function workspaceRoot({ folder, workspaces }: NpmManifest, manifests: readonly NpmManifest[]): WorkspaceRoot[] {
  if (workspaces.length === 0) return [];
  const patterns = workspaces.filter(isCheap).map((pattern) => posix.join(folder, pattern).replace(/\/$/, ''));
  const isMember = picomatch(patterns);
  const members = manifests.map((other) => other.folder).filter((other) => other !== '' && isMember(other));
  return [{ folder, members }];
}

/**
 * Which of some files npm would publish in a package, by npm's own code. It needs half a minute for a large project, so it
 * gets a temporary folder with nothing but these files (empty) and the ignore files that apply to them. No script runs.
 * @param paths relative to the root of the project
 */
export async function shippedOf(
  npmPackage: NpmPackage,
  paths: readonly string[],
  files: ProjectFiles,
): Promise<Shipped> {
  const { folder, root } = npmPackage;
  const inside = paths.filter((path) => pathWithin(folder, path) !== undefined);
  if (inside.length === 0) return { paths: [] };
  if (npmPackage.files?.every(isCheap) === false)
    return { failure: 'has patterns under files that are too complex to match' };
  const ignoreFiles = ignoreFilesFor(root?.folder ?? folder, inside, files);
  const costly = ignoreFiles.find(({ text }) => !text.split('\n').every((line) => isCheap(line.trim())));
  if (costly !== undefined)
    return { failure: `has a package that cannot be listed: patterns in ${costly.path} are too complex to match` };
  try {
    const contents = [
      ...inside.map((path) => ({ path, text: '' })),
      ...ignoreFiles,
      { path: npmPackage.path, text: '{}' },
    ];
    return { paths: await withTemporaryFolder(contents, (at) => listed(npmPackage, at)) };
  } catch (thrown) {
    return { failure: `has a package that cannot be listed: ${systemReason(thrown, 'npm refuses it')}` };
  }
}

/** The ignore files in the folders from `top` down to some files. */
function ignoreFilesFor(top: string, paths: readonly string[], files: ProjectFiles) {
  const folders = new Set<string>([top]);
  for (const path of paths) {
    for (let folder = posix.dirname(path); folder !== top && folder !== '.'; folder = posix.dirname(folder)) {
      folders.add(folder);
    }
  }
  return [...folders].flatMap((folder) =>
    ['.npmignore', '.gitignore'].flatMap((name) => {
      const path = posix.join(folder, name);
      const text = textOnDisk(files, path);
      return text === undefined ? [] : [{ path, text }];
    }),
  );
}

/** @param at gives the absolute path of a path of the project */
async function listed(npmPackage: NpmPackage, at: (path: string) => string): Promise<string[]> {
  const { default: packlist } = await import('npm-packlist');
  const { folder, root, files, main, browser, bin } = npmPackage;
  const settings = defined({ files, main, browser, bin });
  const tree = { path: at(folder), package: settings, isProjectRoot: true, edgesOut: new Map() } as const;
  // npm leaves workspaces out of the package that they are in, and reads the ignore files above a workspace.
  const options = root === undefined ? {} : { prefix: at(root.folder), workspaces: root.members.map(at) };
  return (await packlist(tree, options)).map((path) => posix.join(folder, path));
}

interface PackageFacts {
  readonly files: ProjectFiles;
  npmPackages(): readonly NpmPackage[];
}

/** The names of the npm packages that would contain one of some files. */
export async function packagesWith(facts: PackageFacts, paths: readonly string[]): Promise<string[]> {
  const names = new Set<string>();
  for (const npmPackage of facts.npmPackages()) {
    const shipped = await shippedOf(npmPackage, paths, facts.files);
    if ('paths' in shipped && paths.some((path) => shipped.paths.includes(path))) names.add(npmPackage.name);
  }
  return [...names];
}
