import { posix } from 'node:path';
import { folderOf } from '../../../files/path-parts.ts';
import { isForShow } from '../../../files/paths.ts';
import { isOnDisk, textOnDisk } from '../disk-files.ts';
import type { ProjectFiles } from '../project-files.ts';
import { type StatedBuild, statedBuilds } from './builds.ts';
import { type Dockerfile, isDockerfile, LARGEST_DOCKERFILE, readDockerfile } from './dockerfile.ts';
import { type IsIgnored, readDockerignore } from './dockerignore.ts';

/** A Dockerfile of the project. */
export interface ProjectDockerfile {
  readonly path: string;
  readonly text: string;
  readonly dockerfile: Dockerfile;
}

/** A Dockerfile with a context that it is built with. */
export interface ImageBuild extends ProjectDockerfile {
  /** Relative to the root, `''` being the root itself. */
  readonly context: string;
  /** The ignore file that counts, whether it is there or not; relative to the root. */
  readonly ignoreFile: string;
  /** Asked with paths relative to the context. */
  readonly isIgnored: IsIgnored;
  /** Places of the stages that become images: the last one, and those that a build asks for. */
  readonly targets: readonly number[];
}

/** Dockerfiles that are too large to be looked at. */
export function tooLargeDockerfiles(files: ProjectFiles): string[] {
  return files.paths.filter((path) => isDockerfile(path) && (files.text(path)?.length ?? 0) > LARGEST_DOCKERFILE);
}

/** The Dockerfiles that can be read. */
export async function readDockerfiles(files: ProjectFiles): Promise<ProjectDockerfile[]> {
  const found: ProjectDockerfile[] = [];
  for (const path of files.paths.filter(isDockerfile)) {
    const text = files.text(path);
    if (text === undefined || text.length > LARGEST_DOCKERFILE) continue;
    found.push({ path, text, dockerfile: await readDockerfile(text) });
  }
  return found;
}

/** Each Dockerfile with the contexts that compose files and workflows give it, else with the likely one. */
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

/** By its name: `Dockerfile.dev`, a stage called `local`. */
export function isForDevelopment(path: string): boolean {
  return /(?:^|[-_.])(?:dev|development|develop|debug|local)(?:[-_.]|$)/i.test(posix.basename(path));
}

/** `<Dockerfile>.dockerignore` wins over the context's; Podman reads `.containerignore` first. */
function ignoreFileOf(files: ProjectFiles, dockerfile: string, context: string): string {
  const usual = posix.join(context, '.dockerignore');
  const names = [`${dockerfile}.dockerignore`, usual];
  if (posix.basename(dockerfile).startsWith('Containerfile'))
    names.splice(1, 0, posix.join(context, '.containerignore'));
  return names.find((name) => textOnDisk(files, name) !== undefined) ?? usual;
}

/** Folders that hold a project's Dockerfiles and nothing that one could build. */
const DOCKER_FOLDER = /^\.?(?:docker(?:files?)?|containers?|deploy(?:ment)?|ops|infra|build|images?)$/i;

/** The Dockerfile's folder, or the root where what is copied is only there. */
function likelyContext(files: ProjectFiles, { path, dockerfile }: ProjectDockerfile): string {
  const folder = folderOf(path);
  if (folder === '') return '';
  const sources = dockerfile.stages.flatMap(({ instructions }) =>
    instructions
      .filter(
        ({ keyword, flags }) => (keyword === 'COPY' || keyword === 'ADD') && !flags.some(({ name }) => name === 'from'),
      )
      .flatMap(({ words }) => words.slice(0, -1)),
  );
  const named = sources.map((source) => posix.join('/', source).slice(1)).filter((source) => /^[\w./-]+$/.test(source));
  const exists = (base: string) => named.filter((source) => isOnDisk(files, posix.join(base, source))).length;
  const inFolder = exists(folder);
  const inRoot = exists('');
  if (inRoot !== inFolder) return inRoot > inFolder ? '' : folder;
  return named.length === 0 && DOCKER_FOLDER.test(posix.basename(folder)) ? '' : folder;
}
