import { imagesWith } from './containers/docker-context.ts';
import type { ProjectFacts } from './facts.ts';
import { packagesWith } from './packages/npm-packages.ts';

/** Which packages and images would contain files of the project. */
export interface Shipping {
  /** Names of the npm packages that would contain one of these files. */
  readonly packagesWith: (paths: readonly string[]) => Promise<string[]>;
  /** Paths of the Dockerfiles whose images would contain one of these files. */
  readonly imagesWith: (paths: readonly string[]) => Promise<string[]>;
}

export function shippingOf(facts: ProjectFacts): Shipping {
  const each = async <T>(paths: readonly string[], ask: (path: string) => Promise<T[]>): Promise<T[]> =>
    (await Promise.all(paths.map(ask))).flat();
  return {
    packagesWith: async (paths) => unique(await each(paths, (path) => packagesWith(facts, path))),
    imagesWith: async (paths) =>
      unique((await each(paths, (path) => imagesWith(facts, path))).map(({ dockerfile }) => dockerfile)),
  };
}

function unique(items: readonly string[]): string[] {
  return [...new Set(items)];
}
