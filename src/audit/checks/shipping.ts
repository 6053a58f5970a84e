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
  return {
    packagesWith: (paths) => packagesWith(facts, paths),
    imagesWith: (paths) => imagesWith(facts, paths),
  };
}
