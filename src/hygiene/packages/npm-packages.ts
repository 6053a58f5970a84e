import { join, posix } from 'node:path';
import picomatch from 'picomatch';
import { messageOf } from '../../errors.ts';
import { isOnDisk } from '../disk-files.ts';
import type { ProjectFiles } from '../project-files.ts';
import { type NpmManifest, npmManifests } from './npm-manifest.ts';
import { isTame } from './tame-pattern.ts';

/** What npm would publish. */
export interface NpmPackage extends NpmManifest {
  /** Relative to the root of the project. Empty where `failure` says why it is not known. */
  readonly shipped: ReadonlySet<string>;
  /** Half a sentence. */
  readonly failure?: string;
}

const packages = new WeakMap<ProjectFiles, Promise<NpmPackage[]>>();

/**
 * The packages of a project that npm would publish and the files that would be in them, by npm's own list of them:
 * `files`, `.npmignore`, `.gitignore` and what npm always takes or leaves out. Nothing is run; scripts that make files
 * before publishing are not either.
 */
export function npmPackages(files: ProjectFiles): Promise<NpmPackage[]> {
  const known = packages.get(files) ?? packAll(files);
  packages.set(files, known);
  return known;
}

/** One by one: each walk opens as many files at a time as a folder has. */
async function packAll(files: ProjectFiles): Promise<NpmPackage[]> {
  const manifests = npmManifests(files);
  const roots = workspaceRoots(manifests);
  const found: NpmPackage[] = [];
  for (const manifest of manifests) if (manifest.isPublic) found.push(await packed(manifest, roots, files));
  return found;
}

/** A folder whose package.json has workspaces, and the folders that those are. */
interface WorkspaceRoot {
  readonly folder: string;
  readonly members: readonly string[];
}

function workspaceRoots(manifests: readonly NpmManifest[]): WorkspaceRoot[] {
  return manifests.flatMap(({ folder, workspaces }) => {
    const patterns = workspaces
      .filter((pattern) => isTame(pattern))
      .map((pattern) => posix.join(folder, pattern).replace(/\/$/, ''));
    const isMember = picomatch(patterns);
    const members = manifests.map((other) => other.folder).filter((other) => other !== '' && isMember(other));
    return workspaces.length === 0 ? [] : [{ folder, members }];
  });
}

async function packed(
  manifest: NpmManifest,
  roots: readonly WorkspaceRoot[],
  files: ProjectFiles,
): Promise<NpmPackage> {
  const nothing = { ...manifest, shipped: new Set<string>() };
  const ignoreFile = wildIgnoreFile(manifest, files);
  if (ignoreFile !== undefined)
    return { ...nothing, failure: `its package cannot be listed: ${ignoreFile} is no ordinary ignore file` };
  if (manifest.files?.every(isTame) === false)
    return { ...nothing, failure: 'has patterns under files that nobody writes' };
  try {
    const { default: packlist } = await import('npm-packlist');
    const tree = {
      path: absolute(files, manifest.folder),
      package: settings(manifest),
      isProjectRoot: true,
      edgesOut: new Map(),
    } as const;
    const listed = await packlist(tree, workspaceOptions(manifest, roots, files));
    return { ...manifest, shipped: new Set(listed.map((path) => posix.join(manifest.folder, path))) };
  } catch (thrown) {
    const [, reason = 'npm cannot list them'] = /^[A-Z0-9]+: ([^,]+), /.exec(messageOf(thrown)) ?? [];
    return { ...nothing, failure: `the files of its package cannot be listed: ${reason}` };
  }
}

function settings({ files, main, browser, bin }: NpmManifest) {
  return {
    bin,
    ...(files === undefined ? {} : { files }),
    ...(main === undefined ? {} : { main }),
    ...(browser === undefined ? {} : { browser }),
  };
}

function absolute(files: ProjectFiles, folder: string): string {
  return join(files.root, folder);
}

/** An ignore file of the package that is a link or is full of patterns that take long. */
function wildIgnoreFile({ folder }: NpmManifest, files: ProjectFiles): string | undefined {
  return files.paths.find((path) => {
    const name = posix.basename(path);
    if (name !== '.npmignore' && name !== '.gitignore') return false;
    const base = posix.dirname(path);
    // Those in the folders above count for a workspace.
    if (!isWithin(base, folder) && !isWithin(folder, base)) return false;
    const text = files.text(path);
    return text === undefined ? isOnDisk(files, path) : !text.split('\n').every((line) => isTame(line.trim()));
  });
}

function isWithin(path: string, folder: string): boolean {
  return folder === '' || folder === '.' || path === folder || path.startsWith(`${folder}/`);
}

/** npm leaves workspaces out of the package that they are in, and reads the ignore files above a workspace. */
function workspaceOptions({ folder }: NpmManifest, roots: readonly WorkspaceRoot[], files: ProjectFiles) {
  const root = roots.find((each) => each.folder === folder || each.members.includes(folder));
  if (root === undefined) return {};
  return {
    prefix: absolute(files, root.folder),
    workspaces: root.members.map((member) => absolute(files, member)),
  };
}

/** The names of the npm packages that would ship a file of the project. */
export async function packagesWith(files: ProjectFiles, path: string): Promise<string[]> {
  const shipping = (await npmPackages(files)).filter(({ shipped }) => shipped.has(path));
  return [...new Set(shipping.map(({ name }) => name))];
}
