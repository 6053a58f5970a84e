import { posix } from 'node:path';
import { folderOf } from '../../../files/path-parts.ts';
import { isForShow } from '../../../files/paths.ts';
import { isOnDisk, textOnDisk } from '../disk-files.ts';
import type { ProjectFiles } from '../project-files.ts';
import { type StatedBuild, statedBuilds } from './builds.ts';
import { contextSources, type Dockerfile, isDockerfile, readDockerfile } from './dockerfile.ts';
import { type IsIgnored, readDockerignore } from './dockerignore.ts';

/** A Dockerfile of the project. */
export interface ProjectDockerfile {
  readonly path: string;
  readonly text: string;
  readonly dockerfile: Dockerfile;
}

/** A Dockerfile with a build context. */
export interface ImageBuild extends ProjectDockerfile {
  /** Relative to the root; `''` is the root itself. */
  readonly context: string;
  /** The ignore file that applies, relative to the root. It need not exist. */
  readonly ignoreFile: string;
  /** Takes paths relative to the context. */
  readonly isIgnored: IsIgnored;
  /** Indexes of the stages that become images: the last one, and those that a build names as its target. */
  readonly targets: readonly number[];
}

/** The Dockerfiles of a project. */
export interface ProjectDockerfiles {
  readonly read: readonly ProjectDockerfile[];
  /** Those that cannot be read, and why: half a sentence. */
  readonly unread: readonly { readonly path: string; readonly why: string }[];
}

export async function readDockerfiles(files: ProjectFiles): Promise<ProjectDockerfiles> {
  const read: ProjectDockerfile[] = [];
  const unread: { path: string; why: string }[] = [];
  for (const path of files.paths.filter(isDockerfile)) {
    const text = files.text(path);
    const dockerfile = text === undefined ? undefined : await readDockerfile(text);
    if (text === undefined || dockerfile === undefined) {
      unread.push({ path, why: files.whyUnread(path) ?? 'is too large, or too hard to read, for a Dockerfile' });
    } else read.push({ path, text, dockerfile });
  }
  return { read, unread };
}

/** Each Dockerfile with the contexts that compose files and workflows state, or else with the likely one. */
export function findBuilds(files: ProjectFiles, dockerfiles: readonly ProjectDockerfile[]): ImageBuild[] {
  const stated = statedBuilds(files);
  return dockerfiles.flatMap((each) => {
    const own = stated.filter(({ dockerfile }) => dockerfile === each.path);
    const contexts = own.length === 0 ? [likelyContext(files, each)] : own.map(({ context }) => context);
    const targets = targetsOf(each.dockerfile, own);
    return [...new Set(contexts)].map((context) => {
      const ignoreFile = ignoreFileOf(files, each.path, context);
      const isIgnored = readDockerignore(textOnDisk(files, ignoreFile) ?? '');
      return { ...each, context, targets, ignoreFile, isIgnored };
    });
  });
}

function targetsOf({ stages }: Dockerfile, own: readonly StatedBuild[]): number[] {
  const targets = new Set(stages.length === 0 ? [] : [stages.length - 1]);
  for (const { target } of own) {
    const index = stages.findIndex(({ name }) => name !== undefined && name.toLowerCase() === target?.toLowerCase());
    if (index >= 0 && !isForShow(target ?? '') && !isForDevelopment(target ?? '')) targets.add(index);
  }
  return [...targets];
}

/** By its name: `Dockerfile.dev`, a stage named `local`. */
export function isForDevelopment(path: string): boolean {
  return /(?:^|[-_.])(?:dev|development|develop|debug|local)(?:[-_.]|$)/i.test(posix.basename(path));
}

/** `<Dockerfile>.dockerignore` takes precedence over that of the context. Podman reads `.containerignore` first. */
function ignoreFileOf(files: ProjectFiles, dockerfile: string, context: string): string {
  const usual = posix.join(context, '.dockerignore');
  const names = [`${dockerfile}.dockerignore`, usual];
  if (posix.basename(dockerfile).startsWith('Containerfile'))
    names.splice(1, 0, posix.join(context, '.containerignore'));
  return names.find((name) => textOnDisk(files, name) !== undefined) ?? usual;
}

/** Folders for Dockerfiles, without anything to copy into an image. */
const DOCKER_FOLDER = /^\.?(?:docker(?:files?)?|containers?|deploy(?:ment)?|ops|infra|build|images?)$/i;

/** The Dockerfile's folder, or the root if more of the copied files are there. */
function likelyContext(files: ProjectFiles, { path, dockerfile }: ProjectDockerfile): string {
  const folder = folderOf(path);
  if (folder === '') return '';
  const named = contextSources(dockerfile)
    .map((source) => posix.join('/', source).slice(1))
    .filter((source) => /^[\w./-]+$/.test(source));
  const exists = (base: string) => named.filter((source) => isOnDisk(files, posix.join(base, source))).length;
  const inFolder = exists(folder);
  const inRoot = exists('');
  if (inRoot !== inFolder) return inRoot > inFolder ? '' : folder;
  return named.length === 0 && DOCKER_FOLDER.test(posix.basename(folder)) ? '' : folder;
}
