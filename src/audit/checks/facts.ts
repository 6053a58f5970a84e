import { once } from '../../model/once.ts';
import { type CiFile, readCiFile } from './ci/ci-file.ts';
import { ciSystemOf } from './ci/systems.ts';
import { findCharts } from './containers/helm.ts';
import { findBuilds, type ImageBuild, type ProjectDockerfiles, readDockerfiles } from './containers/image-builds.ts';
import { findPackages, type NpmPackage } from './packages/npm-packages.ts';
import type { ProjectFiles } from './project-files.ts';

/** What several checks need to know about a project as a whole. Each fact is found when it is first asked for, and kept. */
export interface ProjectFacts {
  readonly files: ProjectFiles;
  /** The Dockerfiles that can be read. */
  dockerfiles(): Promise<ProjectDockerfiles>;
  /** Each Dockerfile with the contexts that compose files and workflows state, or else with the likely one. */
  imageBuilds(): Promise<readonly ImageBuild[]>;
  /** A CI file; undefined for other files and for invalid YAML. */
  ciFile(path: string): CiFile | undefined;
  /** Folders of Helm charts. */
  charts(): ReadonlySet<string>;
  /** The packages that npm would publish. */
  npmPackages(): readonly NpmPackage[];
}

/** @param files of one audit, which must not change */
export function projectFacts(files: ProjectFiles): ProjectFacts {
  const ciFiles = new Map<string, CiFile | undefined>();
  const dockerfiles = once(() => readDockerfiles(files));
  return {
    files,
    dockerfiles,
    imageBuilds: once(async () => findBuilds(files, (await dockerfiles()).read)),
    ciFile: (path) => {
      if (!ciFiles.has(path)) ciFiles.set(path, findCiFile(path, files));
      return ciFiles.get(path);
    },
    charts: once(() => findCharts(files)),
    npmPackages: once(() => findPackages(files)),
  };
}

function findCiFile(path: string, files: ProjectFiles): CiFile | undefined {
  const system = ciSystemOf(path);
  const text = system === undefined ? undefined : files.text(path);
  return system === undefined || text === undefined ? undefined : readCiFile(system, path, text);
}
